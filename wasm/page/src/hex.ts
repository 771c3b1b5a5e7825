// The bytes of a packet: as hex, as ASCII, and as UTF-16, which names are in.

import { h } from './dom.js';
import type { Item, Packet } from './model.js';
import { Rows } from './rows.js';

/** What is selected: bytes, and whose they are. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface HexView {
  show(packet: Packet | null): void;
  /** Marks the selected bytes, those they refer to, and moves the cursor. */
  mark(ranges: readonly Range[], refersTo: Range | null, cursor: number | null, evenThePage: boolean): void;
  hover(place: number): void;
  /** Brings the cursor into sight, be it by scrolling the page. */
  reveal(): void;
}

/** What the eye takes for itself in a column of text. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** `chosen` is told the byte at the cursor, or where a range was drawn, its bytes. `opened`: the field under the cursor was opened. */
export function hexView(
  host: HTMLElement,
  scroller: HTMLElement,
  chosen: (at: number, range: Range | null) => void,
  opened: () => void,
  hovered: (place: number) => void,
): HexView {
  let packet: Packet | null = null;
  let width = 16;
  let selected: readonly Range[] = [];
  let referred: Range | null = null;
  let cursor: number | null = null;
  let anchor: number | null = null;
  let digits = 4;
  /** The state of each byte: bits of `STATES`. */
  let states = new Uint8Array(0);
  /** Where units of UTF-16 begin, which, and whether they are text. */
  let units = new Uint16Array(0);
  let [isUnit, isText] = [new Uint8Array(0), new Uint8Array(0)];

  const rows = new Rows(host, 6, row, () => {
    const id = cursor === null ? '' : `b${cursor}`;
    if (document.getElementById(id) !== null) host.setAttribute('aria-activedescendant', id);
    else host.removeAttribute('aria-activedescendant');
  });

  const inside = (range: Range | null, at: number) => range !== null && at >= range.start && at < range.end;

  function classes(at: number): string {
    const state = states[at]!;
    const all = [
      packet!.bytes[at] === 0 && 'zero',
      (state & ODD) !== 0 && 'odd',
      (state & UNCLAIMED) !== 0 && 'gap',
      (state & OVERLAPPING) !== 0 && 'lap',
      (state & BAD) !== 0 && 'bad',
      (state & SHARED) !== 0 && 'shared',
      selected.some((range) => inside(range, at)) && 'on',
      inside(referred, at) && 'ref',
      at === cursor && 'cursor',
    ];
    return all.filter(Boolean).join(' ');
  }

  function row(index: number): HTMLElement {
    const { bytes, owners } = packet!;
    const [start, end] = [index * width, Math.min((index + 1) * width, bytes.length)];
    const cells: HTMLElement[] = [];
    const [ascii, utf16]: [Runs, Runs] = [new Runs(), new Runs()];
    for (let at = start; at < end; at++) {
      const [byte, owner, named] = [bytes[at]!, owners[at]!, classes(at)];
      cells.push(cell(at, byte, owner, named));
      const isVisible = byte > 0x20 && byte < 0x7f;
      ascii.add(at, owner, `${named}${isVisible ? '' : ' dot'}`, isVisible ? String.fromCharCode(byte) : byte === 0x20 ? ' ' : '·');
    }
    // A unit has the room of two bytes, also where it begins at an odd place; one that ends in the next row stands in this.
    for (let at = start; at < end;) {
      const unit = units[at]!;
      const isBegun = isUnit[at] === 1;
      const length = isBegun && at + 1 < end ? 2 : 1;
      const character = String.fromCharCode(unit);
      const isVisible = isBegun && isText[at] === 1 && (VISIBLE.test(character) || unit === 0x20);
      const text = !isBegun ? ' ' : isVisible ? character : unit === 0 || isText[at] === 0 ? '·' : '?';
      const named = `${classes(at)}${isVisible ? '' : ' dot'}`;
      // Letters of other scripts are not as wide as those of this font.
      if (unit < 0x80 || !isVisible) utf16.add(at, owners[at]!, named, length === 2 ? `${text} ` : text);
      else utf16.alone(at, owners[at]!, `${named} ${length === 2 ? 'two' : 'one'}`, text);
      at += length;
    }
    return h(
      'div',
      { role: 'row', class: 'bytes-row', 'aria-rowindex': index + 1 },
      h('span', { role: 'rowheader', class: 'offset' }, start.toString(16).padStart(digits, '0')),
      h('span', { class: 'cells', role: 'presentation' }, ...cells),
      h('span', { class: 'ascii', 'aria-hidden': 'true' }, ...ascii.all),
      h('span', { class: 'utf16', 'aria-hidden': 'true' }, ...utf16.all),
    );
  }

  /** There are so many of these that `h` would be slow. */
  function cell(at: number, byte: number, owner: number, named: string): HTMLElement {
    const cell = document.createElement('span');
    cell.id = `b${at}`;
    cell.className = named;
    cell.setAttribute('role', 'gridcell');
    cell.dataset['at'] = String(at);
    cell.dataset['owner'] = String(owner);
    cell.textContent = byte.toString(16).padStart(2, '0');
    if (at === cursor) {
      cell.setAttribute('aria-selected', 'true');
      cell.setAttribute('aria-description', described(at));
    }
    return cell;
  }

  function described(at: number): string {
    const owner = packet!.items[packet!.owners[at]!];
    const name = owner?.field?.name;
    return `byte ${at}, ${name === undefined ? 'in no field' : `of ${name}`}`;
  }

  /** As many bytes in a row as there is room for. */
  function fit(): void {
    const room = scroller.clientWidth;
    // Digits of such fonts are at most so wide.
    const character = 0.605 * parseFloat(getComputedStyle(host).fontSize);
    const wanted = room / character >= 88 ? 16 : 8;
    if (wanted !== width) lay(wanted);
  }
  new ResizeObserver(fit).observe(scroller);

  function lay(wanted: number): void {
    width = wanted;
    host.dataset['width'] = String(width);
    const count = Math.ceil((packet?.bytes.length ?? 0) / width);
    host.setAttribute('aria-rowcount', String(count));
    host.setAttribute('aria-colcount', String(width));
    rows.set(count);
  }

  function move(to: number, extends_: boolean): void {
    if (packet === null || packet.bytes.length === 0) return;
    const at = Math.max(0, Math.min(packet.bytes.length - 1, to));
    if (extends_) {
      anchor ??= cursor ?? at;
      chosen(at, { start: Math.min(anchor, at), end: Math.max(anchor, at) + 1 });
    } else {
      anchor = null;
      chosen(at, null);
    }
  }

  /** The byte that the pointer is at. */
  const at = (event: PointerEvent): number | null => {
    const element = (event.target as Element).closest<HTMLElement>('[data-at]');
    if (element === null) return null;
    const [first, letters] = [Number(element.dataset['at']), element.textContent.length];
    // A run has a letter for each byte.
    const within = element.role === 'gridcell' ? 0 : Math.floor((event.offsetX / element.offsetWidth) * letters);
    return first + Math.max(0, Math.min(letters - 1, within));
  };
  let isDrawing = false;
  host.addEventListener('pointerdown', (event) => {
    const place = at(event);
    // A finger may be about to scroll.
    if (place === null || event.button !== 0 || event.pointerType === 'touch') return;
    if (event.shiftKey) return move(place, true);
    move(place, false);
    anchor = place;
    isDrawing = event.pointerType === 'mouse';
  });
  host.addEventListener('pointerover', (event) => {
    const place = at(event);
    if (isDrawing && place !== null && place !== cursor) move(place, true);
    else if (event.pointerType === 'mouse') hovered(place === null ? -1 : packet!.owners[place]!);
  });
  host.addEventListener('click', (event) => {
    const place = at(event as PointerEvent);
    if (place !== null && (event as PointerEvent).pointerType === 'touch') move(place, false);
  });
  addEventListener('pointerup', () => (isDrawing = false));
  host.addEventListener('pointerleave', () => hovered(-1));
  host.addEventListener('dblclick', () => opened());
  host.addEventListener('focus', () => {
    // A pointer moves it itself.
    if (cursor === null && host.matches(':focus-visible')) move(0, false);
  });
  host.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey) return;
    const here = cursor ?? 0;
    const row = here - (here % width);
    const steps: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here - width >= 0 ? here - width : here,
      ArrowDown: here + width < (packet?.bytes.length ?? 0) ? here + width : here,
      Home: event.ctrlKey ? 0 : row,
      End: event.ctrlKey ? Infinity : row + width - 1,
      PageUp: here - width * rows.inSight(),
      PageDown: here + width * rows.inSight(),
    };
    const step = steps[event.key];
    if (step !== undefined) move(step, event.shiftKey);
    else if (event.key === 'Enter') opened();
    else return;
    event.preventDefault();
  });

  return {
    show(shown) {
      packet = shown;
      [selected, referred, cursor, anchor] = [[], null, null, null];
      if (packet !== null) {
        states = statesOf(packet);
        [units, isUnit, isText] = unitsOf(packet);
        digits = Math.max(4, (packet.bytes.length - 1).toString(16).length);
      }
      lay(width);
    },
    mark(ranges, refersTo, place, evenThePage) {
      [selected, referred, cursor] = [ranges, refersTo, place];
      if (ranges.length !== 1 || anchor === null || !inside(ranges[0]!, anchor)) anchor = null;
      rows.refresh();
      if (place !== null) rows.reveal(Math.floor(place / width), evenThePage);
    },
    reveal() {
      if (cursor !== null) rows.reveal(Math.floor(cursor / width), true);
    },
    hover(place) {
      for (const cell of host.querySelectorAll('.hover')) cell.classList.remove('hover');
      if (place >= 0) for (const cell of host.querySelectorAll(`[data-owner="${place}"]`)) cell.classList.add('hover');
    },
  };
}

