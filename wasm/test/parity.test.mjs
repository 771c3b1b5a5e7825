// The package tells what the terminal tool tells, key by key.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { decode, encode, inspect, parseDump } from 'dfsc';
import { captured, chance, drawn, inParts, mutated, pasted } from './inputs.mjs';

const tool = process.env.DFSC_INSPECT;
assert(tool, 'DFSC_INSPECT names the terminal tool: `cargo xtask test` does');

/** What the terminal tool prints for each input: its lines, parsed. */
function native(inputs, options = []) {
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    const names = inputs.map((input, number) => {
      const name = join(folder, String(number).padStart(6, '0'));
      writeFileSync(name, input);
      return name;
    });
    const lines = [];
    for (let at = 0; at < names.length; at += 500) {
      const ran = spawnSync(tool, ['--json', ...options, ...names.slice(at, at + 500)], { maxBuffer: 2 ** 30 });
      assert(ran.status !== null, String(ran.error));
      lines.push(...ran.stdout.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line)));
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compares; the first difference is shown with its input. */
function compare(inputs, options, flags) {
  const lines = native(inputs, flags);
  let at = 0;
  for (const input of inputs) {
    for (const packet of inspect(input, options)) {
      const expected = lines[at++];
      if (expected?.error?.kind === 'Unreadable') {
        // The tool names the file first.
        assert(expected.error.message.endsWith(packet.error.message), packet.error.message);
        expected.error.message = packet.error.message;
      }
      assert.deepEqual(packet, expected, `input ${Buffer.from(input).toString('hex')}`);
    }
  }
  assert.equal(at, lines.length, 'as many packets');
}

const messages = captured.flatMap(({ request, response }) => [request, response]);
const pastes = [...drawn, ...pasted].map(({ text }) => text);

test('all that was captured', () => compare(messages, {}, []));

test('all that was drawn, and pasted texts', () => compare(pastes, {}, []));

test('all of it as each kind of message', () => {
  for (const as of ['request', 'request-ex', 'response']) {
    compare([...messages, ...drawn.map(({ text }) => text)], { as }, ['--as', as]);
  }
});

test('replies with requests that are told', () => {
  const request = captured.find((capture) => capture.request.length > 20).request;
  compare(messages, { request }, ['--request', Buffer.from(request).toString('hex')]);
});

test('some thousand mutations of messages', () => {
  const random = chance(1);
  const sources = [...messages, ...[...drawn, ...pasted].map(({ text }) => parseDump(text).bytes ?? new Uint8Array())];
  compare(Array.from({ length: 4000 }, () => mutated(sources[random(sources.length)], random)), {}, []);
});

test('some thousand mutations of texts', () => {
  const random = chance(2);
  const short = pastes.filter((text) => text.length < 4000);
  compare(Array.from({ length: 2000 }, () => mutated(short[random(short.length)], random)), {}, []);
});

test('a reply in parts, whole and with faults', () => {
  const random = chance(3);
  const reply = inParts(captured.find(({ response }) => response.length > 100).response, encode);
  assert(decode(reply).fields.some((field) => field.type === 'text' && field.continues !== undefined));
  compare([reply, ...Array.from({ length: 500 }, () => mutated(reply, random))], {}, []);
});

test('bytes that are decoded alone are told the same', () => {
  for (const message of messages) {
    const { dump, ...packet } = inspect(message)[0];
    if (dump?.shape === 'binary') assert.deepEqual(decode(message), packet);
  }
});
