/**
 * Room on the disk that is set aside, so that words find a place when the disk is full. Each piece is a file in the
 * extension's own file system: a file goes from a disk without a byte of room, while a database needs some to let go of
 * anything (measured in both browsers, ADR 16). Source: FORMAT.md §12.
 */

const PIECES = 8; // let go of one by one, for whatever else writes takes what is free too
const PIECE_BYTES = 2_097_152;
const RANDOM_BYTES = 65_536; // the most that a browser gives at once
const NAME = "reserve-";

export class Reserve {
  /** Sets aside what is not set aside yet; where not all of it can be had, less, so that a first picture has room too. */
  async keep() {
    const there = await pieces();
    try {
      const folder = await navigator.storage.getDirectory();
      for (let n = 0; n < PIECES; n += 1)
        if (!there.includes(`${NAME}${n}`)) await make(folder, `${NAME}${n}`);
    } catch {
      // The last one is not whole, or there is none in a browser without such files.
      await this.spend();
      await this.spend();
    }
  }

  /** @returns {Promise<number>} how much is set aside */
  async bytes() {
    return PIECE_BYTES * (await pieces()).length;
  }

  /** @returns {Promise<boolean>} whether there was a piece left to let go of */
  async spend() {
    const name = (await pieces()).at(-1);
    if (name === undefined) return false;
    try {
      await (await navigator.storage.getDirectory()).removeEntry(name);
      return true;
    } catch {
      return false;
    }
  }

  /** Lets go of all of it. */
  async release() {
    while (await this.spend());
  }
}

/** @returns {Promise<string[]>} the names of what is set aside */
async function pieces() {
  const names = [];
  try {
    for await (const name of (await navigator.storage.getDirectory()).keys())
      if (name.startsWith(NAME)) names.push(name);
  } catch {
    // A browser without such files.
  }
  return names.sort();
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 */
async function make(folder, name) {
  const nothing = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < nothing.length; at += RANDOM_BYTES)
    crypto.getRandomValues(nothing.subarray(at, at + RANDOM_BYTES));
  const file = await folder.getFileHandle(name, { create: true });
  const writing = await file.createWritable();
  await writing.write(nothing);
  await writing.close();
}
