// Fields as the display filters of Wireshark.

import type { Field, MessageBase, StructureName } from 'dfsc';

/**
 * Wireshark's names of the fields in some structures, without what they all begin with. The sign before a name says how Wireshark has the
 * value: no sign as a decimal number, `#` as a hexadecimal one, `~` the same of its lower 16 bits, `^` of its bytes the other way round,
 * `"` as text, `:` as bytes, `{` as a GUID, `}` as one whose bytes are in their order. What is not here, Wireshark does not know.
 */
const TABLES: readonly (readonly [structures: RegExp, prefix: string, names: string])[] = [
  [
    // Of the flags, Wireshark takes the upper half for padding.
    /^(REQ|RESP)_GET_DFS_REFERRAL$/,
    'smb.',
    `MaxReferralLevel max_referral_level, RequestFileName "file, PathConsumed dfs.path_consumed, NumberOfReferrals dfs.num_referrals,
    ReferralHeaderFlags ~dfs.flags`,
  ],
  [
    /^DFS_REFERRAL/,
    'smb.dfs.referral.',
    `VersionNumber version, Size size, ServerType server.type, ReferralEntryFlags #flags, ShareName "node, Proximity proximity,
    TimeToLive ttl, DFSPathOffset path_offset, DFSAlternatePathOffset alt_path_offset, NetworkAddressOffset node_offset,
    ServiceSiteGuid }server_guid, DFSPath "path, DFSAlternatePath "alt_path, NetworkAddress "node, SpecialNameOffset domain_offset,
    NumberOfExpandedNames number_of_expnames, ExpandedNameOffset expnames_offset, SpecialName "domain_name, ExpandedName "expname`,
  ],
  [/^DIRECT_TCP$/, 'nbss.', 'Zero #type, StreamProtocolLength length'],
  [
    /^SMB2_HEADER/,
    'smb2.',
    `ProtocolId ^protocol_id, StructureSize header_len, CreditCharge credit.charge, Command cmd, Flags #flags, NextCommand #chain_offset,
    MessageId msg_id, AsyncId #aid, Reserved #pid, TreeId #tid, SessionId #sesid, Signature :signature`,
  ],
  [
    /^SMB2_TRANSFORM/,
    'smb2.',
    `ProtocolId ^protocol_id, Signature :header.transform.signature, Nonce :header.transform.nonce, SessionId #sesid,
    OriginalMessageSize header.transform.msg_size, Flags/EncryptionAlgorithm #header.transform.flags`,
  ],
  [
    /^SMB2_COMPRESSION/,
    'smb2.',
    `ProtocolId ^protocol_id, OriginalCompressedSegmentSize header.comp_transform.original_size, Flags #header.comp_transform.flags,
    CompressionAlgorithm #header.comp_transform.comp_alg, Offset/Length #header.comp_transform.offset`,
  ],
  [
    /^SMB2_ERROR/,
    'smb2.',
    'StructureSize #buffer_code, ErrorContextCount error.context_count, ByteCount error.byte_count, ErrorData :error.data',
  ],
  // Of a reply, the flags have the name of those in the header.
  [/^SMB2_IOCTL_RESPONSE$/, 'smb2.', 'Flags #flags'],
  [
    /^SMB2_IOCTL/,
    'smb2.',
    `StructureSize #buffer_code, CtlCode #ioctl.function, FileId {fid, InputOffset #olb.offset, InputCount olb.length, Flags #ioctl.flags,
    MaxInputResponse max_ioctl_in_size, OutputOffset #olb.offset, OutputCount olb.length, MaxOutputResponse max_ioctl_out_size`,
  ],
  [
    /^SMB_HEADER/,
    'smb.',
    `Protocol #server_component, Command #cmd, Status #nt_status, ErrorClass #error_class, ErrorCode #error_code, Flags #flags,
    Flags2 #flags2, PIDHigh pid.high, SecurityFeatures :signature, TID tid, PIDLow pid, UID uid, MID mid`,
  ],
  [
    /^SMB_/,
    'smb.',
    `WordCount wct, ByteCount bcc, TotalParameterCount tpc, TotalDataCount tdc, MaxParameterCount mpc, MaxDataCount mdc, MaxSetupCount msc,
    Flags #transaction.flags, Timeout timeout, ParameterCount pc, ParameterOffset po, ParameterDisplacement pd, DataCount dc,
    DataOffset data_offset, DataDisplacement data_disp, SetupCount sc, Setup #trans2.cmd, FID #fid`,
  ],
];

/**
 * The display filter of Wireshark that finds messages with this value in this field; null where Wireshark has no such field. `structure` is
 * the one that the field of `message` is in.
 */
