// What a page or a server relies on when the input is hostile, or something is wrong inside.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'node:test';
import binaryen from 'binaryen';
import { build } from 'esbuild';
import { RECORD, WORDS, decode, decodePackets, encode, formatDump, guess, inspect, parseDump, records, toMessage } from 'dfsc';
import * as slim from 'dfsc/slim';
import * as tables from 'dfsc/tables';
import { captured, chance, drawn, inParts, mutated, pasted } from './inputs.mjs';

const wasm = (name) => readFileSync(fileURLToPath(import.meta.resolve(`dfsc/${name}.wasm`)));
const reply = captured.find(({ response }) => response.length > 100).response;

test('no bytes and no text throw, and all places lie inside', () => {
  const random = chance(4);
  const sources = [...captured.map(({ response }) => response), ...drawn.map(({ text }) => text), ...pasted.map(({ text }) => text)];
  for (let count = 0; count < 2000; count++) {
    const input = random(2) === 0 ? mutated(sources[random(sources.length)], random) : Uint8Array.from({ length: random(200) }, () => random(256));
    const isInside = ({ start, end }) => start <= end && end <= input.length;
    const decoded = decode(input);
    for (const message of [decoded, ...decoded.others]) {
      assert(message.fields.every(isInside) && message.findings.every(isInside));
      assert([...message.unclaimed, ...message.fields.flatMap((field) => field.refers_to ?? [])].flat().every((place) => place <= input.length));
    }
    const dump = parseDump(input);
    if (dump.ok) {
      assert.equal(dump.places.length, 2 * dump.bytes.length);
      assert(dump.places.every((place) => place <= input.length));
      assert.equal(dump.packets.at(-1)[1], dump.bytes.length);
    } else assert(dump.error.position <= input.length);
    assert(inspect(input).length >= 1);
  }
});

test('a long hostile reply takes no long time', () => {
  // 3180 entries that share one string of 100 units, and as many lists as fit.
  const bytes = new Uint8Array(57344);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, 3180, true);
  for (let at = 8; at + 18 <= bytes.length - 64; at += 18) {
    view.setUint16(at, 3, true);
    view.setUint16(at + 2, 18, true);
    for (const offset of [12, 14, 16]) view.setUint16(at + offset, Math.min(0xffff, bytes.length - 64 - at), true);
  }
  bytes.fill(0x41, bytes.length - 64, bytes.length - 2);
  const start = performance.now();
  const decoded = decode(bytes, { as: 'response' });
  assert(decoded.fields.length > 30000);
  assert(performance.now() - start < 2000, `${performance.now() - start} ms`);
});

test('nothing happens on import', () => {
  const script = `
    const made = [];
    for (const name of ['Module', 'Instance', 'Memory']) {
      WebAssembly[name] = new Proxy(WebAssembly[name], { construct(...all) { made.push(name); return Reflect.construct(...all); } });
    }
    const globals = Object.getOwnPropertyNames(globalThis).length;
    const { decode, parseDump } = await import('dfsc');
    await import('dfsc/slim');
    if (made.length > 0 || Object.getOwnPropertyNames(globalThis).length !== globals) throw new Error(made.join());
    decode(new Uint8Array(8));
    decode(new Uint8Array(8));
    if (made.join() !== 'Module,Instance') throw new Error(made.join());
    parseDump('00');
    if (made.length !== 4) throw new Error(made.join());
  `;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: fileURLToPath(new URL('..', import.meta.url)) });
});

