// What a page holds that is not sealed yet goes along when the vault is closed: forms say what they
// hold, the doors ask them. One request, so that nothing can come too late.

/** @typedef {[string, [string, string][]]} Held An address, and names and values. */

/** @type {(() => Held | null)[]} */
const holders = [];

/** @param {() => Held | null} holder Says what it holds, nothing where all of it is sealed. */
export function atLast(holder) {
  holders.push(holder);
}

/** What was typed into a form and is not sealed: sent is not sealed, only answered is. */
export class Unsealed {
  #typed = 0;
  #sent = 0;
  #sealed = 0;

  type() {
    this.#typed += 1;
  }

  /** Whether a door that closes has to take it along. */
  get goesAlong() {
    return this.#typed !== this.#sealed;
  }

  /** Whether some of it is not even on its way. */
  get isToSend() {
    return this.#typed !== this.#sent;
  }

  /** The form itself is sent, with all of it. */
  letGo() {
    this.#sent = this.#sealed = this.#typed;
  }

  /**
   * @param {() => Promise<Response>} send
   * @returns {Promise<any>} What was answered.
   */
  async through(send) {
    const all = this.#typed;
    this.#sent = all;
    try {
      const answer = await send();
      if (!answer.ok) {
        throw new Error(`${answer.status}`);
      }
      const told = await answer.json();
      this.#sealed = Math.max(this.#sealed, all);
      return told;
    } catch (error) {
      this.#sent = this.#sealed;
      throw error;
    }
  }
}

/** @param {HTMLFormElement} door */
export function takeAlong(door) {
  const held = holders.map((holder) => holder()).filter((one) => one !== null);
  if (held.length > 0) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "last";
    field.value = JSON.stringify(held);
    door.append(field);
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]} Every field that a person fills in.
 */
export function fieldsOf(form) {
  return [...new FormData(form).entries()].flatMap(([name, value]) => {
    // Of a file only its bytes would be of use.
    const written = typeof value === "string" && name !== "csrf" && name !== "typed";
    return written ? [/** @type {[string, string]} */ ([name, value])] : [];
  });
}
