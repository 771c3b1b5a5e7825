// What is told of messages and dumps. Keys and values are those of the terminal tool's JSON.

import type {
  Confidence,
  DecodeErrorKind,
  EncodeErrorKind,
  FieldName,
  FindingCode,
  Kind,
  Layer,
  NoteCode,
  Severity,
  Shape,
  Start,
  StructureName,
} from './tables.js';

/** Bytes from `start` up to, and without, `end`. */
export type Span = readonly [start: number, end: number];

/** What all fields and structures have. Places count bytes of the packet. */
export interface FieldBase {
  /** The name in the specification. */
  readonly name: FieldName | StructureName;
  readonly start: number;
  readonly end: number;
  /** How many structures it is in: 0 to 2. */
  readonly depth: number;
  /** Where it is defined, as `[MS-DFSC] 2.2.4`. */
  readonly section: string;
  /** The bytes that an offset points at. */
  readonly refers_to?: Span;
  /** The further bytes of a field that lies in several parts of a message. */
  readonly continues?: readonly Span[];
  /** In which SMB1 message it lies or begins, if a message was joined from parts. */
  readonly piece?: number;
}

/** A structure: its fields follow, one deeper. */
export interface StructureField extends FieldBase {
  readonly name: StructureName;
  readonly type: 'structure';
  readonly value: null;
}

/** A number, 0 to 4294967295; flags and times too. */
export interface NumberField extends FieldBase {
  readonly name: FieldName;
  readonly type: 'number';
  readonly value: number;
}

/** Text without its NUL. It may be ill-formed UTF-16. It is null if too much is listed already. */
export interface TextField extends FieldBase {
  readonly name: FieldName;
  readonly type: 'text';
  readonly value: string | null;
  /** Whether it is in a code page: each character has the number of its byte. */
  readonly oem?: true;
  /** The place in `fields` of the first text with the same bytes, if that is another. */
  readonly same_as?: number;
}

/** Bytes as hex digits: ids, signatures, padding. */
export interface BytesField extends FieldBase {
  readonly name: FieldName;
  readonly type: 'bytes';
  readonly value: string;
}

export type Field = StructureField | NumberField | TextField | BytesField;

/** A rule that a message breaks, or what is good to know of it. */
export interface Finding {
  readonly code: FindingCode;
  /** `error`: cannot be read. `must`, `should`: breaks such a rule. `note`: legal. */
  readonly severity: Severity;
  readonly start: number;
  readonly end: number;
  /** The section to quote. */
  readonly section: string;
  readonly message: string;
}

