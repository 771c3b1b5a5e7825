// What WASM tells of messages, in numbers.

import { __wbg_reset_state, encode, initSync, inspect } from 'glue:message';
import { mustBeBytes } from './bytes.js';
import { run } from './engine.js';
import type { Engine } from './engine.js';
import { messageModule } from './source.js';
import { STARTS } from './tables.js';
import type { DecodeOptions } from './types.js';

const glue = { initSync, __wbg_reset_state, inspect, encode };

/** @internal */
export const messages: Engine<typeof glue> = { glue, load: messageModule, state: 'new' };

/** Words of a record. */
export const WORDS = 8;

/** What a record is: the lowest byte of its first word. */
export const RECORD = {
  packet: 0,
  guess: 1,
  message: 2,
  structure: 3,
  number: 4,
  bytes: 5,
  text: 6,
  oemText: 7,
  withheld: 8,
  continued: 9,
  error: 10,
  finding: 11,
} as const;

/**
 * All that is told of some packets, which stand in `bytes` one behind the other and end at `ends`; the last one's end need not be among
 * these. The package's README says what the words of a record are.
 */
export function records(
  bytes: Uint8Array,
  options: DecodeOptions = {},
  ends: readonly number[] = [],
): Uint32Array<ArrayBuffer> {
  mustBeBytes(bytes);
  if (options.request !== undefined) mustBeBytes(options.request);
  const areEnds = ends.every((end, at) => Number.isInteger(end) && end >= (ends[at - 1] ?? 0) && end <= bytes.length);
  if (!areEnds) throw new TypeError('dfsc: ends must rise, and lie in the bytes');
  const start = options.as === undefined ? 0 : STARTS.indexOf(options.as) + 1;
  if (options.as !== undefined && start === 0) throw new TypeError(`dfsc: nothing begins with ${options.as}`);
  const request = options.request ?? new Uint8Array();
  return run(messages, (glue) => glue.inspect(bytes, Uint32Array.from(ends), start, request));
}
