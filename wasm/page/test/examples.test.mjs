// Every example shows what its lesson says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, parseDump, readInput } from 'dfsc';
import { FIELDS, STRUCTURES } from 'dfsc/tables';
import { captured, drawn } from '../../test/inputs.mjs';
import { load } from './module.mjs';

// Before anything is read here, so that the first module that is compiled counts.
let compiled = 0;
WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: (Module, args) => ((compiled += 1), new Module(...args)) });

const { EXAMPLES } = await load('examples.ts');
const compiledAtLoad = compiled;

const toHex = (bytes) => Buffer.from(bytes).toString('hex');
const framed = (smb) => (smb.length / 2).toString(16).padStart(8, '0') + smb;
const utf16 = (text) => Buffer.from(`${text}\0`, 'utf16le');
const request = (level, path) => toHex([level, 0, ...utf16(path)]);

/** A capture by the number that its name begins with. */
function capture(number) {
  const [one, ...more] = captured.filter(({ name }) => name.startsWith(`${number}-`));
  assert(one && more.length === 0, number);
  return one;
}

/** All SMB messages of a capture, each behind its length. */
const exchange = (number) => [...capture(number).request_messages, ...capture(number).response_messages].map(framed).join('');
const response = (number) => toHex(capture(number).response);
const responses = new Set(captured.map(({ response }) => toHex(response)));
const exchanges = new Set(captured.map(({ request_messages, response_messages }) => [...request_messages, ...response_messages].map(framed).join('')));
/** The bytes of a message that was drawn by hand. */
const vector = (name) => toHex(parseDump(drawn.find((one) => one.name === `vectors/${name}.hex`).text).bytes);

/** All values of a field, in order. */
const all = (message, field) => message.fields.filter(({ name }) => name === field).map(({ value }) => value);
/** What the offsets of these names refer to. */
const places = (message, field) => message.fields.filter(({ name }) => name === field).map(({ refers_to: place }) => place?.join());
const field = (message, field) => message.fields.find(({ name }) => name === field);

const structures = (message) => message.fields.filter(({ type }) => type === 'structure').map(({ name }) => name);

const NAMES = [...new Set([...FIELDS, ...STRUCTURES])];

const SMB2 = ['nbss', 'smb2-ioctl'];
const SMB1 = ['nbss', 'smb1-trans2'];

/** A message: its kind, and what differs from one that is bare, whole and without findings. */
const message = (kind, { carrier = [], status = null, codes = [], error = null } = {}) => ({ kind, carrier, status, codes, error });
const summary = ({ kind, carrier, status, findings, error }) => ({
  kind,
  carrier: [...carrier],
  status: status?.name ?? null,
  codes: findings.map(({ code, severity }) => `${severity} ${code}`),
  error: error === null ? null : `${error.kind} ${error.field} ${error.offset}`,
});

const V3 = 'note compat-version-3';
const link1 = '\\127.0.0.1\\dfs\\link1';
const reports = '\\contoso.example\\public\\reports';

