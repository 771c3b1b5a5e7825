// A packet as the page shows it: its fields as a tree, and whose each byte is.

import type { Decoded, DecodedMessage, Field, Finding, Reading, Severity, Span } from 'dfsc';

export type Told = Decoded | DecodedMessage;

/** A row of the tree: a field or structure, or a message where a packet has several. */
export interface Item {
  /** Its place in `Packet.items`. */
  readonly place: number;
  /** The message it is in, by its place in `Packet.messages`. */
  readonly message: number;
  /** Null for a message. */
  readonly field: Field | null;
  /** Its text, if it has one. What is withheld, as so much is listed already, is that of the first with the same bytes. */
  readonly text: string | null;
  /** 0 for what is in nothing. */
  readonly depth: number;
  readonly parent: Item | null;
  readonly children: Item[];
  /** The findings about it, or of what is in it. */
  readonly findings: Finding[];
}

/** The worst first. */
export const SEVERITIES = ['error', 'must', 'should', 'note'] as const satisfies readonly Severity[];

/** Bytes that deserve a look. */
export interface Mark {
  readonly kind: 'unclaimed' | 'overlapping';
  readonly span: Span;
}

/** A packet of a reading. */
export interface Packet {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly messages: readonly Told[];
  readonly items: readonly Item[];
  /** The innermost field of each byte, by its place in `items`; -1 for none. */
  readonly owners: Int32Array;
  /** Where texts are that several fields have: the places in `items`, by `key`. */
  readonly shared: ReadonlyMap<string, readonly Item[]>;
  /** What is in no field, and what several fields have that are not the same, by place. */
  readonly marks: readonly Mark[];
}

/** A range as the key of a map. */
export const key = (start: number, end: number) => `${start},${end}`;

/** All ranges of a field. */
export function spans(field: Field): readonly Span[] {
  return [[field.start, field.end], ...(field.continues ?? [])];
}

/** Of the messages of a packet with so many bytes, where one is: from its first byte to the first of the next. */
export function extent(messages: readonly Told[], message: number, length: number): [start: number, end: number] {
  const starts = messages.map(({ fields }) => fields[0]?.start ?? 0);
  const start = message === 0 ? 0 : starts[message]!;
  return [start, Math.min(length, ...starts.filter((other) => other > start))];
}

export function packet(reading: Reading, number: number): Packet {
  const [start, end] = reading.dump.packets[number]!;
  const bytes = reading.dump.bytes.subarray(start, end);
  const decoded = reading.packets[number]!;
  const messages = [decoded, ...decoded.others];
  const items = messages.flatMap((message, place) => itemsOf(message, place, messages.length > 1));
  items.forEach((item, place) => ((item as { place: number }).place = place));
  const leaves = items.filter(({ field }) => field !== null && field.type !== 'structure' && field.start !== field.end);
  const owners = owned(bytes.length, leaves);
  messages.forEach((message, place) => judge(message, place, items, owners));
  const shared = new Map<string, Item[]>();
  for (const item of leaves) {
    if (item.field!.type !== 'text') continue;
    const place = key(item.field!.start, item.field!.end);
    const others = shared.get(place);
    if (others === undefined) shared.set(place, [item]);
    else others.push(item);
  }
  return { number, bytes, messages, items, owners, shared, marks: marksOf(bytes.length, messages, leaves) };
}

function itemsOf(told: Told, message: number, isOneOfMany: boolean): Item[] {
  const items: Item[] = [];
  const base = isOneOfMany ? 1 : 0;
  const above: Item[] = [];
  const add = (field: Field | null, depth: number) => {
    const parent = above[depth - 1] ?? null;
    const text = field?.type === 'text' ? (field.value ?? first(told.fields[field.same_as ?? -1])) : null;
    const item: Item = { place: 0, message, field, text, depth, parent, children: [], findings: [] };
    parent?.children.push(item);
    above.length = depth;
    above[depth] = item;
    items.push(item);
  };
  if (isOneOfMany) add(null, 0);
  for (const field of told.fields) add(field, Math.min(field.depth + base, above.length));
  return items;
}

const first = (field: Field | undefined) => (field?.type === 'text' ? field.value : null);

/** Whose each byte is: of several fields, the shortest has it. */
function owned(length: number, leaves: readonly Item[]): Int32Array {
  const owners = new Int32Array(length).fill(-1);
  // Each byte is visited once however much fields overlap: behind each the next that nobody has.
  const next = Uint32Array.from({ length: length + 1 }, (_, at) => at);
  const free = (at: number) => {
    let end = at;
    while (next[end] !== end) end = next[end]!;
    for (let here = at; here !== end;) [here, next[here]] = [next[here]!, end];
    return end;
  };
  const all = leaves.flatMap((item) => spans(item.field!).map((span) => ({ place: item.place, span })));
  all.sort((one, other) => one.span[1] - one.span[0] - (other.span[1] - other.span[0]) || one.place - other.place);
  for (const { place, span } of all) {
    for (let at = free(span[0]); at < span[1]; at = free(at)) {
      owners[at] = place;
      next[at] = at + 1;
    }
  }
  return owners;
}

/** Puts the findings of a message at its items, and at those that these are in. */
function judge(told: Told, message: number, items: readonly Item[], owners: Int32Array): void {
  for (const finding of told.findings) {
    for (let item = found(finding, message, items, owners); item !== null; item = item.parent) item.findings.push(finding);
  }
}

/** The innermost item that a finding is about. */
export function found(finding: Finding, message: number, items: readonly Item[], owners: Int32Array): Item | null {
  const owner = items[owners[finding.start] ?? -1];
  if (owner !== undefined && owner.message === message) {
    // A finding may be about a structure: then its first field only begins where it does.
    for (let item: Item | null = owner; item !== null; item = item.parent)
      if (item.field !== null && item.field.end >= finding.end) return item;
  }
  return (
    items.findLast(
      ({ message: of, field }) => of === message && field !== null && field.start <= finding.start && field.end >= finding.end,
    ) ?? null
  );
}

function marksOf(length: number, messages: readonly Told[], leaves: readonly Item[]): Mark[] {
  const marks = messages.flatMap(({ unclaimed }) => unclaimed.map((span): Mark => ({ kind: 'unclaimed', span })));
  const different = new Map(leaves.flatMap(({ field }) => spans(field!).map((span) => [key(...span), span])));
  const edges = new Int32Array(length + 1);
  for (const [start, end] of different.values()) {
    edges[start]! += 1;
    edges[end]! -= 1;
  }
  let [depth, since] = [0, -1];
  edges.forEach((edge, at) => {
    depth += edge;
    if (depth > 1 && since < 0) since = at;
    if (depth <= 1 && since >= 0) {
      marks.push({ kind: 'overlapping', span: [since, at] });
      since = -1;
    }
  });
  return marks.sort((one, other) => one.span[0] - other.span[0]);
}
