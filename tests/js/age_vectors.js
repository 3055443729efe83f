/** Writes the public test vectors of the age format to standard output: JSON, each file in Base64 under its name. */

import * as vectors from "../../build/node_modules/cctv-age/index.js";

const files = Object.entries(vectors).map(([name, data]) => [
  name,
  Buffer.from(data).toString("base64"),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(files)));
