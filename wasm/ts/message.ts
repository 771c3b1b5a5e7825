// What was decoded, as a message that can be written.

import type { Decoded, DecodedMessage, Entry, Field, Message } from './types.js';

/** The structures of messages, by what these are. */
const STRUCTURE: Readonly<Record<string, string>> = {
  request: 'REQ_GET_DFS_REFERRAL',
  'request-ex': 'REQ_GET_DFS_REFERRAL_EX',
  response: 'RESP_GET_DFS_REFERRAL',
};

/** The fields of a structure by their names. */
class Fields {
  readonly fields: Field[] = [];

  find(name: string): Field | undefined {
    return this.fields.find((field) => field.name === name);
  }

  /** A number; 0 if it is not there. */
  number(name: string): number {
    const field = this.find(name);
    return field?.type === 'number' ? field.value : 0;
  }

  /** A text, if there is one. */
  text(name: string): string | undefined {
    return this.texts(name)[0];
  }

  texts(name: string): string[] {
    return this.fields.flatMap((field) => (field.name === name && field.type === 'text' && field.value !== null ? [field.value] : []));
  }
}

/**
 * The message among what was decoded, with its entries; null if there is none, if it cannot be read, if an entry lacks one of its
 * texts, or if some of these were withheld. What it does not say: where texts lie and what is shared, what stands behind the fixed
 * part of an entry or behind the message, and which bits `RequestFlags` has.
 */
export function toMessage(decoded: Decoded | DecodedMessage): Message | null {
  const name = STRUCTURE[decoded.kind];
  const start = decoded.fields.findIndex((field) => field.name === name);
  if (!decoded.complete || name === undefined || start < 0) return null;
  const header = new Fields();
  const found: Fields[] = [];
  let current = header;
  for (const field of decoded.fields.slice(start + 1)) {
    if (field.type === 'text' && field.value === null) return null;
    if (field.type === 'structure') found.push((current = new Fields()));
    else current.fields.push(field);
  }
  const maxReferralLevel = header.number('MaxReferralLevel');
  const path = header.find('RequestFileName');
  const requestFileName = header.text('RequestFileName') ?? '';
  if (decoded.kind === 'request') {
    const isOem = path?.type === 'text' && path.oem === true;
    return { kind: 'request', maxReferralLevel, requestFileName, ...(isOem && { oem: true }) };
  }
  if (decoded.kind === 'request-ex') {
    const siteName = header.text('SiteName');
    return { kind: 'request-ex', maxReferralLevel, requestFileName, ...(siteName !== undefined && { siteName }) };
  }
  const entries: Entry[] = [];
  for (const fields of found) {
    const read = entry(fields);
    if (read === null) return null;
    entries.push(read);
  }
  const [pathConsumed, referralHeaderFlags] = [header.number('PathConsumed'), header.number('ReferralHeaderFlags')];
  return { kind: 'response', pathConsumed, referralHeaderFlags, entries };
}

function entry(fields: Fields): Entry | null {
  const versionNumber = fields.number('VersionNumber');
  const base = { serverType: fields.number('ServerType'), referralEntryFlags: fields.number('ReferralEntryFlags') };
  if (versionNumber === 1) {
    const shareName = fields.text('ShareName');
    return shareName === undefined ? null : { versionNumber, ...base, shareName };
  }
  const timeToLive = fields.number('TimeToLive');
  const guid = fields.find('ServiceSiteGuid');
  const size = guid !== undefined || fields.find('Padding') !== undefined ? 34 : 18;
  const isList = versionNumber !== 2 && (base.referralEntryFlags & 2) !== 0;
  if (isList && (versionNumber === 3 || versionNumber === 4)) {
    const specialName = fields.text('SpecialName');
    const expandedNames = fields.texts('ExpandedName');
    return specialName === undefined ? null : { versionNumber, ...base, size, timeToLive, specialName, expandedNames };
  }
  const [dfsPath, dfsAlternatePath, networkAddress] = ['DFSPath', 'DFSAlternatePath', 'NetworkAddress'].map((name) => fields.text(name));
  if (dfsPath === undefined || dfsAlternatePath === undefined || networkAddress === undefined) return null;
  const target = { timeToLive, dfsPath, dfsAlternatePath, networkAddress };
  if (versionNumber === 2) return { versionNumber, ...base, proximity: fields.number('Proximity'), ...target };
  if (versionNumber !== 3 && versionNumber !== 4) return null;
  const serviceSiteGuid = guid?.type === 'bytes' && /[^0]/.test(guid.value) ? guid.value : undefined;
  return { versionNumber, ...base, size, ...target, ...(serviceSiteGuid !== undefined && { serviceSiteGuid }) };
}
