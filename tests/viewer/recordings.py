"""Short sounds and films in the formats of phones, made by the encoders of a real Chromium."""

from __future__ import annotations

import base64
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_RATE = 48_000

_MADE = """async () => {
  const text = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  const sound = new AudioContext();
  await sound.resume();
  const tone = sound.createOscillator();
  const out = sound.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const canvas = document.createElement("canvas");
  let moving = true;
  const draw = () => {
    canvas.getContext("2d").fillRect(Math.random() * 300, 0, 5, 150);
    if (moving) setTimeout(draw, 40);
  };
  draw();
  const record = (kind, tracks) => new Promise((resolve) => {
    const recorder = new MediaRecorder(new MediaStream(tracks), { mimeType: kind });
    const pieces = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = async () =>
      resolve(text(new Uint8Array(await new Blob(pieces).arrayBuffer())));
    recorder.start();
    setTimeout(() => recorder.stop(), 1500);
  });
  const heard = out.stream.getAudioTracks();
  const made = {};
  made.webm = await record("video/webm", [...heard, ...canvas.captureStream().getVideoTracks()]);
  made.mp4 = await record("video/mp4", [...heard, ...canvas.captureStream().getVideoTracks()]);
  moving = false;
  made.m4a = await record("audio/mp4", heard);
  const packets = [];
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      packets.push(text(bytes));
    },
    error: (problem) => { throw problem; },
  });
  encoder.configure({ codec: "opus", sampleRate: 48000, numberOfChannels: 1 });
  const wave = Float32Array.from({ length: 96000 }, (_, at) => Math.sin(at / 17) / 2);
  encoder.encode(new AudioData({ format: "f32", sampleRate: 48000, numberOfFrames: wave.length,
    numberOfChannels: 1, timestamp: 0, data: wave }));
  await encoder.flush();
  await sound.close();
  return { made, packets };
}"""


def recordings(page: Page) -> dict[str, bytes]:
    """A film as WebM and MP4, a sound as M4A, and a voice message as phones send it (Ogg Opus).

    The page must be of a loopback address: elsewhere a browser gives no encoder.
    """
    given: dict[str, Any] = page.evaluate(_MADE)
    made = {name: base64.b64decode(text) for name, text in given["made"].items()}
    packets = [base64.b64decode(text) for text in given["packets"]]
    return {
        "film.webm": made["webm"],
        "film.mp4": made["mp4"],
        "sound.m4a": made["m4a"],
        "PTT-20261120-WA0003.opus": _ogg(packets),
    }


def _ogg(packets: list[bytes]) -> bytes:
    """Opus packets of 20 ms as Ogg pages (RFC 3533 section 6, RFC 7845 sections 3 to 5)."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, _RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    pages = [_page(2, 0, 0, head), _page(0, 0, 1, tags)]
    for at, packet in enumerate(packets):
        last = 4 if at == len(packets) - 1 else 0
        pages.append(_page(last, (at + 1) * 960, at + 2, packet))
    return b"".join(pages)


def _page(flags: int, position: int, number: int, packet: bytes) -> bytes:
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = b"OggS" + struct.pack("<BBqIII", 0, flags, position, 7, number, 0)
    page = head + bytes([len(lacing)]) + lacing + packet
    return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def _crc(data: bytes) -> int:
    """The sum of an Ogg page: polynomial 0x04c11db7, nothing turned round (RFC 3533 section 6)."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x104C11DB7 if value & 0x80000000 else value << 1
    return value
