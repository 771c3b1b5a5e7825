// Written by `cargo xtask web` from the tables of the crate; `cargo xtask test` compares. Places in a list are the numbers that WASM gives.

/** The name of a field, in the spelling of the specifications. */
export type FieldName =
  | "AsyncId"
  | "Buffer"
  | "ByteCount"
  | "Command"
  | "CompressionAlgorithm"
  | "CreditCharge"
  | "CreditRequest/CreditResponse"
  | "CtlCode"
  | "DFSAlternatePath"
  | "DFSAlternatePathOffset"
  | "DFSPath"
  | "DFSPathOffset"
  | "DataCount"
  | "DataDisplacement"
  | "DataOffset"
  | "ErrorClass"
  | "ErrorCode"
  | "ErrorContextCount"
  | "ErrorData"
  | "Ethernet header"
  | "ExpandedName"
  | "ExpandedNameOffset"
  | "FID"
  | "FileId"
  | "Flags"
  | "Flags/EncryptionAlgorithm"
  | "Flags2"
  | "IPv4 header"
  | "IPv6 header"
  | "InputCount"
  | "InputOffset"
  | "MID"
  | "MaxDataCount"
  | "MaxInputResponse"
  | "MaxOutputResponse"
  | "MaxParameterCount"
  | "MaxReferralLevel"
  | "MaxSetupCount"
  | "MessageId"
  | "Name"
  | "NetworkAddress"
  | "NetworkAddressOffset"
  | "NextCommand"
  | "Nonce"
  | "NumberOfExpandedNames"
  | "NumberOfReferrals"
  | "Offset/Length"
  | "OriginalCompressedSegmentSize"
  | "OriginalMessageSize"
  | "OutputCount"
  | "OutputOffset"
  | "PIDHigh"
  | "PIDLow"
  | "Pad1"
  | "Pad2"
  | "Padding"
  | "ParameterCount"
  | "ParameterDisplacement"
  | "ParameterOffset"
  | "PathConsumed"
  | "Protocol"
  | "ProtocolId"
  | "Proximity"
  | "ReferralEntryFlags"
  | "ReferralHeaderFlags"
  | "RequestDataLength"
  | "RequestFileName"
  | "RequestFileNameLength"
  | "RequestFlags"
  | "Reserved"
  | "Reserved1"
  | "Reserved2"
  | "Reserved3"
  | "SecurityFeatures"
  | "ServerType"
  | "ServiceSiteGuid"
  | "SessionId"
  | "Setup"
  | "SetupCount"
  | "ShareName"
  | "Signature"
  | "SiteName"
  | "SiteNameLength"
  | "Size"
  | "SpecialName"
  | "SpecialNameOffset"
  | "Status"
  | "StreamProtocolLength"
  | "StructureSize"
  | "TCP header"
  | "TID"
  | "TimeToLive"
  | "Timeout"
  | "TotalDataCount"
  | "TotalParameterCount"
  | "Trans2_Data"
  | "Trans2_Parameters"
  | "TreeId"
  | "UID"
  | "VersionNumber"
  | "WordCount"
  | "Zero";

/** All of these. */
export const FIELDS: readonly FieldName[] = [
  "MaxReferralLevel",
  "RequestFlags",
  "RequestDataLength",
  "RequestFileNameLength",
  "RequestFileName",
  "SiteNameLength",
  "SiteName",
  "PathConsumed",
  "NumberOfReferrals",
  "ReferralHeaderFlags",
  "VersionNumber",
  "Size",
  "ServerType",
  "ReferralEntryFlags",
  "ShareName",
  "Proximity",
  "TimeToLive",
  "DFSPathOffset",
  "DFSAlternatePathOffset",
  "NetworkAddressOffset",
  "ServiceSiteGuid",
  "DFSPath",
  "DFSAlternatePath",
  "NetworkAddress",
  "SpecialNameOffset",
  "NumberOfExpandedNames",
  "ExpandedNameOffset",
  "SpecialName",
  "ExpandedName",
  "Ethernet header",
  "IPv4 header",
  "IPv6 header",
  "TCP header",
  "Zero",
  "StreamProtocolLength",
  "ProtocolId",
  "StructureSize",
  "CreditCharge",
  "Status",
  "Command",
  "CreditRequest/CreditResponse",
  "Flags",
  "NextCommand",
  "MessageId",
  "AsyncId",
  "Reserved",
  "TreeId",
  "SessionId",
  "Signature",
  "Nonce",
  "OriginalMessageSize",
  "Flags/EncryptionAlgorithm",
  "OriginalCompressedSegmentSize",
  "CompressionAlgorithm",
  "Offset/Length",
  "ErrorContextCount",
  "ByteCount",
  "ErrorData",
  "Buffer",
  "CtlCode",
  "FileId",
  "InputOffset",
  "InputCount",
  "MaxInputResponse",
  "OutputOffset",
  "OutputCount",
  "MaxOutputResponse",
  "Reserved2",
  "Protocol",
  "ErrorClass",
  "ErrorCode",
  "Flags2",
  "PIDHigh",
  "SecurityFeatures",
  "TID",
  "PIDLow",
  "UID",
  "MID",
  "WordCount",
  "TotalParameterCount",
  "TotalDataCount",
  "MaxParameterCount",
  "MaxDataCount",
  "MaxSetupCount",
  "Reserved1",
  "Timeout",
  "ParameterCount",
  "ParameterOffset",
  "ParameterDisplacement",
  "DataCount",
  "DataOffset",
  "DataDisplacement",
  "SetupCount",
  "Reserved3",
  "Setup",
  "FID",
  "Name",
  "Pad1",
  "Pad2",
  "Trans2_Parameters",
  "Trans2_Data",
  "Padding",
];

