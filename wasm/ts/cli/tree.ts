// What is told of an input, as lines that a person reads.

import type { DecodedMessage, Field, Finding, Inspected, Note } from 'dfsc';
import { printable } from '../printable.js';
import { isWorthALook } from '../worth.js';

type Told = Inspected | DecodedMessage;

/** An item of the list below a message: where it stands in the message, and what is said of it. */
const WIDTH = 28;

/** The packets of an input. Of the many of a log or a connection, only those about referrals are shown. */
export function tree(packets: readonly Inspected[], title: string | null): string {
  const lines: string[] = [];
  if (title !== null) lines.push(`== ${title}`);
  const dump = packets[0]?.dump;
  if (dump) {
    lines.push(`read ${sure(dump.confidence)} ${dump.reason}`, ...dump.notes.map(note));
  }
  let hidden = 0;
  packets.forEach((packet, number) => {
    if (packets.length > 1 && !isWorthALook(packet)) {
      hidden += 1;
      return;
    }
    if (packets.length > 1) lines.push('', `-- packet ${number + 1} of ${packets.length}`);
    const [guess] = packet.guesses;
    if (guess) lines.push(`taken ${sure(guess.confidence)} ${guess.start}, because ${guess.reason}`);
    for (const message of [packet, ...packet.others]) lines.push('', ...shown(message));
  });
  if (hidden > 0) lines.push('', `-- ${hidden} of ${packets.length} packets hold no message about referrals`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function sure(confidence: string): string {
  return confidence === 'certain' ? 'as' : confidence === 'likely' ? 'most likely as' : 'perhaps as';
}

function note({ warning, line, message }: Note): string {
  return `${warning ? 'warning' : 'note'}: line ${line}: ${message}`;
}

function shown(message: Told): string[] {
  const carrier = message.carrier.length > 0 ? ` in ${message.carrier.join(', ')}` : '';
  const status = message.status === null ? '' : `, ${message.status.name}`;
  const lines = [`${message.kind}${carrier}${status}`, ...message.fields.map(field)];
  for (const [start, end] of message.unclaimed) lines.push(`  ${'(in no field)'.padEnd(WIDTH)} ${start}..${end}`);
  if (message.findings.length > 0) lines.push('', ...message.findings.map(finding));
  // What is no referral breaks no rule of referrals: its error alone says it.
  const isTold = message.findings.some((told) => told.message === message.error?.message);
  if (message.error !== null && !isTold) lines.push('', `error: ${message.error.message}`);
  return lines;
}

function field(field: Field): string {
  const indent = '  '.repeat(field.depth + 1);
  const place = [[field.start, field.end] as const, ...(field.continues ?? [])].map(([start, end]) => `${start}..${end}`);
  const name = `${indent}${field.name}`.padEnd(WIDTH + 2);
  if (field.type === 'structure') return `${name} ${place.join(' ')}  ${field.section}`;
  const target = field.refers_to === undefined ? '' : ` -> ${field.refers_to[0]}..${field.refers_to[1]}`;
  const shared = field.type === 'text' && field.same_as !== undefined ? '  (the same bytes as above)' : '';
  return `${name} ${place.join(' ').padEnd(11)} ${said(field)}${target}${shared}`;
}

function said(field: Exclude<Field, { type: 'structure' }>): string {
  switch (field.type) {
    case 'number':
      return field.value < 10 ? `${field.value}` : `${field.value} (0x${field.value.toString(16)})`;
    case 'text':
      return field.value === null ? '(text that is listed above, or too much of it)' : JSON.stringify(field.value);
    case 'bytes':
      return field.value.length > 64 ? `${field.value.slice(0, 64)}... (${field.value.length / 2} bytes)` : field.value;
  }
}

function finding({ severity, code, section, message }: Finding): string {
  return `${severity}: ${message} (${code}, ${section})`;
}
