// Messages to bytes.

import { isBytes, joined, mustBeBytes } from './bytes.js';
import { fill } from './decode.js';
import { InternalError, run } from './engine.js';
import { messages } from './records.js';
import { ENCODE_ERRORS, ENCODE_SENTENCES, FIELDS } from './tables.js';
import type { EncodeErrorKind, FieldName } from './tables.js';
import type { Encodable, EncodeError, Encoded, Entry, Message, Response, TargetEntry } from './types.js';

const SHORT = 0xffff;
const LONG = 0xffff_ffff;

/** Thrown within, and given as data. */
class Refused {
  constructor(readonly error: EncodeError) {}
}

function refuse(kind: EncodeErrorKind, field: FieldName | null, entry: number | null, value = 0, limit = 0): never {
  throw new Refused(refusal(kind, field, entry, value, limit));
}

function refusal(
  kind: EncodeErrorKind,
  field: FieldName | null,
  entry: number | null,
  value: number,
  limit: number,
): EncodeError {
  const sentence = ENCODE_SENTENCES[ENCODE_ERRORS.indexOf(kind)]!;
  const message = `${field === null ? '' : `${field} `}${entry === null ? '' : `of entry ${entry} `}${fill(sentence, value, limit)}`;
  return { kind, field, entry, message };
}

/** The words and texts of a message, as WASM takes them. */
class Writer {
  readonly words: number[] = [];
  private readonly texts: Uint8Array[] = [];

  word(value: number): void {
    this.words.push(value);
  }

  /** A number of a field, which must fit. */
  number(field: FieldName, value: number, limit: number, entry: number | null = null): void {
    if (!Number.isInteger(value) || value < 0) throw new TypeError(`dfsc: ${field} must be an integer from 0 on, not ${value}`);
    if (value > limit) refuse('TooLarge', field, entry, value, limit);
    this.word(value);
  }

  bytes(bytes: Uint8Array): void {
    mustBeBytes(bytes);
    this.word(bytes.length);
    this.texts.push(bytes);
  }

  text(field: FieldName, text: string): void {
    if (typeof text !== 'string') throw new TypeError(`dfsc: ${field} must be a string`);
    const bytes = new Uint8Array(2 * text.length);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      bytes[2 * at] = unit;
      bytes[2 * at + 1] = unit >>> 8;
    }
    this.bytes(bytes);
  }

  perhaps<T>(value: T | undefined, write: (value: T) => void): void {
    this.word(value === undefined ? 0 : 1);
    if (value !== undefined) write(value);
  }

  /** What the words say, written. */
  encoded(): Encoded {
    const answer = run(messages, (glue) => glue.encode(Uint32Array.from(this.words), joined(this.texts)));
    if (answer[0] === 0) return { ok: true, bytes: answer.slice(1) };
    if (answer.length === 0) throw new InternalError('dfsc: its own words are not understood; please report the message');
    const words = new DataView(answer.buffer, answer.byteOffset + 1);
    const [kind, field, entry, value, limit] = [0, 4, 8, 12, 16].map((at) => words.getUint32(at, true)) as [number, number, number, number, number];
    return {
      ok: false,
      error: refusal(ENCODE_ERRORS[kind]!, FIELDS[field] ?? null, entry === 0 ? null : entry - 1, value, limit),
    };
  }
}

/**
 * The bytes of a message, laid out as Windows does, or why there are none.
 *
 * @throws TypeError if `message` is not what its type says.
 */
export function encode(message: Encodable): Encoded {
  try {
    const writer = new Writer();
    write(writer, message);
    return writer.encoded();
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: error.error };
    if (!(error instanceof InternalError)) throw error;
    return { ok: false, error: { kind: 'Internal', field: null, entry: null, message: error.message } };
  }
}

function write(writer: Writer, message: Encodable): void {
  switch (message.kind) {
    case 'request':
      writer.word(message.oem === true ? 1 : 0);
      writer.number('MaxReferralLevel', message.maxReferralLevel, SHORT);
      if (message.oem === true) writer.bytes(oneByteEach(message.requestFileName));
      else writer.text('RequestFileName', message.requestFileName);
      break;
    case 'request-ex':
      writer.word(2);
      writer.number('MaxReferralLevel', message.maxReferralLevel, SHORT);
      writer.text('RequestFileName', message.requestFileName);
      writer.perhaps(message.siteName, (name) => writer.text('SiteName', name));
      break;
    case 'response':
      response(writer, message);
      break;
    case 'smb2-ioctl-request-body': {
      const isEx = isBytes(message.message) ? message.ex === true : message.message.kind === 'request-ex';
      if (message.ex !== undefined && message.ex !== isEx) throw new TypeError('dfsc: ex is not what the message says');
      writer.word(4);
      writer.word(isEx ? 1 : 0);
      writer.number('MaxOutputResponse', message.maxOutputResponse, LONG);
      writer.bytes(carried(message.message, ['request', 'request-ex']));
      break;
    }
    case 'smb2-ioctl-response-body':
      writer.word(5);
      writer.word(message.ex === true ? 1 : 0);
      writer.bytes(carried(message.message, ['response']));
      break;
    case 'smb1-trans2-request-body': {
      const bytes = carried(message.message, ['request']);
      writer.word(6);
      writer.number('MaxDataCount', message.maxDataCount, SHORT);
      writer.number('TotalParameterCount', message.totalParameterCount ?? bytes.length, SHORT);
      writer.bytes(bytes);
      break;
    }
    case 'smb1-trans2-secondary-body':
      writer.word(7);
      writer.number('TotalParameterCount', message.totalParameterCount, SHORT);
      writer.number('ParameterDisplacement', message.parameterDisplacement, SHORT);
      writer.bytes(message.message);
      break;
    case 'smb1-trans2-response-body': {
      const bytes = carried(message.message, ['response']);
      writer.word(8);
      writer.number('TotalDataCount', message.totalDataCount ?? bytes.length, SHORT);
      writer.number('DataDisplacement', message.dataDisplacement ?? 0, SHORT);
      writer.bytes(bytes);
      break;
    }
    default:
      throw new TypeError(`dfsc: no message is a ${String((message as { kind?: unknown }).kind)}`);
  }
}

