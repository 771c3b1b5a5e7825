// The fields of a packet as a tree, which the keyboard walks as trees are walked.

import type { StructureName } from 'dfsc';
import { foreign, h, icon } from './dom.js';
import { hex, meaning } from './meaning.js';
import { SEVERITIES, key, spans } from './model.js';
import type { Item, Packet } from './model.js';
import { Rows } from './rows.js';
import { line } from './summary.js';

/** How many entries are unfolded at first. */
const UNFOLDED = 8;

/** What carries a message: folded at first. */
const CARRIER = /^(ETHERNET|IPV|TCP_|DIRECT_|SMB)/;

export interface TreeView {
  /** Shows another packet, or nothing; of several messages, one is unfolded. */
  show(packet: Packet | null, message: number): void;
  /** Marks what is selected, unfolds what it is in, and scrolls to it. */
  mark(item: Item | null, refersTo: readonly Item[]): void;
  /** Marks what the pointer is at. */
  hover(place: number): void;
}

/** `chosen` is told what is chosen; `followed`, where the row of an offset is opened. */
export function treeView(
  host: HTMLElement,
  unfold: HTMLButtonElement,
  chosen: (item: Item) => void,
  followed: (item: Item) => void,
  hovered: (place: number) => void,
): TreeView {
  let packet: Packet | null = null;
  let visible: Item[] = [];
  let folded = new Set<Item>();
  let active: Item | null = null;
  let referred: readonly Item[] = [];
  let isMarked = false;
  let typed = { text: '', at: 0 };

  const rows = new Rows(
    host,
    30,
    (index) => row(visible[index]!),
    () => {
      // The row may have left the page, and then there is nothing to name.
      const id = active === null ? '' : `t${active.place}`;
      if (document.getElementById(id) !== null) host.setAttribute('aria-activedescendant', id);
      else host.removeAttribute('aria-activedescendant');
    },
  );

  function row(item: Item): HTMLElement {
    const { place, depth, children, findings, parent } = item;
    const isOpen = !folded.has(item);
    const siblings = parent?.children ?? packet!.items.filter(({ parent }) => parent === null);
    const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity));
    const classes = ['row', item === active && isMarked && 'on', referred.includes(item) && 'ref', children.length > 0 && 'parent'];
    const element = h(
      'div',
      {
        role: 'treeitem',
        id: `t${place}`,
        class: classes.filter(Boolean).join(' '),
        'data-place': place,
        'aria-level': depth + 1,
        'aria-setsize': siblings.length,
        'aria-posinset': siblings.indexOf(item) + 1,
        'aria-selected': item === active && isMarked,
        'aria-expanded': children.length > 0 ? String(isOpen) : undefined,
      },
      h('span', { class: `twist${children.length === 0 ? '' : isOpen ? ' open' : ' closed'}`, 'aria-hidden': 'true' }),
      h('span', { class: 'name' }, item.field?.name ?? line(packet!, item.message)),
      h('span', { class: 'value' }, ...said(item, packet!)),
      worst !== undefined && h('span', { class: `badge ${worst}` }, icon(worst), h('span', { class: 'unseen' }, worst)),
      item.field !== null &&
        h(
          'span',
          { class: 'place' },
          spans(item.field)
            .map(([start, end]) => `${start}..${end}`)
            .join(' '),
        ),
    );
    element.style.setProperty('--depth', String(depth));
    return element;
  }

  function list(): void {
    visible = packet === null ? [] : packet.items.filter((item) => isVisible(item));
    unfold.textContent = packet?.items.some((item) => folded.has(item)) ? 'Unfold all' : 'Fold all';
    rows.set(visible.length);
  }

  function isVisible(item: Item): boolean {
    for (let above = item.parent; above !== null; above = above.parent) if (folded.has(above)) return false;
    return true;
  }

  function outermost(item: Item): Item {
    return item.parent === null ? item : outermost(item.parent);
  }

  function fold(item: Item, isFolded: boolean): void {
    if (item.children.length === 0 || folded.has(item) === isFolded) return;
    if (isFolded) folded.add(item);
    else folded.delete(item);
    list();
  }

  function choose(item: Item | undefined): void {
    if (item !== undefined) chosen(item);
  }

  host.addEventListener('click', (event) => {
    const element = (event.target as Element).closest<HTMLElement>('[data-place]');
    const item = packet?.items[Number(element?.dataset['place'] ?? -1)];
    if (item === undefined) return;
    const isTwist = (event.target as Element).closest('.twist') !== null;
    if (isTwist || (item === active && item.field?.type === 'structure')) fold(item, !folded.has(item));
    if (!isTwist) choose(item);
    if ((event.target as Element).closest('.refers') !== null) followed(item);
  });
  host.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'mouse')
      hovered(Number((event.target as Element).closest<HTMLElement>('[data-place]')?.dataset['place'] ?? -1));
  });
  host.addEventListener('pointerleave', () => hovered(-1));
  host.addEventListener('focus', () => {
    // A pointer chooses for itself.
    if (!isMarked && host.matches(':focus-visible')) choose(active ?? visible[0]);
  });
  host.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = active === null ? -1 : visible.indexOf(active);
    const isOpen = active !== null && active.children.length > 0 && !folded.has(active);
    const moves: Record<string, () => void> = {
      ArrowDown: () => choose(visible[at + 1]),
      ArrowUp: () => choose(visible[at - 1]),
      Home: () => choose(visible[0]),
      End: () => choose(visible.at(-1)),
      PageDown: () => choose(visible[Math.min(visible.length - 1, at + rows.inSight())]),
      PageUp: () => choose(visible[Math.max(0, at - rows.inSight())]),
      ArrowRight: () => (isOpen ? choose(active!.children[0]) : active !== null && fold(active, false)),
      ArrowLeft: () => (isOpen ? fold(active!, true) : choose(active?.parent ?? undefined)),
      '*': () => {
        for (const sibling of active?.parent?.children ?? packet?.items.filter(({ parent }) => parent === null) ?? [])
          folded.delete(sibling);
        list();
      },
      Enter: () => active !== null && (active.children.length > 0 ? fold(active, isOpen) : followed(active)),
      ' ': () => active !== null && fold(active, isOpen),
    };
    const move = moves[event.key];
    if (move !== undefined) move();
    else if (event.key.length === 1 && /\w/.test(event.key)) type(event.key);
    else return;
    event.preventDefault();
  });

  /** Goes to the next row that begins with what was typed in the last second; with the last letter, if none does. */
  function type(letter: string): void {
    const now = performance.now();
    const begun = now - typed.at < 1000 ? typed.text : '';
    typed = { text: begun + letter.toLowerCase(), at: now };
    if (begun !== '' && find() === undefined) typed.text = letter.toLowerCase();
    choose(find());
  }

  function find(): Item | undefined {
    const at = active === null ? -1 : visible.indexOf(active);
    // A second letter goes on with the row that the first has found.
    const from = typed.text.length > 1 ? at : at + 1;
    const all = [...visible.slice(from), ...visible.slice(0, from)];
    return all.find(({ field }) => field?.name.toLowerCase().startsWith(typed.text));
  }

  unfold.addEventListener('click', () => {
    const isFolded = packet?.items.some((item) => folded.has(item)) ?? false;
    folded = new Set(isFolded ? [] : packet?.items.filter(({ children }) => children.length > 0));
    list();
    // What is selected must be a row that can be seen.
    if (active !== null && isMarked && !visible.includes(active)) choose(outermost(active));
  });

  return {
    show(shown, message) {
      packet = shown;
      [active, referred, isMarked] = [null, [], false];
      const entries = packet?.items.filter(({ field }) => field?.name.startsWith('DFS_REFERRAL')) ?? [];
      const carriers = packet?.items.filter(({ field }) => field?.type === 'structure' && CARRIER.test(field.name)) ?? [];
      const isAlone = packet?.items.every(({ field }) => field === null || field.type !== 'structure' || CARRIER.test(field.name)) ?? false;
      const others = packet?.items.filter((item) => item.field === null && item.message !== message) ?? [];
      folded = new Set([...others, ...entries.slice(UNFOLDED), ...(isAlone ? [] : carriers)]);
      list();
    },
    mark(item, refersTo) {
      [referred, isMarked] = [refersTo, item !== null];
      active = item ?? active;
      let hasUnfolded = false;
      for (let above = item?.parent ?? null; above !== null; above = above.parent) hasUnfolded = folded.delete(above) || hasUnfolded;
      if (hasUnfolded) list();
      else rows.refresh();
      if (item !== null) rows.reveal(visible.indexOf(item), false);
    },
    hover(place) {
      for (const row of host.querySelectorAll('.hover')) row.classList.remove('hover');
      document.getElementById(`t${place}`)?.classList.add('hover');
    },
  };
}

