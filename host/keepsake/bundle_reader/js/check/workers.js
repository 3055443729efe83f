/**
 * The sums of a copy's files, taken by several workers at once. Each is given stretches of the sealed file and the key of its
 * content, and gives back sums and nothing else. What no worker does is done by the page itself, and what a worker says does
 * not open is opened again by the page: a file without sums is never taken for the one that is listed.
 */

import { endOfMember } from "../source.js";
import { sealedStretch } from "../stream.js";
import { AHEAD_BYTES, sumsOf, WHOLE_BYTES_MAX } from "./sums.js";

/**
 * @typedef {import("../source.js").Source} Source
 * @typedef {import("../source.js").Member} Member
 * @typedef {import("../stream.js").Stream} Stream
 * @typedef {import("./sums.js").Sums} Sums
 * @typedef {import("./sums.js").Tell} Tell
 * @typedef {{names: string[], members: Member[], size: number}} Batch Files that stand one after the other.
 * @typedef {import("../worker.js").Task} Task
 * @typedef {import("../worker.js").Report} Report
 */

const WORKERS_MAX = 4;
// A worker that has said nothing for so long is not waited for.
const SILENCE_MS = 60_000;

/**
 * @param {import("../source.js").Members} members
 * @param {Tell} tell
 * @returns {Promise<Map<string, Sums>>} Of each, by name.
 */
export async function sumsOfAll(members, tell) {
  /** @type {Map<string, Sums>} */
  const found = new Map();
  const keep = (/** @type {Batch} */ { names }, /** @type {Sums[]} */ sums) => {
    for (const [place, name] of names.entries()) found.set(name, sums[place] ?? null);
  };
  const batches = batchesOf(members);
  for (const batch of await shared(batches, tell, keep)) {
    keep(batch, await sumsOf(batch.members, tell));
  }
  return found;
}

/**
 * @param {import("../source.js").Members} members
 * @returns {Batch[]}
 */
function batchesOf(members) {
  /** @type {Batch[]} */
  const batches = [];
  for (const [name, member] of members) {
    const last = batches.at(-1);
    if (last && last.size + member.size <= AHEAD_BYTES) {
      last.names.push(name);
      last.members.push(member);
      last.size += member.size;
    } else {
      batches.push({ names: [name], members: [member], size: member.size });
    }
  }
  return batches;
}

/**
 * @param {Batch[]} batches
 * @param {Tell} tell
 * @param {(batch: Batch, sums: Sums[]) => void} keep
 * @returns {Promise<Batch[]>} What is still to be done.
 */
async function shared(batches, tell, keep) {
  const stream = batches[0]?.members[0]?.source.stream;
  const part = stream?.sealed.part;
  if (!part || batches.length < 2) return batches;
  const workers = startWorkers();
  // A file is held whole while it is hashed: large ones one after the other, so that together they take no more memory.
  const most = WHOLE_BYTES_MAX / Math.max(1, workers.length);
  const large = batches.filter(({ size }) => size > most);
  const small = batches.filter(({ size }) => size <= most);
  /** @type {Batch[]} */
  const refused = [];
  const work = async (/** @type {SumsWorker} */ worker, /** @type {Batch[][]} */ ...queues) => {
    for (let batch = nextOf(queues); batch; batch = nextOf(queues)) {
      const sums = await worker.ask(taskOf(stream, part, batch), tell);
      if (sums?.every(Boolean)) keep(batch, sums);
      else refused.push(batch);
      if (!sums) return;
    }
  };
  const [first, ...others] = workers;
  const all = [first && work(first, large, small), ...others.map((one) => work(one, small))];
  await Promise.all(all);
  for (const worker of workers) worker.end();
  return [...refused, ...large, ...small];
}

/**
 * @param {Batch[][]} queues
 * @returns {Batch | undefined}
 */
function nextOf(queues) {
  return queues.find((queue) => queue.length > 0)?.shift();
}

/** @returns {SumsWorker[]} None where the browser refuses them. */
function startWorkers() {
  const script = globalThis.document?.getElementById("worker")?.textContent;
  if (!script) return [];
  const count = Math.min(navigator.hardwareConcurrency || 1, WORKERS_MAX);
  try {
    return Array.from({ length: count }, () => new SumsWorker(script));
  } catch (error) {
    console.error(error);
    return [];
  }
}

/**
 * @param {Stream} stream
 * @param {NonNullable<Source["part"]>} part
 * @param {Batch} batch
 * @returns {Task}
 */
function taskOf(stream, part, { members }) {
  const { sealed, start, count, key } = stream;
  const places = members.map(({ size, crc, at, deflated }) => ({ size, crc, at, deflated }));
  const [first, last] = [places[0], places.at(-1)];
  const [from, to] = sealedStretch(stream, first?.at ?? 0, last ? endOfMember(last) : 0);
  return { part: part(from, to), from, size: sealed.size, start, count, key, places };
}

class SumsWorker {
  #address;
  #worker;

  /** @param {string} script What it runs: the page's own, under the page's policy. */
  constructor(script) {
    this.#address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.#worker = new Worker(this.#address);
  }

  /**
   * @param {Task} task
   * @param {Tell} tell Is told of all of it at the end, and on the way where it is large.
   * @returns {Promise<Sums[] | null>} Null where it failed: it must not be asked again.
   */
  ask(task, tell) {
    const worker = this.#worker;
    let told = 0;
    const whole = task.places.reduce((sum, { size }) => sum + size, 0);
    return new Promise((resolve) => {
      let silence = 0;
      const end = (/** @type {Sums[] | null} */ sums) => {
        clearTimeout(silence);
        tell(sums?.every(Boolean) ? whole - told : -told);
        resolve(sums);
      };
      const wait = () => {
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MS, null);
      };
      worker.onmessage = (/** @type {MessageEvent<Report>} */ { data }) => {
        if ("sums" in data) return end(data.sums);
        told += data.read;
        tell(data.read);
        wait();
      };
      worker.onerror = () => end(null);
      worker.onmessageerror = () => end(null);
      wait();
      worker.postMessage(task);
    });
  }

  end() {
    this.#worker.terminate();
    URL.revokeObjectURL(this.#address);
  }
}
