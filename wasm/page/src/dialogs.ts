// The dialogs: examples, all ways to copy, a link, and the keys.

import type { Start } from 'dfsc';
import { byId, h } from './dom.js';
import { EXAMPLES } from './examples.js';
import type { Example } from './examples.js';
import { withoutNames } from './placeholders.js';
import { toFragment } from './share.js';
import type { Shared } from './share.js';
import { forms, scopes, text } from './takeaway.js';
import type { Form, Scope, Subject } from './takeaway.js';
import { formatDump } from 'dfsc';
import type { Reading } from 'dfsc';

/** How long a link may be that goes through any program. */
const LONG_LINK = 8000;

function open(dialog: HTMLDialogElement, ...content: readonly Node[]): void {
  const title = dialog.querySelector('h2')!;
  const close = h('button', { class: 'quiet', onclick: () => dialog.close() }, 'Close');
  dialog.replaceChildren(h('div', { class: 'head' }, title, close), ...content);
  dialog.showModal();
}

/** The examples in their groups. */
export function gallery(load: (example: Example) => void): HTMLElement {
  const groups = [...new Set(EXAMPLES.map(({ group }) => group))];
  return h(
    'div',
    { class: 'gallery' },
    ...groups.map((group) =>
      h(
        'section',
        {},
        h('h3', {}, group),
        h(
          'ul',
          {},
          ...EXAMPLES.filter((example) => example.group === group).map((example) =>
            h(
              'li',
              {},
              h(
                'button',
                { 'data-example': example.id, onclick: () => load(example) },
                h('span', { class: 'title' }, example.title),
                h('span', { class: 'muted' }, example.lesson),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

export function openExamples(load: (example: Example) => void): void {
  const dialog = byId<HTMLDialogElement>('examples');
  const chosen = (example: Example) => {
    dialog.close();
    load(example);
  };
  open(dialog, gallery(chosen));
}

/** All ways to copy a subject; `copied` is told what is. */
export function openCopy(subject: Subject, copied: (text: string, what: string) => void): void {
  const all = scopes(subject);
  let scope: Scope = all[0]![0];
  let form: Form = forms(subject, scope)[0]![0];
  const preview = h('textarea', {
    readonly: true,
    id: 'copy-preview',
    'aria-label': 'What is copied',
    wrap: 'off',
    rows: 12,
    spellcheck: 'false',
  });
  const select = h('select', { id: 'copy-form', onchange: () => ((form = select.value as Form), show()) });
  const show = () => {
    const there = forms(subject, scope);
    if (!there.some(([one]) => one === form)) form = there[0]![0];
    select.replaceChildren(...there.map(([one, title]) => h('option', { value: one, selected: one === form }, title)));
    select.value = form;
    preview.value = text(subject, scope, form);
  };
  const radios = all.map(([one, title]) =>
    h(
      'label',
      { class: 'radio' },
      h('input', { type: 'radio', name: 'scope', value: one, checked: one === scope, onchange: () => ((scope = one), show()) }),
      title,
    ),
  );
  const copy = h(
    'button',
    { class: 'main', onclick: () => copied(text(subject, scope, form), select.selectedOptions[0]?.textContent ?? '') },
    'Copy',
  );
  open(
    byId('copy'),
    h('fieldset', { class: 'choices' }, h('legend', {}, 'What'), ...radios),
    h('div', { class: 'choices' }, h('label', { for: 'copy-form' }, 'As'), select, copy),
    preview,
  );
  show();
}

/** What a link can hold. */
export interface Sharing {
  readonly shared: Shared;
  readonly reading: Reading;
  /** Of the second box, if it holds one. */
  readonly request: Reading | null;
}

export function openShare({ shared, reading, request }: Sharing, copied: (text: string, what: string) => void): void {
  const link = h('textarea', { readonly: true, id: 'share-link', 'aria-label': 'The link', rows: 4, spellcheck: 'false' });
  const said = h('p', { class: 'muted', id: 'share-said', role: 'status' });
  let made = 0;
  const show = async (isPlain: boolean) => {
    const number = ++made;
    const replaced = isPlain ? null : placeheld(shared, reading, request);
    const fragment = await toFragment(replaced?.shared ?? shared).catch((error: RangeError) => error);
    // A later choice may have been quicker.
    if (number !== made) return;
    if (typeof fragment !== 'string') {
      [link.value, said.textContent] = ['', fragment.message];
      return;
    }
    link.value = `${location.href.replace(/#.*$/s, '')}#${fragment}`;
    const size = `${link.value.length} characters${link.value.length > LONG_LINK ? ': too long for some programs, which cut links' : ''}.`;
    const names =
      replaced === null
        ? 'It holds the dump as it is, with all names.'
        : `It holds the bytes alone, with ${replaced.names === 1 ? 'one name' : `${replaced.names} names`} replaced.`;
    const place =
      location.protocol === 'file:'
        ? ' This page was opened from a disk: the link leads to the same place on the disk of whoever opens it.'
        : '';
    said.textContent = `${names} ${size}${place}`;
  };
  const radio = (isPlain: boolean, title: string, hint: string) =>
    h(
      'label',
      { class: 'radio' },
      h('input', {
        type: 'radio',
        name: 'names',
        value: isPlain ? 'plain' : 'replaced',
        checked: !isPlain,
        onchange: () => void show(isPlain),
      }),
      h('span', {}, title, h('span', { class: 'muted' }, ` ${hint}`)),
    );
  open(
    byId('share'),
    h('p', {}, 'The message is in the link itself, behind its #, which browsers do not send to servers. Whoever has the link can read it.'),
    h(
      'fieldset',
      { class: 'choices column' },
      h('legend', {}, 'Names of servers, domains, shares and sites'),
      radio(false, 'Replaced by placeholders of the same length', 'everything else stays where it is'),
      radio(true, 'As they are', 'the dump as it was pasted'),
    ),
    link,
    said,
    h('button', { class: 'main', onclick: () => copied(link.value, 'the link') }, 'Copy link'),
  );
  void show(false);
}

/** The same input without names: of its text only the bytes are left. */
function placeheld({ as }: Shared, reading: Reading, request: Reading | null): { readonly shared: Shared; readonly names: number } {
  const { packets, replaced } = withoutNames(request === null ? [reading] : [reading, request]);
  const dumped = (all: readonly Uint8Array[] | undefined) => (all ?? []).map((bytes) => formatDump(bytes, 'xxd')).join('\n');
  const start: { readonly as?: Start } = as === undefined ? {} : { as };
  return { shared: { text: dumped(packets[0]), request: dumped(packets[1]), ...start }, names: replaced };
}

const KEYS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Anywhere',
    [
      ['Ctrl+V', 'outside of the boxes: reads what is on the clipboard'],
      ['Tab', 'goes on: dump, readings, findings, fields, bytes'],
      ['Escape', 'closes a dialog'],
    ],
  ],
  [
    'In the fields',
    [
      ['↑ ↓', 'the field before or behind'],
      ['→ ←', 'unfolds and folds; to the first field in it, to what it is in'],
      ['Home End', 'the first and the last field'],
      ['*', 'unfolds all beside it'],
      ['a…z', 'the next field that begins so'],
      ['Enter', 'where an offset points at; of another field, its bytes'],
    ],
  ],
  [
    'In the bytes',
    [
      ['← → ↑ ↓', 'the next byte, the next row'],
      ['Home End', 'the ends of the row; with Ctrl, of all'],
      ['Shift', 'with these: selects a range'],
      ['Enter', 'the field under the cursor'],
    ],
  ],
];

export function openKeys(): void {
  const tables = KEYS.map(([where, keys]) =>
    h(
      'section',
      {},
      h('h3', {}, where),
      h('dl', { class: 'keys' }, ...keys.map(([key, does]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)))),
    ),
  );
  open(byId('keys'), ...tables);
}
