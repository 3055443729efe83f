// Tables whose head names their columns: which of them says who wrote a row.

import * as dom from "../view/dom.js";
import * as lines from "./lines.js";
import * as words from "./words.js";

const { label } = words;
const LONGEST = 80; // characters
const WRITER =
  /^(from|sender|sent by|author|who|user|username|by|posted by|de|expéditeur|auteur|qui|von|absender|verfasser|autor|remitente|remetente|mittente|autore)$/i;
const PERSON =
  /^(name|contact|person|nom|personne|kontakt|nombre|contacto|nome|contato|contatto)$/i;
const WAY =
  /^(type|direction|folder|way|status|sens|dossier|richtung|ordner|tipo|dirección|carpeta|direção)$/i;

/**
 * @param {Element} row
 * @returns {string[]} what the head of its table says of each column, [] where it has none
 */
function headsOver(row) {
  const table = row.closest("table,[role=table],[role=grid]");
  const head = table?.querySelector("thead tr,[role=columnheader],tr > th");
  const line = head?.matches("tr") ? head : head?.parentElement;
  if (!line || line === row || line.closest("table,[role=table],[role=grid]") !== table) return [];
  return Array.from(line.children, label);
}

/**
 * @param {Element} cell
 * @returns {Element} its first line, where more stands below it (when somebody joined, how much they wrote)
 */
function nameIn(cell) {
  const [first] = lines.linesOf(dom.descendants(cell, 60));
  return first && label(cell).startsWith(label(first)) ? first : cell;
}

/**
 * @param {Element} row
 * @returns {{name: string, element: Element | null} | null} name "" where a name is that of the other, whoever
 *   wrote; null where no head tells
 */
function writerOf(row) {
  const heads = row.matches("tr,[role=row]") ? headsOver(row) : [];
  const at = heads.findIndex((head) => WRITER.test(head));
  const other = heads.findIndex((head) => PERSON.test(head));
  if (at < 0 && heads.some((head) => WAY.test(head))) return { name: "", element: null };
  const cell = row.children[at < 0 ? other : at];
  if (!cell || (at < 0 && other < 0) || heads.length !== row.childElementCount) return null;
  const element = nameIn(cell);
  const name = label(element);
  return name.length <= LONGEST ? { name, element } : null;
}

/**
 * @param {string} head
 * @returns {boolean} true for what stands over, or before, the name of who wrote something
 */
function namesWriter(head) {
  return WRITER.test(head) || PERSON.test(head);
}

export { namesWriter, writerOf };