export function displayFilter(field: Field, message: MessageBase, structure: StructureName | null): string | null {
  if (field.type === 'structure') return null;
  const known = byDirection(field, message) ?? (structure === null ? undefined : lookUp(field.name, structure));
  if (known === undefined) return field.type === 'bytes' ? header(field.name, digitsOf(field)) : null;
  const [sign, name] = known;
  if (field.type === 'text') return field.value === null || isOdd(field, message) ? name : byText(name, field.value);
  const value = compared(digitsOf(field), sign);
  return value === '' ? name : `${name} == ${value}`;
}

/** How a field's value is written, and Wireshark's name of it. */
type Known = readonly [sign: string, name: string];

function lookUp(field: string, structure: StructureName): Known | undefined {
  for (const [structures, prefix, names] of TABLES) {
    if (!structures.test(structure)) continue;
    const [, name] = names.split(/,\s+/).map((pair) => pair.split(' ')).find(([known]) => known === field) ?? [];
    if (name !== undefined) return [/^\W/.exec(name)?.[0] ?? '', prefix + name.replace(/^\W/, '')];
  }
  return undefined;
}

/** Whether a text begins at an odd place of its message, where Wireshark 4.0 reads it from the next byte on. */
function isOdd({ start, oem }: Extract<Field, { type: 'text' }>, { fields }: MessageBase): boolean {
  const message = fields.find(({ name }) => name === 'RESP_GET_DFS_REFERRAL');
  return message !== undefined && oem !== true && (start - message.start) % 2 === 1;
}

/** What Wireshark has two fields for: one of requests, one of replies. */
function byDirection({ name, section }: Field, { fields }: MessageBase): Known | undefined {
  if (name !== 'Status' && name !== 'CreditRequest/CreditResponse') return undefined;
  const flags = fields.find((other) => other.name === 'Flags' && other.section === section);
  // SMB1 has one field for both.
  if (flags === undefined || !section.startsWith('[MS-SMB2]')) return undefined;
  const isReply = Number(flags.value) % 2 === 1;
  if (name === 'Status') return isReply ? ['#', 'smb2.nt_status'] : ['~', 'smb2.channel_sequence'];
  return ['', isReply ? 'smb2.credits.granted' : 'smb2.credits.requested'];
}

/** Bytes as two hex digits each, in the order of the message. */
function digitsOf({ value, start, end }: Field): string[] {
  if (typeof value !== 'number') return value?.match(/../g) ?? [];
  return Array.from({ length: end - start }, (_, at) => digits((value / 256 ** at) & 0xff));
}

function digits(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/**
 * Text is told whole if it is ASCII. Of other letters, Wireshark 4.0 keeps one byte each, and later versions all: the longest part without
 * such, and without what does not show, is found by both.
 */
function byText(name: string, value: string): string {
  const parts = value.match(/[ -~]+/g) ?? [];
  const longest = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
  const isWhole = longest === value;
  if (longest === '' && !isWhole) return name;
  return `${name} ${isWhole ? '==' : 'contains'} "${longest.replace(/["\\]/g, '\\$&')}"`;
}

function compared(bytes: readonly string[], sign: string): string {
  const number = (from: readonly string[]) => BigInt(`0x0${from.join('')}`);
  const little = [...bytes].reverse();
  switch (sign) {
    case '':
      return `${number(little)}`;
    case '~':
      return `0x${number(little.slice(-2)).toString(16)}`;
    case ':':
      return bytes.join(':');
    case '{':
      return guid([...little.slice(12), ...little.slice(10, 12), ...little.slice(8, 10), ...bytes.slice(8)]);
    case '}':
      return guid(bytes);
    default:
      return `0x${number(sign === '^' ? bytes : little).toString(16)}`;
  }
}

function guid(bytes: readonly string[]): string {
  return bytes.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A packet from the same to the same: what matters of headers that are shown as one field. */
function header(name: string, bytes: readonly string[]): string | null {
  const ipv4 = (from: number) => bytes.slice(from, from + 4).map((byte) => parseInt(byte, 16)).join('.');
  const ipv6 = (from: number) => bytes.slice(from, from + 16).join('').match(/.{4}/g)!.join(':');
  const number = (from: number, to: number) => parseInt(bytes.slice(from, to).join(''), 16);
  switch (name) {
    case 'Ethernet header':
      return `eth.src == ${bytes.slice(6, 12).join(':')} && eth.dst == ${bytes.slice(0, 6).join(':')}`;
    case 'IPv4 header':
      return `ip.src == ${ipv4(12)} && ip.dst == ${ipv4(16)}`;
    case 'IPv6 header':
      return `ipv6.src == ${ipv6(8)} && ipv6.dst == ${ipv6(24)}`;
    case 'TCP header':
      return `tcp.srcport == ${number(0, 2)} && tcp.dstport == ${number(2, 4)} && tcp.seq_raw == ${number(4, 8)}`;
    default:
      return null;
  }
}
