/// <reference path="../../types.d.ts" />
"use strict";
// How a page says that what is there is one part of several: "[1] 2 3", "1–25 of 230", "Next", arrows.
{
  const { words } = globalThis.keepsakePage;
  const PRESSED = "a[href],button,[role=button]";
  const OFF = "[disabled],[aria-disabled=true]";
  const LONGEST = 60; // characters
  const NEXT =
    /^(?:go to (?:the )?)?(next|older|suivante?|weiter|nächste|siguiente|próxim[ao]|successiv[ao]|далее|следующая|次へ|次のページ|下一页|下一頁|다음|التالي)(\s(page|seite|página|pagina|posts?))?\s*[›»>→❯]*$/i;
  const PREVIOUS =
    /^[‹«<←❮]*\s*(?:go to (?:the )?)?(previous|prev|newer|précédente?|zurück|vorherige|anterior|precedente|назад|предыдущая|前へ|前のページ|上一页|上一頁|이전|السابق)(\s(page|seite|página|pagina|posts?))?$/i;
  const PAGE_AFTER = /^page (suivante|précédente)$/i;
  const PAGED = /page|seite|página|pagina|страниц|페이지|ページ|页|頁|[‹«<←❮]|\p{Nd}/iu;
  const ARROW = /^[›»→❯]{1,2}$/;
  const NUMBER = "(\\p{Nd}{1,3}(?:[.,\\s]\\p{Nd}{3})*|\\p{Nd}+)";
  const OF = "(?:\\s?(?:of|out of|von|de|sur|di|van|из)\\s?|\\s/\\s)";
  const RANGE = new RegExp(
    `(?:^|[^\\p{L}\\p{N}])${NUMBER}\\s?(?:-|–|—|to|à|bis|al?)\\s?${NUMBER}${OF}${NUMBER}(?:$|[^\\p{N}])`,
    "iu",
  );
  const SHARE = new RegExp(
    `^(?:page|seite|página|pagina|страница|showing|viewing|displaying)\\s${NUMBER}${OF}${NUMBER}(?:$|[^\\p{N}])`,
    "iu",
  );

  /** @param {string} said */
  const pageNumber = (said) => Number(/^\W?(\d{1,4})\W?$/.exec(said.trim())?.[1] ?? 0);

  /** @param {string | undefined} said */
  const numberOf = (said = "") => Number(said.replace(/\D/g, "")) || 0;

  /**
   * @param {Element} node
   * @returns {boolean} true for a number among others that lead to the other parts of what is there: "[1] 2 3"
   */
  function isPageNumber(node) {
    const number = pageNumber(words.label(node));
    if (!number || !node.matches(PRESSED)) return false;
    const beside = node.parentElement?.parentElement ?? node.parentElement;
    const others = (beside?.textContent ?? "").split(/[\s·•|,›»‹«]+/).map(pageNumber);
    return others.includes(number - 1) || others.includes(number + 1);
  }

  /**
   * @param {string} said
   * @returns {boolean} true where it says that fewer are shown than there are
   */
  function isPart(said) {
    if (said.length > LONGEST) return false;
    const range = RANGE.exec(said);
    if (range) {
      const [from, to, all] = range.slice(1).map(numberOf);
      return Number(to) >= Number(from) && (Number(to) < Number(all) || Number(from) > 1);
    }
    const share = SHARE.exec(said);
    return share !== null && numberOf(share[1]) < numberOf(share[2]);
  }

  /**
   * @param {Element} node
   * @returns {string} what a button without words is called for who cannot see; "" for all others
   */
  function nameOf(node) {
    if (!node.matches(PRESSED) || words.label(node)) return "";
    return (node.getAttribute("aria-label") ?? node.getAttribute("title") ?? "").trim();
  }

  /**
   * @param {Element} node
   * @param {string} said
   * @returns {-1 | 0 | 1} which way it leads, 0 for none
   */
  function wayOf(node, said) {
    if (node.closest(OFF)) return 0;
    if (PREVIOUS.test(said)) return -1;
    if (NEXT.test(said)) return 1;
    const [arrow, name] = [ARROW.test(said) && node.matches(PRESSED), nameOf(node)];
    if (!(arrow || name) || !(PAGED.test(name) || PAGED.test(around(node, said)))) return 0;
    if (arrow) return 1;
    if (PREVIOUS.test(name)) return -1;
    return NEXT.test(name) || PAGE_AFTER.test(name) ? 1 : 0;
  }

  /**
   * @param {Element} node
   * @param {string} said
   * @returns {string} what stands beside it; of a whole thread it may be much
   */
  function around(node, said) {
    return (node.parentElement?.textContent ?? "").replace(said, "");
  }

  globalThis.keepsakePage.paging = { isPageNumber, isPart, nameOf, pageNumber, wayOf };
}
