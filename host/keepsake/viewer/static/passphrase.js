// Estimates a passphrase while it is typed, exactly as keepsake/core/passphrase.py does when it is sent.

const ENOUGH_BITS = 45;
const STRONG_BITS = 55;
const WORD_BITS = 10;
const LETTER_BITS = 3.4;
const OTHER_BITS = 4;

/**
 * @param {string} passphrase
 * @returns {number} Whole bits.
 */
function bitsOf(passphrase) {
  const tokens = new Set(passphrase.toLowerCase().split(/[\s\-_.,]+/u));
  let bits = 0;
  for (const token of tokens) {
    bits += tokenBits(token);
  }
  return Math.floor(bits);
}

/** @param {string} token */
function tokenBits(token) {
  let bits = 0;
  let run = 0;
  let before = -9;
  for (const character of token) {
    const code = character.codePointAt(0) ?? 0;
    const worth = Math.abs(code - before) > 1 ? 1 : 0;
    before = code;
    if (/\p{L}/u.test(character)) {
      run = Math.min(WORD_BITS, run + LETTER_BITS * worth);
    } else {
      bits += run + OTHER_BITS * worth;
      run = 0;
    }
  }
  return bits + run;
}

/** @param {number} bits */
function levelOf(bits) {
  if (bits < ENOUGH_BITS) {
    return "weak";
  }
  return bits < STRONG_BITS ? "fair" : "strong";
}

function field(/** @type {string} */ id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id));
}

function tellStrength() {
  const typed = field("passphrase").value;
  const bits = bitsOf(typed);
  const words = /** @type {HTMLElement} */ (document.getElementById("strength-words"));
  const meter = /** @type {HTMLMeterElement} */ (document.getElementById("strength"));
  meter.value = Math.min(bits, meter.max);
  words.textContent = words.dataset[typed ? levelOf(bits) : "none"] ?? "";
}

function showTyped() {
  const kind = field("show-passphrase").checked ? "text" : "password";
  field("passphrase").type = kind;
  field("again").type = kind;
}

function useOffered() {
  const offered = document.getElementById("offered")?.textContent ?? "";
  field("passphrase").value = offered;
  field("show-passphrase").checked = true;
  showTyped();
  tellStrength();
  field("again").focus();
}

field("passphrase").addEventListener("input", tellStrength);
field("show-passphrase").addEventListener("change", showTyped);
field("use-offered").addEventListener("click", useOffered);
field("use-offered").hidden = false;
field("show-choice").hidden = false;
