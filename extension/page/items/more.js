/// <reference path="../../types.d.ts" />
"use strict";
// What a page would show only to who clicks: more of the same before or after what is there, answers
// that are folded. Nothing is clicked; it is told that it was offered.
{
  const { dom, words } = globalThis.keepsakePage;
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
  const COUNT = /\s*\(\p{Nd}[\p{Nd},. kK]*\)$/u;
  const REST =
    /^(…|\.\.\.)?\s*(see more|show more|read more|voir plus|afficher plus|lire la suite|more|plus)\s*(…|\.\.\.)?$/i;
  const EARLIER =
    /\b(older|earlier|previous|prev)\b|précédent|antérieur|plus ancien|\b(ältere|frühere|vorherige)|anterior|antigu|precedent|предыдущ|ранн|以前|前へ|更早|之前|上一页|이전|السابق|الأقدم/i;
  const BEFORE =
    /\bprev(ious)?\b|précédent|vorherige|anterior|precedent|предыдущ|前へ|上一页|이전/i;
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
  const NEXT =
    /^(next|older|suivante?|weiter|nächste|siguiente|próxim[ao]|successiv[ao]|далее|следующая|次へ|次のページ|下一页|下一頁|다음|التالي)(\s(page|seite|página|pagina|posts?))?\s*[›»>→❯]*$/i;
  const PREVIOUS =
    /^[‹«<←❮]*\s*(previous|prev|newer|précédente?|zurück|vorherige|anterior|precedente|назад|предыдущая|前へ|前のページ|上一页|上一頁|이전|السابق)(\s(page|seite|página|pagina|posts?))?$/i;

  /** @param {string} said */
  function isOffer(said) {
    const plain = said.replace(COUNT, "");
    return said.length <= LONGEST && OFFERS.some((each) => each.test(plain));
  }

  /** @param {string} said */
  function isFailure(said) {
    return said.length <= LONGEST && (FAILED.test(said) || AGAIN.test(said));
  }

  /**
   * @param {Element} node
   * @returns {boolean} true for a number among others that lead to the other parts of what is there: "[1] 2 3"
   */
  function isPageNumber(node) {
    const number = pageNumber(words.label(node));
    if (!number || !node.matches("a[href],button,[role=button]")) return false;
    const beside = dom.parentOf(node)?.parentElement ?? node.parentElement;
    const others = (beside?.textContent ?? "").split(/[\s·•|,›»‹«]+/).map(pageNumber);
    return others.includes(number - 1) || others.includes(number + 1);
  }

  /** @param {string} said */
  const pageNumber = (said) => Number(/^\W?(\d{1,4})\W?$/.exec(said.trim())?.[1] ?? 0);

  /**
   * @param {Element} node
   * @returns {boolean} true for a line that stands there only until more has come
   */
  function isWaiting(node) {
    return WAITING.test(words.label(node));
  }

  /** @param {Element} node */
  function isControl(node) {
    return node.closest(CONTROL) !== null || getComputedStyle(node).cursor === "pointer";
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

  /** @param {Element} node */
  function hasControl(node) {
    return isControl(node) || Array.from(node.querySelectorAll("*")).some(isControl);
  }

  /**
   * @param {Element[]} all an item and what it is made of
   * @returns {number} how many of its parts are folded: the rest of its words, what answers it
   */
  function folded(all) {
    /** @type {Element | null} */
    let last = null;
    let count = 0;
    for (const node of all) {
      if (node.childElementCount > PARTS || last?.contains(node)) continue;
      const said = words.label(node);
      const rest = node.childElementCount === 0 && REST.test(said);
      if (!rest && !(isOffer(said) && isControl(node))) continue;
      last = node;
      count += 1;
    }
    return count;
  }

  /**
   * Whether more is offered just before the first item or just after the last.
   * @param {Element} pane
   * @param {KeepsakeBox} view
   * @param {KeepsakeBox[]} items their boxes
   * @param {{top: boolean, bottom: boolean}} edges those of the pane that are in view
   * @returns {{above: boolean, below: boolean}}
   */
  function beyond(pane, view, items, { top, bottom }) {
    const found = { above: false, below: false };
    if (!items.length || !(top || bottom)) return found;
    const from = Math.min(...items.map(({ y }) => y));
    const to = Math.max(...items.map(({ y, height }) => y + height));
    for (const node of dom.descendants(pane, SAMPLE, view)) {
      const said = node.childElementCount > PARTS ? "" : words.label(node);
      const offer = isOffer(said) || isFailure(said) || isPageNumber(node);
      if (!(offer || NEXT.test(said) || PREVIOUS.test(said)) || !isControl(node)) continue;
      const box = dom.boxOf(node);
      if (box.height < 4 || getComputedStyle(node).visibility === "hidden") continue;
      const over = box.y + box.height <= from + NEAREST && box.y > from - FARTHEST;
      const under = box.y >= to - NEAREST && box.y < to + FARTHEST;
      const plain = PREVIOUS.test(said) || EARLIER.test(said) || AGAIN.test(said);
      const before = plain || (offer && (THING.test(said) || pageNumber(said) > 0));
      if (top && over && before) found.above = true;
      if (bottom && under && !BEFORE.test(said) && !PREVIOUS.test(said)) found.below = true;
    }
    return found;
  }

  globalThis.keepsakePage.more = { beyond, folded, hasFailed, isWaiting, offers };
}
