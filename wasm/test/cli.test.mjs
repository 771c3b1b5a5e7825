// `npx dfsc`, as a person or a script runs it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { pasted } from './inputs.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));
const { bin, version } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
const reply = pasted.find(({ name }) => name === 'dumps/same-reply/smb2/tcpdump-X.txt').text;

function dfsc(args, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, bin.dfsc), ...args], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** What the example `inspect` of the crate prints. */
function native(args, input = '') {
  return spawnSync(process.env.DFSC_INSPECT, args, { input, encoding: 'utf8' });
}

const REQUEST = '04005c007300720076005c006400660073000000';

test('a tree of a request', () => {
  const { status, stdout, stderr } = dfsc([REQUEST]);
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(
    stdout,
    [
      'read most likely as hex stream',
      'taken most likely as request, because a path can stand at byte 2, and no entry stands at byte 8',
      '',
      'request',
      '  REQ_GET_DFS_REFERRAL         0..20  [MS-DFSC] 2.2.2',
      '    MaxReferralLevel           0..2        4',
      '    RequestFileName            2..20       "\\\\srv\\\\dfs"',
      '',
    ].join('\n'),
  );
});

test('standard input, and bytes that a shell took apart', () => {
  const { stdout } = dfsc([REQUEST]);
  assert.equal(dfsc(['-'], REQUEST).stdout, stdout);
  assert.equal(dfsc([], REQUEST).stdout, stdout);
  assert.match(dfsc(REQUEST.match(/../g)).stdout, /RequestFileName +2\.\.20/);
});

test('lines of JSON, and exit codes, are those of the example of the crate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    const files = pasted.slice(0, 60).map(({ text }, number) => {
      const file = join(folder, `${number}`);
      writeFileSync(file, text);
      return file;
    });
    for (const args of [...files.map((file) => [file]), ['--as', 'response', REQUEST], ['--format', 'base64', 'AACC'], ['--request', REQUEST, files[0]], ['no such file'], ['no such file '.repeat(9)], ['']]) {
      const [ours, theirs] = [dfsc(['--json', ...args]), native(['--json', ...args])];
      assert.equal(ours.status, theirs.status, String(args));
      const [lines, expected] = [ours.stdout, theirs.stdout].map((text) => text.trimEnd().split('\n').map((line) => JSON.parse(line)));
      assert.deepEqual(lines, expected, String(args));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a reply in a carrier, with what is to be said of it', () => {
  const { status, stdout } = dfsc(['-'], reply);
  assert.equal(status, 0);
  for (const line of [/^read as tcpdump -X, /m, /^response in ipv4, tcp, nbss, smb2-ioctl, STATUS_SUCCESS$/m, / DFSPathOffset +188\.\.190 +68 \(0x44\) -> 244\.\.284$/m, /^note: .* \(compat-version-3, \[MS-DFSC\] 2\.2\.5\.3\)$/m]) {
    assert.match(stdout, line);
  }
});

test('what is wrong is told by the exit code', () => {
  assert.equal(dfsc([REQUEST.slice(0, 2)]).status, 1);
  assert.equal(dfsc(['nothing of the kind']).status, 2);
  assert.match(dfsc(['nothing of the kind']).stderr, /^dfsc: nothing of the kind: no such file, and as text: /);
  for (const args of [['--request', tmpdir()], ['--as', 'reply'], ['--format', 'pdf'], ['--wrong'], ['--request', 'ff']]) {
    const { status, stderr } = dfsc([...args, REQUEST]);
    assert.deepEqual([status, stderr.endsWith('; try --help\n')], [2, true], String(args));
  }
});

test('a terminal is told nothing that it would obey', () => {
  const text = '\\\x1b[2J\u202e\u00ad\u2060\ud800'.split('').map((unit) => unit.charCodeAt(0));
  const hex = [4, ...text, 0].map((unit) => unit.toString(16).padStart(4, '0').replace(/(..)(..)/, '$2$1')).join('');
  for (const args of [[], ['--json']]) {
    const { stdout } = dfsc([...args, hex]);
    assert.match(stdout, /\\u001b\[2J\\u202e\\u00ad\\u2060\\ud800/);
    assert.doesNotMatch(stdout, /[\x1b\u202e\u00ad\u2060\ufffd]/);
  }
});

test('a request that is told may be in UTF-16, in words, or empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dfsc-'));
  try {
    const file = join(folder, 'request');
    for (const content of [Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(`${REQUEST}\r\n`, 'utf16le')]), '0004 005c 0073 0072 0076 005c 0064 0066 0073 0000', '']) {
      writeFileSync(file, content);
      const args = ['--json', '--request', file, '-'];
      assert.deepEqual([dfsc(args, reply).status, JSON.parse(dfsc(args, reply).stdout)], [0, JSON.parse(native(args, reply).stdout)]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('help and version', () => {
  assert.match(dfsc(['--help']).stdout, /^usage: dfsc /m);
  assert.equal(dfsc(['--version']).stdout, `${version}\n`);
});
