/** Whether the page of a known platform looked as such a page is known to look. */

const FEW = 3; // items: of fewer nothing can be said

/**
 * A page may still be loading at its start and stand elsewhere at its end: one look that shows what is known is enough.
 * @param {(KeepsakeShaped | null | undefined)[]} looks
 * @returns {boolean} false also where nothing is known, or there was too little to see
 */
export function isUnlikeKnown(looks) {
  const told = looks.filter((look) => look && look.items >= FEW);
  return told.length > 0 && told.every((look) => !look || look.known * 2 < look.items);
}
