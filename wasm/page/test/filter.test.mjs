// The filters are those of Wireshark, which has the last word: `tshark` must find each packet by each of its fields.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { decode, encode, readInput } from 'dfsc';
import { captured, drawn } from '../../test/inputs.mjs';
import { load } from './module.mjs';

const { displayFilter } = await load('filter.ts');

const little = (...words) => words.flatMap((word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]);
const big = (...halves) => halves.flatMap((half) => [half >> 8, half & 0xff]);

/** An SMB2 message: flags 1 is a reply, 3 an asynchronous one. */
const smb2 = (flags, body, status = 0) =>
  [...little(0x424d53fe, 0x10040, status, 0x1000b, flags, 0, 7, 0, 0x1234, 5, 0x89abcdef, 0x76543210), ...new Array(16).fill(0), ...body];

/** Messages that nobody captured: of all structures that Wireshark knows. */
function crafted() {
  // Wireshark looks for a GUID in short entries of version 3 too, and for the next entry behind it.
  const isShort = ({ fields }) => fields.some(({ name, value, section }) => name === 'Size' && value === 18 && section === '[MS-DFSC] 2.2.5.3.1');
  const replies = drawn.map(({ text }) => readInput(text)).filter((reading) => reading.ok && !isShort(reading.packets[0]));
  const bare = replies.map(({ dump, packets: [first] }) => ({ kind: first.kind, isBare: first.carrier.length === 0, bytes: dump.bytes }));
  const found = bare.filter(({ kind, isBare }) => isBare && (kind === 'request' || kind === 'response'));
  const carried = found.map(({ kind, bytes: message }) => {
    const isReply = kind === 'response';
    const encoded = encode(isReply ? { kind: 'smb2-ioctl-response-body', message } : { kind: 'smb2-ioctl-request-body', maxOutputResponse: 4096, message });
    assert(encoded.ok);
    return { isReply, bytes: smb2(Number(isReply), encoded.bytes) };
  });
  const error = [9, 0, 0, 0, 1, 0, 0, 0, 0x21];
  const dosError = [...little(0x424d53ff), 0x32, 2, 0, 5, 0, 0x88, ...big(0x0180), ...new Array(12).fill(0), 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0];
  const encrypted = [...little(0x424d53fd), ...Array.from({ length: 32 }, (_, at) => at), ...little(16), 0, 0, 1, 0, ...little(5, 6), ...new Array(16).fill(0xee)];
  const compressed = [...little(0x424d53fc, 300), 1, 0, 0, 0, ...little(8), ...new Array(24).fill(0xcc)];
  const replied = [smb2(3, error, 0x103), smb2(1, error, 0xc0000225), dosError, encrypted, compressed].map((bytes) => ({ isReply: true, bytes }));
  return [...carried, ...replied];
}

/** IP packets: each message behind TCP on port 445, the messages of an exchange on one connection. */
function packets() {
  const whole = (hex, isReply) => (hex ?? []).map((message) => ({ isReply, bytes: [...Buffer.from(message, 'hex')] }));
  const exchanges = captured.map((capture) => [...whole(capture.request_messages, false), ...whole(capture.response_messages, true)]);
  return [...exchanges, ...crafted().map((message) => [message])].flatMap((messages, number) => {
    const sent = [1, 1];
    return messages.map(({ isReply, bytes }) => {
      const [server, client] = [{ host: 1, port: 445 }, { host: 2, port: 20000 + number }];
      const [from, to] = isReply ? [server, client] : [client, server];
      const tcp = [...big(from.port, to.port, 0, sent[+isReply], 0, sent[+!isReply]), 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0];
      sent[+isReply] += bytes.length + 4;
      const [ip, length] = [[0x45, 0], 44 + bytes.length];
      return [...ip, ...big(length), 0, 0, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, from.host, 192, 0, 2, to.host, ...tcp, 0, 0, ...big(bytes.length), ...bytes];
    });
  });
}

const pcap = (packets) =>
  Uint8Array.from([...little(0xa1b2c3d4, 0x40002, 0, 0, 0x40000, 101), ...packets.flatMap((packet, number) => [...little(0, number, packet.length, packet.length), ...packet])]);

/** Each field of a packet with its structure and filter. */
function filters(bytes) {
  const first = decode(Uint8Array.from(bytes));
  return [first, ...first.others].flatMap((message) => {
    let structure = null;
    return message.fields.flatMap((field) => {
      if (field.depth === 0) structure = null;
      if (field.type === 'structure') structure = field.name;
      return field.type === 'structure' ? [] : [{ structure, field, filter: displayFilter(field, message, structure) }];
    });
  });
}