/** The name of a structure. */
export type StructureName =
  | "DFS_REFERRAL"
  | "DFS_REFERRAL_V1"
  | "DFS_REFERRAL_V2"
  | "DFS_REFERRAL_V3"
  | "DFS_REFERRAL_V3_NAME_LIST"
  | "DFS_REFERRAL_V4"
  | "DFS_REFERRAL_V4_NAME_LIST"
  | "DIRECT_TCP"
  | "ETHERNET"
  | "IPV4"
  | "IPV6"
  | "REQ_GET_DFS_REFERRAL"
  | "REQ_GET_DFS_REFERRAL_EX"
  | "RESP_GET_DFS_REFERRAL"
  | "SMB2_COMPRESSION_TRANSFORM_HEADER"
  | "SMB2_ERROR_RESPONSE"
  | "SMB2_HEADER"
  | "SMB2_HEADER_ASYNC"
  | "SMB2_IOCTL_REQUEST"
  | "SMB2_IOCTL_RESPONSE"
  | "SMB2_TRANSFORM_HEADER"
  | "SMB_COM_TRANSACTION2_REQUEST"
  | "SMB_COM_TRANSACTION2_RESPONSE"
  | "SMB_COM_TRANSACTION2_SECONDARY"
  | "SMB_DATA"
  | "SMB_HEADER"
  | "SMB_HEADER_DOS_ERROR"
  | "SMB_PARAMETERS"
  | "TCP_HEADER";

/** All of these. */
export const STRUCTURES: readonly StructureName[] = [
  "REQ_GET_DFS_REFERRAL",
  "REQ_GET_DFS_REFERRAL_EX",
  "RESP_GET_DFS_REFERRAL",
  "DFS_REFERRAL_V1",
  "DFS_REFERRAL_V2",
  "DFS_REFERRAL_V3",
  "DFS_REFERRAL_V3_NAME_LIST",
  "DFS_REFERRAL_V4",
  "DFS_REFERRAL_V4_NAME_LIST",
  "DFS_REFERRAL",
  "DIRECT_TCP",
  "SMB2_HEADER",
  "SMB2_HEADER_ASYNC",
  "SMB2_TRANSFORM_HEADER",
  "SMB2_COMPRESSION_TRANSFORM_HEADER",
  "SMB2_ERROR_RESPONSE",
  "SMB2_IOCTL_REQUEST",
  "SMB2_IOCTL_RESPONSE",
  "SMB_HEADER",
  "SMB_HEADER_DOS_ERROR",
  "SMB_PARAMETERS",
  "SMB_DATA",
  "SMB_COM_TRANSACTION2_REQUEST",
  "SMB_COM_TRANSACTION2_SECONDARY",
  "SMB_COM_TRANSACTION2_RESPONSE",
  "ETHERNET",
  "IPV4",
  "IPV6",
  "TCP_HEADER",
];

/** Where each of the structures is defined. */
export const STRUCTURE_SECTIONS: readonly string[] = [
  "[MS-DFSC] 2.2.2",
  "[MS-DFSC] 2.2.3",
  "[MS-DFSC] 2.2.4",
  "[MS-DFSC] 2.2.5.1",
  "[MS-DFSC] 2.2.5.2",
  "[MS-DFSC] 2.2.5.3.1",
  "[MS-DFSC] 2.2.5.3.2",
  "[MS-DFSC] 2.2.5.4",
  "[MS-DFSC] 2.2.5.4",
  "[MS-DFSC] 2.2.5",
  "[MS-SMB2] 2.1",
  "[MS-SMB2] 2.2.1.2",
  "[MS-SMB2] 2.2.1.1",
  "[MS-SMB2] 2.2.41",
  "[MS-SMB2] 2.2.42",
  "[MS-SMB2] 2.2.2",
  "[MS-SMB2] 2.2.31",
  "[MS-SMB2] 2.2.32",
  "[MS-CIFS] 2.2.3.1",
  "[MS-CIFS] 2.2.3.1",
  "[MS-CIFS] 2.2.3.2",
  "[MS-CIFS] 2.2.3.3",
  "[MS-CIFS] 2.2.4.46.1",
  "[MS-CIFS] 2.2.4.47.1",
  "[MS-CIFS] 2.2.4.46.2",
  "[IEEE802.3] 3.1",
  "[RFC791] 3.1",
  "[RFC8200] 3",
  "[RFC9293] 3.1",
];

/** What a message is. */
export type Kind =
  | "compressed"
  | "encrypted"
  | "error-reply"
  | "other-smb"
  | "request"
  | "request-ex"
  | "response"
  | "unknown";

/** All of these. */
export const KINDS: readonly Kind[] = [
  "request",
  "request-ex",
  "response",
  "error-reply",
  "other-smb",
  "encrypted",
  "compressed",
  "unknown",
];

/** A layer of framing. */
export type Layer =
  | "ethernet"
  | "ipv4"
  | "ipv6"
  | "nbss"
  | "smb1"
  | "smb1-trans2"
  | "smb2"
  | "smb2-compression"
  | "smb2-ioctl"
  | "smb2-transform"
  | "tcp";

/** All of these. */
export const LAYERS: readonly Layer[] = [
  "ethernet",
  "ipv4",
  "ipv6",
  "tcp",
  "nbss",
  "smb2",
  "smb2-ioctl",
  "smb2-transform",
  "smb2-compression",
  "smb1",
  "smb1-trans2",
];

/** What bytes may begin with. */
export type Start =
  | "ethernet"
  | "ipv4"
  | "ipv6"
  | "nbss"
  | "oem-request"
  | "request"
  | "request-ex"
  | "response"
  | "smb1"
  | "smb1-trans2"
  | "smb1-trans2-request-body"
  | "smb1-trans2-request-bytes"
  | "smb1-trans2-response-body"
  | "smb1-trans2-response-bytes"
  | "smb2"
  | "smb2-compression"
  | "smb2-ioctl"
  | "smb2-ioctl-request-body"
  | "smb2-ioctl-response-body"
  | "smb2-transform"
  | "tcp"
  | "unknown";