/** Letters in a column, a letter for each byte: those that look alike are one element, as there are many. */
class Runs {
  readonly all: HTMLElement[] = [];
  private last = '';

  add(at: number, owner: number, named: string, text: string): void {
    const here = `${owner} ${named}`;
    if (here === this.last) this.all.at(-1)!.append(text);
    else this.alone(at, owner, named, text);
    this.last = here;
  }

  alone(at: number, owner: number, named: string, text: string): void {
    this.all.push(h('span', { class: named, 'data-at': at, 'data-owner': owner }, text));
    this.last = '';
  }
}

const [ODD, UNCLAIMED, OVERLAPPING, BAD, SHARED] = [1, 2, 4, 8, 16];

function statesOf({ bytes, owners, marks, messages, items, shared }: Packet): Uint8Array<ArrayBuffer> {
  const states = new Uint8Array(bytes.length);
  const add = (state: number, start: number, end: number) => {
    for (let at = start; at < end; at++) states[at]! |= state;
  };
  let isOdd = false;
  owners.forEach((owner, at) => {
    if (at > 0 && owner !== owners[at - 1]) isOdd = !isOdd;
    if (isOdd) states[at]! |= ODD!;
  });
  for (const { kind, span } of marks) add(kind === 'unclaimed' ? UNCLAIMED! : OVERLAPPING!, ...(span as [number, number]));
  for (const { findings } of messages)
    for (const { severity, start, end } of findings) if (severity === 'error') add(BAD!, start, Math.min(end, start + 4096));
  const texts = [...shared.values()].filter((sharers) => sharers.length > 1).map(([first]) => first!);
  const isShared = new Set<Item>(texts);
  owners.forEach((owner, at) => {
    const item = items[owner];
    if (item !== undefined && isShared.has(item)) states[at]! |= SHARED!;
  });
  return states;
}

/**
 * Where units of UTF-16 begin, and which: in texts where these begin, elsewhere at even places. Only of texts, and of bytes in no field, is it
 * likely that they are any.
 */
function unitsOf({ bytes, items, owners }: Packet): [Uint16Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const units = new Uint16Array(bytes.length);
  const [isUnit, isText] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length)];
  for (let at = 0; at < bytes.length; at++) {
    if (at > 0 && isUnit[at - 1] === 1) continue;
    const field = items[owners[at]!]?.field ?? null;
    const isInText = field?.type === 'text' && !(field.oem ?? false);
    const isBegin = at + 1 < bytes.length && (isInText ? (at - field.start) % 2 === 0 : at % 2 === 0 && owners[at + 1] === owners[at]);
    if (!isBegin) continue;
    isUnit[at] = 1;
    isText[at] = Number(isInText || field === null);
    units[at] = bytes[at]! | (bytes[at + 1]! << 8);
  }
  return [units, isUnit, isText];
}
