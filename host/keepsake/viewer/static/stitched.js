// The tall picture: pieces are asked for as the person comes near them, the words of each message lie
// over the picture so that they can be selected, and the list beside follows what is on the screen.

/**
 * @typedef {{item: number, box: number[], author: string, when: string, text: string, state: string}} Place
 * @typedef {{end: boolean, picture: string, alt: string, width: number, height: number, gap: string,
 *   covered: boolean, notes: string[], places: Place[], originals: {address: string, name: string}[]}} Piece
 */

const whole = /** @type {HTMLElement | null} */ (document.querySelector(".whole"));
const pieces = whole?.querySelector(".whole-pieces");
const list = whole?.querySelector(".whole-list ol");
const state = document.querySelector(".whole-state");
const NEAR = "1800px";

/**
 * @param {string} kind
 * @param {string} name
 * @param {string} [text]
 */
function make(kind, name, text = "") {
  const element = document.createElement(kind);
  element.className = name;
  element.textContent = text;
  return element;
}

/**
 * The words of a message over its place, in percent so that they stay there at any size.
 * @param {Place} place
 * @param {Piece} piece
 */
function wordsOver(place, piece) {
  const [x = 0, y = 0, width = 0, height = 0] = place.box;
  const words = make("p", "over", place.text);
  words.dir = "auto";
  words.id = `place-${place.item}`;
  words.style.left = `${(100 * x) / piece.width}%`;
  words.style.top = `${(100 * y) / piece.height}%`;
  words.style.width = `${(100 * width) / piece.width}%`;
  words.style.height = `${(100 * height) / piece.height}%`;
  return words;
}

/** @param {Piece} piece */
function figure(piece) {
  const out = make("figure", piece.covered ? "tile piece covered" : "tile piece");
  const picture = /** @type {HTMLImageElement} */ (make("img", ""));
  picture.src = piece.picture;
  picture.alt = piece.alt;
  picture.width = piece.width;
  picture.height = piece.height;
  picture.decoding = "async";
  const frame = make("div", "piece-frame");
  frame.append(picture, ...piece.places.map((place) => wordsOver(place, piece)));
  out.append(frame);
  if (piece.covered) {
    out.append(revealButton(out));
  }
  out.append(originals(piece));
  return out;
}

/** @param {HTMLElement} out */
function revealButton(out) {
  const button = make("button", "quiet reveal", whole?.dataset.show);
  button.setAttribute("type", "button");
  button.addEventListener("click", () => {
    out.classList.add("shown");
    button.remove();
  });
  return button;
}

/** @param {Piece} piece */
function originals(piece) {
  const caption = make("figcaption", "");
  for (const { address, name } of piece.originals) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", "", name));
    link.href = address;
    caption.append(link);
  }
  return caption;
}

/** @param {Place} place */
function row(place) {
  const out = make("li", place.state === "gone" ? "lacks" : "");
  out.dataset.item = String(place.item);
  const link = /** @type {HTMLAnchorElement} */ (make("a", ""));
  link.href = `#place-${place.item}`;
  link.append(make("span", "item-number", `${place.item} `));
  link.append(make("strong", "", place.author ? `${place.author} ` : ""));
  link.append(make("span", "aside-text", place.when));
  link.append(make("span", "row-text", place.text));
  out.append(link);
  return out;
}

/** Marks the messages of the list that are on the screen, and keeps the first of them in view. */
function follow() {
  const shown = new Set();
  const watch = new IntersectionObserver((changes) => {
    for (const change of changes) {
      const item = change.target.id.slice("place-".length);
      const line = list?.querySelector(`[data-item="${item}"]`);
      line?.classList.toggle("now-shown", change.isIntersecting);
      change.isIntersecting ? shown.add(Number(item)) : shown.delete(Number(item));
    }
    const first = list?.querySelector(`[data-item="${Math.min(...shown)}"]`);
    const frame = list?.parentElement;
    if (first instanceof HTMLElement && frame) {
      frame.scrollTop = first.offsetTop - frame.clientHeight / 3;
    }
  });
  return watch;
}

const watch = follow();
/** @type {Set<string>} what was said of an earlier piece */
const said = new Set();

/**
 * @param {Piece} piece
 * @param {number} number
 */
function show(piece, number) {
  if (number > 0 && piece.gap) {
    pieces?.append(make("p", "gap", piece.gap));
  }
  const unsaid = piece.notes.filter((note) => !said.has(note));
  for (const note of unsaid) {
    said.add(note);
    pieces?.append(make("p", "aside-text", note));
  }
  const shown = figure(piece);
  pieces?.append(shown);
  const known = new Set([...(list?.children ?? [])].map((line) => line.getAttribute("data-item")));
  const fresh = piece.places.filter((place) => !known.has(String(place.item)));
  list?.append(...fresh.map(row));
  for (const words of shown.querySelectorAll(".over")) {
    watch.observe(words);
  }
  return shown;
}

/**
 * Asks for a piece, shows it, and waits until the person is near its end to ask for the next.
 * @param {number} number
 */
async function go(number) {
  if (!whole || !state) {
    return;
  }
  state.textContent = whole.dataset.loading ?? "";
  try {
    const answer = await fetch(`${whole.dataset.whole}/${number}`, { redirect: "error" });
    const piece = /** @type {Piece} */ (await answer.json());
    if (piece.end) {
      state.textContent = (number ? whole.dataset.end : whole.dataset.none) ?? "";
      return;
    }
    const shown = show(piece, number);
    const near = new IntersectionObserver(
      (changes) => {
        if (changes.some((change) => change.isIntersecting)) {
          near.disconnect();
          go(number + 1);
        }
      },
      { rootMargin: NEAR },
    );
    near.observe(shown.lastElementChild ?? shown);
  } catch {
    state.textContent = whole.dataset.failed ?? "";
  }
}

go(0);

export {};
