// What a page would show only to who clicks: more of the same before or after what is there, answers
// that are folded. Nothing is clicked; it is told that it was offered.

import * as dom from "../view/dom.js";
import * as paging from "./paging.js";
import * as words from "./words.js";

const FOLDED = "details:not([open])";
const BUTTON = "button,[role=button]";
const PRESSED = `${BUTTON},[role=link],a,summary`;
const CONTROL = "button,[role=button],[role=link],a,summary,[onclick],[tabindex]";
const LONGEST = 60; // characters
const NEAREST = 8; // CSS pixels into an item
const FARTHEST = 300; // CSS pixels from the first or last item
const SAMPLE = 6000; // elements looked at
const PARTS = 3; // elements that a control is made of
const THINGS =
  "messages?|comments?|repl(?:y|ies)|posts?|answers?|reviews?|tweets?|items?|results?|threads?|" +
  "messages?|commentaires?|réponses?|publications?|avis|résultats?|nachrichten|kommentare|" +
  "antworten|beiträge|mensajes|comentarios?|respuestas?|publicaciones|mensagens|comentários?|" +
  "respostas?|messaggi|commenti|risposte|сообщени\\S+|комментари\\S+|ответ\\S*";
const THING = new RegExp(THINGS, "i");
const SIGNS = /^[^\p{L}\p{N}+]+/u; // arrows and lines before the words of a button
const PLUS =
  /^(?:\+\s?|(?:and|see|show|view|load)\s)?\p{Nd}[\p{Nd},.]*\s(?:more|de plus|autres|weitere|más|mais|altri|altre)$/iu;
const COVERED =
  /^(?:show|view|reveal|see|afficher|voir|anzeigen|mostrar|ver|mostra)(?:\s(?:photo|picture|image|video|media|content|spoiler|sensitive content|anyway))?$/i;
const PICTURES = /^\+\s?\p{Nd}{1,3}$/u;
const TRIMMED = /^(?:show|display|expand)\s(?:trimmed|quoted|hidden)\s(?:content|text|history)$/i;
const PICTURE = "img,video,canvas,[style*='url(']";
const COUNT = /\s*\(\p{Nd}[\p{Nd},. kK]*\)$/u;
const REST =
  /^(…|\.\.\.)?\s*(see more|show more|read more|voir plus|afficher plus|lire la suite|more|plus)\s*(…|\.\.\.)?$/i;
const EARLIER =
  /\b(older|earlier|previous|prev)\b|précédent|antérieur|plus ancien|\b(ältere|frühere|vorherige)|anterior|antigu|precedent|предыдущ|ранн|以前|前へ|更早|之前|上一页|이전|السابق|الأقدم/i;
