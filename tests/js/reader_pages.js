/** What the reader shows of an exhibit, for tests in Python: a line of JSON for each, as `reader_checks.js` answers. */

import "./fake_dom.js";
import { createInterface } from "node:readline";
import { gather } from "../../host/keepsake/bundle_reader/js/briefing/gather.js";
import { shownOf } from "../../host/keepsake/bundle_reader/js/briefing/shown.js";
import { readExhibits } from "../../host/keepsake/bundle_reader/js/model.js";
import { inMemory, wholeOf } from "../../host/keepsake/bundle_reader/js/source.js";
import { exhibits as pageOf } from "../../host/keepsake/bundle_reader/js/view/exhibits.js";
import { accounts } from "../../host/keepsake/bundle_reader/js/view/overview.js";

/** Everything about an exhibit on the reader's pages, and what its first screen is drawn from. */
async function shown({ files: held, number }) {
  const files = new Map(
    Object.entries(held).map(([name, text]) => [name, new Uint8Array(Buffer.from(text, "base64"))]),
  );
  const members = new Map([...files].map(([name, data]) => [name, wholeOf(inMemory(data))]));
  const exhibits = readExhibits(files, members);
  const bundle = { files, members, exhibits };
  const page = pageOf(bundle, { number, item: 0 }, () => {});
  const proven = new Map(exhibits.map(({ entry }) => [entry, {}]));
  const first = gather(await shownOf(exhibits, proven), () => [], []);
  return {
    reader: `${page.told}\n${accounts(bundle).told}`,
    "reader.first": JSON.stringify(first),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = { answer: await shown(JSON.parse(line)) };
  } catch (error) {
    said = { error: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
