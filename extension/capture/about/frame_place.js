/** What a frame tells of itself, told by its place in the tab, which is what the pictures show. Pure. */

/**
 * @typedef {object} OtherFrame one that only its own site may read
 * @property {number} index among the frames of the page
 * @property {string} name
 * @property {string} address
 * @property {number} width CSS pixels
 * @property {number} height
 */

/**
 * @typedef {object} Around the page around a frame
 * @property {KeepsakeBox} box where the frame's document is shown
 * @property {OtherFrame[]} frames the others in view
 * @property {string} title
 * @property {boolean} focused
 * @property {{width: number, height: number}} viewport
 */

const STILL = 1; // CSS pixels

/**
 * @param {any} told what the page's part answered in the frame
 * @param {Around} place
 * @param {Around | null} before where it was when it was asked before
 * @returns {any}
 */
export function shifted(told, place, before) {
  if (!told) return told;
  const moved = before !== null && hasMoved(place.box, before.box);
  return {
    ...told,
    ...(told.now ? { now: look(told.now, place) } : {}),
    ...(told.changes
      ? { changes: told.changes.map((/** @type {KeepsakeLook} */ each) => look(each, place)) }
      : {}),
    ...(told.pane ? { pane: { ...told.pane, box: shift(told.pane.box, place) } } : {}),
    ...(told.page ? { page: { ...told.page, ...ofTab(place), title: place.title } } : {}),
    ...(told.signs ? { signs: { ...told.signs, frames: others(told.signs.frames, place) } } : {}),
    ...("same" in told
      ? { same: told.same && !moved, ...ofTab(place), frames: others(told.frames, place) }
      : {}),
  };
}

/** @param {Around} place */
function ofTab({ viewport, focused }) {
  return { viewport, focused };
}

/**
 * @param {KeepsakeFrame[] | undefined} inside
 * @param {Around} place
 * @returns {KeepsakeFrame[]} numbered apart from those in the frame itself
 */
function others(inside, { frames }) {
  return [...(inside ?? []), ...frames.map(({ index, ...frame }) => ({ n: -1 - index, ...frame }))];
}

/**
 * @param {KeepsakeLook} seen
 * @param {Around} place
 * @returns {KeepsakeLook}
 */
function look(seen, place) {
  const { viewport } = place;
  const rows = seen.rows.map((row) => {
    const box = shift(row.box, place);
    return { ...row, box, visible: row.visible && isInView(box, viewport) };
  });
  return { ...seen, rows, pane: clipped(shift(seen.pane, place), viewport) };
}

/**
 * @param {KeepsakeBox} box
 * @param {{width: number, height: number}} viewport
 * @returns {KeepsakeBox} what of it is in the tab
 */
function clipped(box, viewport) {
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
  const width = Math.max(0, Math.min(viewport.width, box.x + box.width) - x);
  const height = Math.max(0, Math.min(viewport.height, box.y + box.height) - y);
  return { x, y, width, height };
}

/**
 * @param {KeepsakeBox} box
 * @param {Around} place
 * @returns {KeepsakeBox}
 */
function shift(box, { box: { x, y } }) {
  return { ...box, x: box.x + x, y: box.y + y };
}

/**
 * @param {KeepsakeBox} box
 * @param {{width: number, height: number}} viewport
 */
function isInView({ x, y, width, height }, viewport) {
  return x < viewport.width && x + width > 0 && y < viewport.height && y + height > 0;
}

/**
 * @param {KeepsakeBox} now
 * @param {KeepsakeBox} before
 */
function hasMoved(now, before) {
  return Math.abs(now.x - before.x) > STILL || Math.abs(now.y - before.y) > STILL;
}
