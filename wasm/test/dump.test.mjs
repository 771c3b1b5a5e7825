// Dumps in JavaScript: what differs from the crate is where places count.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRINTED_SHAPES, SHAPES, formatDump, inspect, parseDump, readInput } from 'dfsc';
import { captured, pasted } from './inputs.mjs';

test('every shape that is written is read', () => {
  assert.deepEqual(SHAPES.filter((shape) => !PRINTED_SHAPES.includes(shape)), ['binary', 'rows']);
  for (const shape of PRINTED_SHAPES) {
    for (const { response: bytes } of captured.filter(({ response }) => response.length > 0).slice(0, 40)) {
      const dump = parseDump(formatDump(bytes, shape), { shape });
      assert(dump.ok, shape);
      assert.deepEqual(dump.bytes.subarray(0, bytes.length), bytes, shape);
    }
  }
  for (const shape of ['rows', 'binary', 'pdf']) assert.throws(() => formatDump(Uint8Array.of(0x26), shape), TypeError);
  assert.throws(() => parseDump('26', { shape: 'pdf' }), TypeError);
});

test('places count the units of a string, and the bytes of bytes', () => {
  const text = '# \u{1f600} für Jürgen\n26 00 0';
  const dump = parseDump(text);
  assert(dump.ok);
  assert.deepEqual([...dump.bytes], [0x26, 0, 0]);
  const at = text.indexOf('26');
  assert.deepEqual([...dump.places], [at, at + 2, at + 3, at + 5, at + 6, at + 7]);
  const note = dump.notes.find(({ code }) => code === 'odd-digits' || code === 'lone-digit');
  assert.deepEqual([text.slice(note.start, note.end), note.line, note.warning], ['0', 2, true]);

  const bytes = new TextEncoder().encode(text);
  const same = parseDump(bytes);
  assert.deepEqual(same.places[0], bytes.indexOf(0x32));
});

test('what is no dump is told with its place', () => {
  const dump = parseDump('für uns: nothing');
  assert.equal(dump.ok, false);
  assert.match(dump.error.message, /\w/);
  assert(dump.error.position <= 16);
});

test('packets, other orders and other shapes are told', () => {
  const two = parseDump('0000  26 00\n0002  01 00\n\n0000  04 00\n0002  5c 00');
  assert.deepEqual(two.packets, [[0, 4], [4, 8]]);
  const words = parseDump('0026 0001 0002 0000');
  assert.equal(words.hasOtherOrder, true);
  assert.deepEqual([...parseDump('0026 0001 0002 0000', { otherOrder: true }).bytes.subarray(0, 2)], [0x26, 0]);
  assert.equal(parseDump('26:00', { otherOrder: true }).ok, false);
  const ambiguous = pasted.map(({ text }) => [text, parseDump(text)]).filter(([, dump]) => dump.ok && dump.others.length > 0);
  assert(ambiguous.length > 0);
  for (const [text, { shape, others }] of ambiguous) {
    assert(!others.includes(shape));
    for (const other of others) assert.equal(parseDump(text, { shape: other }).shape, other);
  }
});

test('texts in bytes and in strings are read alike', () => {
  for (const { name, text } of pasted) {
    const string = text.toString('utf8');
    // What is no UTF-8 has no string.
    if (!Buffer.from(string).equals(text)) continue;
    const [one, other] = [parseDump(text), parseDump(string)];
    assert.equal(one.ok, other.ok, name);
    if (one.ok) assert.deepEqual(one.bytes, other.bytes, name);
  }
});

test('an input is read with its bytes and their places, in the order that makes sense', () => {
  const text = '# \u{1f600}\n0004 005c 0061 005c 0062 0000';
  const reading = readInput(text);
  assert(reading.ok);
  assert.deepEqual([...reading.dump.bytes.subarray(0, 4)], [4, 0, 0x5c, 0]);
  assert.equal(text.slice(reading.dump.places[0], reading.dump.places[1]), '04');
  assert.equal(reading.packets[0].kind, 'request');
  const [{ dump, ...told }] = inspect(text);
  assert.deepEqual(told, reading.packets[0]);
  assert.equal(dump.reason, reading.dump.reason);
  // Unless the order is told.
  assert.deepEqual([...readInput(text, { otherOrder: false }).dump.bytes.subarray(0, 4)], [0, 4, 0, 0x5c]);
  assert.deepEqual([...readInput(text, { otherOrder: true }).dump.bytes.subarray(0, 4)], [4, 0, 0x5c, 0]);
  assert.equal(readInput('nothing').ok, false);
});
