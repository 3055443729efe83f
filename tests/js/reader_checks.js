/**
 * The reader's own checks for tests that are written in Python: a request as a line of JSON on standard input, its answer as
 * a line on standard output. Built by esbuild like the reader itself.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { foldAccounts } from "../../host/keepsake/bundle_reader/js/briefing/accounts.js";
import { gather } from "../../host/keepsake/bundle_reader/js/briefing/gather.js";
import { readLeads } from "../../host/keepsake/bundle_reader/js/briefing/leads.js";
import { rebuild } from "../../host/keepsake/bundle_reader/js/briefing/rebuild.js";
import { recordsOf } from "../../host/keepsake/bundle_reader/js/briefing/records.js";
import { shownOf } from "../../host/keepsake/bundle_reader/js/briefing/shown.js";
import { hostOf, ownAccounts } from "../../host/keepsake/bundle_reader/js/briefing/sites.js";
import { outcomeOf } from "../../host/keepsake/bundle_reader/js/check/findings.js";
import { isConsistent, isIncluded } from "../../host/keepsake/bundle_reader/js/check/merkle.js";
import {
  openCheckpoint,
  readVerifierKey,
} from "../../host/keepsake/bundle_reader/js/check/note.js";
import { readPins } from "../../host/keepsake/bundle_reader/js/check/pins.js";
import { readPem } from "../../host/keepsake/bundle_reader/js/check/stamp/chain.js";
import {
  checkResponse,
  TimestampError,
} from "../../host/keepsake/bundle_reader/js/check/stamp/response.js";
import { checkProofsFirst } from "../../host/keepsake/bundle_reader/js/check/steps.js";
import { sumsOf } from "../../host/keepsake/bundle_reader/js/check/sums.js";
import { readExhibits } from "../../host/keepsake/bundle_reader/js/model.js";
import { openPlain, spellings } from "../../host/keepsake/bundle_reader/js/sealed.js";
import { inMemory, OpenError, wholeOf } from "../../host/keepsake/bundle_reader/js/source.js";
import { ContainerError, readContainer } from "../../host/keepsake/bundle_reader/js/zip.js";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

/** The files of a bag in a folder, as the page holds them. */
function unpacked(folder) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) files.set(relative(folder, path), new Uint8Array(readFileSync(path)));
  }
  const members = new Map([...files].map(([name, data]) => [name, wholeOf(inMemory(data))]));
  return { files, members, exhibits: readExhibits(files, members) };
}

/** Each answers a request. */
const ANSWERS = {
  included: ({ leaf, index, size, proof, root }) =>
    isIncluded(bytes(leaf), index, size, proof.map(bytes), bytes(root)),

  consistent: ({ first, second, proof, firstRoot, secondRoot }) =>
    isConsistent(first, second, proof.map(bytes), bytes(firstRoot), bytes(secondRoot)),

  note: ({ note, key }) => openCheckpoint(bytes(note), readVerifierKey(bytes(key))).size,

  token: async ({ tsr, digest, nonce, roots }) => {
    try {
      const number = nonce === null ? null : BigInt(nonce);
      const facts = await checkResponse(bytes(tsr), bytes(digest), number, readPem(roots));
      return { reason: "good", time: facts.time, firstExpiry: facts.firstExpiry };
    } catch (error) {
      if (!(error instanceof TimestampError)) throw error;
      return { reason: error.reason };
    }
  },

  bundle: async ({ folder, pins }) => {
    const { files, members, exhibits } = unpacked(folder);
    const { further } = await checkProofsFirst(files, members, exhibits, readPins(pins));
    const steps = await further(() => {});
    return steps.map((step) => ({
      number: step.number,
      outcome: outcomeOf(step),
      findings: step.findings,
      lookedAt: step.lookedAt,
    }));
  },

  briefing: async ({ folder, requests }) => {
    const { files, members, exhibits } = unpacked(folder);
    const { proven } = await checkProofsFirst(files, members, exhibits, readPins("[]"));
    return gather(await shownOf(exhibits, proven), recordsOf(files, proven), requests);
  },

  own: ({ shown }) => [...ownAccounts(shown, foldAccounts(shown, []))].sort(),

  host: ({ address }) => hostOf(address),

  /** The list of leads as the page shows it, of the copy or of another list in its place. */
  leads: async ({ folder, list }) => {
    const { files, members, exhibits } = unpacked(folder);
    const { proven } = await checkProofsFirst(files, members, exhibits, readPins("[]"));
    if (list) files.set("data/leads.json", new TextEncoder().encode(JSON.stringify(list)));
    const { leads, ...told } = readLeads(files, await shownOf(exhibits, proven));
    const asked = (place) => ({ ...place, stands: place.stands() });
    return { ...told, leads: leads.map((one) => ({ ...one, places: one.places.map(asked) })) };
  },

  spellings: ({ typed }) => spellings(typed),

  untrue: async ({ folder, brief }) => {
    const { files, members, exhibits } = unpacked(folder);
    const { proven } = await checkProofsFirst(files, members, exhibits, readPins("[]"));
    if (brief) files.set("data/briefing.json", new TextEncoder().encode(JSON.stringify(brief)));
    return (await rebuild(files, exhibits, proven)).untrue.map(({ reason }) => reason);
  },

  /** What each item of the first exhibit said before. */
  earlier: ({ folder }) => unpacked(folder).exhibits[0].items.map(({ earlier }) => earlier),

  container: async ({ places, size }) => {
    const held = places.map(([at, data]) => ({ at, data: bytes(data) }));
    const read = async (from, to) => {
      const found = new Uint8Array(to - from);
      for (const { at, data } of held) {
        const [low, high] = [Math.max(at, from), Math.min(at + data.length, to)];
        if (low < high) found.set(data.subarray(low - at, high - at), low - from);
      }
      return found;
    };
    try {
      const members = await readContainer({ size, read });
      for (const [name, member] of members) {
        // Of those that are stored some are larger than any memory here.
        if (member.deflated === undefined) continue;
        const [sums] = await sumsOf([member], () => {});
        if (sums === null) return { refused: name };
      }
      return [...members].map(([name, member]) => [name, member.size, member.at]);
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error;
      return { refused: error.file };
    }
  },

  age: async ({ sealed, secret }) => {
    try {
      const plain = await openPlain(inMemory(bytes(sealed)), secret);
      return Buffer.from(await plain.read(0, plain.size)).toString("base64");
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      return { word: error.word };
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { answer: await ANSWERS[request.ask](request) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
