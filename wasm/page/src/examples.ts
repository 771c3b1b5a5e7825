// What there is to begin with: twenty inputs, and what each of them shows. Captured ones are those of `tests/corpus`, byte for byte; the others
// were made by hand, some of them as `tests/vectors`. A test holds each to its lesson.

import { formatDump } from 'dfsc';
import type { PrintedShape } from 'dfsc';

/** An input to begin with. */
export interface Example {
  /** In links and tests: a few words with hyphens. */
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What is to be learnt from it: one sentence. */
  readonly lesson: string;
  /** As it is pasted. Some are drawn when they are asked for, which needs the WebAssembly. */
  readonly text: string;
  /** The request, for the second box, where the text has none and it matters. */
  readonly request?: string;
}

/** A number of so many bytes, as hex digits, the lowest byte first. */
function number(value: number, bytes: number): string {
  return bytes === 0 ? '' : (value & 0xff).toString(16).padStart(2, '0') + number(value >> 8, bytes - 1);
}

/** A text in UTF-16 with its NUL. */
function wide(text: string): string {
  let hex = '';
  for (let at = 0; at < text.length; at++) hex += number(text.charCodeAt(at), 2);
  return `${hex}0000`;
}

/**
 * A reply of version 3 or 4: its header and what its entries begin with, up to `TimeToLive`, as hex digits. The path stands in it twice, as Windows
 * writes it, or twice for each target, as Samba does.
 */
function reply(header: string, path: string, targets: readonly (readonly [entry: string, target: string])[], isShared = true): string {
  let [entries, strings] = ['', ''];
  targets.forEach(([entry, target], at) => {
    // From the start of this entry: the rest of the entries, and then the strings.
    const base = 34 * (targets.length - at);
    const paths = isShared ? 0 : strings.length / 2;
    if (!isShared || at === 0) strings += wide(path) + wide(path);
    entries += entry + [paths, paths + wide(path).length / 2, strings.length / 2].map((place) => number(base + place, 2)).join('') + '00'.repeat(16);
    strings += wide(target);
  });
  return header + entries + strings;
}

/** An SMB message behind its length on the connection. */
function framed(smb: string): string {
  return (smb.length / 2).toString(16).padStart(8, '0') + smb;
}

/** What differs between the headers of captured exchanges. */
interface Headers {
  readonly id: number;
  /** `TreeId` and `SessionId`. */
  readonly ids: string;
  readonly signatures: readonly [string, string];
  /** The lowest byte of `CtlCode`. */
  readonly code?: string;
  readonly most?: number;
  readonly status?: string;
}

/** A captured exchange over SMB2. */
function exchange(headers: Headers, request: string, response: string | null): string {
  const { id, ids, signatures, code = '94', most = 0xe000, status = '00000000' } = headers;
  const header = (status: string, flags: number, at: 0 | 1) =>
    `fe534d4240000100${status}0b000100${number(flags, 4)}00000000${number(id, 8)}00000000${ids}00000000${signatures[at]}`;
  const ioctl = `0000${code}010600${'ff'.repeat(16)}`;
  const asked = `3900${ioctl}78000000${number(request.length / 2, 4)}${'00'.repeat(12)}${number(most, 4)}0100000000000000`;
  const length = number((response ?? '').length / 2, 4);
  const answered = response === null ? '090000000000000000' : `3100${ioctl}700000000000000070000000${length}${'00'.repeat(8)}${response}`;
  return `${framed(header('00000000', 8, 0) + asked + request)}\n${framed(header(status, 9, 1) + answered)}`;
}

/** Bytes as a tool shows them. */
function drawn(hex: string, shape: PrintedShape): string {
  return formatDump(Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16)), shape);
}

const [V3, V4, SET] = ['0300220000000000', '0400220000000000', '0400220000000400'];
/** Times to live: those of Samba, of a SYSVOL reply, of a link on Windows. */
const [SAMBA, SYSVOL, LINK] = ['58020000', '84030000', '08070000'];
const NAME_LIST = '0300120000000200';

