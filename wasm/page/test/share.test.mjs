// Links hold exactly what was shared, and nothing that comes in one is trusted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { SHAPES } from 'dfsc';
import { STARTS } from 'dfsc/tables';
import { chance } from '../../test/inputs.mjs';
import { load } from './module.mjs';

const { LIMIT, fromFragment, toFragment } = await load('share.ts');

const there = async (shared) => fromFragment(await toFragment(shared));
const isError = (said) => typeof said?.error === 'string' && /^This link .*\.$/.test(said.error) && Object.keys(said).length === 1;

/** A link of form 1 with this content, as the page would make it. */
function link(json) {
  const bytes = Buffer.from(json);
  let [one, two] = [1, 0];
  for (const byte of bytes) [one, two] = [(one + byte) % 65521, (two + one + byte) % 65521];
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(two * 65536 + one);
  return `v1.${deflateRawSync(Buffer.concat([sum, bytes])).toString('base64url')}`;
}

test('text survives exactly', async () => {
  const texts = ['', '26 00', '\r\n\t\0\x7f', '\ufeff26', '\ud83d', '\ude00\ud83d', '\u{1f600} \u65e5 \u202e', '"\\u0041\\', '\uffff\ufffe', '0'.repeat(200000)];
  for (const text of texts) {
    for (const request of ['', '\ufeff\ud800\r\n']) assert.deepEqual(await there({ text, request }), { text, request });
  }
  const random = chance(11);
  for (let round = 0; round < 200; round++) {
    const text = String.fromCharCode(...Array.from({ length: random(40) }, () => random(0x10000)));
    assert.deepEqual(await there({ text, request: text.slice(3) }), { text, request: text.slice(3) });
  }
});

test('every way to read comes along', async () => {
  for (const as of STARTS) assert.deepEqual(await there({ text: 'a', request: '', as }), { text: 'a', request: '', as });
  for (const shape of SHAPES) assert.deepEqual(await there({ text: 'a', request: '', shape }), { text: 'a', request: '', shape });
  const all = { text: 'a', request: 'b', as: 'nbss', shape: 'od-x', otherOrder: false };
  assert.deepEqual(await there(all), all);
  assert.deepEqual(await there({ ...all, otherOrder: true, more: 1 }), { ...all, otherOrder: true });
});

test('a link can stand in an address, and is short', async () => {
  const text = '04 00 5c 00 73 00 72 00 76 00 5c 00 64 00 66 00 73 00 00 00\n'.repeat(20);
  const fragment = await toFragment({ text, request: '' });
  assert.match(fragment, /^v1\.[A-Za-z0-9_-]+$/);
  assert(fragment.length < 200, String(fragment.length));
  // What was once shared stays readable.
  const old = 'v1.UxSQulKtVJJaUaJkpWRgomBgoGCarGBgEFMUkxdTmmJhYKDwfvd-JR2lotTC0tRikColHaXEYiUruIiOUn5JRmqRf1FKapGSVUlRaWotAA';
  assert.deepEqual(await fromFragment(old), { text: '04 00 5c 00\r\n\ud800 \ufeff', request: '', as: 'request', otherOrder: true });
});

test('what is no link of ours is nothing', async () => {
  for (const fragment of ['', 'top', 'v', 'v1', 'V1.abc', 'v1abc', 'v0.abc', 'v01.abc', '#v1.abc', 'text=v1.abc', ' v1.abc']) {
    assert.equal(await fromFragment(fragment), null, fragment);
  }
});

test('what is damaged, or of later, is told', async () => {
  assert.match((await fromFragment('v2.abc')).error, /form 2,.*later version/);
  assert.match((await fromFragment(`v${'9'.repeat(5000)}.abc`)).error, /later version/);
  const whole = await toFragment({ text: '04 00 5c 00 73 00 72 00 76 00 5c 00 64 00', request: '' });
  for (let length = 3; length < whole.length; length++) assert(isError(await fromFragment(whole.slice(0, length))), `${length} characters`);
  for (const changed of ['v1.', 'v1.\n', 'v1.=', 'v1.a b', 'v1.%41', 'v1.\ud800', `${whole}.`, `${whole}=`, whole.replace('.', '. ')]) {
    assert(isError(await fromFragment(changed)), changed);
  }
});

test('a changed letter is found, or changes nothing', async () => {
  const shared = { text: '04 00 5c 00 73 00 72 00 76 00 5c 00 64 00 66 00', request: '00 01' };
  const whole = await toFragment(shared);
  for (let at = 3; at < whole.length; at++) {
    for (const letter of 'Aa0_') {
      const said = await fromFragment(whole.slice(0, at) + letter + whole.slice(at + 1));
      if (!isError(said)) assert.deepEqual(said, shared);
    }
  }
});

test('content of the wrong kind is refused', async () => {
  const good = { text: 'a', request: '' };
  assert.deepEqual(await fromFragment(link(JSON.stringify(good))), good);
  const bad = [null, 1, 'a', [], {}, { text: 'a' }, { request: '' }, { text: 1, request: '' }, { text: ['a'], request: '' }, { text: 'a', request: null }];
  const worse = [{ as: 1 }, { as: 'pdf' }, { as: null }, { as: '' }, { as: ['nbss'] }, { as: 'constructor' }, { shape: 'pdf' }, { shape: 0 }, { shape: '' }, { shape: null }]
    .concat([{ otherOrder: 1 }, { otherOrder: null }, { otherOrder: 'true' }])
    .map((more) => ({ ...good, ...more }));
  for (const value of [...bad, ...worse]) assert(isError(await fromFragment(link(JSON.stringify(value)))), JSON.stringify(value));
  assert.deepEqual(await fromFragment(link('{"text":"a","request":"","__proto__":{"as":"nbss"}}')), good);
  for (const json of ['', '{', '{"text":"a","request":""}x', Buffer.of(0xff), '\ufeff{"text":"a","request":""}']) assert(isError(await fromFragment(link(json))));
});

test('a small link that unpacks to much is stopped', async () => {
  const bomb = `v1.${deflateRawSync(Buffer.alloc(512 << 20)).toString('base64url')}`;
  const started = process.memoryUsage().arrayBuffers;
  const said = await fromFragment(bomb);
  assert.match(said.error, /more than 4 MB/);
  assert(process.memoryUsage().arrayBuffers - started < 64 << 20);
  // As much as a link may hold comes through, and more is not put into one.
  const text = 'a'.repeat(LIMIT - 4 - '{"text":"","request":""}'.length);
  assert.equal((await there({ text, request: '' })).text, text);
  await assert.rejects(toFragment({ text: `${text}a`, request: '' }), RangeError);
});
