/** The reader's own Poly1305 against the published example and against another program's. */

import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { test } from "node:test";
import { poly1305 as peer } from "../../build/node_modules/@noble/ciphers/_poly1305.js";
import { poly1305 } from "../../host/keepsake/bundle_reader/js/poly1305.js";

const hex = (data) => Buffer.from(data).toString("hex");
const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
const filled = (size, byte) => new Uint8Array(size).fill(byte);

test("the tag of a sealed text is the one that is published", () => {
  // RFC 8439, section 2.8.2: key, nonce, further data, tag.
  const key = bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
  const nonce = bytes("070000004041424344454647");
  const about = bytes("50515253c0c1c2c3c4c5c6c7");
  const text = Buffer.from(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  const seal = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  seal.setAAD(about, { plaintextLength: text.length });
  const sealed = seal.update(text);
  const stream = createCipheriv("chacha20", key, Buffer.concat([Buffer.alloc(4), nonce]));
  const once = new Uint8Array(stream.update(Buffer.alloc(32)));
  const data = new Uint8Array(16 + 128 + 16);
  data.set(about);
  data.set(sealed, 16);
  new DataView(data.buffer).setUint32(144, about.length, true);
  new DataView(data.buffer).setUint32(152, text.length, true);
  assert.equal(hex(poly1305(once, data)), "1ae10b594f09e26a7e902ecbd0600691");
});

test("where limbs are largest and where the sum passes the prime it is exact", () => {
  const ends = [0, 1, 2, 4, 5, 0x7f, 0x80, 0xfb, 0xfc, 0xfe, 0xff];
  for (const byte of ends) {
    for (const first of ends) {
      for (const blocks of [0, 1, 2, 3, 64, 4097]) {
        const [key, data] = [filled(32, byte), filled(16 * blocks, 0xff)];
        key[0] = first;
        data[0] = first;
        assert.equal(hex(poly1305(key, data)), hex(peer(data, key)), `${byte} ${first} ${blocks}`);
      }
    }
  }
});

test("any key and any blocks give what another program finds", () => {
  for (let round = 0; round < 3000; round += 1) {
    const [key, data] = [32, 16 * (round % 70)].map((size) => new Uint8Array(randomBytes(size)));
    // Runs of ones carry through all limbs.
    if (round % 3 === 0) key.fill(0xff, round % 16, 16);
    if (round % 2 === 0) data.fill(0xff, round % 16, data.length - (round % 5));
    assert.equal(hex(poly1305(key, data)), hex(peer(data, key)), hex(key));
  }
});
