// What is wrong with a message, the worst first.

import type { Finding } from 'dfsc';
import { count, h, icon } from './dom.js';
import { printable } from '../../ts/printable.js';
import { SEVERITIES } from './model.js';
import type { Told } from './model.js';

/** How many are listed at once. */
const MANY = 60;

const MEANS = {
  error: 'cannot be read',
  must: 'breaks a MUST of the specification',
  should: 'breaks a SHOULD of the specification',
  note: 'legal, but good to know',
} as const;

/** The list; `shown` brings the bytes of a finding into view, `pasted` its place in the pasted text. */
export function findings({ findings }: Told, shown: (finding: Finding) => void, pasted: (finding: Finding) => void): HTMLElement | null {
  if (findings.length === 0) return null;
  const all = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  const list = h('ul', {});
  const add = (from: number) => {
    list.append(...all.slice(from, from + MANY).map((finding) => entry(finding, shown, pasted)));
    if (from + MANY >= all.length) return;
    const more = h(
      'li',
      {},
      h('button', { class: 'quiet', onclick: () => (more.remove(), add(from + MANY)) }, `${all.length - from - MANY} more`),
    );
    list.append(more);
  };
  add(0);
  const counts = SEVERITIES.map((severity) => [severity, all.filter((finding) => finding.severity === severity).length] as const);
  return h(
    'div',
    { class: 'findings' },
    h(
      'div',
      { class: 'head' },
      h('h2', {}, 'Findings'),
      h(
        'span',
        { class: 'counts' },
        ...counts
          .filter(([, number]) => number > 0)
          .map(([severity, number]) => h('span', { class: severity, title: MEANS[severity] }, icon(severity), `${number} ${severity}`)),
      ),
    ),
    list,
  );
}

function entry(finding: Finding, shown: (finding: Finding) => void, pasted: (finding: Finding) => void): HTMLElement {
  const { severity, message, code, section, start, end } = finding;
  return h(
    'li',
    { class: severity },
    h(
      'button',
      { class: 'finding', onclick: () => shown(finding) },
      h('span', { class: 'severity', title: MEANS[severity] }, icon(severity), severity),
      h('span', { class: 'said' }, printable(message)),
      h('span', { class: 'cite' }, `${section} · ${code} · ${end > start ? `${start}..${end}` : `at ${start}`}`),
    ),
    h(
      'button',
      {
        class: 'quiet in-paste',
        onclick: () => pasted(finding),
        'aria-label': `Show in the dump: ${code}, ${count(end - start, 'byte')} at ${start}`,
      },
      'in the dump',
    ),
  );
}