/** All of these. */
export const STARTS: readonly Start[] = [
  "ethernet",
  "ipv4",
  "ipv6",
  "tcp",
  "nbss",
  "smb2",
  "smb2-ioctl",
  "smb2-transform",
  "smb2-compression",
  "smb1",
  "smb1-trans2",
  "smb2-ioctl-request-body",
  "smb2-ioctl-response-body",
  "smb1-trans2-request-body",
  "smb1-trans2-response-body",
  "smb1-trans2-request-bytes",
  "smb1-trans2-response-bytes",
  "request",
  "oem-request",
  "request-ex",
  "response",
  "unknown",
];

/** How sure a guess is. */
export type Confidence =
  | "certain"
  | "likely"
  | "possible";

/** All of these. */
export const CONFIDENCES: readonly Confidence[] = [
  "possible",
  "likely",
  "certain",
];

/** Why bytes may begin with something. */
export const REASONS: readonly string[] = [
  "FE 53 4D 42, which SMB2 begins with, stands at byte 0",
  "FF 53 4D 42, which SMB1 begins with, stands at byte 0",
  "FD 53 4D 42, which encrypted SMB3 begins with, stands at byte 0",
  "FC 53 4D 42, which compressed SMB3 begins with, stands at byte 0",
  "a length and an SMB message behind it stand at byte 0",
  "an Ethernet header with IP and TCP behind it stands at byte 0",
  "an IPv4 header with TCP behind it stands at byte 0",
  "an IPv6 header with TCP behind it stands at byte 0",
  "a TCP header with a port of SMB stands at byte 0",
  "what opens a session or keeps it alive stands at byte 0",
  "the bytes at 1 to 4 are the length of the rest",
  "a StructureSize of 57 and a CtlCode of DFS stand at byte 0",
  "a StructureSize of 49 and a CtlCode of DFS stand at byte 0",
  "fifteen words, the last of them TRANS2_GET_DFS_REFERRAL, stand at byte 0",
  "the words of a transaction without parameters stand at byte 0",
  "a level and a path stand at byte 3, behind a name without characters and two bytes of padding",
  "an entry of version 1 to 4 stands at byte 9, behind a byte of padding and a referral header",
  "a path of one-byte characters and a NUL of one byte stand at byte 2",
  "its RequestDataLength fits",
  "an entry of version 1 to 4 stands at byte 8",
  "byte 0 is no level, and no path stands at byte 2",
  "bytes 2 and 4 can be flags and a length, but no path",
  "the bytes of a referral header are there, but no path",
  "a path can stand at byte 2, and no entry stands at byte 8",
  "neither a level nor a path nor a referral header stands at its start",
  "any bytes may be one",
];

/** Why a message cannot be read. */
export type DecodeErrorKind =
  | "BufferInHeader"
  | "BufferPastEnd"
  | "CountTooLarge"
  | "CutOff"
  | "EntriesOverlap"
  | "FragmentMissing"
  | "FragmentPastTotal"
  | "FragmentsOverlap"
  | "LengthPastEnd"
  | "NameListsTooLong"
  | "NoRoom"
  | "NotDfs"
  | "OffsetInFixedPart"
  | "OffsetPastEnd"
  | "SizePastEnd"
  | "SizeTooSmall"
  | "Truncated"
  | "UnexpectedSize"
  | "UnsupportedVersion"
  | "Unterminated";

/** All of these. */
export const DECODE_ERRORS: readonly DecodeErrorKind[] = [
  "Truncated",
  "CountTooLarge",
  "UnsupportedVersion",
  "SizeTooSmall",
  "EntriesOverlap",
  "SizePastEnd",
  "OffsetInFixedPart",
  "OffsetPastEnd",
  "LengthPastEnd",
  "Unterminated",
  "NameListsTooLong",
  "NotDfs",
  "UnexpectedSize",
  "BufferInHeader",
  "BufferPastEnd",
  "CutOff",
  "FragmentPastTotal",
  "FragmentsOverlap",
  "FragmentMissing",
  "NoRoom",
];

/** What is said of a field with such an error. */
export const DECODE_SENTENCES: readonly string[] = [
  "is cut off: the message ends at byte {1}",
  "is {0}, but what follows has room for only {1}",
  "is {0}, but only versions 1 to {1} are defined",
  "is {0}, but such an entry takes at least {1} bytes",
  "is {0}, so that the next entry begins inside this one, of at least {1} bytes",
  "is {0}, but the message ends {1} bytes after the start of the entry",
  "is {0}, which lies inside the {1} bytes of the entry's own fixed part",
  "is {0}, but the message ends {1} bytes after the start of the entry",
  "gives a length of {0}, but the message ends {1} bytes further on",
  "has no NUL in the {0} bytes before the message ends at byte {1}",
  "is one too many: all name lists together may take {1} bytes, twice the message",
  "is {0x}, which has nothing to do with referrals",
  "is {0}, but must be {1}",
  "is {0}, but header and fixed fields take {1} bytes",
  "makes it end {0} bytes after the start of the header, but there are only {1}",
  "is {0x}, which says that there was no room for all: what follows is cut off anywhere",
  "makes the part end at byte {0} of a total of {1}",
  "is {0} of {1}, where another part lies already",
  "is {1}, but only {0} of these bytes are there",
  "is {0}, but there is room for only {1}",
];

/** The same, where a field has a sentence of its own. */
export const SPECIAL_SENTENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Unterminated": {"ShareName":"has no NUL in the {0} bytes before its entry ends, by Size, at byte {1}"},
};

/** How bad a finding is. */
export type Severity =
  | "error"
  | "must"
  | "note"
  | "should";

/** All of these. */
export const SEVERITIES: readonly Severity[] = [
  "note",
  "should",
  "must",
  "error",
];

