// The messages of an input that has several.

import type { Reading } from 'dfsc';
import { isWorthALook } from '../../ts/worth.js';
import { fill, h, icon } from './dom.js';
import { SEVERITIES } from './model.js';

/** How many are listed at once, and how many at all. */
const [FEW, MANY] = [24, 2000];

/** A list of them, with what is shown pressed; `open` shows another. Of the packets of a log, those without referrals are counted only. */
export function messages(
  reading: Reading,
  shown: { readonly packet: number; readonly message: number },
  open: (packet: number, message: number) => void,
): HTMLElement[] {
  const several = reading.packets.length > 1;
  const listed = [...reading.packets.entries()].filter(([number, decoded]) => !several || number === shown.packet || isWorthALook(decoded));
  const idle = reading.packets.length - listed.length;
  const all = listed.flatMap(([number, decoded]) =>
    [decoded, ...decoded.others].map((told, at, { length }) => ({ number, told, at, length })),
  );
  if (all.length + idle <= 1) return [];
  const button = ({ number, told: { kind, carrier, findings }, at, length }: (typeof all)[number]) => {
    const worst = SEVERITIES.find((severity) => severity !== 'note' && findings.some((finding) => finding.severity === severity));
    const place = !several ? at + 1 : length > 1 ? `${number + 1}.${at + 1}` : number + 1;
    return h(
      'button',
      { class: 'message', 'aria-pressed': number === shown.packet && at === shown.message, onclick: () => open(number, at) },
      h('span', { class: 'muted' }, String(place)),
      h('span', {}, kind),
      h('span', { class: 'muted' }, carrier.at(-1) ?? ''),
      worst !== undefined && icon(worst),
    );
  };
  const isFew = ({ number, at }: (typeof all)[number], place: number) => place < FEW || (number === shown.packet && at === shown.message);
  const list = h('div', { class: 'messages', role: 'group', 'aria-label': 'Messages' }, ...all.filter(isFew).map(button));
  const more = all.length - list.childElementCount;
  if (more > 0) list.append(h('button', { class: 'quiet', onclick: () => fill(list, ...all.slice(0, MANY).map(button)) }, `${more} more`));
  return [
    list,
    ...(idle > 0 ? [h('p', { class: 'muted' }, `${idle} of ${reading.packets.length} packets hold no message about referrals.`)] : []),
  ];
}
