/** The pixels of a picture, in memory only. */

/** One for all pictures: memory of those thrown away would be given back late. */
const canvas = new OffscreenCanvas(1, 1);

/**
 * Opens a picture.
 * @param {Uint8Array<ArrayBuffer>} bytes PNG
 * @returns {Promise<import("../capture/types.js").Picture>}
 */
export async function openPicture(bytes) {
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  return {
    width: picture.width,
    part({ x, y, width, height }) {
      if (canvas.width < width || canvas.height < height) {
        canvas.width = Math.max(canvas.width, width);
        canvas.height = Math.max(canvas.height, height);
      }
      brush.clearRect(0, 0, width, height);
      brush.drawImage(picture, -x, -y);
      return brush.getImageData(0, 0, width, height);
    },
    close: () => picture.close(),
  };
}