const BEFORE = /\bprev(ious)?\b|précédent|vorherige|anterior|precedent|предыдущ|前へ|上一页|이전/i;
const OFFERS = [
  new RegExp(
    "^(?:click (?:here )?to )?(?:load|show|view|see|read|get|display|open|expand)\\s(?:all|the|\\p{Nd}+|an?)?\\s?(?:\\p{Nd}[\\p{Nd},. kK]*)?\\s?" +
      `(?:more|older|earlier|previous|newer|later|additional|remaining|other|hidden)?\\s?(?:${THINGS})$`,
    "iu",
  ),
  /^\p{Nd}[\p{Nd},. kK]*\s(repl(y|ies)|réponses?|antwort(en)?|respuestas?|respostas?|rispost[ae])$/iu,
  /^(load|show|view|see|get)\s(more|older|earlier|previous|newer|all)\b.{0,30}$/i,
  new RegExp(
    `^(?:\\p{Nd}[\\p{Nd},. kK]*\\s)?(?:more|older|earlier|previous|newer)\\s(?:${THINGS})$`,
    "iu",
  ),
  new RegExp(
    `^(?:${THINGS})\\s(?:précédent|antérieur|plus ancien|suivant|anterior|antigu|precedent|siguient)\\S*$`,
    "iu",
  ),
  /^(charger|afficher|voir|montrer)\s.{0,20}(plus|précédent|antérieur|ancien|suite|suivant|autres|toutes?|tous|réponse|commentaire|message)/i,
  /(mehr|weitere|ältere|frühere|vorherige|alle)\s.{0,25}(laden|anzeigen|zeigen|ansehen)$/i,
  /^(cargar|mostrar|ver|carregar|carica|mostra|vedi|visualizza)\s.{0,20}(más|mais|anterior|antigu|antig|todos|todas|altri|altre|altro|precedent|tutti|tutte|respuesta|resposta|rispost|comentario|comentário|comment)/i,
  /^(показать|загрузить)\s.{0,20}(ещ|предыдущ|все|ранн|ответ|комментар)/i,
  /もっと(見る|読み込む)|さらに(表示|読み込む)|以前の.{0,10}(表示|見る|読み込)|件の返信|(加载|載入|查看|显示|顯示|展开|展開).{0,6}(更多|更早|之前|全部|回复|回覆|评论|留言)|더\s?보기|이전 .{0,8}(보기|불러)|(عرض|تحميل|مشاهدة).{0,12}(المزيد|السابق|الأقدم|الردود|التعليقات)/,
];
/** What did not come, and would be asked for again with a click. */
const FAILED =
  /^(couldn['’]t|could not|can['’]t|cannot|unable to|failed to|error) .{0,12}load\b|^(impossible de|échec du) charge|^(konnte|konnten) nicht geladen|^no se (pudo|pudieron|ha podido) cargar|^não foi possível carregar|^impossibile caricare|^не удалось загрузить|読み込めません|加载失败|載入失敗|불러올 수 없/iu;
const AGAIN =
  /(?:^|[\s.!:,⟳↻🔄])(?:retry|try again|réessayer|erneut versuchen|nochmal versuchen|reintentar|intentar de nuevo|tentar novamente|riprova|повторить|再試行|重试|重試|다시 시도)[.!]?$/iu;
const WAITING =
  /^(loading|fetching|chargement|wird geladen|lädt|laden|cargando|carregando|caricamento|загрузка|読み込み中|加载中|正在加载|載入中|로드 중|불러오는 중|جار التحميل)(\s\p{L}+){0,2}\s?(…|\.{3})$/iu;
/** @param {string} said */
function isOffer(said) {
  if (said.length > LONGEST) return false;
  const plain = said.replace(COUNT, "").replace(SIGNS, "");
  return OFFERS.some((each) => each.test(plain));
}

/** @param {string} said */
const isPlus = (said) => PLUS.test(said.replace(SIGNS, ""));

/** @param {string} said */
function isFailure(said) {
  return said.length <= LONGEST && (FAILED.test(said) || AGAIN.test(said));
}

/**
 * @param {Element} node
 * @returns {boolean} true for a line that stands there only until more has come
 */
function isWaiting(node) {
  return WAITING.test(words.label(node));
}

/** @param {Element} node */
function isControl(node) {
  return node.closest(CONTROL) !== null || dom.styleOf(node).cursor === "pointer";
}

/**
 * @param {Element} node
 * @returns {boolean} true for what says nothing but that there is more
 */
function offers(node) {
  return isOffer(words.label(node)) && hasControl(node);
}

/**
 * @param {Element} node
 * @returns {boolean} true for what says that something did not come, and offers another try
 */
function hasFailed(node) {
  return isFailure(words.label(node)) && hasControl(node);
}

/**
 * @param {Element} node
 * @returns {boolean} true for what leads to more, and says nothing of what
 */
function saysRest(node) {
  return REST.test(words.label(node)) && hasControl(node);
}

/** @param {Element} node */
function hasControl(node) {
  return isControl(node) || Array.from(node.querySelectorAll("*")).some(isControl);
}

/**
 * @param {Element} node
 * @returns {boolean} true for "+3" on the last picture of several
 */
