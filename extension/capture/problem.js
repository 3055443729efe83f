/** Problems by their number in shared/data/errors.json. */

export const PROTOCOL_VERSION = 13;
export const CAPTURE_STATE = 14;
export const DISK_FULL = 43;
export const HOST_MISSING = 80;
export const HOST_GONE = 81;
export const PAGE_FORBIDDEN = 82;
export const PAGE_CLOSED = 83;
export const PICTURE_FAILED = 84;
export const TAB_MOVED = 86;
export const PAGE_IN_FRAME = 87;
export const HOST_OLD = 88;
export const EXTENSION_OLD = 89;
export const WAITING_FULL = 91;
export const INTERNAL = 90;

/** @typedef {"start" | "check" | "waiting" | "back"} Step where the one next step is done */

/** @type {Map<number, Step>} where it is not on the page that the problem is about */
const STEPS = new Map([
  [HOST_MISSING, "start"],
  [WAITING_FULL, "start"],
  ...[26, 27].map((code) => /** @type {[number, Step]} */ ([code, "waiting"])),
  ...[PROTOCOL_VERSION, 40, 42, 44, 48, 49, 58, HOST_OLD, EXTENSION_OLD, INTERNAL].map(
    (code) => /** @type {[number, Step]} */ ([code, "check"]),
  ),
]);

/**
 * @param {number} code
 * @returns {Step}
 */
export const stepAfter = (code) => STEPS.get(code) ?? "back";

/** Errors of the program that the same parts would meet again: what they are about cannot be handed over later. */
export const REPEATING = new Set([14, 15, 20, 21, 22, 23, 24]);

/** Pages of the browser itself, on which nothing a person needs to keep is shown. */
export const OWN_PAGE =
  /^(chrome|edge|brave|vivaldi|opera|about|devtools|chrome-extension|moz-extension|view-source):/i;

export class Problem extends Error {
  /**
   * @param {number} code
   * @param {string} detail for a bug report; never content, addresses or names
   */
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.name = "Problem";
    this.code = code;
  }
}

/** Another tab came to the front while the picture of the click was taken. */
export class OtherTab extends Error {}

/** The page went away under the capture: tab closed or moved out of reach, page left or loaded again. */
export class PageGone extends Error {
  /** @param {"closed" | "navigated" | "moved"} how */
  constructor(how) {
    super(how);
    this.name = "PageGone";
    this.how = how;
  }
}

/**
 * @param {unknown} error
 * @returns {number}
 */
export function codeOf(error) {
  if (error instanceof Problem) return error.code;
  return error instanceof PageGone ? PAGE_CLOSED : INTERNAL;
}