/** By id: the names in the lesson that are not in the message, the shape, the bytes if they stand elsewhere too, the messages of all packets, and what else the lesson says. */
const expected = {
  'link-exchange': {
    shape: 'hex',
    bytes: exchange('1796'),
    messages: [
      message('request', { carrier: SMB2 }),
      message('response', { carrier: SMB2, status: 'STATUS_SUCCESS', codes: [V3] }),
    ],
    says([asked, reply]) {
      assert.deepEqual([all(reply, 'PathConsumed'), all(reply, 'NetworkAddress')], [[40], ['\\serverA\\share', '\\serverB\\share']]);
      assert.equal(all(asked, 'RequestFileName')[0].slice(20), '\\hello.txt');
    },
  },
  'root-in-a-mail': {
    shape: 'linux-4',
    bytes: response('0013'),
    messages: [message('response', { codes: [V3] })],
    says([reply], { dump: { bytes } }, { text }) {
      assert.deepEqual([all(reply, 'ServerType'), all(reply, 'ReferralHeaderFlags')], [[1], [3]]);
      assert(text.split('\n').slice(0, -1).every((line) => line.startsWith('>')));
      const [word] = /(?<=00000000: )\w{8}/.exec(text);
      assert.deepEqual(Buffer.from(word, 'hex').reverse(), Buffer.from(bytes.subarray(0, 4)));
    },
  },
  sysvol: {
    shape: 'samba',
    bytes: response('1809'),
    messages: [message('response')],
    says([reply]) {
      assert.deepEqual([all(reply, 'VersionNumber'), all(reply, 'ReferralEntryFlags')], [[4, 4], [4, 0]]);
      assert.deepEqual(all(reply, 'NetworkAddress'), ['\\DC2\\SYSVOL', '\\DC1\\SYSVOL']);
      assert.deepEqual(all(reply, 'DFSPath'), ['\\DFSLAB\\SYSVOL', '\\DFSLAB\\SYSVOL']);
      const versions = captured.filter(({ status_name }) => status_name === 'OK').filter(({ response }) => response[8] === 4);
      assert(versions.length > 5 && versions.every(({ request }) => /sysvol|netlogon/i.test(Buffer.from(request).toString('utf16le'))));
    },
  },
  smb1: {
    shape: 'wireshark',
    bytes: exchange('0544'),
    packets: 2,
    messages: [
      message('request', { carrier: SMB1, codes: ['must not-unicode'] }),
      message('response', { carrier: SMB1, status: 'STATUS_SUCCESS' }),
    ],
    says([asked, reply]) {
      assert.deepEqual([all(asked, 'RequestFileName'), field(asked, 'RequestFileName').oem], [[link1], true]);
      // What the offsets of both refer to.
      const inside = (message, offset, name) => {
        const [{ refers_to: [start, end] }, text] = [field(message, offset), field(message, name)];
        return start < text.start && text.end <= end;
      };
      assert(inside(asked, 'ParameterOffset', 'RequestFileName') && inside(reply, 'DataOffset', 'DFSPath'));
      assert.deepEqual([all(reply, 'DFSPath'), field(reply, 'DFSPath').oem], [[link1], undefined]);
    },
  },
  'target-sets': {
    shape: 'xxd',
    bytes: vector('v4-link-two-sets'),
    messages: [message('response')],
    says([reply]) {
      assert.deepEqual([all(reply, 'ReferralEntryFlags'), all(reply, 'ReferralHeaderFlags')], [[4, 0, 4], [6]]);
      assert.deepEqual(all(reply, 'DFSPath'), [reports, reports, reports]);
      assert.equal(new Set(places(reply, 'DFSPathOffset')).size, 1);
    },
  },
  'forty-controllers': {
    shape: 'windbg',
    messages: [message('response')],
    says([reply]) {
      assert.deepEqual([all(reply, 'NumberOfReferrals'), all(reply, 'NumberOfExpandedNames'), all(reply, 'SpecialName')], [[1], [40], ['\\contoso.example']]);
      const names = reply.fields.filter(({ name }) => name === 'ExpandedName');
      assert.deepEqual(names.map(({ value }) => value), Array.from({ length: 40 }, (_, at) => `\\dc${at < 9 ? 0 : ''}${at + 1}.contoso.example`));
      assert.equal(field(reply, 'ExpandedNameOffset').refers_to[0], names[0].start);
      // The field has the text, and two bytes of NUL stand before the next one.
      const gaps = names.slice(1).map(({ start }, at) => start - names[at].start - 2 * names[at].value.length);
      assert.deepEqual(gaps, new Array(39).fill(2));
    },
  },
  domains: {
    shape: 'go',
    bytes: vector('v3-domain-18'),
    messages: [message('response')],
    says([reply]) {
      assert.deepEqual([all(reply, 'SpecialName'), all(reply, 'NumberOfExpandedNames')], [['\\CONTOSO', '\\contoso.example'], [0, 0]]);
      assert.deepEqual(structures(reply).slice(1), new Array(2).fill('DFS_REFERRAL_V3_NAME_LIST'));
      assert.deepEqual(all(reply, 'ExpandedName'), []);
    },
  },
  'version-1': {
    absent: ['DFSPath', 'TimeToLive'],
    shape: 'hexdump-c',
    messages: [message('response', { codes: ['note compat-version-1'] })],
    says([reply]) {
      assert.deepEqual(['TimeToLive', 'DFSPath', 'DFSPathOffset', 'Proximity'].flatMap((name) => all(reply, name)), []);
      assert.deepEqual([all(reply, 'ShareName'), all(reply, 'PathConsumed')], [['\\fs1.contoso.example\\public', '\\fs10.contoso.example\\public'], [46]]);
      assert.deepEqual(all(reply, 'ServerType'), [1, 1]);
      assert.match(reply.findings[0].message, /; [^;]*Linux 6\.17 find no target$/);
    },
  },
  interlink: {
    shape: 'c',
    bytes: vector('v4-interlink'),
    messages: [message('response')],
    says([reply]) {
      assert.deepEqual([all(reply, 'ReferralHeaderFlags'), all(reply, 'NetworkAddress')], [[1], ['\\fabrikam.example\\tools']]);
      assert.notEqual(all(reply, 'DFSPath')[0].split('\\')[1], 'fabrikam.example');
    },
  },
  'extended-refused': {
    shape: 'hex',
    bytes: exchange('0408'),
    messages: [message('request-ex', { carrier: SMB2 }), message('error-reply', { carrier: SMB2, status: 'STATUS_FS_DRIVER_REQUIRED' })],
    says([asked]) {
      assert.deepEqual([all(asked, 'SiteName'), all(asked, 'CtlCode')], [['Default-First-Site-Name'], [0x601b0]]);
    },
  },
  overflow: {
    shape: 'hex',
    bytes: exchange('0378'),
    messages: [
      message('request', { carrier: SMB2 }),
      message('response', {
        carrier: SMB2,
        status: 'STATUS_BUFFER_OVERFLOW',
        codes: ['error cut-off', ...new Array(3).fill('error offset-past-end')],
        error: 'OffsetPastEnd DFSPathOffset 304',
      }),
    ],
    says([asked, reply]) {
      assert.deepEqual([all(asked, 'MaxOutputResponse'), all(reply, 'OutputCount')], [[42], [42]]);
      assert.equal(response('0378'), response('0011').slice(0, 84));
    },
  },
  encrypted: {
    shape: 'python',
    messages: [message('encrypted', { carrier: ['smb2-transform'], codes: ['note encrypted'] })],
    says([sealed], { dump: { bytes } }) {
      assert.deepEqual(structures(sealed), ['SMB2_TRANSFORM_HEADER']);
      assert.deepEqual([bytes.length, sealed.unclaimed], [60, [[52, 60]]]);
      assert(sealed.fields.every(({ end }) => end <= 52));
    },
  },
  'offset-past-end': {
    shape: 'hex',
    messages: [message('response', { codes: [V3, 'error offset-past-end'], error: 'OffsetPastEnd NetworkAddressOffset 58' })],
    says([reply], { dump: { bytes } }) {
      const second = reply.fields.filter(({ name }) => name === 'DFS_REFERRAL_V3')[1];
      assert.equal(second.start + all(reply, 'NetworkAddressOffset')[1], bytes.length);
      assert.deepEqual(all(reply, 'NetworkAddress'), ['\\fs1.contoso.example\\reports', '\\fs3.contoso.example\\reports']);
      assert.deepEqual(reply.unclaimed.map((span) => toHex(bytes.subarray(...span))), [toHex(utf16('\\fs2.contoso.example\\reports'))]);
    },
  },
  truncated: {
    absent: ['NetworkAddress'],
    shape: 'hexdump',
    bytes: response('0011').slice(0, -16),
    messages: [message('response', { codes: [V3, 'error unterminated'], error: 'Unterminated NetworkAddress 126' })],
    says([reply], { dump: { bytes } }) {
      assert.deepEqual(all(reply, 'NetworkAddress'), []);
      assert.equal(Buffer.from(bytes.subarray(126)).toString('utf16le'), '\\127.0.0.1\\d');
      assert.equal(Buffer.from(capture('0011').response.subarray(126)).toString('utf16le'), '\\127.0.0.1\\data\0');
    },
  },
  'path-consumed-in-characters': {
    shape: 'hex',
    bytes: `14${response('0011').slice(2)}`,
    request: toHex(capture('0011').request),
    messages: [message('response', { codes: ['must path-consumed-in-units'] })],
    says([reply]) {
      const [consumed] = all(reply, 'PathConsumed');
      assert.deepEqual([consumed, link1.length, utf16(link1).length - 2], [20, 20, 40]);
      assert.equal(all(reply, 'NetworkAddress')[0] + link1.slice(consumed / 2), '\\127.0.0.1\\data\\dfs\\link1');
    },
  },
  'entries-overlap': {
    shape: 'format-hex',
    bytes: vector('broken-size-overlap'),
    messages: [message('response', { codes: ['error entries-overlap'], error: 'EntriesOverlap Size 10' })],
    says([reply], { dump: { bytes } }) {
      assert.deepEqual([all(reply, 'Size'), all(reply, 'NumberOfReferrals')], [[16], [2]]);
      assert.deepEqual(reply.unclaimed, [[16, bytes.length]]);
    },
  },
  'version-above-level': {
    shape: 'hex',
    request: request(3, link1),
    messages: [message('response', { codes: ['must version-above-level'] })],
    says([reply]) {
      assert.deepEqual(all(reply, 'VersionNumber'), [4]);
      assert.match(reply.findings[0].message, /allows 3 at most.*libsmbclient 4\.17.*crashes/);
    },
  },
  'names-of-strangers': {
    shape: 'base64',
    messages: [message('response', { codes: ['must lone-surrogate'] })],
    says([reply]) {
      const names = ['<img src=x onerror=alert(1)>', '\u202egpj.exe', '\x1b[2J\x07', '\ud83d'];
      assert.deepEqual(all(reply, 'NetworkAddress'), names.map((name, at) => `\\fs${at + 1}\\${name}`));
      assert.equal(2 * all(reply, 'DFSPath')[0].length, all(reply, 'PathConsumed')[0]);
      assert.equal(new Set(all(reply, 'DFSPath')).size, 1);
      const last = reply.fields.findLast(({ name }) => name === 'NetworkAddress');
      assert(last.start <= reply.findings[0].start && reply.findings[0].end <= last.end);
    },
  },
  loop: {
    shape: 'rust',
    messages: [message('response', { codes: ['note target-in-path'] })],
    says([reply]) {
      const [[path], [target]] = [all(reply, 'DFSPath'), all(reply, 'NetworkAddress')];
      assert(target.startsWith(`${path}\\`) && 2 * path.length === all(reply, 'PathConsumed')[0]);
      assert.match(reply.findings[0].message, /smbprotocol 1\.17 does so without end/);
    },
  },
  worst: {
    shape: 'hex',
    messages: [message('response', { codes: ['note text-withheld'] })],
    says([reply], { dump: { bytes } }) {
      assert.equal(bytes.length, 56 * 1024);
      const names = reply.fields.filter(({ name }) => name === 'SpecialName');
      const long = names[0].value.length * 2;
      assert.deepEqual([names.length, new Set(names.map(({ start }) => start)).size], [1592, 1]);
      assert.equal(Math.round((names.length * long) / 1e6), 46);
      const listed = names.filter(({ value }) => value !== null).length;
      assert(listed * long <= 16 * bytes.length && 16 * bytes.length < (listed + 1) * long, `${listed}`);
      assert.match(reply.findings[0].message, /more than 16 times the message$/);
    },
  },
};

