/**
 * Opens what was deflated, to its very last byte. Source: RFC 1951.
 * Not by the browser's own: some skip what stands behind the end, and it would not be seen that two programs see two contents.
 */

import { Z_FINISH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from "pako";

// Without a header or a sum of zlib's, which the container has itself; with the largest window.
const RAW = -15;

/** It is not what a program makes that deflates. */
export class InflateError extends Error {}

/**
 * @param {Uint8Array} data
 * @param {number} size What it must come to: no more than that is ever made of it.
 * @returns {Uint8Array}
 * @throws {InflateError} It is damaged or cut, it comes to another size, or something is behind its end.
 */
export function inflate(data, size) {
  const stream = new ZStream();
  stream.input = data;
  stream.avail_in = data.length;
  stream.output = new Uint8Array(size);
  stream.avail_out = size;
  const isWhole =
    zlibInflateInit2(stream, RAW) === Z_OK &&
    zlibInflate(stream, Z_FINISH) === Z_STREAM_END &&
    stream.avail_in === 0 &&
    stream.total_out === size;
  if (!isWhole) throw new InflateError();
  return stream.output;
}