const link1 = '\\127.0.0.1\\dfs\\link1';
/** The reply of the capture 0011, of another version or with another `PathConsumed`. */
const link = (entry: string, consumed = 40) => reply(`${number(consumed, 2)}010002000000`, link1, [[entry + SAMBA, '\\127.0.0.1\\data']]);
const askLink = `0300${wide(link1)}`;

const reports = '\\contoso.example\\public\\reports';
const fs = (number: number) => `\\fs${number}.contoso.example\\reports`;

export const EXAMPLES: readonly Example[] = [
  // 1796, of the client of a Rust crate.
  {
    id: 'link-exchange',
    group: 'Captured',
    title: 'A link with two targets, and its request',
    lesson: 'PathConsumed is 40 bytes: a client puts \\serverA\\share or \\serverB\\share in place of the first 20 characters, and keeps \\hello.txt.',
    text: exchange(
      { id: 0x87, ids: 'fdef5550afefc2c4', signatures: ['33e749999216a51dae13051e9ce757b3', 'aecae7f50a20e1b7ac5ed2c85c8871f4'], most: 0x2000 },
      `0400${wide('\\127.0.0.1\\dfs\\multi\\hello.txt')}`,
      reply('2800020002000000', '\\127.0.0.1\\dfs\\multi', [[V3 + SAMBA, '\\serverA\\share'], [V3 + SAMBA, '\\serverB\\share']], false),
    ),
  },
  // 0013; the mail is ours.
  {
    id: 'root-in-a-mail',
    group: 'Captured',
    title: 'A root reply from a kernel log in a mail',
    lesson: 'This log has words of four bytes, the lowest byte last; in order, they say ServerType 1, ReferralServers and StorageServers: a root target.',
    get text() {
      let line = 100;
      const dump = drawn(reply('1c00010003000000', '\\127.0.0.1\\dfs', [[`0300220001000000${SAMBA}`, '\\127.0.0.1\\dfs']]), 'linux-4');
      return `> what does this say?\n>\n${dump.replace(/^\[.*?\]/gm, () => `> [  812.004${line++}] CIFS:`)}`;
    },
  },
  // 1809, in the shape that `ndrdump --dump-data` has.
  {
    id: 'sysvol',
    group: 'Captured',
    title: 'A SYSVOL reply in a dump by Samba',
    lesson: 'Samba sends version 4 only for SYSVOL and NETLOGON; TargetSetBoundary is on the first entry alone, so both controllers are one set.',
    get text() {
      return drawn(reply('1c00020002000000', '\\DFSLAB\\SYSVOL', [[SET + SYSVOL, '\\DC2\\SYSVOL'], [V4 + SYSVOL, '\\DC1\\SYSVOL']], false), 'samba');
    },
  },
  // 0544.
  {
    id: 'smb1',
    group: 'Captured',
    title: 'SMB1: a path in one-byte characters',
    lesson: 'Without SMB_FLAGS2_UNICODE the request, at ParameterOffset, has its path in one-byte characters; the reply, at DataOffset, is UTF-16 all the same.',
    get text() {
      const asked = 'ff534d423200000000180148000000000000000000000000e2018173a5daf2000f170000000000ffff000000000000000000001700440000000000010010001a0000000003005c3132372e302e302e315c6466735c6c696e6b3100';
      const answered = `ff534d423200000000880348000000000000000000000000e2018173a5daf2000a00009e0000000000380000009e003800000000009f0000${link(V3)}`;
      return `${drawn(framed(asked), 'wireshark')}\n${drawn(framed(answered), 'wireshark')}`;
    },
  },
  // `v4-link-two-sets`.
  {
    id: 'target-sets',
    group: 'From the specification',
    title: 'Two target sets with failback',
    lesson: 'The third target is a second set, for when the first fails; TargetFailback tells the client to return, and all entries share one DFSPath.',
    get text() {
      const backup = '\\backup.fabrikam.example\\reports';
      return drawn(reply('3e00030006000000', reports, [[SET + LINK, fs(1)], [V4 + LINK, fs(2)], [SET + LINK, backup]]), 'xxd');
    },
  },
  // Laid out as `v3-dc-34`.
  {
    id: 'forty-controllers',
    group: 'From the specification',
    title: 'Forty domain controllers in one entry',
    lesson: 'All names are in one entry: ExpandedNameOffset says where the first begins, each ends with a NUL, and NumberOfExpandedNames says how many there are.',
    get text() {
      const names = Array.from({ length: 40 }, (_, at) => wide(`\\dc${String(at + 1).padStart(2, '0')}.contoso.example`));
      const domain = wide('\\contoso.example');
      const list = `0300220000000200${SAMBA}2200${number(names.length, 2)}${number(34 + domain.length / 2, 2)}${'00'.repeat(16)}`;
      return drawn(`0000010000000000${list}${domain}${names.join('')}`, 'windbg');
    },
  },
  // `v3-domain-18`.
  {
    id: 'domains',
    group: 'From the specification',
    title: 'The names of a domain, as a Go slice',
    lesson: 'A domain comes as two name lists without expanded names, its NetBIOS and its DNS name, and no field says that these are one domain.',
    get text() {
      const list = (offset: number) => `${NAME_LIST}${SAMBA}${number(offset, 2)}00000000`;
      return drawn(`0000020000000000${list(36)}${list(36)}${wide('\\CONTOSO')}${wide('\\contoso.example')}`, 'go');
    },
  },
  // `v1-two-entries` without its odd bytes.
  {
    id: 'version-1',
    group: 'From the specification',
    title: 'Version 1, with two root targets',
    lesson: 'Version 1 has neither TimeToLive nor DFSPath: only PathConsumed says what ShareName replaces, and Linux 6.17 finds no target in it.',
    get text() {
      const shares = [1, 10].map((server) => wide(`\\fs${server}.contoso.example\\public`));
      return drawn(`2e00020003000000${shares.map((share) => `0100${number(8 + share.length / 2, 2)}01000000${share}`).join('')}`, 'hexdump-c');
    },
  },
  // `v4-interlink`.
  {
    id: 'interlink',
    group: 'From the specification',
    title: 'An interlink, as a C array',
    lesson: 'ReferralServers without StorageServers means that the target is a path of another namespace, which the client resolves in its turn.',
    get text() {
      return drawn(reply('3e00010001000000', reports, [[SET + LINK, '\\fabrikam.example\\tools']]), 'c');
    },
  },
  // 0408.
  {
    id: 'extended-refused',
    group: 'Nothing to follow',
    title: 'An extended request, refused',
    lesson: 'FSCTL_DFS_GET_REFERRALS_EX tells the SiteName of the client; Samba refuses it with STATUS_FS_DRIVER_REQUIRED, and a plain request has to follow.',
    text: exchange(
      { id: 0x1b9, ids: 'fae52079d4602174', signatures: ['ef775dc7cd323a7116b6da9353e31ea2', 'f059636179b59bd9e75aea0cf3aaf525'], code: 'b0', status: '9c0100c0' },
      `040001005e0000002a00${wide(link1)}3000${wide('Default-First-Site-Name')}`,
      null,
    ),
  },
  // 0378.
  {
    id: 'overflow',
    group: 'Nothing to follow',
    title: 'STATUS_BUFFER_OVERFLOW with a body',
    lesson: 'The client allowed 42 bytes, and Samba sent the first 42 of its reply: all three offsets point past the end, so ask again with more room.',
    text: exchange(
      { id: 0x18c, ids: 'fae52079d4602174', signatures: ['deec26dbeb4d199db1d815f19873c8bc', '72eb198135763f564ce5af03c6908c54'], most: 42, status: '05000080' },
      askLink,
      link(V3).slice(0, 84),
    ),
  },
  // Made up: the first 60 bytes, of which the last eight mean nothing.
  {
    id: 'encrypted',
    group: 'Nothing to follow',
    title: 'Encrypted SMB3, as Python bytes',
    lesson: 'Of an encrypted message only SMB2_TRANSFORM_HEADER, 52 bytes, can be read: without the key nobody can tell whether it is about referrals.',
    get text() {
      return drawn('fd534d429a1cf0637be2540d81c93ea7d6482f150b77c24e91a8d35f60e41d000000000049000000000001007d00000400340000850b2442bc676f90', 'python');
    },
  },
  // `broken-second-entry`, with the name that nothing points at.
  {
    id: 'offset-past-end',
    group: 'Broken',
    title: 'An offset behind the last byte',
    lesson: 'NetworkAddressOffset of entry 2 points right behind the last byte, so the bytes of its name belong to no field; entries 1 and 3 can be read.',
    get text() {
      const whole = reply('3e00030002000000', reports, [1, 2, 3].map((server) => [V3 + LINK, fs(server)]));
      // The last offset of the second entry, which begins at byte 42.
      return whole.slice(0, 116) + number(whole.length / 2 - 42, 2) + whole.slice(120);
    },
  },
  // The first 150 bytes of 0011.
  {
    id: 'truncated',
    group: 'Broken',
    title: 'A reply that lost its last eight bytes',
    lesson: 'NetworkAddress has no NUL: of six decoders that were tried, four return \\127.0.0.1\\d, a wrong share, where \\127.0.0.1\\data was sent.',
    get text() {
      return drawn(link(V3).slice(0, 300), 'hexdump');
    },
  },
  // 0011 with a smaller number, as in `path-consumed-in-characters`.
  {
    id: 'path-consumed-in-characters',
    group: 'Broken',
    title: 'PathConsumed in characters',
    lesson: 'PathConsumed is 20, the characters of the path and not its 40 bytes: a client that obeys goes on at \\127.0.0.1\\data\\dfs\\link1.',
    text: link(V3, 20),
    request: askLink,
  },
  // `broken-size-overlap`.
  {
    id: 'entries-overlap',
    group: 'Broken',
    title: 'A Size that makes entries overlap',
    lesson: 'Size is 16, less than an entry of version 3 takes: the next one would begin inside it, and no field says where it really is.',
    get text() {
      return drawn(reply('3e00020002000000', reports, [[`0300100000000000${LINK}`, fs(1)], [V3 + LINK, fs(2)]]), 'format-hex');
    },
  },
  // 0011 in another version, as in `v4-to-level-3`.
  {
    id: 'version-above-level',
    group: 'Broken',
    title: 'Version 4 for a client that knows 3',
    lesson: 'MaxReferralLevel of the request is 3 and the reply has version 4, which a server must not send: libsmbclient 4.17 crashes on it.',
    text: link(SET),
    request: askLink,
  },
  {
    id: 'names-of-strangers',
    group: 'Hostile',
    title: 'Names that want to be more than names',
    lesson: 'A server chooses such names: markup, U+202E that turns text round, a control that clears a terminal, half a surrogate pair; only the last breaks a rule.',
    get text() {
      // Parsed, as a bundle has what a string literal says as it is, and these should not stand in the source of the page.
      const names: string[] = JSON.parse(String.raw`["<img src=x onerror=alert(1)>", "\u202egpj.exe", "\u001b[2J\u0007", "\ud83d"]`);
      const targets = names.map((name, at) => [(at === 0 ? SET : V4) + LINK, `\\fs${at + 1}\\${name}`] as const);
      return drawn(reply('1a00040002000000', '\\srv\\dfs\\docs', targets), 'base64');
    },
  },
  {
    id: 'loop',
    group: 'Hostile',
    title: 'A link into itself, as a Rust array',
    lesson: 'The target lies in the path that it replaces, so the path grows each time: a client has to count its steps, and smbprotocol 1.17 does not.',
    get text() {
      return drawn(reply('1a00010002000000', '\\srv\\dfs\\loop', [[SET + LINK, '\\srv\\dfs\\loop\\on']]), 'rust');
    },
  },
  // In 56 KiB, the most that a Windows client takes, there is most text if half of it is entries.
  {
    id: 'worst',
    group: 'Hostile',
    title: 'The worst that is legal',
    lesson: 'No rule is broken: 1592 entries of 56 KiB share one name, 46 MB if each has a copy, so only 16 times the message is listed as text.',
    get text() {
      const count = 1592;
      const entries = Array.from({ length: count }, (_, at) => `${NAME_LIST}${SAMBA}${number(18 * (count - at), 2)}00000000`);
      return `0000${number(count, 2)}00000000${entries.join('')}${wide(`\\${'d'.repeat(14338)}`)}`;
    },
  },
];
