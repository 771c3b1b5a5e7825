// The inputs of the tests: what was captured and drawn, and mutations of it.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tests = fileURLToPath(new URL('../../tests/', import.meta.url));

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));

/** Every captured exchange: `request` and `response` as bytes. */
export const captured = readFileSync(`${tests}corpus/captures.jsonl`, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map((capture) => ({ ...capture, request: fromHex(capture.request ?? ''), response: fromHex(capture.response ?? '') }));

/** The messages that were drawn by hand: name and text of each. */
export const drawn = ['vectors', 'bad', 'carriers'].flatMap((folder) => texts(folder, '.hex'));

/** Texts of which a careful person has said what they are, and what tools print of one reply. */
export const pasted = ['dumps/careful', 'dumps/same-reply/smb1', 'dumps/same-reply/smb2'].flatMap((folder) => texts(folder, '.txt'));

function texts(folder, ending) {
  const names = readdirSync(`${tests}${folder}`).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => ({ name: `${folder}/${name}`, text: readFileSync(`${tests}${folder}/${name}`) }));
}

/** A reply in two SMB1 messages, which part one of its texts. */
export function inParts(reply, encode) {
  const header = [0xff, 0x53, 0x4d, 0x42, 0x32, 0, 0, 0, 0, 0x80, 0x01, 0xc0, ...new Array(20).fill(7)];
  const cut = reply.length - 7;
  const parts = [reply.subarray(0, cut), reply.subarray(cut)].map((message, number) => {
    const encoded = encode({ kind: 'smb1-trans2-response-body', totalDataCount: reply.length, dataDisplacement: cut * number, message });
    const smb = [...header, ...encoded.bytes];
    return [0, 0, smb.length >> 8, smb.length & 0xff, ...smb];
  });
  return Uint8Array.from(parts.flat());
}

/** Numbers that look like chance, the same in each run. */
export function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Some bytes with one to three faults. */
export function mutated(bytes, random) {
  let copy = Uint8Array.from(bytes);
  for (let count = 1 + random(3); count > 0 && copy.length > 0; count--) {
    const at = random(copy.length);
    switch (random(5)) {
      case 0:
        copy[at] = random(256);
        break;
      case 1:
        copy[at] ^= 1 << random(8);
        break;
      case 2:
        copy = copy.slice(0, at);
        break;
      case 3:
        copy = Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(random(copy.length))]);
        break;
      default:
        copy[at] = [0, 1, 2, 3, 4, 0x12, 0x22, 0x7f, 0x80, 0xff][random(10)];
    }
  }
  return copy;
}