function liesOnPicture(node) {
  const around = node.parentElement?.parentElement ?? node.parentElement;
  const { x, y, width, height } = dom.boxOf(node);
  const [across, down] = [x + width / 2, y + height / 2];
  return Array.from(around?.querySelectorAll("img,video") ?? []).some((picture) => {
    const box = dom.boxOf(picture);
    const beside = box.x > across || box.x + box.width < across;
    return !beside && box.y <= down && box.y + box.height >= down;
  });
}

/**
 * @param {Element} node
 * @param {boolean} pictured its item shows a picture
 * @returns {boolean} true for what would unfold the rest of an item, or uncover what it shows
 */
function unfolds(node, pictured) {
  if (node.matches(FOLDED)) return node.childElementCount > 1;
  const said = words.label(node);
  if (!said) return TRIMMED.test(paging.nameOf(node));
  if (PICTURES.test(said)) return liesOnPicture(node);
  if (node.childElementCount === 0 && REST.test(said)) return true;
  if (isOffer(said)) return isControl(node);
  // Somebody may well write "300 more", and who presses a message opens it.
  if (isPlus(said)) return node.closest(PRESSED) !== null;
  return pictured && COVERED.test(said) && node.matches(BUTTON);
}

/**
 * @param {Element[]} all an item and what it is made of
 * @returns {Element[]} its parts that are folded: the rest of its words, what answers it
 */
function foldedIn(all) {
  /** @type {Element[]} */
  const found = [];
  const pictured = all.some((node) => node.matches(PICTURE));
  for (const node of all) {
    const large = node.childElementCount > PARTS && !node.matches(FOLDED);
    if (large || found.at(-1)?.contains(node)) continue;
    if (unfolds(node, pictured)) found.push(node);
  }
  return found;
}

/**
 * @param {Element} item
 * @param {Element[]} folded of its parts
 * @returns {Element[]} those that are buttons: nobody said what stands on them
 */
function buttonsOf(item, folded) {
  const all = dom.styleOf(item).cursor;
  return folded.filter((node) => {
    if (node === item || node.matches(FOLDED)) return false;
    const button = node.closest(PRESSED);
    const own = button !== null && button !== item && dom.holds(item, button);
    return own || (dom.styleOf(node).cursor === "pointer" && all !== "pointer");
  });
}

/**
 * Whether more is offered just before the first item or just after the last.
 * @param {Element} pane
 * @param {KeepsakeBox} view
 * @param {KeepsakeBox[]} items their boxes
 * @param {{top: boolean, bottom: boolean, conversation: boolean}} edges those of the pane that are in view;
 *   above a conversation "More" is what was said before
 * @returns {{above: boolean, below: boolean}}
 */
function beyond(pane, view, items, { top, bottom, conversation }) {
  const found = { above: false, below: false };
  if (!items.length || !(top || bottom)) return found;
  const from = Math.min(...items.map(({ y }) => y));
  const to = Math.max(...items.map(({ y, height }) => y + height));
  for (const node of dom.descendants(pane, SAMPLE, view)) {
    const said = node.childElementCount > PARTS ? "" : words.label(node);
    const rest = conversation && REST.test(said);
    const offer =
      isOffer(said) || isPlus(said) || isFailure(said) || paging.isPageNumber(node) || rest;
    const way = paging.wayOf(node, said);
    const part = paging.isPart(said);
    if (!part && (!(offer || way) || !isControl(node))) continue;
    const box = dom.boxOf(node);
    if (box.height < 4 || dom.styleOf(node).visibility === "hidden") continue;
    const over = box.y + box.height <= from + NEAREST && box.y > from - FARTHEST;
    const under = box.y >= to - NEAREST && box.y < to + FARTHEST;
    const plain = part || way < 0 || EARLIER.test(said) || AGAIN.test(said);
    const before =
      plain || (offer && (conversation || THING.test(said) || paging.pageNumber(said) > 0));
    if (top && over && before) found.above = true;
    if (bottom && under && !rest && !BEFORE.test(said) && way >= 0) found.below = true;
  }
  return found;
}

export { beyond, buttonsOf, foldedIn, hasFailed, isWaiting, offers, saysRest };
