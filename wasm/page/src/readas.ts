// How an input was read, and how else it can be.

import { SHAPES } from 'dfsc';
import type { Guess, InspectOptions, NoDump, Note, Reading, Shape, Start } from 'dfsc';
import { STARTS } from 'dfsc/tables';
import { printable } from '../../ts/printable.js';
import { count, h, icon } from './dom.js';
import { titleOf } from './shapes.js';

/** How many notes are listed. */
const MANY = 12;

/** What a reader may tell of an input. */
export type Options = Pick<InspectOptions, 'shape' | 'otherOrder' | 'as'>;

const SURE = { certain: 'Read as', likely: 'Most likely', possible: 'Perhaps' } as const;

/** What is said of a reading; `tell` reads the input anew, `jump` shows a place of the text. */
export function readAs(
  reading: Reading | NoDump,
  packet: number,
  told: Options,
  tell: (told: Options) => void,
  jump: (start: number, end: number) => void,
): HTMLElement {
  return h('div', { class: 'read-as' }, ...(reading.ok ? read(reading, packet, told, tell, jump) : refused(reading, told, tell, jump)));
}

function refused(
  { error }: NoDump,
  told: Options,
  tell: (told: Options) => void,
  jump: (start: number, end: number) => void,
): HTMLElement[] {
  return [
    h(
      'p',
      { class: 'broken' },
      icon('error'),
      h(
        'span',
        {},
        h('strong', {}, 'Not read: '),
        printable(error.message),
        '. ',
        h('button', { class: 'link', onclick: () => jump(error.position, error.position + 1) }, 'Show the place'),
      ),
    ),
    h('div', { class: 'readings' }, ...(told.shape === undefined ? [] : [chip('as recognised', () => tell({}))]), shapes(told, tell)),
  ];
}

function read(
  { dump, packets }: Reading,
  packet: number,
  told: Options,
  tell: (told: Options) => void,
  jump: (start: number, end: number) => void,
): HTMLElement[] {
  const guesses = packets[packet]!.guesses;
  const [taken] = guesses;
  const why = reasonBeside(dump.reason, titleOf(dump.shape));
  const isTold = told.shape !== undefined || told.otherOrder !== undefined || told.as !== undefined;
  const without = { ...(told.as !== undefined && { as: told.as }) };
  const others = [
    ...(isTold ? [chip('as recognised', () => tell({}))] : []),
    ...dump.others.map((shape) => chip(titleOf(shape), () => tell({ ...without, shape }))),
    ...(dump.hasOtherOrder ? [chip('other order of bytes', () => tell({ ...told, otherOrder: !dump.isOtherOrder }))] : []),
  ];
  return [
    h(
      'p',
      { class: 'how' },
      h('span', { class: 'muted' }, `${told.shape === undefined ? SURE[dump.confidence] : 'Told to be'} `),
      h('strong', {}, titleOf(dump.shape)),
      h('span', {}, `: ${size(dump.bytes.length, packets.length)}. `),
      why !== '' && h('span', { class: 'muted' }, `${why}.`),
    ),
    h('div', { class: 'readings', role: 'group', 'aria-label': 'Other readings of the dump' }, ...others, shapes(told, tell)),
    h('p', { class: 'how' }, ...begins(taken, told)),
    h(
      'div',
      { class: 'readings', role: 'group', 'aria-label': 'Other readings of the bytes' },
      ...guesses
        .slice(1)
        .filter(({ start }) => start !== 'unknown')
        .map(({ start }) => chip(start, () => tell({ ...told, as: start }))),
      starts(told, tell),
    ),
    ...notes(dump.notes, jump),
  ];
}

/** A reason without the name of the shape, which stands before it. */
function reasonBeside(reason: string, title: string): string {
  const rest = reason.startsWith(title) ? reason.slice(title.length).replace(/^[:,]? /, '') : reason;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function size(bytes: number, packets: number): string {
  const length = count(bytes, 'byte');
  return packets === 1 ? length : `${length} in ${packets} packets`;
}

function begins(taken: Guess | undefined, told: Options): HTMLElement[] {
  if (told.as !== undefined) return [h('span', { class: 'muted' }, 'Told to begin with '), h('strong', {}, told.as)];
  if (taken === undefined) return [];
  const sure =
    taken.confidence === 'certain' ? 'Begins with' : taken.confidence === 'likely' ? 'Most likely begins with' : 'May begin with';
  return [h('span', { class: 'muted' }, `${sure} `), h('strong', {}, taken.start), h('span', { class: 'muted' }, `: ${taken.reason}.`)];
}

function chip(text: string, action: () => void): HTMLElement {
  return h('button', { class: 'chip', onclick: action }, text);
}

/** Every shape there is, for who knows better. */
function shapes(told: Options, tell: (told: Options) => void): HTMLElement {
  const options = SHAPES.filter((shape) => shape !== 'binary').map((shape) => h('option', { value: shape }, titleOf(shape)));
  return choice('another shape', 'Read the dump as', options, (shape) =>
    tell({ ...(told.as !== undefined && { as: told.as }), shape: shape as Shape }),
  );
}

function starts(told: Options, tell: (told: Options) => void): HTMLElement {
  const options = STARTS.filter((start) => start !== 'unknown').map((start) => h('option', { value: start }, start));
  return choice('another beginning', 'Take the bytes to begin with', options, (as) => tell({ ...told, as: as as Start }));
}

/** A list, and a button: browsers tell of each step of the keyboard through a list as if it was chosen. */
function choice(title: string, label: string, options: readonly HTMLElement[], chosen: (value: string) => void): HTMLElement {
  const select = h(
    'select',
    { class: 'chip', 'aria-label': label, onchange: () => (go.disabled = select.value === '') },
    h('option', { value: '', selected: true, disabled: true }, title),
    ...options,
  );
  const go = h('button', { class: 'chip', disabled: true, 'aria-label': `go on with ${title}`, onclick: () => chosen(select.value) }, 'go');
  return h('span', { class: 'choice' }, select, go);
}

function notes(all: readonly Note[], jump: (start: number, end: number) => void): HTMLElement[] {
  if (all.length === 0) return [];
  const sorted = [...all].sort((one, other) => Number(other.warning) - Number(one.warning));
  const items = sorted
    .slice(0, MANY)
    .map(({ warning, line, start, end, message }) =>
      h(
        'li',
        { class: warning ? 'must' : 'note' },
        h(
          'button',
          { class: 'finding', onclick: () => jump(start, end) },
          h('span', { class: 'severity' }, icon(warning ? 'must' : 'note'), warning ? 'warning' : 'note'),
          h('span', { class: 'said' }, `line ${line}: ${printable(message)}`),
        ),
      ),
    );
  if (all.length > MANY) items.push(h('li', { class: 'muted' }, `and ${all.length - MANY} more`));
  return [h('ul', { class: 'notes', 'aria-label': 'About the dump' }, ...items)];
}