test('there are twenty, which differ', () => {
  assert.equal(EXAMPLES.length, 20);
  for (const key of ['id', 'title', 'lesson', 'text']) assert.equal(new Set(EXAMPLES.map((example) => example[key])).size, 20, key);
  assert.deepEqual(EXAMPLES.map(({ id }) => id), Object.keys(expected));
  // Those of a group stand together.
  const groups = EXAMPLES.map(({ group }) => group);
  assert.equal(groups.filter((group, at) => group !== groups[at - 1]).length, new Set(groups).size);
  assert(new Set(groups).size >= 3 && new Set(groups).size <= 5);
});

test('titles are short, and lessons are sentences', () => {
  for (const { id, title, lesson } of EXAMPLES) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert(title.length < 42 && !title.endsWith('.'), title);
    assert(lesson.length <= 160, lesson);
    // A stop at the end, and none before it that ends a sentence.
    assert.match(lesson, /^[A-Z](?:[^.!?]|\.(?=\S))*[^.!?]\.$/);
  }
});

test('nothing is compiled before a text is asked for', () => {
  assert.equal(compiledAtLoad, 0);
  assert(EXAMPLES.find(({ id }) => id === 'sysvol').text.length > 0 && compiled > 0);
});

for (const { id, group, lesson, text, request } of EXAMPLES) {
  test(`${id} shows what its lesson says`, () => {
    const { absent = [], shape, bytes, packets = 1, request: asked, messages, says } = expected[id];
    const box = request === undefined ? undefined : parseDump(request);
    assert.equal(box && toHex(box.bytes), asked);
    const reading = readInput(text, { request: box?.bytes });
    assert(reading.ok);
    assert.equal(reading.dump.shape, shape);
    assert.equal(reading.packets.length, packets);
    assert.deepEqual(reading.dump.notes.filter(({ warning }) => warning), []);
    if (bytes !== undefined) assert.equal(toHex(reading.dump.bytes), bytes);
    assert(group !== 'Captured' || responses.has(bytes) || exchanges.has(bytes), 'what is said to be captured was');
    const told = reading.packets.flatMap((packet) => [packet, ...packet.others]);
    assert.deepEqual(told.map(summary), messages);
    const names = new Set([...told, ...(box ? [decode(box.bytes)] : [])].flatMap(({ fields }) => fields.map(({ name }) => name)));
    assert.deepEqual(NAMES.filter((name) => lesson.match(/\w+/g).includes(name) && !names.has(name)).sort(), absent);
    says(told, reading, { text });
  });
}

test('a request is in the second box where it matters', () => {
  assert.equal(EXAMPLES.filter(({ request }) => request !== undefined).length, 2);
  for (const { id, text, request } of EXAMPLES.filter(({ request }) => request !== undefined)) {
    const [alone, judged] = [undefined, parseDump(request).bytes].map((request) => readInput(text, { request }).packets[0]);
    assert.equal(judged.kind, 'response', id);
    assert.notDeepEqual({ ...alone, guesses: [] }, { ...judged, guesses: [] }, `${id} needs no request`);
  }
});
