// Messages that are written are read as what they were.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, parseDump, toMessage } from 'dfsc';
import { captured, chance, drawn, mutated } from './inputs.mjs';

const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** The bytes of a message that can be written. */
function written(message) {
  const encoded = encode(message);
  assert(encoded.ok, JSON.stringify([message, encoded]));
  return encoded.bytes;
}

const target = { timeToLive: 300, dfsPath: '\\a\\b', dfsAlternatePath: '\\a\\b' };
const entries = {
  1: [{ versionNumber: 1, serverType: 1, referralEntryFlags: 0, shareName: '\\t\\d' }],
  2: [1, 2].map((proximity) => ({ versionNumber: 2, serverType: 0, referralEntryFlags: 0, proximity, ...target, networkAddress: `\\t${proximity}\\d` })),
  ...Object.fromEntries(
    [3, 4].map((versionNumber) => [
      versionNumber,
      ['x', 'y', 'ü\u{1f600}'].map((name) => ({ versionNumber, serverType: 1, referralEntryFlags: 4, size: 34, ...target, networkAddress: `\\${name}\\d` })),
    ]),
  ),
};
const list = (size, versionNumber = 3) =>
  ['\\contoso', '\\contoso.example'].map((specialName, number) => ({
    versionNumber,
    serverType: 0,
    referralEntryFlags: 2,
    size,
    timeToLive: 600,
    specialName,
    expandedNames: ['\\dc1', '\\dc2.contoso.example'].slice(number),
  }));
const replies = [[], entries[1], entries[2], entries[3], entries[4], list(18), list(34), entries[4].map((entry) => ({ ...entry, size: 18 }))].map(
  (entries) => ({ kind: 'response', pathConsumed: 8, referralHeaderFlags: 3, entries }),
);
const requests = [
  { kind: 'request', maxReferralLevel: 4, requestFileName: '' },
  { kind: 'request', maxReferralLevel: 3, requestFileName: '\\contoso\\public\\ü\u{1f600}' },
  { kind: 'request', maxReferralLevel: 3, requestFileName: '\\srv\\dfs', oem: true },
  { kind: 'request', maxReferralLevel: 3, requestFileName: 'a', oem: true },
  { kind: 'request-ex', maxReferralLevel: 4, requestFileName: '\\contoso\\public' },
  { kind: 'request-ex', maxReferralLevel: 4, requestFileName: '\\contoso', siteName: 'Berlin' },
];

test('every message of the protocol comes back', () => {
  for (const message of [...requests, ...replies]) {
    const decoded = decode(written(message), { as: message.oem ? 'oem-request' : message.kind });
    assert.deepEqual(toMessage(decoded), message);
    assert.deepEqual(decoded.findings.filter(({ severity }) => severity === 'error'), []);
  }
});

test('what need not be said is what Windows sends', () => {
  const short = { kind: 'response', pathConsumed: 8, referralHeaderFlags: 2 };
  const { dfsAlternatePath: _, ...rest } = target;
  const targets = { ...short, entries: [{ versionNumber: 4, ...rest, networkAddress: '\\t\\d' }] };
  const names = { ...short, entries: [{ versionNumber: 3, timeToLive: 600, specialName: '\\contoso', expandedNames: [] }] };
  for (const message of [targets, names]) {
    const [entry] = toMessage(decode(written(message), { as: 'response' })).entries;
    assert.deepEqual([entry.serverType, entry.size, entry.referralEntryFlags], [0, 34, 'specialName' in entry ? 2 : 0]);
    assert.equal(entry.dfsAlternatePath, entry.dfsPath);
  }
});

test('a lone surrogate is written as it is', () => {
  const message = { kind: 'request', maxReferralLevel: 4, requestFileName: '\\a\ud800\\b' };
  assert.deepEqual(toMessage(decode(written(message))), message);
});

