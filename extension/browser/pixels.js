/** The pixels of a picture, in memory only. */

/**
 * Opens a picture.
 * @param {Uint8Array<ArrayBuffer>} bytes PNG
 * @returns {Promise<{part: (box: KeepsakeBox) => import("../capture/blank.js").Pixels, close: () => void}>} part: a
 *   part of it, box in its pixels
 */
export async function openPicture(bytes) {
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  return {
    part({ x, y, width, height }) {
      const canvas = new OffscreenCanvas(width, height);
      const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
        canvas.getContext("2d", { willReadFrequently: true })
      );
      brush.drawImage(picture, -x, -y);
      return brush.getImageData(0, 0, width, height);
    },
    close: () => picture.close(),
  };
}