/** What cannot be read. */
export interface DecodeError {
  readonly kind: DecodeErrorKind;
  readonly field: FieldName;
  /** Where that field begins, or should. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Why nothing at all is told. `Internal`: a fault of this package, which we ask you to report, or no memory left. `Unreadable`: the input is no
 * dump, which only `inspect` says.
 */
export interface Failure<K extends 'Internal' | 'Unreadable' = 'Internal'> {
  readonly kind: K;
  readonly field: null;
  readonly offset: null;
  readonly message: string;
}

/** How a server answered. */
export interface Status {
  /** The NTSTATUS; of a DOS error, its class and code. */
  readonly value: number;
  /** The specification's name, or else the number. */
  readonly name: string;
}

/** What all messages have. */
export interface MessageBase {
  /** The layers around the message, the outermost first. */
  readonly carrier: readonly Layer[];
  readonly kind: Kind;
  readonly fields: readonly Field[];
  readonly findings: readonly Finding[];
  /** Bytes that no field has, up to the next message. */
  readonly unclaimed: readonly Span[];
  readonly status: Status | null;
}

/** A message that could be read, or was recognised as something else. */
export interface WholeMessage extends MessageBase {
  readonly kind: Exclude<Kind, 'unknown'>;
  readonly complete: true;
  readonly error: null;
}

/** A message of which something cannot be read. What can be is in `fields`. */
export interface BrokenMessage extends MessageBase {
  readonly kind: Exclude<Kind, 'unknown'>;
  readonly complete: false;
  readonly error: DecodeError;
}

/** Nothing that is known, or too little of it. */
export interface UnknownMessage extends MessageBase {
  readonly kind: 'unknown';
  readonly complete: false;
  readonly error: DecodeError | Failure | null;
}

/** A message behind the first one. */
export type DecodedMessage = (WholeMessage | BrokenMessage | UnknownMessage) & {
  readonly others: readonly [];
};

/** What bytes may begin with, how sure that is, and why. */
export interface Guess {
  readonly start: Start;
  readonly confidence: Confidence;
  readonly reason: string;
}

/** What is in some bytes: the first message, and what else there is. */
export type Decoded = (WholeMessage | BrokenMessage | UnknownMessage) & Behind;

/** What stands beside the first message. */
export interface Behind {
  /** What the bytes may begin with, the best first; the first was taken. Empty if that was told. */
  readonly guesses: readonly Guess[];
  /** Further messages, in order. */
  readonly others: readonly DecodedMessage[];
}

export interface DecodeOptions {
  /** What the bytes begin with, if it is not to be guessed: `request`, `request-ex` or `response` for a bare message. */
  readonly as?: Start | undefined;
  /** The request that replies answer whose own is not among the bytes; with whatever carries it. */
  readonly request?: Uint8Array | undefined;
}

/** Something to say of a dump. */
export interface Note {
  readonly code: NoteCode;
  /** Whether the bytes may not be those that were dumped, or not all of them. */
  readonly warning: boolean;
  /** The line of the text where it begins, counted from 1. */
  readonly line: number;
  /** The part of the text that it is about: UTF-16 units of a string, bytes of bytes. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What a text says. */
export interface Dump {
  readonly ok: true;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where in the text each byte stands: start and end, in turn. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** Where the packets are in `bytes`; at least one. */
  readonly packets: readonly Span[];
  readonly shape: Shape;
  readonly confidence: Confidence;
  /** How it was read, and why. */
  readonly reason: string;
  /** The other shapes that it could be, the best first. */
  readonly others: readonly Shape[];
  readonly notes: readonly Note[];
  /** Whether nothing in the text but habit says in which order the bytes of words come: `otherOrder` reads them the other way round. */
  readonly hasOtherOrder: boolean;
  /** Whether it was read so. */
  readonly isOtherOrder: boolean;
}

/** A text that is no dump, or none of the shape that was told. */
export interface NoDump {
  readonly ok: false;
  readonly error: {
    readonly kind: 'Unreadable' | 'Internal';
    /** The first place that does not fit: UTF-16 units of a string, bytes of bytes. */
    readonly position: number;
    readonly message: string;
  };
}

export interface DumpOptions {
  /** The shape, if it is not to be recognised. */
  readonly shape?: Shape | undefined;
  /** Takes the bytes of words in the less likely order, where there are two. */
  readonly otherOrder?: boolean | undefined;
}

/** How an input was read, and which of its packets this is. */
export interface DumpPacket {
  readonly shape: Shape;
  readonly confidence: Confidence;
  readonly reason: string;
  readonly packet: number;
  readonly packets: number;
  readonly others: readonly Shape[];
  /** About the whole text, in the first packet alone. Places are bytes of the text in UTF-8. */
  readonly notes: readonly Note[];
}

/** A packet of an input: what the terminal tool prints with `--json`. */
export type Inspected = (Decoded & { readonly dump: DumpPacket }) | Unreadable;

/** An input that cannot be read. */
export interface Unreadable extends Behind, MessageBase {
  readonly kind: 'unknown';
  readonly complete: false;
  readonly error: Failure<'Internal' | 'Unreadable'>;
  readonly dump: null;
}

/** An input as it was read: its bytes, and what is in each of its packets. */
export interface Reading {
  readonly ok: true;
  readonly dump: Dump;
  /** As many as `dump.packets`. */
  readonly packets: readonly Decoded[];
}

/** Where `otherOrder` is not told, the bytes have a say in it: which order makes more sense. */
export interface InspectOptions extends DecodeOptions, DumpOptions {}

/** A referral request. `[MS-DFSC] 2.2.2` */
export interface Request {
  readonly kind: 'request';
  /** The highest version of entries that the client understands: 1 to 4. */
  readonly maxReferralLevel: number;
  /** The path; empty to ask for domains. */
  readonly requestFileName: string;
  /** Whether the path is in one-byte characters, as SMB1 without Unicode has it. Each is the character of the same number, 1 to 255. */
  readonly oem?: boolean;
}

/** An extended referral request. `[MS-DFSC] 2.2.3` */
export interface RequestEx {
  readonly kind: 'request-ex';
  readonly maxReferralLevel: number;
  readonly requestFileName: string;
  readonly siteName?: string;
}

interface EntryBase {
  /** 0: not a root target, 1: a root target. */
  readonly serverType?: number;
  /** The bits of `ReferralEntryFlags`; 0 if it is not there, and 2 for a name list. */
  readonly referralEntryFlags?: number;
}

/** An entry of version 1. `[MS-DFSC] 2.2.5.1` */
export interface EntryV1 extends EntryBase {
  readonly versionNumber: 1;
  readonly shareName: string;
}

interface TargetBase extends EntryBase {
  /** Seconds. */
  readonly timeToLive: number;
  readonly dfsPath: string;
  /** The path again; `dfsPath` if it is not there. */
  readonly dfsAlternatePath?: string;
  readonly networkAddress: string;
}

/** An entry of version 2. `[MS-DFSC] 2.2.5.2` */
export interface EntryV2 extends TargetBase {
  readonly versionNumber: 2;
  readonly proximity?: number;
}

/** An entry of version 3 or 4 for a target. `[MS-DFSC] 2.2.5.3.1`, `2.2.5.4` */
export interface TargetEntry extends TargetBase {
  readonly versionNumber: 3 | 4;
  /** How many bytes the fixed part has; 34, with `ServiceSiteGuid`, if it is not there. */
  readonly size?: 18 | 34;
  /** Hex digits, if they are not all zeros: such an entry was read, and cannot be written. */
  readonly serviceSiteGuid?: string;
}

/** An entry of version 3 or 4 that lists names. `[MS-DFSC] 2.2.5.3.2` */
export interface NameListEntry extends EntryBase {
  readonly versionNumber: 3 | 4;
  /** How many bytes the fixed part has; 34, with padding, if it is not there. */
  readonly size?: 18 | 34;
  readonly timeToLive: number;
  readonly specialName: string;
  readonly expandedNames: readonly string[];
}

export type Entry = EntryV1 | EntryV2 | TargetEntry | NameListEntry;

/** A reply with referrals. `[MS-DFSC] 2.2.4` */
export interface Response {
  readonly kind: 'response';
  /** How many bytes of the request's path are covered. */
  readonly pathConsumed: number;
  /** 1: `ReferralServers`, 2: `StorageServers`, 4: `TargetFailback`. */
  readonly referralHeaderFlags: number;
  readonly entries: readonly Entry[];
}

/** A message of the protocol. */
export type Message = Request | RequestEx | Response;

/** What a carrier holds: a message, or bytes as they are. */
export type Carried<M extends Message> = M | Uint8Array;

/** The body of an SMB2 IOCTL request, without its header. `[MS-SMB2] 2.2.31` */
export interface IoctlRequest {
  readonly kind: 'smb2-ioctl-request-body';
  /** The longest reply that the client takes, in bytes. */
  readonly maxOutputResponse: number;
  /** Whether it is `FSCTL_DFS_GET_REFERRALS_EX`, as it is if a `request-ex` is carried; of bytes, false if it is not there. */
  readonly ex?: boolean;
  readonly message: Carried<Request | RequestEx>;
}

/** The body of an SMB2 IOCTL response, without its header. `[MS-SMB2] 2.2.32` */
export interface IoctlResponse {
  readonly kind: 'smb2-ioctl-response-body';
  /** Whether it answers `FSCTL_DFS_GET_REFERRALS_EX`; false if it is not there. */
  readonly ex?: boolean;
  readonly message: Carried<Response>;
}

/** The body of an SMB1 transaction with a request, or with its first part. `[MS-CIFS] 2.2.6.16.1` */
export interface Trans2Request {
  readonly kind: 'smb1-trans2-request-body';
  /** The longest reply that the client takes, in bytes. */
  readonly maxDataCount: number;
  /** The length of the whole request, if this is a part of it. */
  readonly totalParameterCount?: number;
  readonly message: Carried<Request>;
}

/** The body of an SMB1 message with a further part of a request. `[MS-CIFS] 2.2.4.47.1` */
export interface Trans2Secondary {
  readonly kind: 'smb1-trans2-secondary-body';
  readonly totalParameterCount: number;
  /** Where in the whole request this part begins. */
  readonly parameterDisplacement: number;
  readonly message: Uint8Array;
}

/** The body of an SMB1 message with a reply, or with a part of it. `[MS-CIFS] 2.2.6.16.2` */
export interface Trans2Response {
  readonly kind: 'smb1-trans2-response-body';
  /** The length of the whole reply, if this is a part of it. */
  readonly totalDataCount?: number;
  /** Where in the whole reply this part begins; 0 if it is not there. */
  readonly dataDisplacement?: number;
  readonly message: Carried<Response>;
}

/** A message with, or without, what carries it. */
export type Encodable = Message | IoctlRequest | IoctlResponse | Trans2Request | Trans2Secondary | Trans2Response;

/** Why a message cannot be written. */
export interface EncodeError {
  readonly kind: EncodeErrorKind | 'Internal';
  readonly field: FieldName | null;
  /** The entry that the field is of, counted from 0. */
  readonly entry: number | null;
  readonly message: string;
}

/** The bytes of a message, or why there are none. */
export type Encoded =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly error: EncodeError };
