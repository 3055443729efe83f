/** Shapes that the modules of a capture hand to each other. No code. */

/**
 * @typedef {object} Port a native port without its browser
 * @property {(message: object) => void} send
 * @property {(handler: (message: any) => void) => void} onMessage
 * @property {(handler: (reason: string) => void) => void} onClose reason: the browser's words, "" when unknown
 * @property {() => void} close
 */

/**
 * @typedef {object} PartInfo an artifact as announced to the host
 * @property {number} part
 * @property {string} kind
 * @property {string} name
 * @property {string} media_type
 * @property {number} bytes
 * @property {string} sha256
 */

/** @typedef {{utc: string, zone: string, offset_minutes: number}} Moment */
/** @typedef {{name: string, value: string, where: string}} Identifier */
/** @typedef {{platform: string, kind: string, ids: Identifier[]}} Place */

/**
 * @typedef {object} Tile a picture, as the manifest tells of it
 * @property {number} part
 * @property {string} at
 * @property {number} scroll
 * @property {number} scroll_height
 * @property {KeepsakeBox} pane
 * @property {"first" | "shared" | "jump" | "gap"} join
 * @property {boolean} moved the page moved between the look and the picture: boxes are left out
 * @property {boolean} focused the page had the keyboard focus
 */

/**
 * @typedef {object} Entry one item of the page, as known so far
 * @property {number} n order of first sight, stays the same
 * @property {number} node
 * @property {KeepsakeContent} content
 * @property {string} print
 * @property {(KeepsakeBox & {part: number})[]} boxes
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {{text: string, until: string}[]} earlier
 * @property {string} missing_since
 * @property {number} missed looks in a row in which it should have been there and was not
 * @property {Entry[]} segment
 * @property {number} index place in its segment
 */

/**
 * @typedef {"end" | "person" | "limit" | "closed" | "navigated" | "hidden" | "error"} StoppedBy
 */

/**
 * @typedef {object} Outcome how the walk over the page ended
 * @property {"reached" | "not_reached"} end
 * @property {string} evidence code word, FORMAT.md 4.4
 * @property {StoppedBy} stoppedBy
 */

/** @typedef {{entry: number, utc: string, state: string, parts: number}} Receipt */

export {};
