// Which of the ids that a page holds are permanent ids of accounts and nothing else.

const ID = /^[\w:.-]{1,80}$/;
const HANDLE = /^[\w@.-]{1,64}$/;
/** Could be the hash of a picture, in hexadecimal or Base64; no platform's account id looks so. */
const HASH = /^(?:[0-9a-f]{32,}|[\w-]{43}|[\w-]{64}|[\w-]{86})$/i;

/** @param {{name: string, value: string, where: string, of: string}} id */
function isPlain({ name, value, where, of }) {
  const plain = [name, value, where].every((each) => ID.test(each));
  return plain && !HASH.test(value) && (of === "" || (HANDLE.test(of) && !HASH.test(of)));
}

/**
 * @param {{name: string, value: string, where: string, of: string}[]} ids
 * @returns {{name: string, value: string, where: string, of: string}[]} those that could say nothing else, bare
 */
export function plainIds(ids) {
  return ids.filter(isPlain).map(({ name, value, where, of }) => ({ name, value, where, of }));
}
