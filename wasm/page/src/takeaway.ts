// Everything that can be copied: of a selection, a message, a packet or all.

import { PRINTED_SHAPES, formatDump } from 'dfsc';
import type { PrintedShape, Reading } from 'dfsc';
import { joined } from '../../ts/bytes.js';
import { printable } from '../../ts/printable.js';
import { displayFilter } from './filter.js';
import type { Range } from './hex.js';
import { extent, spans } from './model.js';
import type { Item, Packet } from './model.js';
import { report } from './report.js';
import { titleOf } from './shapes.js';
import { structureOf } from './tree.js';

/** What is copied. */
export interface Subject {
  readonly reading: Reading;
  readonly packet: Packet;
  readonly message: number;
  readonly item: Item | null;
  readonly range: Range | null;
}

export type Scope = 'selection' | 'message' | 'packet' | 'all';
export type Form = 'value' | 'fields' | 'filter' | 'report' | PrintedShape;

/** The scopes that there are. */
export function scopes({ reading, packet, item, range }: Subject): readonly (readonly [Scope, string])[] {
  return [
    ...(item !== null || range !== null ? [['selection', item?.field?.name ?? 'the selected bytes'] as const] : []),
    ...(packet.messages.length > 1 ? [['message', 'this message'] as const] : []),
    ['packet', reading.packets.length > 1 ? 'this packet' : 'all of it'] as const,
    ...(reading.packets.length > 1 ? [['all', 'all packets'] as const] : []),
  ];
}

/** The forms that a scope can be copied in. */
export function forms(subject: Subject, scope: Scope): readonly (readonly [Form, string])[] {
  const { item } = subject;
  const isField = scope === 'selection' && item?.field != null && item.field.type !== 'structure';
  const shapes = PRINTED_SHAPES.map((shape) => [shape, shape === 'json' ? 'JSON array' : titleOf(shape)] as const);
  return [
    ...(isField ? [['value', 'Value'] as const] : []),
    ...(filter(subject, scope) === null ? [] : [['filter', 'Wireshark display filter'] as const]),
    ...(scope !== 'selection' || item !== null ? [['fields', 'JSON of what is told'] as const] : []),
    ...(scope === 'packet' || scope === 'all' ? [['report', 'Report in Markdown'] as const] : []),
    ...shapes,
  ];
}

/** What is copied, as text. */
export function text(subject: Subject, scope: Scope, form: Form): string {
  const { reading, packet, item } = subject;
  switch (form) {
    case 'value':
      return value(item);
    case 'filter':
      return filter(subject, scope) ?? '';
    case 'fields':
      return JSON.stringify(json(subject, scope), null, 2).split('\n').map(printable).join('\n');
    case 'report':
      return report(scope === 'all' ? reading : ofPacket(reading, packet.number));
    default:
      return scope === 'all'
        ? reading.dump.packets.map(([start, end]) => formatDump(reading.dump.bytes.subarray(start, end), form)).join('\n')
        : formatDump(bytes(subject, scope), form);
  }
}

/** A reading of one of its packets. */
function ofPacket(reading: Reading, number: number): Reading {
  if (reading.packets.length === 1) return reading;
  const [start, end] = reading.dump.packets[number]!;
  const dump = {
    ...reading.dump,
    bytes: reading.dump.bytes.slice(start, end),
    places: reading.dump.places.slice(2 * start, 2 * end),
    packets: [[0, end - start] as const],
  };
  return { ok: true, dump, packets: [reading.packets[number]!] };
}

/** The value of a field, exactly. */
function value(item: Item | null): string {
  const field = item?.field;
  return field?.type === 'text' ? (item!.text ?? '') : String(field?.value ?? '');
}

function filter({ packet, message, item }: Subject, scope: Scope): string | null {
  if (scope !== 'selection' || item?.field == null) return null;
  return displayFilter(item.field, packet.messages[item.message] ?? packet.messages[message]!, structureOf(item));
}

function json({ reading, packet, message, item }: Subject, scope: Scope): unknown {
  switch (scope) {
    case 'selection':
      return item!.field === null
        ? packet.messages[item!.message]
        : item!.children.length === 0
          ? item!.field
          : [item!.field, ...below(item!)];
    case 'message':
      return packet.messages[message];
    case 'packet':
      return reading.packets[packet.number];
    case 'all':
      return reading.packets;
  }
}

const below = (item: Item): unknown[] => item.children.flatMap((child) => [child.field, ...below(child)]);

function bytes({ packet, message, item, range }: Subject, scope: Scope): Uint8Array {
  if (scope === 'packet' || scope === 'all') return packet.bytes;
  if (scope === 'message') return packet.bytes.subarray(...extent(packet.messages, message, packet.bytes.length));
  if (item?.field != null) return joined(spans(item.field).map(([start, end]) => packet.bytes.subarray(start, end)));
  if (item !== null) return packet.bytes.subarray(...extent(packet.messages, item.message, packet.bytes.length));
  return packet.bytes.subarray(range!.start, range!.end);
}
