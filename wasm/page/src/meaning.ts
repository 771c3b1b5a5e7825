// What numbers of fields mean, in the words of the specifications.

import type { Field, StructureName } from 'dfsc';

/** The bits of flags: value and name. */
type Bits = readonly (readonly [bit: number, name: string])[];

const HEADER_FLAGS: Bits = [
  [1, 'ReferralServers'],
  [2, 'StorageServers'],
  [4, 'TargetFailback'],
];
const ENTRY_FLAGS: Bits = [
  [2, 'NameListReferral'],
  [4, 'TargetSetBoundary'],
];
const REQUEST_FLAGS: Bits = [[1, 'SiteName']];
const SMB2_FLAGS: Bits = [
  [1, 'SERVER_TO_REDIR'],
  [2, 'ASYNC_COMMAND'],
  [4, 'RELATED_OPERATIONS'],
  [8, 'SIGNED'],
  [0x10000000, 'DFS_OPERATIONS'],
];
const IOCTL_FLAGS: Bits = [[1, 'IS_FSCTL']];
const SMB1_FLAGS: Bits = [
  [8, 'CASE_INSENSITIVE'],
  [16, 'CANONICALIZED_PATHS'],
  [0x80, 'REPLY'],
];
const SMB1_FLAGS2: Bits = [
  [1, 'LONG_NAMES'],
  [2, 'EAS'],
  [4, 'SECURITY_SIGNATURE'],
  [0x10, 'SECURITY_SIGNATURE_REQUIRED'],
  [0x40, 'IS_LONG_NAME'],
  [0x800, 'EXTENDED_SECURITY'],
  [0x1000, 'DFS'],
  [0x2000, 'PAGING_IO'],
  [0x4000, 'NT_STATUS'],
  [0x8000, 'UNICODE'],
];

const COMMANDS = [
  'NEGOTIATE',
  'SESSION_SETUP',
  'LOGOFF',
  'TREE_CONNECT',
  'TREE_DISCONNECT',
  'CREATE',
  'CLOSE',
  'FLUSH',
  'READ',
  'WRITE',
  'LOCK',
  'IOCTL',
  'CANCEL',
  'ECHO',
  'QUERY_DIRECTORY',
  'CHANGE_NOTIFY',
  'QUERY_INFO',
  'SET_INFO',
  'OPLOCK_BREAK',
];

/** What the value of a field means; null where the number says it all. */
export function meaning(field: Field, structure: StructureName | null): string | null {
  if (field.type !== 'number') return null;
  const { name, value } = field;
  switch (name) {
    case 'ReferralHeaderFlags':
      return bits(value, HEADER_FLAGS);
    case 'ReferralEntryFlags':
      return bits(value, ENTRY_FLAGS);
    case 'RequestFlags':
      return bits(value, REQUEST_FLAGS);
    case 'Flags2':
      return bits(value, SMB1_FLAGS2);
    case 'Flags':
      return bits(
        value,
        structure === 'SMB2_HEADER' || structure === 'SMB2_HEADER_ASYNC'
          ? SMB2_FLAGS
          : structure?.includes('IOCTL')
            ? IOCTL_FLAGS
            : structure?.startsWith('SMB_HEADER')
              ? SMB1_FLAGS
              : [],
      );
    case 'ServerType':
      return value === 1 ? 'root target' : value === 0 ? 'no root target' : null;
    case 'TimeToLive':
      return duration(value);
    case 'PathConsumed':
      return value % 2 === 0 ? `${value / 2} characters` : 'not whole characters';
    case 'MaxReferralLevel':
      return value >= 1 && value <= 4 ? `entries up to version ${value}` : null;
    case 'CtlCode':
      return value === 0x60194 ? 'FSCTL_DFS_GET_REFERRALS' : value === 0x601b0 ? 'FSCTL_DFS_GET_REFERRALS_EX' : null;
    case 'Command':
      return structure?.startsWith('SMB2')
        ? (COMMANDS[value] ?? null)
        : value === 0x32
          ? 'TRANSACTION2'
          : value === 0x33
            ? 'TRANSACTION2_SECONDARY'
            : null;
    case 'Setup':
      return value === 0x10 ? 'TRANS2_GET_DFS_REFERRAL' : null;
    default:
      return null;
  }
}

/** The names of the bits that are set. */
function bits(value: number, names: Bits): string | null {
  if (value === 0) return null;
  const set = names.filter(([bit]) => (value & bit) !== 0);
  const rest = set.reduce((rest, [bit]) => (rest & ~bit) >>> 0, value);
  return [...set.map(([, name]) => name), ...(rest === 0 ? [] : [hex(rest)])].join(', ');
}

/** Seconds, in words. */
export function duration(seconds: number): string {
  const units = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const said: string[] = [];
  let rest = seconds;
  for (const [length, unit] of units) {
    if (rest >= length) said.push(`${Math.floor(rest / length)} ${unit}`);
    rest %= length;
  }
  return said.join(' ') || '0 s';
}

/** A number as the specifications write it. */
export function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
