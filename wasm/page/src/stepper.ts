// The bytes that deserve a look: in no field, in several, or shared. One step after the other.

import { byId, count, h } from './dom.js';
import type { Child } from './dom.js';
import type { Range } from './hex.js';
import type { Mark, Packet } from './model.js';

/** What is said of the bytes of a packet; `select` shows some of them. */
export function stepper({ bytes, marks, shared }: Packet, select: (range: Range) => void): Child[] {
  const isShared = [...shared.values()].some((sharers) => sharers.length > 1);
  const sharing = isShared && h('span', { class: 'swatch sharing' }, 'shared by fields');
  if (bytes.length === 0) return [];
  if (marks.length === 0) return [sharing, h('span', { class: 'muted' }, isShared ? 'none is left over' : 'every byte is in one field')];
  const said = h('span', { class: 'muted' });
  let at = -1;
  const step = (by: number) => {
    at = at < 0 && by < 0 ? marks.length - 1 : (at + by + marks.length) % marks.length;
    const { kind, span } = marks[at]!;
    select({ start: span[0], end: span[1] });
    said.textContent = `${at + 1} of ${marks.length}`;
    byId('status').textContent = `${kind} bytes ${span[0]} to ${span[1]}, ${at + 1} of ${marks.length}`;
  };
  const button = (label: string, by: number) =>
    h('button', { class: by < 0 ? 'quiet back' : 'quiet on', 'aria-label': label, onclick: () => step(by) });
  return [
    sharing,
    swatch(marks, 'unclaimed', 'in no field'),
    swatch(marks, 'overlapping', 'in several'),
    button('The bytes before that are in no field or in several', -1),
    said,
    button('The next bytes that are in no field or in several', 1),
  ];
}

function swatch(marks: readonly Mark[], kind: Mark['kind'], where: string): Child {
  const all = marks.filter((mark) => mark.kind === kind);
  const length = all.reduce((sum, { span }) => sum + span[1] - span[0], 0);
  return all.length > 0 && h('span', { class: `swatch ${kind}` }, `${count(length, 'byte')} ${where}`);
}
