import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../shared/data/platforms/", import.meta.url);

/** What is known of each platform, as the build puts it into the extension. */
export const rules = readdirSync(FOLDER)
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
