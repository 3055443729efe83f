/** Shapes that the modules of a capture hand to each other. No code. */

/**
 * @typedef {object} Port a native port without its browser
 * @property {(message: object) => void} send
 * @property {(handler: (message: any) => void) => void} onMessage
 * @property {(handler: (reason: string) => void) => void} onClose reason: the browser's words, "" when unknown
 * @property {() => void} close
 * @property {string} [browser] the browser it is in, as the host's table names it; absent where that is not told
 */

/**
 * @typedef {object} Checked whether everything works, PROTOCOL.md 2.5
 * @property {"ok" | "waiting" | "problem"} outcome
 * @property {Check[]} checks
 */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {"ok" | "waiting" | "problem"} mark
 * @property {string} text
 * @property {string} next
 * @property {string} command
 * @property {string} [mend] absent in older programs, as is the button
 * @property {string} [button]
 */

/**
 * What the manifest has in the same form.
 * @typedef {import("../../shared/schemas/manifest").Artifact} PartInfo an artifact as announced to the host
 * @typedef {import("../../shared/schemas/manifest").When} Moment
 * @typedef {import("../../shared/schemas/manifest").Identifier} Identifier
 * @typedef {Pick<import("../../shared/schemas/manifest").Page, "platform" | "kind" | "ids">} Place
 * @typedef {Omit<import("../../shared/schemas/manifest").Tile, "items">} Tile a picture
 */

/**
 * @typedef {object} Entry one item of the page, as known so far
 * @property {number} n order of first sight, stays the same
 * @property {number} node
 * @property {KeepsakeContent} content
 * @property {string} fingerprint
 * @property {import("../../shared/schemas/manifest").PlacedBox[]} boxes
 * @property {number[]} views numbers of its records, oldest first
 * @property {string} first_seen
 * @property {string} last_seen
 * @property {import("../../shared/schemas/manifest").Earlier[]} earlier
 * @property {string} missing_since
 * @property {number} missed looks in a row in which it should have been there and was not
 * @property {Map<string, "none" | "waiting" | "failed" | number[]> | null} pictured by picture of the item: the tiles that
 *   show it, that it had not come yet or never will, or that there is nothing to see; null where nothing is known
 * @property {number} before order number of the item above it when last seen with one, 0 for none
 * @property {number} left where it began when last seen, CSS pixels
 * @property {Entry[]} segment
 * @property {number} index place in its segment
 */

/**
 * @typedef {import("../../shared/schemas/manifest").Completeness["stopped_by"]} StoppedBy
 */

/**
 * @typedef {object} Outcome how the walk over the page ended
 * @property {import("../../shared/schemas/manifest").Completeness["end"]} end
 * @property {import("../../shared/schemas/manifest").Completeness["end_evidence"]} evidence FORMAT.md 4.4
 * @property {StoppedBy} stoppedBy
 * @property {import("../../shared/schemas/manifest").Completeness["limit"]} [limit] which limit stopped it
 * @property {import("./walk/plan.js").Limits} [limits] those that were in force
 */

/**
 * @typedef {{entry: number, utc: string, state: string, parts: number}} Receipt of the program; with the state `waiting`
 *   the word of the waiting room, which is none
 * @typedef {{state: "complete" | "partial", reason: string}} Ended how a capture ended, by the rule of FORMAT.md 3.4
 */

/**
 * @typedef {object} Picture an opened one
 * @property {number} width pixels
 * @property {(box: KeepsakeBox) => import("./walk/blank_shots.js").Pixels} part a part of it, box in its pixels
 * @property {() => void} close
 */

/**
 * @typedef {object} Tools what a capture uses of the browser
 * @property {() => Port} connect
 * @property {import("./waiting/room.js").WaitingRoom} room
 * @property {() => Promise<boolean>} inject false when scripts may not run in the page
 * @property {(question: string, order: object) => Promise<any>} ask rejects with PageGone
 * @property {() => Promise<Uint8Array<ArrayBuffer> | null>} mhtml the browser's own copy; null where not allowed
 * @property {import("./walk/shots.js").Shots} shots
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<Picture>} openPicture
 * @property {{now: () => number, date: () => Date, uuid: () => string, sleep: (ms: number) => Promise<void>,
 *   every: (ms: number, run: () => void) => () => void}} clock
 * @property {(tiles: number) => void} progress
 * @property {import("./about/platform.js").PlatformRule[]} platforms
 * @property {import("../../shared/schemas/manifest").Environment} environment
 * @property {string} version
 */

/**
 * @typedef {object} Left where a capture that did not reach the end stopped
 * @property {string} capture
 * @property {string} url
 * @property {string[]} prints of the items in its last picture
 * @property {boolean} from_here whether it led down from where the page stood
 */

/**
 * @typedef {object} Wish what was asked for
 * @property {{url: string, title: string, width: number, height: number}} tab
 * @property {Promise<Uint8Array<ArrayBuffer>>} firstTile begun at the click itself
 * @property {boolean} whole false: the visible area only
 * @property {boolean} [frame] what is read is a frame of another site, which the person allowed
 * @property {"button" | "menu" | "tabs"} [by] how a person started it; FORMAT.md 4.15
 * @property {import("./walk/plan.js").Wished} [limits] what the person set; 0, "" or absent leaves the default
 * @property {Left | null} [earlier] the capture to go on from
 */

export {};