function oneByteEach(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0xff) refuse('TooLarge', 'RequestFileName', null, unit, 0xff);
    bytes[at] = unit;
  }
  return bytes;
}

/** What a carrier holds: bytes, or a message of these kinds. */
function carried(message: Message | Uint8Array, kinds: readonly Message['kind'][]): Uint8Array {
  if (isBytes(message)) return message;
  if (!kinds.includes(message?.kind)) throw new TypeError(`dfsc: such a carrier holds bytes, or a ${kinds.join(' or ')}`);
  const encoded = encode(message);
  if (!encoded.ok) throw new Refused(encoded.error);
  return encoded.bytes;
}

/** A reply, whose entries must say alike what the layout of Windows says once. */
function response(writer: Writer, { pathConsumed, referralHeaderFlags, entries }: Response): void {
  const all = entries.map(said);
  const first = all[0];
  writer.word(3);
  writer.number('PathConsumed', pathConsumed, SHORT);
  writer.number('ReferralHeaderFlags', referralHeaderFlags, LONG);
  writer.number('VersionNumber', first?.versionNumber ?? 0, SHORT, 0);
  writer.word(first?.size === 18 ? 0 : 1);
  writer.perhaps(first?.timeToLive, (seconds) => writer.number('TimeToLive', seconds, LONG, 0));
  writer.perhaps(first?.dfsPath, (path) => writer.text('DFSPath', path));
  writer.word(all.length);
  all.forEach((entry, number) => {
    const same = (field: FieldName, isSame: boolean) => isSame || refuse('NotUniform', field, number, entry.versionNumber);
    same('VersionNumber', entry.versionNumber === first?.versionNumber);
    same('ReferralEntryFlags', entry.isList === first?.isList);
    same('Size', entry.size === first?.size);
    same('TimeToLive', entry.timeToLive === first?.timeToLive);
    same('DFSPath', entry.dfsPath === first?.dfsPath);
    same('DFSAlternatePath', entry.dfsAlternatePath === entry.dfsPath);
    same('ServiceSiteGuid', !/[^0]/.test(entry.serviceSiteGuid));
    writer.number('ServerType', entry.serverType, SHORT, number);
    writer.number('ReferralEntryFlags', entry.referralEntryFlags, SHORT, number);
    writer.number('Proximity', entry.proximity, LONG, number);
    writer.text(entry.field, entry.name);
    writer.word(entry.expandedNames.length);
    for (const name of entry.expandedNames) writer.text('ExpandedName', name);
  });
}

/** What an entry says, with what it need not say. Which keys count follows from its version, and from whether it names targets or lists names. */
function said(entry: Entry) {
  const { versionNumber, serverType = 0 } = entry;
  const isV1 = versionNumber === 1;
  const isList = !isV1 && 'specialName' in entry;
  const isTarget = !isV1 && !isList;
  const { referralEntryFlags = isList ? 2 : 0 } = entry;
  const size = versionNumber >= 3 ? ((entry as TargetEntry).size ?? 34) : 34;
  if (size !== 18 && size !== 34) throw new TypeError(`dfsc: size must be 18 or 34, not ${String(size)}`);
  const dfsPath = isTarget ? entry.dfsPath : undefined;
  if (isTarget && typeof dfsPath !== 'string') throw new TypeError('dfsc: DFSPath must be a string');
  return {
    versionNumber,
    serverType,
    referralEntryFlags,
    isList,
    size,
    timeToLive: isV1 ? undefined : entry.timeToLive,
    dfsPath,
    dfsAlternatePath: isTarget ? (entry.dfsAlternatePath ?? dfsPath) : undefined,
    serviceSiteGuid: (isTarget && 'serviceSiteGuid' in entry && entry.serviceSiteGuid) || '',
    proximity: ('proximity' in entry ? entry.proximity : undefined) ?? 0,
    field: (isV1 ? 'ShareName' : isList ? 'SpecialName' : 'NetworkAddress') as FieldName,
    name: isV1 ? entry.shareName : isList ? entry.specialName : entry.networkAddress,
    expandedNames: isList ? entry.expandedNames : [],
  };
}
