// What the terminal tool does: any input to all that is told of it.

import { fromUtf16, mustBeBytes } from './bytes.js';
import { decodePackets, nothing } from './decode.js';
import { parseDump } from './dump.js';
import { CONFIDENCES } from './tables.js';
import type { Decoded, Dump, InspectOptions, Inspected } from './types.js';

/** Every packet of an input, be it a dump of any shape or bytes: what the terminal tool prints with `--json`. No input makes it throw. */
export function inspect(input: string | Uint8Array, options: InspectOptions = {}): readonly Inspected[] {
  if (typeof input !== 'string') mustBeBytes(input);
  const text = typeof input === 'string' ? new TextEncoder().encode(input) : (fromUtf16(input) ?? input);
  const shape = text.length === 0 ? 'binary' : options.shape;
  const dump = parseDump(text, shape === undefined ? {} : { shape });
  if (!dump.ok) {
    const { kind, message } = dump.error;
    return [{ ...nothing(0, { kind, field: null, offset: null, message }), dump: null }];
  }
  const [taken, decoded] = settled(text, dump, shape === undefined, options);
  const packets = taken.packets.length;
  return decoded.map((message, packet) => {
    const { shape, confidence, reason, others } = taken;
    // They are about the whole text: once is enough.
    const notes = packet === 0 ? taken.notes : [];
    return { ...message, dump: { shape, confidence, reason, packet, packets, others, notes } };
  });
}

/** Where only the bytes can say in which order they come: the order in which they make more sense. */
function settled(text: Uint8Array, dump: Dump, isFree: boolean, options: InspectOptions): [Dump, readonly Decoded[]] {
  const decoded = decodePackets(dump.bytes, dump.packets, options);
  if (!isFree || !dump.hasOtherOrder) return [dump, decoded];
  const other = parseDump(text, { otherOrder: true });
  if (!other.ok) return [dump, decoded];
  const otherDecoded = decodePackets(other.bytes, other.packets, options);
  const sense = compare(rank(decoded), rank(otherDecoded));
  if (sense === 0) return [dump, decoded];
  const [taken, messages] = sense > 0 ? [dump, decoded] : [other, otherDecoded];
  const notes = taken.notes.filter((note) => note.code !== 'byte-order');
  return [{ ...taken, notes, reason: `${taken.reason}; in this order the bytes make more sense` }, messages];
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
