// What is told of an input, for an issue or a mail.

import { formatDump } from 'dfsc';
import type { Confidence, Decoded, DecodedMessage, Field, Note, Reading } from 'dfsc';
import { printable } from '../../ts/printable.js';
import { isWorthALook } from '../../ts/worth.js';
import { spans } from './model.js';

/** How many bytes of a packet are shown, and how many units of a text: more than a reader wants is in the dump itself. */
const MOST_BYTES = 1024;
const MOST_UNITS = 256;

/** What is told of an input, in Markdown: to put into an issue or a mail. No name of it takes effect as Markdown or HTML. */
export function report({ dump, packets }: Reading): string {
  const blocks = [
    '# What dfsc reads in this dump',
    `Read ${sure(dump.confidence)} ${plain(dump.reason)}; ${dump.bytes.length} bytes.`,
    dump.notes.map(note).join('\n'),
  ];
  let hidden = 0;
  packets.forEach((packet, number) => {
    if (packets.length > 1 && !isWorthALook(packet)) {
      hidden += 1;
      return;
    }
    if (packets.length > 1) blocks.push(`## Packet ${number + 1} of ${packets.length}`);
    blocks.push(...told(packet, dump.bytes.subarray(...dump.packets[number]!)));
  });
  if (hidden > 0) blocks.push(`${hidden} of ${packets.length} packets hold no message about referrals.`);
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function sure(confidence: Confidence): string {
  return confidence === 'certain' ? 'as' : confidence === 'likely' ? 'most likely as' : 'perhaps as';
}

function note({ warning, line, message }: Note): string {
  return `- ${warning ? '**warning**' : 'note'}, line ${line}: ${plain(message)}`;
}

function told(packet: Decoded, bytes: Uint8Array): string[] {
  const [guess] = packet.guesses;
  const more = bytes.length - MOST_BYTES;
  return [
    guess === undefined ? '' : `Taken ${sure(guess.confidence)} ${guess.start}, because ${plain(guess.reason)}.`,
    ...[packet, ...packet.others].flatMap(shown),
    ['```', formatDump(bytes.subarray(0, MOST_BYTES), 'hexdump-c').trimEnd(), '```'].join('\n'),
    more > 0 ? `${more} more bytes are not shown.` : '',
  ];
}

function shown(message: Decoded | DecodedMessage): string[] {
  const carrier = message.carrier.length > 0 ? ` in ${message.carrier.join(', ')}` : '';
  const status = message.status === null ? '' : `, ${message.status.name}`;
  const rows = message.fields.map(row);
  for (const [start, end] of message.unclaimed) rows.push(`| (in no field) | ${start}..${end} | | |`);
  const isTold = message.findings.some((finding) => finding.message === message.error?.message);
  return [
    `### ${message.kind}${carrier}${status}`,
    message.error === null || isTold ? '' : `Error: ${plain(message.error.message)}`,
    message.findings.map(({ severity, message, code, section }) => `- **${severity}**: ${plain(message)} (${code}, ${section})`).join('\n'),
    rows.length === 0 ? '' : ['| field | bytes | value | section |', '|---|---|---|---|', ...rows].join('\n'),
  ];
}

function row(field: Field): string {
  const places = spans(field).map(([start, end]) => `${start}..${end}`);
  const target = field.refers_to === undefined ? '' : ` → ${field.refers_to[0]}..${field.refers_to[1]}`;
  return `| ${'· '.repeat(field.depth)}${field.name} | ${places.join(' ')} | ${value(field)}${target} | ${field.section} |`;
}

function value(field: Field): string {
  switch (field.type) {
    case 'structure':
      return '';
    case 'number':
      return field.value < 10 ? `${field.value}` : `${field.value} (0x${field.value.toString(16)})`;
    case 'text':
      return field.value === null ? '(text that is listed above, or too much of it)' : code(field.value);
    case 'bytes':
      return field.value.length > 64 ? `${field.value.slice(0, 64)}... (${field.value.length / 2} bytes)` : field.value;
  }
}

/** Text of a stranger, as it is, in a cell. */
function code(text: string): string {
  if (text === '') return '(empty)';
  // Not through the middle of a pair: its half would look like a fault of the message.
  const short = text.length > MOST_UNITS ? text.slice(0, MOST_UNITS).replace(/[\ud800-\udbff]$/, '') : text;
  // Readers do not agree on how many backslashes before a bar make it none that ends the cell.
  const inside = printable(short).replace(/\|/g, '\\u007c');
  // A longer fence than any inside; a blank next to it, which readers take away again, parts them.
  const fence = '`'.repeat(Math.max(0, ...(inside.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const blank = /^[ `]|[ `]$/.test(inside) && /[^ ]/.test(inside) ? ' ' : '';
  const rest = text.length - short.length;
  return `${fence}${blank}${inside}${blank}${fence}${rest > 0 ? ` and ${rest} more UTF-16 units` : ''}`;
}

/** A sentence, which may quote a stranger. */
function plain(text: string): string {
  return printable(text).replace(/[\\`*<>&|[\]]/g, '\\$&');
}
