/** Sealing what waits. Source: https://c2sp.org/age, FORMAT.md §12. */

/** @typedef {{key: CryptoKey, recipient: string}} Own the key of this browser, which no script can take out */

export class Seals {
  /** @param {typeof import("../../lib/age.js")} age */
  constructor(age) {
    this.age = age;
  }

  /** @returns {Promise<Own>} */
  async newKey() {
    const pair = await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    const { privateKey: key } = /** @type {CryptoKeyPair} */ (pair);
    return { key, recipient: await this.age.identityToRecipient(key) };
  }

  /**
   * @param {Uint8Array} bytes
   * @param {string} recipient
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async seal(bytes, recipient) {
    const sealing = new this.age.Encrypter();
    sealing.addRecipient(recipient);
    return /** @type {Uint8Array<ArrayBuffer>} */ (await sealing.encrypt(bytes));
  }

  /**
   * @param {Uint8Array} sealed
   * @param {Own} own
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {Error} when it is not as it was sealed, or for another key
   */
  async open(sealed, own) {
    const opening = new this.age.Decrypter();
    opening.addIdentity(own.key);
    return /** @type {Uint8Array<ArrayBuffer>} */ (await opening.decrypt(sealed));
  }

  /**
   * Under words that a person keeps; nobody opens it without them.
   * @param {ReadableStream<Uint8Array>} bytes
   * @param {string} words
   * @returns {Promise<ReadableStream<Uint8Array>>}
   */
  async sealUnder(bytes, words) {
    const sealing = new this.age.Encrypter();
    sealing.setPassphrase(words);
    return sealing.encrypt(bytes);
  }
}