/** The stable name of a rule: docs/findings.md has an example of each. */
export type FindingCode =
  | "buffer-in-header"
  | "buffer-past-end"
  | "compat-case"
  | "compat-target-backslash"
  | "compat-version-1"
  | "compat-version-2"
  | "compat-version-3"
  | "compressed"
  | "count-too-large"
  | "cut-off"
  | "dc-entries"
  | "dc-no-names"
  | "dfs-path-not-requested"
  | "dfs-paths-differ"
  | "domain-expanded-names"
  | "duplicate-target"
  | "encrypted"
  | "entries-overlap"
  | "entry-flags-undefined"
  | "ex-data-length"
  | "ex-flags-undefined"
  | "ex-length-in-units"
  | "ex-no-nul"
  | "ex-nul-not-counted"
  | "ex-site-without-flag"
  | "ex-trailing-bytes"
  | "failback-version"
  | "file-id"
  | "fragment-missing"
  | "fragment-past-total"
  | "fragments-overlap"
  | "guid-not-zero"
  | "header-flags-link"
  | "header-flags-name-list"
  | "header-flags-root"
  | "header-flags-sysvol"
  | "header-flags-undefined"
  | "header-flags-v1"
  | "in-parts"
  | "length-past-end"
  | "level-above-4"
  | "level-for-names"
  | "level-zero"
  | "list-times-to-live-differ"
  | "lone-surrogate"
  | "name-list-server-type"
  | "name-list-version"
  | "name-lists-mixed"
  | "name-lists-too-long"
  | "name-no-backslash"
  | "names-for-targets"
  | "no-referrals"
  | "no-room"
  | "not-fsctl"
  | "not-unicode"
  | "offset-in-fixed-part"
  | "offset-odd"
  | "offset-past-end"
  | "offset-zero"
  | "path-consumed-components"
  | "path-consumed-in-units"
  | "path-consumed-inside-component"
  | "path-consumed-name-list"
  | "path-consumed-not-dfs-path"
  | "path-consumed-nothing"
  | "path-consumed-odd"
  | "path-consumed-past-request"
  | "path-empty"
  | "path-empty-component"
  | "path-leading-separators"
  | "path-no-backslash"
  | "path-one-component"
  | "path-slash"
  | "path-trailing-separator"
  | "proximity-not-zero"
  | "reply-file-id"
  | "request-after-nul"
  | "request-half-unit"
  | "request-no-nul"
  | "server-type-undefined"
  | "server-types-mixed"
  | "set-boundary-missing"
  | "set-boundary-version"
  | "size-past-end"
  | "size-too-small"
  | "size-unused"
  | "size-without-guid"
  | "string-in-guid"
  | "string-in-other-entry"
  | "string-past-size"
  | "strings-in-entry"
  | "target-in-path"
  | "targets-for-names"
  | "text-withheld"
  | "time-to-live-zero"
  | "times-to-live-differ"
  | "trailing-bytes"
  | "truncated"
  | "unexpected-size"
  | "unsupported-version"
  | "unterminated"
  | "version-above-level"
  | "versions-mixed";

/** All of these. */
export const CODES: readonly FindingCode[] = [
  "truncated",
  "count-too-large",
  "unsupported-version",
  "size-too-small",
  "entries-overlap",
  "size-past-end",
  "offset-in-fixed-part",
  "offset-past-end",
  "length-past-end",
  "unterminated",
  "name-lists-too-long",
  "unexpected-size",
  "buffer-in-header",
  "buffer-past-end",
  "cut-off",
  "fragment-past-total",
  "fragments-overlap",
  "fragment-missing",
  "no-room",
  "file-id",
  "reply-file-id",
  "not-fsctl",
  "not-unicode",
  "in-parts",
  "encrypted",
  "compressed",
  "level-zero",
  "level-above-4",
  "level-for-names",
  "request-no-nul",
  "request-after-nul",
  "request-half-unit",
  "ex-flags-undefined",
  "ex-data-length",
  "ex-site-without-flag",
  "ex-length-in-units",
  "ex-no-nul",
  "ex-nul-not-counted",
  "ex-trailing-bytes",
  "no-referrals",
  "dc-entries",
  "header-flags-undefined",
  "failback-version",
  "header-flags-v1",
  "header-flags-root",
  "header-flags-link",
  "header-flags-sysvol",
  "header-flags-name-list",
  "path-consumed-name-list",
  "path-consumed-odd",
  "path-consumed-in-units",
  "path-consumed-nothing",
  "path-consumed-past-request",
  "path-consumed-inside-component",
  "path-consumed-components",
  "path-consumed-not-dfs-path",
  "versions-mixed",
  "version-above-level",
  "entry-flags-undefined",
  "set-boundary-version",
  "set-boundary-missing",
  "name-lists-mixed",
  "targets-for-names",
  "names-for-targets",
  "server-type-undefined",
  "server-types-mixed",
  "times-to-live-differ",
  "time-to-live-zero",
  "proximity-not-zero",
  "guid-not-zero",
  "size-without-guid",
  "string-in-guid",
  "size-unused",
  "offset-zero",
  "offset-odd",
  "strings-in-entry",
  "string-in-other-entry",
  "string-past-size",
  "dfs-path-not-requested",
  "dfs-paths-differ",
  "duplicate-target",
  "target-in-path",
  "name-list-version",
  "domain-expanded-names",
  "list-times-to-live-differ",
  "name-list-server-type",
  "name-no-backslash",
  "dc-no-names",
  "path-empty",
  "path-one-component",
  "path-no-backslash",
  "path-leading-separators",
  "path-empty-component",
  "path-trailing-separator",
  "path-slash",
  "lone-surrogate",
  "trailing-bytes",
  "text-withheld",
  "compat-version-1",
  "compat-version-2",
  "compat-version-3",
  "compat-case",
  "compat-target-backslash",
];

