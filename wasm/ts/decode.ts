// From records to what a person reads: names, values, sentences.

import { joined, mustBeBytes } from './bytes.js';
import { InternalError } from './engine.js';
import { RECORD, WORDS, records } from './records.js';
import {
  CODES,
  CONFIDENCES,
  DECODE_ERRORS,
  DECODE_SENTENCES,
  DOS_CLASSES,
  DOS_ERRORS,
  FIELDS,
  KINDS,
  LAYERS,
  REASONS,
  RULES,
  SEVERITIES,
  SPECIAL_SENTENCES,
  STARTS,
  STATUSES,
  STRUCTURES,
  STRUCTURE_SECTIONS,
} from './tables.js';
import type { Layer } from './tables.js';
import type {
  Behind,
  BytesField,
  DecodeError,
  DecodeOptions,
  Decoded,
  DecodedMessage,
  Failure,
  Field,
  Finding,
  Guess,
  MessageBase,
  Span,
  Status,
  TextField,
} from './types.js';

/** What fields are, by their records: from `RECORD.structure` on. */
const TYPES: readonly Field['type'][] = ['structure', 'number', 'bytes', 'text', 'text', 'text'];

/** No structure, no field. */
const NONE = 0xff;

/** The same type, to be written. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A message, as far as it is read. */
interface Drafted {
  start: number;
  message: Draft<Omit<MessageBase, 'findings' | 'fields' | 'unclaimed'>> & {
    complete: boolean;
    error: DecodeError | null;
    fields: Field[];
    findings: Finding[];
    unclaimed: Span[];
  };
  /** The first text with each range, by its start and end. */
  texts: Map<number, Map<number, number>>;
  /** The last field, and of a text how many bytes it has, and whether these are characters. */
  last: Draft<Field> | null;
  textBytes: number;
  isOem: boolean;
}

/** A packet, as far as it is read. */
interface Packet {
  bytes: Uint8Array;
  guesses: Guess[];
  messages: Drafted[];
  /** What fields have. */
  claimed: Span[];
}

/** Every field of every message in `bytes`, and what is wrong with them. No bytes make it throw. */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  return decodePackets(bytes, [[0, bytes.length]], options)[0]!;
}

/**
 * The same of packets that stand in `bytes` one behind the other, without gaps. Replies are held against the requests in packets before.
 *
 * @throws TypeError if the packets are not so.
 */
export function decodePackets(bytes: Uint8Array, packets: readonly Span[], options: DecodeOptions = {}): readonly Decoded[] {
  mustBeBytes(bytes);
  const isPlaced = ([start, end]: Span, at: number) =>
    start === (packets[at - 1]?.[1] ?? 0) && end >= start && Number.isInteger(end);
  if (!packets.every(isPlaced) || packets.at(-1)?.[1] !== bytes.length) {
    throw new TypeError('dfsc: packets must follow each other, from 0 to the end of the bytes');
  }
  try {
    return read(bytes, packets, records(bytes, options, packets.slice(0, -1).map((packet) => packet[1])));
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    const failure: Failure = { kind: 'Internal', field: null, offset: null, message: error.message };
    return packets.map(([start, end]) => nothing(end - start, failure));
  }
}

/** What bytes may begin with, the best guess first. */
export function guess(bytes: Uint8Array): readonly Guess[] {
  return read(bytes, [[0, bytes.length]], records(bytes))[0]!.guesses;
}

/** What is told of bytes that have no message. @internal */
export function nothing<E extends Failure<'Internal' | 'Unreadable'> | null>(
  length: number,
  error: E,
): MessageBase & Behind & { readonly kind: 'unknown'; readonly complete: false; readonly error: E } {
  const unclaimed: Span[] = length === 0 ? [] : [[0, length]];
  const empty = { carrier: [], kind: 'unknown', complete: false, fields: [], findings: [], unclaimed } as const;
  return { ...empty, status: null, error, guesses: [], others: [] };
}

