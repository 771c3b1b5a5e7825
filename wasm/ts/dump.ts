// Pasted text to bytes, and bytes to text.

import { __wbg_reset_state, initSync, print, read as readDump } from 'glue:dump';
import { mustBeBytes } from './bytes.js';
import { InternalError, run } from './engine.js';
import type { Engine } from './engine.js';
import { dumpModule } from './source.js';
import { CONFIDENCES, HARMLESS_NOTES, NOTES, PRINTED_SHAPES, SHAPES } from './tables.js';
import type { PrintedShape } from './tables.js';
import type { Dump, DumpOptions, NoDump, Note, Span } from './types.js';

const glue = { initSync, __wbg_reset_state, print, readDump };
const dumps: Engine<typeof glue> = { glue, load: dumpModule, state: 'new' };

/**
 * The bytes that a text says: a hex dump of any tool, an array or a string of a language, base64. Bytes are taken for text too, if they are
 * some, and else for themselves.
 */
export function parseDump(text: string | Uint8Array, options: DumpOptions = {}): Dump | NoDump {
  if (typeof text !== 'string') mustBeBytes(text);
  const shape = options.shape === undefined ? 0 : SHAPES.indexOf(options.shape) + 1;
  if (options.shape !== undefined && shape === 0) throw new TypeError(`dfsc: no dump has the shape ${options.shape}`);
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  // Where text has no characters of several bytes, places in it are places in the string.
  const unit = typeof text === 'string' && bytes.length !== text.length ? units(bytes) : (at: number) => at;
  try {
    const isOtherOrder = options.otherOrder === true;
    return read(bytes, run(dumps, (glue) => glue.readDump(bytes, shape, isOtherOrder)), unit, isOtherOrder);
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    return { ok: false, error: { kind: 'Internal', position: 0, message: error.message } };
  }
}

/** Bytes as a tool or a language shows them. */
export function formatDump(bytes: Uint8Array, shape: PrintedShape): string {
  mustBeBytes(bytes);
  const number = SHAPES.indexOf(shape) + 1;
  if (!PRINTED_SHAPES.includes(shape)) throw new TypeError(`dfsc: nothing prints the shape ${shape}`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(run(dumps, (glue) => glue.print(bytes, number)));
}

/** From places in UTF-8 to places in the string. */
function units(bytes: Uint8Array): (at: number) => number {
  const places = new Uint32Array(bytes.length + 1);
  let unit = 0;
  bytes.forEach((byte, at) => {
    places[at] = unit;
    // A character begins with any byte but a continuation; one of four bytes has two units.
    if ((byte & 0xc0) !== 0x80) unit += byte >= 0xf0 ? 2 : 1;
  });
  places[bytes.length] = unit;
  return (at) => places[Math.min(at, bytes.length)]!;
}

/** Which line a place is in, counted from 1. */
function lines(text: Uint8Array): (at: number) => number {
  const ends: number[] = [];
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) ends.push(at);
  return (at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function refused(position: number, message: string): NoDump {
  return { ok: false, error: { kind: 'Unreadable', position, message } };
}

function read(text: Uint8Array, words: Uint32Array, unit: (at: number) => number, isOtherOrder: boolean): Dump | NoDump {
  let at = 0;
  const word = () => words[at++]!;
  const say = () => {
    let said = '';
    for (let length = word(); length > 0; length--) said += String.fromCharCode(word());
    return said;
  };
  if (words.length === 0) return refused(0, 'the bytes of words have one order only');
  if (word() === 0) return refused(unit(word()), say());
  const [shape, confidence, hasOtherOrder] = [SHAPES[word()]!, CONFIDENCES[word()]!, word() === 1];
  const reason = say();
  const others = Array.from({ length: word() }, () => SHAPES[word()]!).filter((other) => other !== shape);
  const length = word();
  const [bytes, places] = [new Uint8Array(length), new Uint32Array(2 * length)];
  for (let byte = 0; byte < length; byte++) {
    bytes[byte] = word();
    places[2 * byte] = unit(word());
    places[2 * byte + 1] = unit(word());
  }
  const starts = [0, ...Array.from({ length: word() }, word), length];
  const packets = starts.slice(1).map((end, number): Span => [starts[number]!, end]);
  const lineOf = lines(text);
  const notes = Array.from({ length: word() }, (): Note => {
    const [code, start, end] = [NOTES[word()]!, word(), word()];
    const place = { line: lineOf(start), start: unit(start), end: unit(end) };
    return { code, warning: !HARMLESS_NOTES.includes(code), ...place, message: say() };
  });
  return { ok: true, bytes, places, packets, shape, confidence, reason, others, notes, hasOtherOrder, isOtherOrder };
}