/** Of each rule: severity, section, and sentence or kind of error. */
export const RULES: readonly (readonly [severity: number, section: string, sentence: string | number])[] = [
  [3,"[MS-DFSC] 2.2",0],
  [3,"[MS-DFSC] 2.2.4",1],
  [3,"[MS-DFSC] 2.2.5",2],
  [3,"[MS-DFSC] 2.2.5",3],
  [3,"[MS-DFSC] 2.2.5",4],
  [3,"[MS-DFSC] 2.2.5",5],
  [3,"[MS-DFSC] 2.2.5",6],
  [3,"[MS-DFSC] 2.2.5",7],
  [3,"[MS-DFSC] 2.2.3",8],
  [3,"[MS-DFSC] 2.2.1",9],
  [3,"[MS-DFSC] 2.2.5.3.2",10],
  [3,"[MS-SMB2] 2.2",12],
  [3,"[MS-SMB2] 2.2",13],
  [3,"[MS-SMB2] 2.2",14],
  [3,"[MS-DFSC] 3.1.5.4",15],
  [3,"[MS-CIFS] 2.2.4.46",16],
  [3,"[MS-CIFS] 2.2.4.46",17],
  [3,"[MS-CIFS] 2.2.4.46",18],
  [3,"[MS-CIFS] 2.2.4.46",19],
  [2,"[MS-SMB2] 3.2.4.20.3","is not all ones, as it must be where no file is meant"],
  [2,"[MS-SMB2] 3.3.5.15.2","is not all ones, as it must be in a reply with referrals"],
  [2,"[MS-SMB2] 2.2.31","is {0x}, without SMB2_0_IOCTL_IS_FSCTL (0x1): a server refuses such a request"],
  [2,"[MS-DFSC] 2.2.1","is {0x}, without SMB_FLAGS2_UNICODE (0x8000): the path is in a code page that nobody names, but must be UTF-16"],
  [0,"[MS-CIFS] 3.2.5.1.4","shows that the message comes in {0} parts: a reader of the first alone has {1} bytes of it"],
  [0,"[MS-SMB2] 2.2.41","begins an encrypted message: nothing in it can be checked; capture it before encryption, or give the keys to the tool that shows it"],
  [0,"[MS-SMB2] 2.2.42","begins a compressed message: nothing in it can be checked before it is decompressed"],
  [2,"[MS-DFSC] 2.2.2","is 0, but versions are 1 to 4"],
  [0,"[MS-DFSC] 2.2.2","is {0}, but only versions 1 to 4 are defined: a server answers with one of these"],
  [2,"[MS-DFSC] 3.1.4.2","is {0}, but domains and domain controllers are listed from version 3 on: Windows since 2008 answers STATUS_UNSUCCESSFUL"],
  [2,"[MS-DFSC] 2.2.2","has no NUL in its {0} bytes: Samba 4.17 takes what there is, others refuse the request or read on"],
  [2,"[MS-DFSC] 2.2.2","goes on behind its NUL, where it must end (bytes: {0})"],
  [2,"[MS-DFSC] 2.2.1","ends with half a UTF-16 unit (Samba 4.17 refuses such a plain request over SMB2)"],
  [2,"[MS-DFSC] 2.2.3","has undefined bits, {0x}"],
  [2,"[MS-DFSC] 2.2.3","is {0}, but the strings behind it take {1} bytes with their lengths"],
  [2,"[MS-DFSC] 2.2.3","does not announce the site that follows the path: a server does not look for it (bytes: {0})"],
  [0,"[MS-DFSC] 2.2.3.1","is {0}, the number of UTF-16 units without the NUL: Windows counts {1} bytes, with the NUL, and a server that does reads half of the string"],
  [0,"[MS-DFSC] 2.2.3.1","has no NUL in its {0} bytes: Windows sends and counts one"],
  [0,"[MS-DFSC] 2.2.3.1","is {0}, without the NUL that follows: Windows counts it, and who goes by the length takes it for what comes next"],
  [0,"[MS-DFSC] 2.2.3","goes on behind its last string, with what belongs to nothing (bytes: {0})"],
  [0,"[MS-DFSC] 3.1.5.4.3","is 0: a client reports STATUS_OBJECT_PATH_NOT_FOUND, although the server says that all went well"],
  [2,"[MS-DFSC] 3.3.5.3","is {0}, but the reply to a DC request has exactly one entry: clients discard it"],
  [2,"[MS-DFSC] 2.2.4","has undefined bits, {0x}, which must be 0: smbprotocol 1.17 refuses the reply"],
  [2,"[MS-DFSC] 2.2.4","has TargetFailback (0x4) set, which is for version 4 alone; the entries are of version {1}"],
  [2,"[MS-DFSC] 3.2.5.5","is {0x}, but in version 1 both ReferralServers (0x1) and StorageServers (0x2) must be set"],
  [2,"[MS-DFSC] 3.2.5.5","is {0x}, but for root targets both ReferralServers (0x1) and StorageServers (0x2) must be set"],
  [2,"[MS-DFSC] 3.2.5.5","is {0x}, but link targets need StorageServers (0x2) alone or, if they lie in another namespace, ReferralServers (0x1) alone"],
  [2,"[MS-DFSC] 3.3.5.4","is {0x}, but for SYSVOL and NETLOGON StorageServers (0x2) must be set and ReferralServers (0x1) clear"],
  [2,"[MS-DFSC] 3.3.5.2","is {0x}, but for domains and domain controllers ReferralServers (0x1) and StorageServers (0x2) must be clear"],
  [2,"[MS-DFSC] 3.3.5.2","is {0}, but must be 0 where domains or domain controllers are listed"],
  [2,"[MS-DFSC] 2.2.4","is {0}, an odd number of bytes, but UTF-16 units have two"],
  [2,"[MS-DFSC] 2.2.4","is {0}, half of the {1} bytes of DFSPath: it counts bytes, and not characters"],
  [2,"[MS-DFSC] 3.2.5.5","is {0}, which covers no component of the path: a client has nothing to replace by a target"],
  [2,"[MS-DFSC] 2.2.4","is {0}, but the path that was asked for has {1} bytes: a client that trusts it reads past the end"],
  [2,"[MS-DFSC] 3.2.5.5","is {0}, inside a component of the path: whole ones must be covered"],
  [2,"[MS-DFSC] 3.2.5.5","is {0}, which covers {1} of the components of the path, but the path of a root has two, and that of a link two or more"],
  [2,"[MS-DFSC] 3.2.5.5","is {0}, but DFSPath has {1} bytes without its NUL: both are the part of the request that was matched, and clients go by either"],
  [2,"[MS-DFSC] 2.2.5","is {0}, but that of the first entry is {1}: all must be the same, and Linux 6.17 reads them all as the first"],
  [2,"[MS-DFSC] 3.2.5.1","is {0}, but the request allows {1} at most: a client reads no version that it did not ask for (libsmbclient 4.17, which asks for 3, crashes)"],
  [2,"[MS-DFSC] 2.2.5","has bits, {0x}, that are not defined for version {1} and must be 0"],
  [2,"[MS-DFSC] 2.2.5","has TargetSetBoundary (0x4) set, which is for version 4 alone; the entry is of version {1}"],
  [2,"[MS-DFSC] 2.2.5.4","is {0x}, but the first entry of version 4 must have TargetSetBoundary (0x4) set, as the first of a target set"],
  [2,"[MS-DFSC] 2.2.5","is {0x}, so that there are both name lists and targets (0x2 tells them apart): all entries must be of one kind"],
  [2,"[MS-DFSC] 3.3.5.2","is {0x}, without NameListReferral (0x2), but domains or domain controllers were asked for: clients discard the reply"],
  [2,"[MS-DFSC] 3.2.5.5","is {0x}, with NameListReferral (0x2), but the targets of a path were asked for"],
  [2,"[MS-DFSC] 2.2.5.1","is {0}, but only 0 (non-root) and 1 (root) are defined"],
  [2,"[MS-DFSC] 3.2.5.5","is {0}, but that of the first entry is {1}: a reply is for a root or for a link"],
  [2,"[MS-DFSC] 3.2.5.5","is {0} seconds, but that of the first entry is {1}: all must be the same"],
  [0,"[MS-DFSC] 3.1.1","is 0: who goes by it cannot keep the referral, and smbprotocol 1.17 loses it before its first use"],
  [2,"[MS-DFSC] 2.2.5.2","is {0}, but must be 0; before [MS-DFSC] it told how far the target is"],
  [2,"[MS-DFSC] 2.2.5.3.1","must be zeros"],
  [2,"[MS-DFSC] 2.2.5.3.1","is {0}, without room for the 16 bytes of ServiceSiteGuid: Linux 6.17 takes all entries for 34 bytes, SMBLibrary of 2026-04 reads what follows as the GUID"],
  [2,"[MS-DFSC] 2.2.5.3.1","is {0}, but a string lies in the 16 bytes of ServiceSiteGuid: SMBLibrary of 2026-04 reads it as the GUID"],
  [0,"[MS-DFSC] 2.2.5","is {0}, but what the entry holds takes {1} bytes: nothing tells what the rest is"],
  [2,"[MS-DFSC] 3.2.5.5","is 0, so that there is no such string: smb2 0.18, smbj of 2026-08, SMBLibrary of 2026-04 and Linux 6.17 take the entry itself for it"],
  [0,"[MS-DFSC] 2.2.5","is {0}, so that its string begins at an odd byte of the message: jcifs-ng of 2025-06 reads it from the next byte on"],
  [0,"[MS-DFSC] 3.2.5.5","lies inside its entry and is counted by Size, as 3.2.5.5 has it, but not 2.2.5: smbprotocol 1.17, smb-msg 0.12, Samba's NDR and Linux 6.17 do not read such entries"],
  [2,"[MS-DFSC] 2.2.5","lies inside another entry: strings follow the last one"],
  [2,"[MS-DFSC] 3.2.5.5","begins inside its entry but ends behind it: Size must count it wholly (bytes: {0})"],
  [2,"[MS-DFSC] 3.2.5.5","is not how the path that was asked for begins: a client that keeps such a referral lets a server answer for paths that are not its own"],
  [2,"[MS-DFSC] 3.2.5.5","is not that of the first entry: all targets of a reply are for one path"],
  [0,"[MS-DFSC] 3.2.5.5","is that of entry {0}, and names the target of entry {1}: a client that fails over may try it twice"],
  [0,"[MS-DFSC] 3.1.4.1","lies in the very path that it is to replace: a client comes back to where it was, and smbprotocol 1.17 does so without end"],
  [2,"[MS-DFSC] 3.3.5.2","is {0}, but domains and domain controllers are listed in version 3, whatever the client knows"],
  [2,"[MS-DFSC] 2.2.5.3.2","is {0}, but must be 0 in the reply to a domain request, which one of several entries is; a DC reply has its names in one entry"],
  [2,"[MS-DFSC] 3.3.5.2","is {0} seconds, but that of the first entry is {1}: all must be the same"],
  [1,"[MS-DFSC] 3.3.5.2","is {0}, but should be 0 where domains or domain controllers are listed"],
  [2,"[MS-DFSC] 3.3.5","does not begin with a backslash, as names of domains and domain controllers must (in DC replies Samba 4.17 leaves it out, and clients do without)"],
  [0,"[MS-DFSC] 3.1.5.4.2","is 0, so that the client still knows of no domain controller"],
  [2,"[MS-DFSC] 2.2.1.3","names nothing"],
  [2,"[MS-DFSC] 2.2.1.3","has one component, but a path names a server and a share"],
  [2,"[MS-DFSC] 2.2.1","does not begin with a backslash, as all paths must"],
  [2,"[MS-DFSC] 2.2.1","begins with {0} separators, but must with one backslash"],
  [2,"[MS-DFSC] 2.2.1.3","is one of several separators in a row: components must not be empty"],
  [2,"[MS-DFSC] 2.2.1.3","ends with a separator, behind which nothing is named"],
  [0,"[MS-DFSC] 2.2.1.3","has a slash, which is a part of a name here and a separator to many programs"],
  [2,"[MS-DFSC] 2.2.1","has {0x}, one half of a surrogate pair, which is no UTF-16 (Samba 4.17 refuses such a request)"],
  [0,"[MS-DFSC] 2.2.4","goes on behind all that its entries refer to: padding is allowed, and ignored (bytes: {0})"],
  [0,"[MS-DFSC] 2.2.5","is listed without its text and not judged, as the first of {0}: entries share so much text that all of it would be more than {1} times the message"],
  [0,"[MS-DFSC] 2.2.5.1","is 1: smbprotocol 1.17 raises an error, libsmbclient 4.17 crashes; libsmbclient 4.22, impacket of 2026-08, smb2 0.18 and Linux 6.17 find no target"],
  [0,"[MS-DFSC] 2.2.5.2","is 2: jcifs-ng of 2025-06 throws, libsmbclient 4.17 crashes; libsmbclient 4.22, impacket of 2026-08 and Linux 6.17 find no target"],
  [0,"[MS-DFSC] 2.2.5.3","is 3: smb-msg 0.12 reads no reply of this version"],
  [0,"[MS-DFSC] 2.2.2","is the path that was asked for, but for case: smbprotocol 1.17 does not recognise it, and asks again without end"],
  [0,"[MS-DFSC] 2.2.1","is a target that does not begin with exactly one backslash: libsmbclient 4.17 does not follow it"],
];

