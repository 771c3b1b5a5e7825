// What is told of the selected field or bytes.

import { count, foreign, h, icon } from './dom.js';
import type { Child } from './dom.js';
import type { Range } from './hex.js';
import { hex, meaning } from './meaning.js';
import { key, spans } from './model.js';
import type { Item, Packet } from './model.js';
import { structureOf } from './tree.js';

/** How many fields that share a text are named. */
const MANY = 6;

export interface SelectedActions {
  /** Brings an item into view. */
  choose(item: Item): void;
  /** Brings bytes into view, and selects them. */
  range(range: Range): void;
  /** Brings the bytes that are selected into view. */
  reveal(): void;
  /** Shows the place in the pasted text. */
  pasted(): void;
  /** Copies at once. */
  copy(what: 'value' | 'hex' | 'filter' | 'fields'): void;
  /** Selects nothing. */
  close(): void;
  /** Opens the dialog with all ways to copy. */
  more(): void;
}

/** The card of a selection; `hasFilter` tells whether Wireshark has the field. */
export function selected(packet: Packet, item: Item | null, range: Range, hasFilter: boolean, actions: SelectedActions): HTMLElement {
  const field = item?.field ?? null;
  const bytes = field === null ? range.end - range.start : spans(field).reduce((sum, [start, end]) => sum + end - start, 0);
  const places = field === null ? [[range.start, range.end] as const] : spans(field);
  const findings =
    item === null ? [] : item.findings.filter(({ start }) => field === null || field.type !== 'structure' || start === field.start);
  return h(
    'div',
    { class: 'selected' },
    h(
      'div',
      { class: 'head' },
      h('h2', {}, ...(item === null ? [count(bytes, 'byte')] : path(item))),
      field !== null && h('span', { class: 'cite' }, field.section),
    ),
    h('div', { class: 'full' }, ...(item === null ? numbers(packet, range) : value(item))),
    h(
      'div',
      { class: 'where muted' },
      places.map(([start, end]) => `bytes ${start}..${end} (${hex(start)})`).join(', '),
      `, ${count(bytes, 'byte')}`,
    ),
    ...(item === null ? [] : links(packet, item, actions)),
    ...findings
      .slice(0, 3)
      .map(({ severity, message }) => h('p', { class: `told ${severity}` }, icon(severity), `${severity}: `, foreign(message))),
    h(
      'div',
      { class: 'copies', role: 'group', 'aria-label': 'Copy the selection' },
      field !== null && field.type !== 'structure' && h('button', { onclick: () => actions.copy('value') }, 'Copy value'),
      h('button', { class: 'not-on-phones', onclick: () => actions.copy('hex') }, 'Copy hex'),
      hasFilter && h('button', { onclick: () => actions.copy('filter') }, 'Copy filter'),
      field !== null && h('button', { class: 'not-on-phones', onclick: () => actions.copy('fields') }, 'Copy JSON'),
      h('button', { onclick: () => actions.more() }, 'Copy as…'),
      h('button', { onclick: () => actions.pasted() }, 'Show in the dump'),
      h('button', { class: 'only-narrow', onclick: () => actions.reveal() }, 'Show the bytes'),
      h('button', { class: 'only-narrow', onclick: () => actions.close() }, 'Close'),
    ),
  );
}

/** Where an item stands, from the outside. */
function path(item: Item): Child[] {
  const names: Child[] = [];
  for (let above: Item | null = item; above !== null; above = above.parent) {
    if (above.field === null) continue;
    const entries = above.parent?.children.filter(({ field }) => field?.name.startsWith('DFS_REFERRAL')) ?? [];
    const number = entries.length > 1 ? entries.indexOf(above) + 1 : 0;
    names.unshift(
      h('span', above === item ? {} : { class: 'muted' }, `${above.field.name}${number > 0 ? ` ${number}` : ''}`),
      above === item ? null : h('span', { class: 'muted', 'aria-hidden': 'true' }, ' › '),
    );
  }
  return names;
}