function read(bytes: Uint8Array, packets: readonly Span[], words: Uint32Array): Decoded[] {
  const all: Packet[] = [];
  let packet!: Packet;
  let draft!: Drafted;
  for (let at = 0; at < words.length; at += WORDS) {
    const tag = words[at]!;
    const [one, two, three] = [(tag >>> 8) & 0xff, (tag >>> 16) & 0xff, tag >>> 24];
    switch (tag & 0xff) {
      case RECORD.packet: {
        const span = packets[all.length]!;
        packet = { bytes: bytes.subarray(span[0], span[1]), guesses: [], messages: [], claimed: [] };
        all.push(packet);
        break;
      }
      case RECORD.guess:
        packet.guesses.push({
          start: STARTS[one]!,
          confidence: CONFIDENCES[two]!,
          reason: REASONS[three]!,
        });
        break;
      case RECORD.message:
        draft = begin(one, words[at + 1]!, words[at + 2]!, status(two, words[at + 4]!));
        packet.messages.push(draft);
        break;
      case RECORD.continued: {
        const span: Span = [words[at + 2]!, words[at + 3]!];
        goOn(packet, draft, span);
        break;
      }
      case RECORD.error:
        draft.last = null;
        draft.message.error ??= {
          kind: DECODE_ERRORS[three]!,
          field: FIELDS[two]!,
          offset: words[at + 1]!,
          message: said(FIELDS[two]!, words, at, decodeSentence(three, FIELDS[two]!)),
        };
        break;
      case RECORD.finding:
        draft.message.findings.push(finding(words, at, one, two, three));
        break;
      default:
        item(packet, draft, words, at);
    }
  }
  return all.map(finish);
}

function begin(kind: number, layers: number, start: number, status: Status | null): Drafted {
  const carrier: Layer[] = [];
  for (let rest = layers; rest !== 0; rest >>>= 4) carrier.push(LAYERS[(rest & 0xf) - 1]!);
  const message = {
    carrier,
    kind: KINDS[kind]!,
    complete: false,
    fields: [],
    findings: [],
    unclaimed: [],
    status,
    error: null,
  };
  return { start, message, texts: new Map(), last: null, textBytes: 0, isOem: false };
}

function status(kind: number, value: number): Status | null {
  if (kind === 0) return null;
  const hex = (number: number, digits: number) => `0x${number.toString(16).padStart(digits, '0')}`;
  if (kind === 1) {
    const known = STATUSES[value];
    return { value, name: known === undefined ? hex(value, 8) : `STATUS_${known}` };
  }
  const [number, code] = [value & 0xff, value >>> 16];
  const known = DOS_CLASSES[number];
  if (number === 0 && code === 0) return { value, name: known! };
  return { value, name: `${known ?? `class ${hex(number, 2)}`}/${DOS_ERRORS[`${number}/${code}`] ?? code}` };
}

function item({ bytes, claimed }: Packet, draft: Drafted, words: Uint32Array, at: number): void {
  const tag = words[at]!;
  const kind = tag & 0xff;
  const structure = (tag >>> 8) & 0xff;
  const number = (tag >>> 16) & 0xff;
  const depth = words[at + 1]! & 0xff;
  const piece = words[at + 1]! >>> 8;
  const start = words[at + 2]!;
  const end = words[at + 3]!;
  draft.textBytes = words[at + 4]!;
  draft.isOem = kind === RECORD.oemText;
  const fields = draft.message.fields;
  const name = number === NONE ? STRUCTURES[structure]! : FIELDS[number]!;
  const type = TYPES[kind - RECORD.structure]!;
  let value: Field['value'] = null;
  if (kind === RECORD.number) value = words[at + 4]!;
  else if (kind === RECORD.bytes) value = hexDigits(bytes, start, end);
  else if (kind !== RECORD.structure && kind !== RECORD.withheld) value = text(bytes, start, draft.textBytes, draft.isOem);
  // All of one shape, which engines are fast with.
  const field = { name, start, end, depth, type, value, section: STRUCTURE_SECTIONS[structure]! } as Draft<Field>;
  if (draft.isOem) (field as Draft<TextField>).oem = true;
  if (type === 'text' && start !== end) {
    const first = firstWith(draft.texts, start, end, fields.length);
    if (first !== fields.length) (field as Draft<TextField>).same_as = first;
  }
  if (tag >>> 24 === 1) field.refers_to = [words[at + 6]!, words[at + 7]!];
  if (piece > 0) field.piece = piece - 1;
  fields.push(field as Field);
  draft.last = field;
  if (number !== NONE && start !== end) claimed.push([start, end]);
}

/** The first text with a range; `place` if that is a new one, which is kept. */
function firstWith(texts: Drafted['texts'], start: number, end: number, place: number): number {
  const known = texts.get(start);
  if (known === undefined) {
    texts.set(start, new Map([[end, place]]));
    return place;
  }
  const first = known.get(end) ?? place;
  known.set(end, first);
  return first;
}