/** The NTSTATUS values that have a name, which begins with `STATUS_`. */
export const STATUSES: Readonly<Record<string, string>> = {
  "0": "SUCCESS",
  "2147483653": "BUFFER_OVERFLOW",
  "2147483664": "DEVICE_OFF_LINE",
  "259": "PENDING",
  "3221225473": "UNSUCCESSFUL",
  "3221225474": "NOT_IMPLEMENTED",
  "3221225480": "INVALID_HANDLE",
  "3221225485": "INVALID_PARAMETER",
  "3221225486": "NO_SUCH_DEVICE",
  "3221225487": "NO_SUCH_FILE",
  "3221225488": "INVALID_DEVICE_REQUEST",
  "3221225494": "MORE_PROCESSING_REQUIRED",
  "3221225506": "ACCESS_DENIED",
  "3221225507": "BUFFER_TOO_SMALL",
  "3221225523": "OBJECT_NAME_INVALID",
  "3221225524": "OBJECT_NAME_NOT_FOUND",
  "3221225529": "OBJECT_PATH_INVALID",
  "3221225530": "OBJECT_PATH_NOT_FOUND",
  "3221225531": "OBJECT_PATH_SYNTAX_BAD",
  "3221225567": "NO_SUCH_LOGON_SESSION",
  "3221225581": "LOGON_FAILURE",
  "3221225626": "INSUFFICIENT_RESOURCES",
  "3221225653": "IO_TIMEOUT",
  "3221225659": "NOT_SUPPORTED",
  "3221225660": "REMOTE_NOT_LISTENING",
  "3221225661": "DUPLICATE_NAME",
  "3221225662": "BAD_NETWORK_PATH",
  "3221225663": "NETWORK_BUSY",
  "3221225667": "INVALID_NETWORK_RESPONSE",
  "3221225668": "UNEXPECTED_NETWORK_ERROR",
  "3221225673": "NETWORK_NAME_DELETED",
  "3221225676": "BAD_NETWORK_NAME",
  "3221225679": "SHARING_PAUSED",
  "3221225680": "REQUEST_NOT_ACCEPTED",
  "3221225686": "VIRTUAL_CIRCUIT_CLOSED",
  "3221225825": "ILLEGAL_CHARACTER",
  "3221225826": "UNMAPPABLE_CHARACTER",
  "3221225834": "DISK_OPERATION_FAILED",
  "3221225874": "NETLOGON_NOT_STARTED",
  "3221225884": "FS_DRIVER_REQUIRED",
  "3221225987": "USER_SESSION_DELETED",
  "3221225996": "CONNECTION_DISCONNECTED",
  "3221225997": "CONNECTION_RESET",
  "3221226021": "NOT_FOUND",
  "3221226038": "CONNECTION_REFUSED",
  "3221226044": "NETWORK_UNREACHABLE",
  "3221226045": "HOST_UNREACHABLE",
  "3221226071": "PATH_NOT_COVERED",
  "3221226093": "DFS_UNAVAILABLE",
  "3221226105": "IO_REPARSE_TAG_NOT_HANDLED",
};

