// The report tells all, and no name in it takes effect.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, formatDump, parseDump, readInput } from 'dfsc';
import { captured, drawn, pasted } from '../../test/inputs.mjs';
import { load } from './module.mjs';

const { report } = await load('report.ts');

const asBinary = (bytes) => readInput(bytes, { shape: 'binary' });
const request = (path) => asBinary(Uint8Array.from([4, 0, ...Buffer.from(path, 'utf16le'), 0, 0]));

/** The code spans of a line as CommonMark finds them: text between runs of backticks of the same length; `rest` is what is outside. */
function spans(line) {
  const [inside, rest] = [[], []];
  for (let at = 0; at < line.length; ) {
    const fence = /^`+/.exec(line.slice(at))?.[0];
    if (fence === undefined) {
      rest.push(line[at++]);
      continue;
    }
    const behind = line.slice(at + fence.length);
    const closing = [...behind.matchAll(/`+/g)].find(([run]) => run === fence);
    assert(closing, `a fence without its end: ${line}`);
    const text = behind.slice(0, closing.index);
    inside.push(/^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text);
    at += 2 * fence.length + closing.index;
  }
  return { inside, rest: rest.join('') };
}

/** The cells of a row, for readers that take each bar for an end, be it in code or behind a backslash. */
const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());

