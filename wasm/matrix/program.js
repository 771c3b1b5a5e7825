// What each row of `cargo xtask matrix` runs: what it says must be `expected.json`.

const REPLY =
  '3e00010002000000030022000000000008070000220062' +
  '00a20000000000000000000000000000000000' +
  '5c0063006f006e0074006f0073006f002e006500780061006d0070006c0065005c007000750062006c00690063005c007200650070006f007200740073000000'.repeat(2) +
  '5c006600730031002e0063006f006e0074006f0073006f002e006500780061006d0070006c0065005c007200650070006f007200740073000000';
const XXD = '00000000: 0400 5c00 6300 6f00 6e00 7400 6f00 7300  ..\\.c.o.n.t.o.s.\n00000010: 6f00 0000                                o...\n';

const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** One line of JSON. */
export function program({ decode, encode, formatDump, parseDump }) {
  const reply = fromHex(REPLY);
  const decoded = decode(reply, { as: 'response' });
  const value = (name) => decoded.fields.find((field) => field.name === name)?.value;
  // A bit that means nothing.
  const wrong = fromHex(`3e00010012${REPLY.slice(10)}`);
  const bytes = encode({ kind: 'request', maxReferralLevel: 4, requestFileName: '\\contoso' }).bytes;
  const dump = parseDump(XXD);
  return JSON.stringify({
    complete: decoded.complete,
    pathConsumed: value('PathConsumed'),
    networkAddress: value('NetworkAddress'),
    findings: decode(wrong, { as: 'response' }).findings.map((finding) => finding.code),
    request: toHex(bytes),
    dump: dump.ok && [dump.shape, toHex(dump.bytes)],
    hex: formatDump(bytes, 'hex').trim(),
    bad: decode(reply.subarray(0, 43), { as: 'response' }).error?.kind,
    none: parseDump('no dump at all, zzz').ok,
  });
}