/** The classes of DOS errors. */
export const DOS_CLASSES: Readonly<Record<string, string>> = {
  "0": "SUCCESS",
  "1": "ERRDOS",
  "2": "ERRSRV",
  "255": "ERRCMD",
  "3": "ERRHRD",
};

/** The DOS errors, by class and code. */
export const DOS_ERRORS: Readonly<Record<string, string>> = {
  "0/0": "",
  "1/1": "ERRbadfunc",
  "1/2": "ERRbadfile",
  "1/234": "ERRmoredata",
  "1/3": "ERRbadpath",
  "1/5": "ERRnoaccess",
  "1/50": "ERRunsup",
  "1/6": "ERRbadfid",
  "1/67": "ERRnosuchshare",
  "1/8": "ERRnomem",
  "1/87": "ERRinvalidparam",
  "2/1": "ERRerror",
  "2/3": "ERRbadpath",
  "2/4": "ERRaccess",
  "2/5": "ERRinvtid",
  "2/6": "ERRinvnetname",
};

/** Why a message cannot be written. */
export type EncodeErrorKind =
  | "BufferTooSmall"
  | "Missing"
  | "NoPlace"
  | "NoRoom"
  | "NotUniform"
  | "NulInText"
  | "PastTotal"
  | "PathNotCovered"
  | "TooLarge"
  | "UncleanPath"
  | "UnsupportedVersion";

/** All of these. */
export const ENCODE_ERRORS: readonly EncodeErrorKind[] = [
  "BufferTooSmall",
  "TooLarge",
  "PastTotal",
  "NulInText",
  "UnsupportedVersion",
  "NoPlace",
  "Missing",
  "PathNotCovered",
  "UncleanPath",
  "NoRoom",
  "NotUniform",
];

