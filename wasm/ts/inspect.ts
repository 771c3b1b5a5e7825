// What the terminal tool does: any input to all that is told of it.

import { fromUtf16, mustBeBytes } from './bytes.js';
import { decodePackets, nothing } from './decode.js';
import { parseDump } from './dump.js';
import { CONFIDENCES } from './tables.js';
import type { Decoded, Dump, InspectOptions, Inspected, NoDump, Reading } from './types.js';

/** Every packet of an input, be it a dump of any shape or bytes: what the terminal tool prints with `--json`. No input makes it throw. */
export function inspect(input: string | Uint8Array, options: InspectOptions = {}): readonly Inspected[] {
  const reading = readInput(typeof input === 'string' ? new TextEncoder().encode(input) : input, options);
  if (!reading.ok) {
    const { kind, message } = reading.error;
    return [{ ...nothing(0, { kind, field: null, offset: null, message }), dump: null }];
  }
  const { shape, confidence, reason, others, notes } = reading.dump;
  const packets = reading.packets.length;
  return reading.packets.map((message, packet) => {
    // They are about the whole text: once is enough.
    return { ...message, dump: { shape, confidence, reason, packet, packets, others, notes: packet === 0 ? notes : [] } };
  });
}

/** The same with the bytes that were read, and their places. Of a string, places are units of it. */
export function readInput(input: string | Uint8Array, options: InspectOptions = {}): Reading | NoDump {
  if (typeof input !== 'string') mustBeBytes(input);
  const text = typeof input === 'string' ? input : (fromUtf16(input) ?? input);
  const { shape = text.length === 0 ? 'binary' : undefined, otherOrder } = options;
  const dump = parseDump(text, { shape, otherOrder });
  if (!dump.ok) return dump;
  const isFree = shape === undefined && otherOrder === undefined && dump.hasOtherOrder;
  const decoded = decodePackets(dump.bytes, dump.packets, options);
  return isFree ? settled(text, dump, decoded, options) : { ok: true, dump, packets: decoded };
}

/** Where only the bytes can say in which order they come: the order in which they make more sense. */
function settled(text: string | Uint8Array, dump: Dump, packets: readonly Decoded[], options: InspectOptions): Reading {
  const other = parseDump(text, { otherOrder: true });
  if (!other.ok) return { ok: true, dump, packets };
  const otherPackets = decodePackets(other.bytes, other.packets, options);
  const sense = compare(rank(packets), rank(otherPackets));
  if (sense === 0) return { ok: true, dump, packets };
  const taken = sense > 0 ? dump : other;
  const notes = taken.notes.filter((note) => note.code !== 'byte-order');
  const reason = `${taken.reason}; in this order the bytes make more sense`;
  return { ok: true, dump: { ...taken, notes, reason }, packets: sense > 0 ? packets : otherPackets };
}

/** How well bytes can be read: how much is good in them, how sure that is, and whether levels are as small as with their bytes in order. */
function rank(decoded: readonly Decoded[]): number[] {
  const isGood = (packet: Decoded) => [packet, ...packet.others].every((message) => message.complete);
  const sureOf = ({ guesses: [guess] }: Decoded) => (guess === undefined ? -1 : CONFIDENCES.indexOf(guess.confidence));
  const sure = decoded.reduce((most, packet) => Math.max(most, sureOf(packet)), -1);
  const messages = decoded.flatMap((packet) => [packet, ...packet.others]);
  const isSmall = !messages.some((message) => message.findings.some((finding) => finding.code === 'level-above-4'));
  return [decoded.filter(isGood).length, sure, Number(isSmall)];
}

function compare(one: readonly number[], other: readonly number[]): number {
  return one.map((number, place) => number - other[place]!).find((difference) => difference !== 0) ?? 0;
}
