/**
 * What a court asks, and where it stands in this copy: as the program that made the copy worked it out. It is not worked out
 * again; what each row names is held against what is here. Source: FORMAT.md §6.21.
 */

import { isCovered } from "../check/covered.js";
import { count, list, object, readJson, text } from "../values.js";

/**
 * @typedef {{exhibits: number[], item: number, file: string, part: string, here: boolean}} Place `here`: whether the copy has it.
 * @typedef {{row: number, state: string, places: Place[], why: string}} Row
 * @typedef {{by: string, program: string, exhibits: number[]}} Read
 * @typedef {{shown: number[], programs: string[], read: Read[], listed: number[], imported: number[], added: number[],
 *   driven: number[], other: number[]}} Machine
 * @typedef {{here: boolean, signed: boolean, rows: Row[], machine: Machine}} Checklist `here`: whether the copy has one.
 */

const CHECKLIST = "data/checklist.json";
const STATES = ["met", "partly", "not"];

/** @type {Checklist} */
export const NO_CHECKLIST = { here: false, signed: false, rows: [], machine: readMachine({}) };

/**
 * @param {import("../check/findings.js").Files} files
 * @param {(path: string) => boolean} has Whether the copy has a file.
 * @param {number[]} exhibits Those that are here.
 * @returns {Checklist}
 */
export function readChecklist(files, has, exhibits) {
  if (!files.has(CHECKLIST)) return NO_CHECKLIST;
  const told = readJson(files.get(CHECKLIST));
  const rows = list(told.rows)
    .map(object)
    .filter(({ state }) => STATES.includes(text(state)))
    .map(({ row, state, places, why }) => ({
      row: count(row),
      state: text(state),
      places: list(places).map((place) => readPlace(object(place), has, exhibits)),
      why: text(why),
    }));
  const machine = readMachine(object(told.machine));
  return { here: true, signed: isCovered(files, CHECKLIST), rows, machine };
}

/**
 * @param {Record<string, unknown>} row
 * @param {(path: string) => boolean} has
 * @param {number[]} exhibits
 * @returns {Place}
 */
function readPlace(row, has, exhibits) {
  const [file, numbers] = [text(row.file), list(row.exhibits).map(count)];
  const here =
    (!file || has(`data/${file}`)) && numbers.every((number) => exhibits.includes(number));
  return { exhibits: numbers, item: count(row.item), file, part: text(row.part), here };
}

/**
 * @param {Record<string, unknown>} row
 * @returns {Machine}
 */
function readMachine(row) {
  const numbers = (/** @type {unknown} */ rows) => list(rows).map(count);
  return {
    shown: numbers(row.shown),
    programs: list(row.programs).map(text),
    read: list(row.read)
      .map(object)
      .map((one) => ({
        by: text(one.by),
        program: text(one.program),
        exhibits: numbers(one.exhibits),
      })),
    listed: numbers(row.listed),
    imported: numbers(row.imported),
    added: numbers(row.added),
    driven: numbers(row.driven),
    other: numbers(row.other),
  };
}