/** What is said of such a field. */
export const ENCODE_SENTENCES: readonly string[] = [
  "{0} bytes are needed, but the buffer has {1}",
  "would be {0}, but can be at most {1}",
  "makes the part end at byte {0} of a total of {1}",
  "holds a NUL, its unit {0}",
  "would be {0}, which has no such messages",
  "is given, but such an entry of version {0} has no place for it",
  "is missing, and version {0} needs it",
  "is not the request's path, nor above it",
  "is no path with one backslash before each component, and no other",
  "is {0}, and there is room for only {1}",
  "is not that of the first entry, or none that such a reply can have",
];

/** The shape of a dump. */
export type Shape =
  | "base64"
  | "base64url"
  | "binary"
  | "c"
  | "escaped-string"
  | "format-hex"
  | "go"
  | "hex"
  | "hex-colons"
  | "hex-escaped"
  | "hex-prefixed"
  | "hex-spaced"
  | "hex-words"
  | "hexdump"
  | "hexdump-c"
  | "json"
  | "linux"
  | "linux-2"
  | "linux-4"
  | "od"
  | "od-an"
  | "od-ax"
  | "od-x"
  | "percent"
  | "python"
  | "rows"
  | "rust"
  | "samba"
  | "tcpdump"
  | "windbg"
  | "wireshark"
  | "xxd"
  | "xxd-i"
  | "xxd-p";

/** All of these. */
export const SHAPES: readonly Shape[] = [
  "binary",
  "hex",
  "hex-spaced",
  "hex-colons",
  "hex-prefixed",
  "hex-escaped",
  "percent",
  "hex-words",
  "xxd-p",
  "od-an",
  "json",
  "c",
  "xxd-i",
  "rust",
  "go",
  "python",
  "escaped-string",
  "base64",
  "base64url",
  "xxd",
  "hexdump-c",
  "hexdump",
  "od-x",
  "od",
  "od-ax",
  "tcpdump",
  "wireshark",
  "samba",
  "linux",
  "linux-2",
  "linux-4",
  "windbg",
  "format-hex",
  "rows",
];

/** What prints each of the shapes, as a person says it. */
export const SHAPE_TITLES: readonly string[] = [
  "bytes as they are",
  "hex stream",
  "hex bytes",
  "hex bytes with colons",
  "hex bytes with 0x",
  "hex bytes with \\x",
  "percent encoding",
  "hex words",
  "xxd -p",
  "od -An -tx1",
  "list of numbers",
  "C array",
  "xxd -i",
  "Rust array",
  "Go slice",
  "Python bytes",
  "escaped string",
  "base64",
  "base64url",
  "xxd",
  "hexdump -C",
  "hexdump",
  "od -x",
  "od",
  "od -Ax -tx1",
  "tcpdump -X",
  "Wireshark or tshark -x",
  "Samba log",
  "Linux kernel log",
  "Linux kernel log",
  "Linux kernel log",
  "WinDbg",
  "PowerShell Format-Hex",
  "hex dump",
];

/** A shape that can be written. */
export type PrintedShape =
  | "base64"
  | "base64url"
  | "c"
  | "escaped-string"
  | "format-hex"
  | "go"
  | "hex"
  | "hex-colons"
  | "hex-escaped"
  | "hex-prefixed"
  | "hex-spaced"
  | "hex-words"
  | "hexdump"
  | "hexdump-c"
  | "json"
  | "linux"
  | "linux-2"
  | "linux-4"
  | "od"
  | "od-an"
  | "od-ax"
  | "od-x"
  | "percent"
  | "python"
  | "rust"
  | "samba"
  | "tcpdump"
  | "windbg"
  | "wireshark"
  | "xxd"
  | "xxd-i"
  | "xxd-p";

/** All of these. */
export const PRINTED_SHAPES: readonly PrintedShape[] = [
  "hex",
  "hex-spaced",
  "hex-colons",
  "hex-prefixed",
  "hex-escaped",
  "percent",
  "hex-words",
  "xxd-p",
  "od-an",
  "json",
  "c",
  "xxd-i",
  "rust",
  "go",
  "python",
  "escaped-string",
  "base64",
  "base64url",
  "xxd",
  "hexdump-c",
  "hexdump",
  "od-x",
  "od",
  "od-ax",
  "tcpdump",
  "wireshark",
  "samba",
  "linux",
  "linux-2",
  "linux-4",
  "windbg",
  "format-hex",
];

/** What a note says of a dump. */
export type NoteCode =
  | "ambiguous"
  | "begins-later"
  | "bits"
  | "byte-order"
  | "code"
  | "comma"
  | "cut-row"
  | "declared"
  | "escape"
  | "filling"
  | "gap"
  | "joined"
  | "last-word"
  | "left-out"
  | "length"
  | "line-numbers"
  | "lone-digit"
  | "misfit"
  | "mixed"
  | "numbers"
  | "odd-digits"
  | "offsets-back"
  | "radix"
  | "restart"
  | "short-line"
  | "signed"
  | "skipped"
  | "squeezed"
  | "text-column"
  | "torn-string"
  | "type"
  | "wrapped"
  | "zeros";

/** All of these. */
export const NOTES: readonly NoteCode[] = [
  "gap",
  "offsets-back",
  "begins-later",
  "length",
  "text-column",
  "short-line",
  "misfit",
  "odd-digits",
  "lone-digit",
  "left-out",
  "declared",
  "byte-order",
  "last-word",
  "ambiguous",
  "numbers",
  "comma",
  "restart",
  "mixed",
  "torn-string",
  "radix",
  "cut-row",
  "code",
  "type",
  "line-numbers",
  "joined",
  "escape",
  "bits",
  "squeezed",
  "zeros",
  "filling",
  "wrapped",
  "skipped",
  "signed",
];

/** The notes that are no warnings. */
export const HARMLESS_NOTES: readonly NoteCode[] = [
  "squeezed",
  "zeros",
  "filling",
  "wrapped",
  "skipped",
  "signed",
];