/** The last field has further bytes. */
function goOn(packet: Packet, draft: Drafted, span: Span): void {
  const field = draft.last;
  if (field === null) return;
  const spans = [...(field.continues ?? []), span];
  field.continues = spans;
  if (field.type === 'structure') return;
  if (span[0] !== span[1]) packet.claimed.push(span);
  if (field.type === 'bytes') {
    (field as Draft<BytesField>).value += hexDigits(packet.bytes, span[0], span[1]);
  } else if (field.type === 'text' && field.value !== null) {
    const parts = [[field.start, field.end] as Span, ...spans].map(([start, end]) => packet.bytes.subarray(start, end));
    (field as Draft<TextField>).value = text(joined(parts), 0, draft.textBytes, draft.isOem);
  }
}

/** The text in `length` bytes, exactly: a lone surrogate stays what it is. */
function text(bytes: Uint8Array, start: number, length: number, isOem: boolean): string {
  const end = Math.min(start + length, bytes.length);
  let all = '';
  if (isOem) for (let at = start; at < end; at++) all += String.fromCharCode(bytes[at]!);
  else for (let at = start; at + 1 < end; at += 2) all += String.fromCharCode(bytes[at]! | (bytes[at + 1]! << 8));
  return all;
}

const DIGITS = '0123456789abcdef';

function hexDigits(bytes: Uint8Array, start: number, end: number): string {
  let digits = '';
  for (let at = start; at < end; at++) digits += DIGITS[bytes[at]! >>> 4]! + DIGITS[bytes[at]! & 0xf]!;
  return digits;
}

function finding(words: Uint32Array, at: number, structure: number, field: number, rule: number): Finding {
  const [severity, section, sentence] = RULES[rule]!;
  const name = field === NONE ? STRUCTURES[structure]! : FIELDS[field]!;
  const isError = typeof sentence === 'number';
  return {
    code: CODES[rule]!,
    severity: SEVERITIES[severity]!,
    start: words[at + 2]!,
    end: words[at + 3]!,
    section: isError ? STRUCTURE_SECTIONS[structure]! : section,
    message: said(name, words, at, isError ? decodeSentence(sentence, name) : sentence),
  };
}

function decodeSentence(kind: number, field: string): string {
  return SPECIAL_SENTENCES[DECODE_ERRORS[kind]!]?.[field] ?? DECODE_SENTENCES[kind]!;
}

/** A sentence of a field, with the numbers of the record. */
function said(name: string, words: Uint32Array, at: number, sentence: string): string {
  return `${name} at byte ${words[at + 1]!} ${fill(sentence, words[at + 4]!, words[at + 5]!)}`;
}

/** A sentence with its numbers. @internal */
export function fill(sentence: string, zero: number, one: number): string {
  return sentence.replace(/\{(0x?|1)\}/g, (_, place) =>
    String(place === '0' ? zero : place === '1' ? one : `0x${zero.toString(16)}`),
  );
}

function finish(packet: Packet): Decoded {
  findUnclaimed(packet);
  for (const { message } of packet.messages) {
    message.findings.sort((one, other) => one.start - other.start);
    message.complete = message.kind !== 'unknown' && message.error === null;
  }
  const messages = packet.messages.map((draft) => draft.message);
  const [first, ...others] = messages.length > 0 ? messages : [nothing(packet.bytes.length, null)];
  const rest = others.map((message) => ({ ...message, others: [] })) as unknown as DecodedMessage[];
  return { ...first, guesses: packet.guesses, others: rest } as Decoded;
}

/** Finds the bytes that no field has. They belong to the message that begins before them, up to the next one. */
function findUnclaimed({ bytes, messages, claimed }: Packet): void {
  claimed.sort((one, other) => one[0] - other[0]);
  const starts = messages.map((draft, number): Span => [draft.start, number]);
  starts.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  let [owner, end, next] = [0, 0, 0];
  for (const [start, claimedEnd] of [...claimed, [bytes.length, bytes.length] as Span]) {
    while (end < start) {
      while (next < starts.length && starts[next]![0] <= end) owner = starts[next++]![1];
      const stop = next < starts.length ? Math.min(start, starts[next]![0]) : start;
      messages[owner]?.message.unclaimed.push([end, stop]);
      end = stop;
    }
    end = Math.max(end, claimedEnd);
  }
}
