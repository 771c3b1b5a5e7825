// Elements, and text of strangers in them.

import { HIDDEN, escaped } from '../../ts/printable.js';

export type Child = Node | string | null | false;

type Listeners = { readonly [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void };

/** What an element has: attributes, where `true` is an empty one and `false` is none, unless it is of ARIA, which spells them; and listeners. */
export type Attributes = Listeners & { readonly [name: string]: unknown };

/** An element. Its children are text or nodes: nothing here makes elements of text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  // What it is else sends forms, of which there are none.
  if (tag === 'button') element.setAttribute('type', 'button');
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (typeof value === 'boolean' && !name.startsWith('aria-')) element.toggleAttribute(name, value);
    else if (value !== undefined && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...there(children));
  return element;
}

/** Puts children into an element, in the place of what is there. If the focus was in it, what is called the same has it then, or else the element. */
export function fill(element: HTMLElement, ...children: readonly Child[]): void {
  const focused = element.contains(document.activeElement) && element !== document.activeElement ? nameOf(document.activeElement!) : null;
  element.replaceChildren(...there(children));
  if (focused === null) return;
  const same = [...element.querySelectorAll<HTMLElement>('button:enabled, select')].find((control) => nameOf(control) === focused);
  if (same === undefined) element.tabIndex = -1;
  (same ?? element).focus({ preventScroll: true });
}

const nameOf = (control: Element) => control.getAttribute('aria-label') ?? control.textContent;

const there = (children: readonly Child[]) => children.filter((child) => child !== null && child !== false);

/** The element of the page with an id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** Text of a message: what hides, turns or controls other text is shown as an escape, and it cannot turn the text around it. */
export function foreign(text: string, longest = 4096): HTMLElement {
  const shown = h('bdi', { class: 'foreign', dir: 'ltr' });
  let end = 0;
  const cut = text.length > longest ? text.slice(0, longest) : text;
  for (const match of cut.matchAll(HIDDEN)) {
    shown.append(cut.slice(end, match.index));
    for (let unit = 0; unit < match[0].length; unit++)
      shown.append(h('span', { class: 'hidden-unit' }, escaped(match[0].charCodeAt(unit))));
    end = match.index + match[0].length;
  }
  shown.append(cut.slice(end));
  if (cut !== text) shown.append(h('span', { class: 'muted' }, ` and ${text.length - cut.length} more`));
  return shown;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The shapes of severities, which differ without colour too. */
const SHAPES = {
  error: 'M5 1h6l4 4v6l-4 4H5l-4-4V5zM5 5l6 6M11 5l-6 6',
  must: 'M8 1.5 15 14H1zM8 6v4M8 11.6v.8',
  should: 'M8 1l7 7-7 7-7-7zM8 5v3.5M8 10.2v.8',
  note: 'M15 8A7 7 0 1 1 1 8a7 7 0 0 1 14 0zM8 7.2V12M8 4.2v.8',
} as const;

/** The icon of a severity; the word stands beside it. */
export function icon(severity: keyof typeof SHAPES): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 16 16'],
    ['class', `icon ${severity}`],
    ['aria-hidden', 'true'],
  ] as const)
    svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SHAPES[severity]);
  svg.append(path);
  return svg;
}

/** A number with its unit, as `1 byte` and `2 bytes`. */
export function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
