/** As much of JSON Schema 2020-12 as the schemas in shared/schemas use; a word it does not know is an error. */

const KINDS = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
};

const RULES = {
  type: (value, kind) => KINDS[kind](value),
  const: (value, wanted) => value === wanted,
  enum: (value, wanted) => wanted.includes(value),
  pattern: (value, pattern) => new RegExp(pattern).test(value),
  minimum: (value, least) => value >= least,
  maximum: (value, most) => value <= most,
  minLength: (value, least) => value.length >= least,
  minItems: (value, least) => value.length >= least,
  uniqueItems: (value) => new Set(value.map((each) => JSON.stringify(each))).size === value.length,
  format: (value, name) =>
    name === "uuid" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  required: (value, names) => names.every((name) => name in value),
};

const SAID = ["$schema", "$defs", "title", "description"];
// What the fields of the host are made from, FORMAT.md 4.8.
const READ = ["struct", "default", "unread"];
const TITLES = new Set([...SAID, ...READ]);

/** @returns {string[]} what is wrong, each with its place; empty when nothing is */
export function complaints(schema, value, root = schema, place = "") {
  return Object.entries(schema).flatMap(([word, rule]) => {
    if (TITLES.has(word)) return [];
    if (word === "$ref") return complaints(root.$defs[rule.split("/").at(-1)], value, root, place);
    if (word === "allOf") return rule.flatMap((each) => complaints(each, value, root, place));
    if (word === "anyOf") {
      const some = rule.some((each) => complaints(each, value, root, place).length === 0);
      return some ? [] : [`${place}: none of anyOf`];
    }
    if (word === "properties") {
      const present = Object.entries(rule).filter(([name]) => KINDS.object(value) && name in value);
      return present.flatMap(([name, each]) =>
        complaints(each, value[name], root, `${place}/${name}`),
      );
    }
    if (word === "additionalProperties") {
      const more = Object.keys(value).filter((name) => !(name in schema.properties));
      return rule === false ? more.map((name) => `${place}/${name}: not in the schema`) : [];
    }
    if (word === "items") {
      const list = Array.isArray(value) ? value : [];
      return list.flatMap((each, i) => complaints(rule, each, root, `${place}/${i}`));
    }
    if (!RULES[word]) throw new Error(`the schema word ${word} is not known here`);
    return RULES[word](value, rule) ? [] : [`${place}: ${word} ${JSON.stringify(rule)}`];
  });
}