function value(item: Item): Child[] {
  const { field, text } = item;
  switch (field?.type) {
    case 'number': {
      const meant = meaning(field, structureOf(item));
      return [
        h('span', { class: 'big' }, String(field.value)),
        field.value > 9 && h('span', { class: 'muted' }, hex(field.value)),
        meant !== null && h('span', {}, meant),
      ];
    }
    case 'text':
      return [
        text === null
          ? h('span', { class: 'muted' }, 'The same text stands above.')
          : text === ''
            ? h('span', { class: 'muted' }, 'empty')
            : h('span', { class: 'big' }, foreign(text)),
        text !== null && h('span', { class: 'muted' }, count(text.length, 'character')),
      ];
    case 'bytes':
      return [h('span', { class: 'digits' }, field.value === '' ? 'empty' : field.value.slice(0, 2048))];
    default:
      return [h('span', { class: 'muted' }, `${item.children.length === 0 ? 'no' : item.children.length} fields`)];
  }
}

/** Bytes as the numbers that they may be. */
function numbers({ bytes }: Packet, { start, end }: Range): Child[] {
  if (end - start > 8 || end === start) return [];
  const all = [...bytes.subarray(start, end)];
  const number = (digits: readonly number[]) => BigInt(`0x${digits.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`).toString();
  return [
    h('span', { class: 'big' }, number([...all].reverse())),
    h('span', { class: 'muted' }, 'little-endian'),
    all.length > 1 && h('span', {}, number(all)),
    all.length > 1 && h('span', { class: 'muted' }, 'big-endian'),
  ];
}

/** What the field points at, what points at it, and what else has the same bytes. */
function links(packet: Packet, item: Item, actions: SelectedActions): Child[] {
  const { field } = item;
  if (field === null) return [];
  const row = (text: string, ...buttons: Child[]) => h('div', { class: 'links' }, h('span', { class: 'muted' }, text), ...buttons);
  const button = (text: string, action: () => void) => h('button', { class: 'link', onclick: action }, text);
  const rows: Child[] = [];
  if (field.refers_to !== undefined) {
    const [start, end] = field.refers_to;
    const targets = targetsOf(packet, item);
    rows.push(
      row(
        'points at',
        ...(targets.length > 0
          ? targets.slice(0, 1).map((target) => button(`${target.field!.name} ${start}..${end}`, () => actions.choose(target)))
          : [button(`bytes ${start}..${end}`, () => actions.range({ start, end }))]),
      ),
    );
  }
  const pointing = packet.items.filter(
    ({ field: other, message }) =>
      message === item.message && other?.refers_to !== undefined && other.refers_to[0] === field.start && other.refers_to[1] === field.end,
  );
  if (pointing.length > 0 && field.type === 'text') rows.push(row('pointed at by', ...named(pointing, button, actions)));
  const sharers = (packet.shared.get(key(field.start, field.end)) ?? []).filter((other) => other !== item);
  if (sharers.length > 0 && field.type === 'text')
    rows.push(
      row(
        `the same bytes are ${sharers.length === 1 ? 'another field' : `${sharers.length} other fields`}`,
        ...named(sharers, button, actions),
      ),
    );
  return rows;
}

function named(items: readonly Item[], button: (text: string, action: () => void) => HTMLElement, actions: SelectedActions): Child[] {
  const shown = items.slice(0, MANY).map((other) => button(`${other.field!.name} of entry ${entryOf(other)}`, () => actions.choose(other)));
  return items.length > MANY ? [...shown, h('span', { class: 'muted' }, `and ${items.length - MANY} more`)] : shown;
}

function entryOf(item: Item): number {
  const entries = item.parent?.parent?.children.filter(({ field }) => field?.name.startsWith('DFS_REFERRAL')) ?? [];
  return entries.indexOf(item.parent!) + 1;
}

/** The items that stand where a field points at, those of its own structure first. */
export function targetsOf({ items }: Packet, { field, parent, message }: Item): Item[] {
  const place = field?.refers_to;
  if (place === undefined) return [];
  const all = items.filter(
    ({ field: other, message: of }) => of === message && other !== null && other.start === place[0] && other.end === place[1],
  );
  return [...all.filter((item) => item.parent === parent), ...all.filter((item) => item.parent !== parent)];
}
