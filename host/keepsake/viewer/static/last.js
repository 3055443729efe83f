// What a page holds that is not sealed yet goes along when the vault is closed: forms say what they
// hold, the doors ask them. One request, so that nothing can come too late.

/** @typedef {[string, [string, string][]]} Held An address, and names and values. */

/** @type {(() => Held | null)[]} */
const holders = [];

/** @param {() => Held | null} holder Says what it holds, nothing where all of it is sealed. */
export function atLast(holder) {
  holders.push(holder);
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