test('slim says what is missing, takes bytes or modules, and tells the same', () => {
  assert.throws(() => slim.decode(reply), /init\(\{ message/);
  assert.throws(() => slim.parseDump('00'), /init\(\{ dump/);
  // What is wrong can be put right.
  slim.init({ message: Uint8Array.of(0) });
  assert.throws(() => slim.decode(reply), WebAssembly.CompileError);
  slim.init({ message: wasm('message'), dump: undefined });
  slim.init({ dump: new WebAssembly.Module(wasm('dump')) });
  assert.deepEqual(slim.decode(reply), decode(reply));
  assert.deepEqual(slim.inspect('00 01 02 03'), inspect('00 01 02 03'));
});

/** The module, with a trap for inputs of this length. */
function trapping(bytes, name, length) {
  const module = binaryen.readBinary(bytes);
  const original = binaryen.getFunctionInfo(module.getFunction(binaryen.getExportInfo(module.getExport(name)).value));
  const parameters = binaryen.expandType(original.params);
  const call = module.call(original.name, parameters.map((type, at) => module.local.get(at, type)), original.results);
  const isIt = module.i32.eq(module.local.get(1, binaryen.i32), module.i32.const(length));
  const body = module.block(null, [module.if(isIt, module.unreachable()), call], original.results);
  module.setFeatures(binaryen.Features.All);
  module.addFunction('trapping', original.params, original.results, [], body);
  module.removeExport(name);
  module.addFunctionExport('trapping', name);
  return module.emitBinary();
}

test('a trap is told as data, and the next call works', async () => {
  // Another copy of the package, whose modules trap.
  const { init, ...broken } = await import(`${import.meta.resolve('dfsc/slim')}?trap`);
  init({ message: trapping(wasm('message'), 'inspect', 13), dump: new WebAssembly.Module(trapping(wasm('dump'), 'read', 13)) });
  for (let round = 0; round < 3; round++) {
    const decoded = broken.decode(new Uint8Array(13));
    assert.deepEqual([decoded.kind, decoded.complete, decoded.error.kind, decoded.unclaimed], ['unknown', false, 'Internal', [[0, 13]]]);
    assert.match(decoded.error.message, /report/);
    assert.deepEqual(broken.decode(reply), decode(reply));
    const dump = broken.parseDump('00 01 02 03 0');
    assert.equal(dump.ok, false);
    assert.match(dump.error.message, /report/);
    assert.equal(dump.error.kind, 'Internal');
    assert.equal(broken.inspect('00 01 02 03 0')[0].error.kind, 'Internal');
    assert.throws(() => broken.guess(new Uint8Array(13)), /report/);
    assert.deepEqual(broken.inspect('00 01 02 03'), inspect('00 01 02 03'));
  }
});

test('a script that was decoded wrongly says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    const script = readFileSync(fileURLToPath(import.meta.resolve('dfsc')));
    writeFileSync(join(folder, 'index.mjs'), new TextDecoder('windows-1252').decode(script));
    const { decode } = await import(pathToFileURL(join(folder, 'index.mjs')));
    assert.throws(() => decode(reply), /UTF-8/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a guess is what decode takes', () => {
  for (const { response } of captured) assert.deepEqual(guess(response), decode(response).guesses);
  assert.equal(guess(captured[0].request)[0].start, 'request');
});

test('records are the same in numbers', () => {
  const words = records(reply);
  assert(words instanceof Uint32Array && words.length % 8 === 0);
  const kinds = Array.from({ length: words.length / 8 }, (_, record) => words[8 * record] & 0xff);
  const decoded = decode(reply);
  assert.equal(kinds.filter((kind) => kind >= RECORD.structure && kind <= RECORD.withheld).length, decoded.fields.length);
  assert.equal(kinds.filter((kind) => kind === RECORD.finding).length, decoded.findings.length);
  // It is a copy: the next call does not change it.
  const copy = words.slice();
  decode(new Uint8Array(60000));
  assert.deepEqual(words, copy);
});

test('records are what the README says', () => {
  const parts = pasted.map(({ text }) => parseDump(text)).filter((dump) => dump.ok).map(({ bytes }) => bytes);
  const seen = new Set();
  const oem = Uint8Array.from('\x03\0\\srv\\dfs\0', (unit) => unit.charCodeAt(0));
  for (const bytes of [...parts, ...captured.map(({ response }) => response), oem, inParts(reply, encode)]) {
    const decoded = decode(bytes);
    // What has no message is told as an unknown one.
    const messages = bytes.length === 0 ? [] : [decoded, ...decoded.others];
    const told = { fields: [], findings: [], guesses: [], messages: [] };
    const words = records(bytes);
    for (let at = 0; at < words.length; at += WORDS) {
      const [tag, one, start, end, value, , from, to] = words.subarray(at, at + WORDS);
      const [kind, byte1, byte2, byte3] = [tag & 0xff, (tag >>> 8) & 0xff, (tag >>> 16) & 0xff, tag >>> 24];
      seen.add(kind);
      if (kind === 1) told.guesses.push({ start: tables.STARTS[byte1], confidence: tables.CONFIDENCES[byte2], reason: tables.REASONS[byte3] });
      if (kind === 2) {
        const carrier = [];
        for (let layers = one; layers !== 0; layers >>>= 4) carrier.push(tables.LAYERS[(layers & 0xf) - 1]);
        told.messages.push({ kind: tables.KINDS[byte1], carrier, status: byte2 === 0 ? undefined : value });
      }
      if (kind >= 3 && kind <= 8) {
        const type = { 3: 'structure', 4: 'number', 5: 'bytes' }[kind] ?? 'text';
        told.fields.push({
          name: byte2 === 255 ? tables.STRUCTURES[byte1] : tables.FIELDS[byte2],
          start,
          end,
          type,
          depth: one & 0xff,
          section: tables.STRUCTURE_SECTIONS[byte1],
          number: kind === 4 ? value : undefined,
          refers_to: byte3 === 1 ? [from, to] : undefined,
          piece: one >>> 8 === 0 ? undefined : (one >>> 8) - 1,
        });
      }
      if (kind === 9) assert(one >= 1 && one <= 32);
      if (kind === 11) told.findings.push({ code: tables.CODES[byte3], start, end });
    }
    assert.deepEqual(told.guesses, decoded.guesses);
    assert.deepEqual(told.messages, messages.map(({ kind, carrier, status }) => ({ kind, carrier, status: status?.value })));
    const fields = messages.flatMap((message) => message.fields);
    assert.deepEqual(
      told.fields,
      fields.map(({ name, start, end, type, depth, section, value, refers_to, piece }) => ({ name, start, end, type, depth, section, number: type === 'number' ? value : undefined, refers_to, piece })),
    );
    const inOrder = (findings) => findings.map(({ code, start, end }) => `${code} ${start} ${end}`).sort();
    assert.deepEqual(inOrder(told.findings), inOrder(messages.flatMap((message) => message.findings)));
  }
  for (const kind of Object.values(RECORD)) if (kind !== RECORD.withheld) assert(seen.has(kind), `no record ${kind}`);
});

test('memory does not grow with calls, and large memory is given back', () => {
  const script = `
    const memories = [];
    WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
      construct(...all) { const made = Reflect.construct(...all); memories.push(made.exports.memory); return made; },
    });
    const { decode, encode, parseDump } = await import('dfsc');
    const bytes = Uint8Array.from('${Buffer.from(reply).toString('hex')}'.match(/../g), (byte) => parseInt(byte, 16));
    const message = { kind: 'request', maxReferralLevel: 4, requestFileName: 'x'.repeat(1000) };
    const all = () => { decode(bytes); encode(message); parseDump('00 01 02 03'); };
    for (let count = 0; count < 100; count++) all();
    const sizes = () => memories.map((memory) => memory.buffer.byteLength).join();
    const before = sizes();
    for (let count = 0; count < 5000; count++) all();
    if (sizes() !== before) throw new Error(before + ' ' + sizes());
    if (parseDump('00'.repeat(2 ** 20)).bytes.length !== 2 ** 20) throw new Error('bytes are missing');
    if (memories.length !== 3 || memories.at(-1).buffer.byteLength > 2 ** 22) throw new Error(sizes());
    all();
  `;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: fileURLToPath(new URL('..', import.meta.url)) });
});

test('work grows with the input, not faster', () => {
  const entries = Array.from({ length: 20000 }, () => ({ versionNumber: 1, shareName: '' }));
  const { bytes } = encode({ kind: 'response', pathConsumed: 0, referralHeaderFlags: 0, entries });
  const notes = `${'26 00 0\n'.repeat(20000)}`;
  for (const call of [() => toMessage(decode(bytes, { as: 'response' })).entries.length, () => parseDump(notes).notes.length, () => inspect(notes).length]) {
    const start = performance.now();
    assert(call() >= 1);
    assert(performance.now() - start < 3000, `${call}: ${performance.now() - start} ms`);
  }
});

test('packets must follow each other', () => {
  const bytes = new Uint8Array(40);
  assert.equal(decodePackets(bytes, [[0, 20], [20, 20], [20, 40]]).length, 3);
  for (const wrong of [[], [[0, 20]], [[0, 20], [24, 40]], [[0, 41]], [[20, 40], [0, 20]], [[0, 20.5], [20.5, 40]]]) {
    assert.throws(() => decodePackets(bytes, wrong), TypeError, JSON.stringify(wrong));
  }
  for (const ends of [[41], [-1], [2.5], [20, 10]]) assert.throws(() => records(bytes, {}, ends), TypeError, String(ends));
});

test('bytes in a larger buffer are taken from their place', () => {
  const buffer = new Uint8Array(reply.length + 7);
  buffer.set(reply, 5);
  assert.deepEqual(decode(buffer.subarray(5, 5 + reply.length)), decode(reply));
  assert.deepEqual(decode(Buffer.from(reply)), decode(reply));
  const encoded = encode({ kind: 'request', maxReferralLevel: 4, requestFileName: '\\a' });
  assert.equal(encoded.bytes.buffer.byteLength, encoded.bytes.length);
  assert.equal(formatDump(encoded.bytes, 'hex'), '04005c0061000000\n');
});

test('a bundler leaves out what is not called', async () => {
  const dist = fileURLToPath(new URL('.', import.meta.resolve('dfsc')));
  const bundled = async (names) => {
    const stdin = { contents: `export { ${names} } from './index.js'`, resolveDir: dist };
    const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', minify: true, write: false });
    return outputFiles[0].text;
  };
  // The modules begin so.
  const modules = (script) => script.match(/\\0asm/g)?.length ?? 0;
  const all = { toMessage: 0, 'RECORD, SHAPES': 0, decode: 1, encode: 1, parseDump: 1, inspect: 2, 'encode, formatDump': 2 };
  for (const [names, count] of Object.entries(all)) assert.equal(modules(await bundled(names)), count, names);
});