/** The structure that a field is in. */
export function structureOf(item: Item): StructureName | null {
  const field = item.parent?.field;
  return field?.type === 'structure' ? field.name : null;
}

/** The value of an item in a line. */
function said(item: Item, packet: Packet): (HTMLElement | string)[] {
  const { field, text } = item;
  if (field === null || field.type === 'structure')
    return field === null || item.children.length === 0 ? [] : [h('span', { class: 'muted' }, gist(item))];
  switch (field.type) {
    case 'number': {
      const meant = meaning(field, structureOf(item));
      const all: (HTMLElement | string)[] = [
        field.value > 9 && /Flags|Code|Status|Id/.test(field.name) ? hex(field.value) : String(field.value),
      ];
      if (meant !== null) all.push(h('span', { class: 'meaning' }, meant));
      if (field.refers_to !== undefined) all.push(h('span', { class: 'refers' }, `→ ${field.refers_to[0]}..${field.refers_to[1]}`));
      return all;
    }
    case 'text': {
      const sharers = packet.shared.get(key(field.start, field.end)) ?? [];
      const all = [
        text === null
          ? h('span', { class: 'muted' }, 'the same text as above')
          : text === ''
            ? h('span', { class: 'muted' }, 'empty')
            : foreign(text, 160),
      ];
      if (sharers.length > 1) all.push(h('span', { class: 'shares' }, `shared ×${sharers.length}`));
      return all;
    }
    case 'bytes':
      return [
        field.value === ''
          ? h('span', { class: 'muted' }, 'empty')
          : /^0+$/.test(field.value)
            ? h('span', { class: 'muted' }, `${field.value.length / 2} zeros`)
            : field.value.length > 48
              ? `${field.value.slice(0, 48)}…`
              : field.value,
      ];
  }
}

/** What is told of a structure that may be folded: where its target is. */
function gist(item: Item): HTMLElement | string {
  const target = item.children.find(
    ({ field }) => field?.name === 'NetworkAddress' || field?.name === 'ShareName' || field?.name === 'SpecialName',
  );
  return target === undefined || target.text === null ? '' : foreign(target.text, 120);
}