test('carriers hold what they were given', () => {
  const [request, ex, response] = [requests[1], requests.at(-1), replies[4]];
  const part = written(request).slice(10);
  const total = written(request).length;
  const field = (decoded, name) => decoded.fields.find((field) => field.name === name)?.value;
  const cases = [
    [{ kind: 'smb2-ioctl-request-body', maxOutputResponse: 4096, message: request }, { MaxOutputResponse: 4096, CtlCode: 0x60194 }, request],
    [{ kind: 'smb2-ioctl-request-body', maxOutputResponse: 65536, message: ex }, { MaxOutputResponse: 65536, CtlCode: 0x601b0 }, ex],
    [{ kind: 'smb2-ioctl-request-body', maxOutputResponse: 1, ex: true, message: written(ex) }, { CtlCode: 0x601b0 }, ex],
    [{ kind: 'smb2-ioctl-response-body', message: response }, { CtlCode: 0x60194 }, response],
    [{ kind: 'smb2-ioctl-response-body', ex: true, message: response }, { CtlCode: 0x601b0 }, response],
    [{ kind: 'smb1-trans2-request-body', maxDataCount: 4096, message: request }, { MaxDataCount: 4096, TotalParameterCount: total }, request],
    [{ kind: 'smb1-trans2-response-body', message: response }, { TotalDataCount: written(response).length, DataDisplacement: 0 }, response],
    [{ kind: 'smb1-trans2-response-body', totalDataCount: 500, dataDisplacement: 20, message: part }, { TotalDataCount: 500, DataDisplacement: 20, DataCount: part.length }, null],
  ];
  for (const [carrier, fields, message] of cases) {
    const decoded = decode(written(carrier), { as: carrier.kind });
    for (const [name, value] of Object.entries(fields)) assert.equal(field(decoded, name), value, name);
    assert.deepEqual(toMessage(decoded), message);
  }
  // [MS-CIFS] 2.2.4.47.1: WordCount 9, TotalParameterCount, TotalDataCount, ParameterCount, ParameterOffset, ParameterDisplacement.
  const secondary = { kind: 'smb1-trans2-secondary-body', totalParameterCount: total, parameterDisplacement: 10, message: part };
  const bytes = new DataView(written(secondary).buffer);
  assert.deepEqual([bytes.getUint8(0), bytes.getUint16(1, true), bytes.getUint16(5, true), bytes.getUint16(9, true)], [9, total, part.length, 10]);
});

test('what cannot be written is told as data', () => {
  const request = requests[1];
  const reply = (entries) => ({ ...replies[4], entries });
  const [one, other] = entries[4];
  const refused = [
    [{ ...request, requestFileName: '\\a\0b' }, 'NulInText', 'RequestFileName', null],
    [{ ...request, maxReferralLevel: 65536 }, 'TooLarge', 'MaxReferralLevel', null],
    [{ ...requests[2], requestFileName: '\\\u0100' }, 'TooLarge', 'RequestFileName', null],
    [{ ...replies[4], pathConsumed: 70000 }, 'TooLarge', 'PathConsumed', null],
    [reply([one, { ...other, timeToLive: 1 }]), 'NotUniform', 'TimeToLive', 1],
    [reply([one, { ...other, dfsPath: '\\c\\d' }]), 'NotUniform', 'DFSPath', 1],
    [reply([{ ...one, dfsAlternatePath: '\\A~1\\b' }]), 'NotUniform', 'DFSAlternatePath', 0],
    [reply([one, { ...other, versionNumber: 3 }]), 'NotUniform', 'VersionNumber', 1],
    [reply([one, { ...other, size: 18 }]), 'NotUniform', 'Size', 1],
    [reply([list(34, 4)[0], one]), 'NotUniform', 'ReferralEntryFlags', 1],
    [reply([{ ...one, serviceSiteGuid: '07'.repeat(16) }]), 'NotUniform', 'ServiceSiteGuid', 0],
    [reply([{ ...one, versionNumber: 5 }]), 'UnsupportedVersion', 'VersionNumber', null],
    [reply([one, other].map((entry) => ({ ...entry, networkAddress: '\\t\\'.padEnd(40000, 'x') }))), 'TooLarge', 'NetworkAddressOffset', 1],
    [{ kind: 'smb1-trans2-response-body', totalDataCount: 4, message: replies[1] }, 'PastTotal', 'DataDisplacement', null],
  ];
  for (const [message, kind, field, entry] of refused) {
    const encoded = encode(message);
    assert.equal(encoded.ok, false, kind);
    assert.equal(encoded.error.kind, kind, JSON.stringify(encoded));
    if (field !== null) assert.deepEqual([encoded.error.field, encoded.error.entry], [field, entry]);
    assert.match(encoded.error.message, /^[A-Z]\w+ .*[a-z0-9]$/);
  }
  assert.equal(encode(reply([one, { ...other, timeToLive: 1 }])).error.message, 'TimeToLive of entry 1 is not that of the first entry, or none that such a reply can have');
});