test('what each filter looks like', () => {
  const told = (field, structure, fields = []) => displayFilter({ start: 0, end: 2, depth: 1, section: '', ...field }, { fields }, structure);
  const text = (value, more) => told({ name: 'DFSPath', type: 'text', value, ...more }, 'DFS_REFERRAL_V4');
  assert.equal(text('\\a\\b "c"'), 'smb.dfs.referral.path == "\\\\a\\\\b \\"c\\""');
  assert.equal(text(''), 'smb.dfs.referral.path == ""');
  // Of what does not show, or what versions of Wireshark read in their own ways, nothing is in the filter.
  assert.equal(text('\\srv\\r\u202egpj'), 'smb.dfs.referral.path contains "\\\\srv\\\\r"');
  assert.equal(text('\n\ud800\u65e5'), 'smb.dfs.referral.path');
  assert.equal(text(null), 'smb.dfs.referral.path');
  const reply = [{ name: 'RESP_GET_DFS_REFERRAL', type: 'structure', start: 1, end: 90 }];
  assert.equal(told({ name: 'DFSPath', type: 'text', value: 'a', start: 50 }, 'DFS_REFERRAL_V4', reply), 'smb.dfs.referral.path');
  assert.equal(told({ name: 'DFSPath', type: 'text', value: 'a', start: 51 }, 'DFS_REFERRAL_V4', reply), 'smb.dfs.referral.path == "a"');

  const bytes = (name, value, structure) => told({ name, type: 'bytes', value }, structure);
  assert.equal(bytes('MessageId', 'ffffffffffffffff', 'SMB2_HEADER'), 'smb2.msg_id == 18446744073709551615');
  assert.equal(bytes('SessionId', '0100000000000080', 'SMB2_HEADER'), 'smb2.sesid == 0x8000000000000001');
  assert.equal(bytes('FileId', '000102030405060708090a0b0c0d0e0f', 'SMB2_IOCTL_REQUEST'), 'smb2.fid == 03020100-0504-0706-0809-0a0b0c0d0e0f');
  assert.equal(bytes('ErrorData', '', 'SMB2_ERROR_RESPONSE'), 'smb2.error.data');
  const ethernet = '0a0b0c0d0e0f0102030405060800';
  assert.equal(bytes('Ethernet header', ethernet, null), 'eth.src == 01:02:03:04:05:06 && eth.dst == 0a:0b:0c:0d:0e:0f');
  const ipv6 = `6000000000000640${'20010db8'.padEnd(32, '0')}${'fe80'.padEnd(31, '0')}1`;
  assert.equal(bytes('IPv6 header', ipv6, null), 'ipv6.src == 2001:0db8:0000:0000:0000:0000:0000:0000 && ipv6.dst == fe80:0000:0000:0000:0000:0000:0000:0001');

  const number = (name, value, structure, end = 4) => told({ name, type: 'number', value, end }, structure);
  assert.equal(number('ReferralHeaderFlags', 0xfffe0003, 'RESP_GET_DFS_REFERRAL'), 'smb.dfs.flags == 0x3');
  assert.equal(number('CtlCode', 0x60194, 'SMB2_IOCTL_REQUEST'), 'smb2.ioctl.function == 0x60194');
  assert.equal(number('TimeToLive', 0xffffffff, 'DFS_REFERRAL_V2'), 'smb.dfs.referral.ttl == 4294967295');
  assert.equal(number('MaxReferralLevel', 4, 'REQ_GET_DFS_REFERRAL_EX'), null);
  assert.equal(number('Reserved', 0, 'SMB2_IOCTL_REQUEST'), null);
  assert.equal(told({ name: 'SMB2_HEADER', type: 'structure', value: null }, 'SMB2_HEADER'), null);
});

test('tshark finds every packet by every field', () => {
  const all = packets();
  const asked = new Map();
  all.forEach((packet, number) => {
    for (const { structure, field, filter } of filters(packet)) {
      // Wireshark takes no entry for one whose version it does not know, and stops.
      if (filter !== null && structure !== 'DFS_REFERRAL') asked.set(`${structure}.${field.name}: ${filter}`, { filter, number: number + 1 });
    }
  });
  const list = [...asked];
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    writeFileSync(join(folder, 'x.pcap'), pcap(all));
    // Somebody's own preferences may change what it reads.
    const env = { ...process.env, LC_ALL: 'C.UTF-8', WIRESHARK_CONFIG_DIR: folder };
    const taps = list.flatMap(([, { filter, number }]) => ['-z', `io,stat,0,(${filter}) && frame.number == ${number}`]);
    const ran = spawnSync('tshark', ['-q', '-r', join(folder, 'x.pcap'), ...taps], { env, encoding: 'utf8', maxBuffer: 2 ** 28 });
    assert(ran.error?.code !== 'ENOENT', 'this test needs the program tshark, of Wireshark: install it');
    assert.equal(ran.status, 0, ran.stderr);
    // The tables come in the other order.
    const counts = [...ran.stdout.matchAll(/<>\s*\S+\s*\|\s*(\d+)\s*\|/g)].map(([, count]) => Number(count)).reverse();
    assert.equal(counts.length, list.length);
    assert(list.length > 1000, `only ${list.length}`);
    assert.deepEqual(list.filter((_, at) => counts[at] !== 1).map(([said, { number }]) => `${said} in packet ${number}`), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
