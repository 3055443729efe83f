/** Media in the browser's own page copy, as the reader takes them out; the same bytes as in tests/unit/test_page_media.py. */

import assert from "node:assert/strict";
import test from "node:test";
import { MhtmlError, media } from "../../host/keepsake/bundle_reader/js/mhtml.js";

const HEAD =
  'From: <x>\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b-1"\r\n\r\n';
const part = (/** @type {string} */ fields, /** @type {string} */ body) =>
  `--b-1\r\n${fields.replaceAll("\n", "\r\n")}\r\n\r\n${body}\r\n`;
const MADE =
  HEAD +
  part("Content-Type: text/html\nContent-Location: https://a.example/", "<p>--b-2</p>") +
  part(
    "Content-Type: IMAGE/png\nContent-Transfer-Encoding: base64\nContent-Location: https://a.example/1.png",
    "AAEC\r\n/w==",
  ) +
  part(
    "Content-Type: image/svg+xml; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://a.example/\n 2.svg",
    '<svg a=3D"=C3=A9"/>=\r\n<!-- -->',
  ) +
  part("Content-Type: audio/ogg\nContent-Transfer-Encoding: binary", "\x00\r\n\xff\n--b\r\r") +
  "--b-1--\r\n";

const letters = (/** @type {string} */ text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const text = (/** @type {Uint8Array} */ data) => Buffer.from(data).toString("latin1");

test("each is taken out as it was, whatever its encoding", () => {
  const found = [...media(letters(MADE))].map((one) => ({ ...one, data: text(one.data) }));
  assert.deepEqual(found, [
    {
      place: 2,
      address: "https://a.example/1.png",
      mediaType: "image/png",
      data: "\0\x01\x02\xff",
    },
    {
      place: 3,
      address: "https://a.example/ 2.svg",
      mediaType: "image/svg+xml",
      data: text(Buffer.from('<svg a="é"/><!-- -->')),
    },
    { place: 4, address: "", mediaType: "audio/ogg", data: "\0\r\n\xff\n--b\r\r" },
  ]);
});

test("what is none, or is cut short, says so", () => {
  for (const data of [
    "",
    "<html>",
    HEAD,
    HEAD.replace("boundary", "border"),
    MADE.slice(0, -20),
    MADE.replace("AAEC", "AA*C"),
    `${HEAD}--b-1`,
  ]) {
    assert.throws(() => [...media(letters(data))], MhtmlError);
  }
});