test('a mistake in a program throws', () => {
  const [request, reply] = [requests[1], replies[4]];
  const [entry] = reply.entries;
  const { dfsPath: _, ...pathless } = entry;
  const wrong = [
    { ...reply, entries: undefined },
    { ...reply, entries: [null] },
    { ...reply, entries: [pathless] },
    { ...reply, entries: [entry, pathless] },
    { ...reply, entries: [{ ...entry, size: 22 }] },
    { ...reply, entries: [{ ...entries[1][0], shareName: undefined, networkAddress: '\\t\\d' }] },
    { kind: 'smb1-trans2-secondary-body', totalParameterCount: 4, parameterDisplacement: 0, message: 'abcd' },
    { kind: 'smb2-ioctl-request-body', maxOutputResponse: 1, ex: false, message: requests.at(-1) },
    { kind: 'smb2-ioctl-request-body', maxOutputResponse: 1, message: reply },
    { kind: 'smb2-ioctl-response-body', message: request },
  ];
  for (const message of [...wrong, {}, { kind: 'reply' }, { ...requests[0], requestFileName: undefined }, { ...requests[0], maxReferralLevel: 1.5 }, { ...requests[0], maxReferralLevel: -1 }]) {
    assert.throws(() => encode(message), TypeError, JSON.stringify(message));
  }
  assert.throws(() => decode('00'), TypeError);
  for (const wrong of [new Uint16Array(4), new Int8Array(4), new ArrayBuffer(4), [0, 1], null, undefined]) assert.throws(() => decode(wrong), TypeError);
  assert.throws(() => decode(new Uint8Array(4), { as: 'reply' }), TypeError);
});

test('what was captured comes back, byte for byte where it is laid out as by Windows', () => {
  const random = chance(3);
  let [same, all] = [0, 0];
  const bytes = captured.flatMap(({ request, response }) => [request, response]).concat(drawn.map(({ text }) => parseDump(text).bytes));
  for (const source of bytes.flatMap((bytes) => [bytes, ...Array.from({ length: 20 }, () => mutated(bytes, random))])) {
    const decoded = decode(source);
    const message = toMessage(decoded);
    if (message === null) continue;
    const encoded = encode(message);
    if (!encoded.ok) {
      // Only what no value can say: each place has its own time, path, size, or a text with a NUL inside.
      assert(message.kind === 'response' && ['NotUniform', 'TooLarge', 'NoPlace', 'UnsupportedVersion'].includes(encoded.error.kind), JSON.stringify([message, encoded.error]));
      continue;
    }
    const again = toMessage(decode(encoded.bytes, { as: message.oem ? 'oem-request' : message.kind }));
    assert.deepEqual(again, message, hex(source));
    all += 1;
    same += hex(encoded.bytes) === hex(source) ? 1 : 0;
  }
  assert(all > 3000 && same > 1500, `${same} of ${all}`);
});