/** The parts of a report: its lines outside of fences, and what is in these. */
function parts(text) {
  const [outside, fenced] = [[], []];
  let isFenced = false;
  for (const line of text.split('\n')) {
    if (/^ {0,3}```/.test(line)) isFenced = !isFenced;
    else (isFenced ? fenced : outside).push(line);
  }
  assert(!isFenced, 'a fence without its end');
  return { outside, fenced, rows: outside.filter((line) => line.startsWith('|')) };
}

/** The report of a reading, if it is sound: nothing but its own Markdown outside of code. */
function sound(reading) {
  const text = report(reading);
  const { outside, rows } = parts(text);
  assert(/^# /.test(text) && text.endsWith('\n') && !/[^\n -\x7e\xa0-\ud7ff\ue000-\uffff]/.test(text.replace(/[\u{10000}-\u{10ffff}]/gu, '')), 'only what shows');
  assert(!/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/.test(text));
  for (const line of outside) {
    const { rest } = spans(line);
    assert(!/(?<!\\)[<>&]|\]\(|!\[|:\/\//.test(rest), line);
  }
  for (const row of rows) assert.equal(cells(row).length, 4, row);
  return text;
}

test('names of strangers stay names', () => {
  const names = ['`|<img src=x onerror=alert(1)>|[x](javascript:1)', '``', '`', '` `` ```', ' ', '  a  ', '`a', 'a`', '|', '\\|', '\\\\|x', '<b>', '&lt;', '*a*_b_', '@someone #1'];
  for (const name of [...names, 'r\u202egpj', 'a\r\n# b\r\n```', '\ud83d', '\u2028|', '\ufeff\u200b', '\u{1f600}', '-->', '|---|', '~~~']) {
    const text = sound(request(`\\srv\\${name}`));
    const [row] = parts(text).rows.filter((line) => line.includes('RequestFileName'));
    const { inside } = spans(cells(row)[2]);
    assert.equal(inside.length, 1);
    const shown = inside[0].replace(/\\u([0-9a-f]{4})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    assert.equal(shown, `\\srv\\${name}`);
  }
  const alone = ['`', ' ', '   ', '``x``', '|'];
  for (const name of alone) {
    const [row] = parts(sound(request(name))).rows.filter((line) => line.includes('RequestFileName'));
    assert.equal(spans(row).inside[0].replace('\\u007c', '|'), name);
  }
  assert.match(report(request('')), /RequestFileName \| 2\.\.4 \| \(empty\) \|/);
});

test('all that is known of a message is told', () => {
  const link = { timeToLive: 300, dfsPath: '\\contoso\\public\\docs' };
  const targets = ['\\fs1\\docs', '\\fs2\\docs'].map((networkAddress) => ({ versionNumber: 4, ...link, networkAddress }));
  const { bytes } = encode({ kind: 'response', pathConsumed: 40, referralHeaderFlags: 2, entries: targets });
  const reading = asBinary(bytes);
  const text = sound(reading);
  const [message] = reading.packets;
  const { rows, fenced } = parts(text);
  assert.match(text, /^### response$/m);
  assert.match(text, /^Taken most likely as response, because /m);
  assert.equal(rows.length, 2 + message.fields.length);
  message.fields.forEach(({ name, start, end, depth, section, type, value, refers_to }, at) => {
    const [field, places, told, where] = cells(rows[at + 2]);
    assert.deepEqual([field, places, where], [`${'· '.repeat(depth)}${name}`, `${start}..${end}`, section]);
    if (type === 'text') assert.equal(told, `\`${value}\``);
    if (type === 'number') assert(told.startsWith(String(value)));
    if (type === 'structure') assert.equal(told, '');
    assert.equal(told.includes('→'), refers_to !== undefined);
  });
  assert(message.findings.length > 0);
  for (const { code, severity, message: said } of message.findings) assert(text.includes(`- **${severity}**: ${said.replace(/[[\]]/g, '\\$&')} (${code}, `), said);
  const dump = parseDump(fenced.join('\n'));
  assert.deepEqual([dump.shape, ...dump.bytes], ['hexdump-c', ...bytes]);
});

test('of many bytes the first are shown, and of long text its beginning', () => {
  const long = request(`\\${'a'.repeat(254)}\u{1f600}${'b'.repeat(900)}`);
  const text = sound(long);
  const { bytes } = long.dump;
  const dump = parseDump(parts(text).fenced.join('\n'));
  assert.deepEqual(dump.bytes, bytes.slice(0, 1024));
  assert.match(text, new RegExp(`^${bytes.length - 1024} more bytes are not shown\\.$`, 'm'));
  assert.match(text, /`\\a{254}` and 902 more UTF-16 units \|/);
  assert(!report(request('a'.repeat(500))).includes('more bytes'));
});

test('packets have numbers, and those that hold nothing are counted', () => {
  const dump = (bytes) => Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => `${(16 * row).toString(16).padStart(4, '0')}  ${Buffer.from(bytes.slice(16 * row, 16 * row + 16)).toString('hex').replace(/../g, '$& ')}`).join('\n');
  const path = [4, 0, ...Buffer.from('\\srv\\dfs\0', 'utf16le')];
  const reading = readInput([path, new Array(20).fill(0xee), path].map(dump).join('\n\n'));
  assert.equal(reading.packets.length, 3);
  const text = sound(reading);
  assert.deepEqual([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title), ['Packet 1 of 3', 'Packet 3 of 3']);
  assert.match(text, /^1 of 3 packets hold no message about referrals\.$/m);
  assert.equal(parts(text).fenced.join('\n'), `${formatDump(Uint8Array.from(path), 'hexdump-c')}`.trimEnd().concat('\n').repeat(2).trimEnd());
});

test('warnings, errors, statuses and what is in no field are told', () => {
  const cut = readInput('04 00 5c 00 73 00 0');
  const [note] = cut.dump.notes.filter(({ warning }) => warning);
  assert(sound(cut).includes(`- **warning**, line 1: ${note.message}`));
  const failed = captured.find(({ status_name, response_messages }) => status_name !== 'OK' && response_messages?.length > 0);
  const reading = asBinary(Uint8Array.from(Buffer.from(failed.response_messages[0], 'hex')));
  assert(sound(reading).includes(`, ${reading.packets[0].status.name}\n`));
  let [errors, unclaimed] = [0, 0];
  for (const { text: input } of [...drawn, ...pasted]) {
    const reading = readInput(input);
    if (!reading.ok) continue;
    const text = sound(reading);
    for (const message of reading.packets.length > 1 ? [] : reading.packets.flatMap((packet) => [packet, ...packet.others])) {
      if (message.error !== null) errors += 1;
      const said = message.error?.message.replace(/[[\]]/g, '\\$&');
      if (message.error !== null) assert(text.includes(said), message.error.message);
      for (const [start, end] of message.unclaimed) assert(text.includes(`| (in no field) | ${start}..${end} |`));
      unclaimed += message.unclaimed.length;
    }
  }
  assert(errors > 10 && unclaimed > 10, `${errors} ${unclaimed}`);
});

test('captured messages are told soundly', () => {
  for (const { request, response } of captured) for (const bytes of [request, response]) sound(asBinary(bytes));
});
