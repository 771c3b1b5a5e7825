//! Every rule, declared once: its code, how bad it is to break it, where it stands, and what is said of who breaks it.

use super::Severity;
use crate::error::DecodeErrorKind;
use crate::wire::Field;

/// Declares [`Rule`]: first what keeps a message from being read, each for the kind of error of the same name; then all else, with a
/// sentence that has places for two numbers.
macro_rules! rules {
    (
        $($Error:ident = $error_code:literal, $error_section:literal;)*
        #[sentence]
        $($Rule:ident = $code:literal, $Severity:ident, $section:literal, $sentence:literal;)*
    ) => {
        /// What a message should keep to, by the specification, or for the sake of programs that are known to trip.
        ///
        /// ```
        /// use dfsc::inspect::{Rule, Severity};
        ///
        /// assert_eq!(Rule::PathConsumedOdd.code(), "path-consumed-odd");
        /// assert_eq!(Rule::PathConsumedOdd.severity(), Severity::Must);
        /// assert_eq!(Rule::PathConsumedOdd.section(), "[MS-DFSC] 2.2.4");
        /// ```
        ///
        /// `[MS-DFSC] 2.2`
        ///
        #[doc = include_str!("../../../docs/findings.md")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Rule {
            $(
                #[doc = concat!("`", $error_code, "`, error: [`DecodeErrorKind::", stringify!($Error), "`]. `", $error_section, "`")]
                $Error,
            )*
            $(
                #[doc = concat!("`", $code, "`, ", stringify!($Severity), ": … ", $sentence, ". `", $section, "`")]
                $Rule,
            )*
        }

        impl Rule {
            /// All rules, in the order of the table.
            ///
            /// `[MS-DFSC] 2.2`
            pub const ALL: &'static [Self] = &[$(Self::$Error,)* $(Self::$Rule,)*];

            /// Its stable name.
            ///
            /// `[MS-DFSC] 2.2`
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$Error => $error_code,)*
                    $(Self::$Rule => $code,)*
                }
            }

            /// How bad it is to break it.
            ///
            /// `[MS-DFSC] 2.2`
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$Error => Severity::Error,)*
                    $(Self::$Rule => Severity::$Severity,)*
                }
            }

            /// Where it stands. A [`Finding`](super::Finding) of an error may name a section below it.
            ///
            /// `[MS-DFSC] 2.2`
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self {
                    $(Self::$Error => $error_section,)*
                    $(Self::$Rule => $section,)*
                }
            }

            /// What is said of a field that breaks it, behind the field's name and place; `{0}`, `{0x}` (in hexadecimal) and `{1}` stand for
            /// the [values](super::Finding::values) of a finding.
            ///
            /// ```
            /// assert_eq!(dfsc::inspect::Rule::LevelZero.sentence(), "is 0, but versions are 1 to 4");
            /// ```
            ///
            /// `[MS-DFSC] 2.2`
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                self.sentence_of(None)
            }

            /// The same, of this field.
            pub(super) const fn sentence_of(self, field: Option<Field>) -> &'static str {
                match self {
                    $(Self::$Error => DecodeErrorKind::$Error.sentence(field),)*
                    $(Self::$Rule => $sentence,)*
                }
            }

            /// The rule that a message breaks which cannot be read.
            pub(super) const fn of(kind: DecodeErrorKind) -> Option<Self> {
                match kind {
                    $(DecodeErrorKind::$Error => Some(Self::$Error),)*
                    // What is no referral breaks no rule of referrals.
                    DecodeErrorKind::NotDfs => None,
                }
            }
        }
    };
}

rules! {
    Truncated = "truncated", "[MS-DFSC] 2.2";
    CountTooLarge = "count-too-large", "[MS-DFSC] 2.2.4";
    UnsupportedVersion = "unsupported-version", "[MS-DFSC] 2.2.5";
    SizeTooSmall = "size-too-small", "[MS-DFSC] 2.2.5";
    EntriesOverlap = "entries-overlap", "[MS-DFSC] 2.2.5";
    SizePastEnd = "size-past-end", "[MS-DFSC] 2.2.5";
    OffsetInFixedPart = "offset-in-fixed-part", "[MS-DFSC] 2.2.5";
    OffsetPastEnd = "offset-past-end", "[MS-DFSC] 2.2.5";
    LengthPastEnd = "length-past-end", "[MS-DFSC] 2.2.3";
    Unterminated = "unterminated", "[MS-DFSC] 2.2.1";
    NameListsTooLong = "name-lists-too-long", "[MS-DFSC] 2.2.5.3.2";
    UnexpectedSize = "unexpected-size", "[MS-SMB2] 2.2";
    BufferInHeader = "buffer-in-header", "[MS-SMB2] 2.2";
    BufferPastEnd = "buffer-past-end", "[MS-SMB2] 2.2";
    CutOff = "cut-off", "[MS-DFSC] 3.1.5.4";
    FragmentPastTotal = "fragment-past-total", "[MS-CIFS] 2.2.4.46";
    FragmentsOverlap = "fragments-overlap", "[MS-CIFS] 2.2.4.46";
    FragmentMissing = "fragment-missing", "[MS-CIFS] 2.2.4.46";
    NoRoom = "no-room", "[MS-CIFS] 2.2.4.46";

    #[sentence]

    // What carries a message.
    FileId = "file-id", Must, "[MS-SMB2] 3.2.4.20.3",
        "is not all ones, as it must be where no file is meant";
    ReplyFileId = "reply-file-id", Must, "[MS-SMB2] 3.3.5.15.2",
        "is not all ones, as it must be in a reply with referrals";
    NotFsctl = "not-fsctl", Must, "[MS-SMB2] 2.2.31",
        "is {0x}, without SMB2_0_IOCTL_IS_FSCTL (0x1): a server refuses such a request";
    NotUnicode = "not-unicode", Must, "[MS-DFSC] 2.2.1",
        "is {0x}, without SMB_FLAGS2_UNICODE (0x8000): the path is in a code page that nobody names, but must be UTF-16";
    InParts = "in-parts", Note, "[MS-CIFS] 3.2.5.1.4",
        "shows that the message comes in {0} parts: a reader of the first alone has {1} bytes of it";
    Encrypted = "encrypted", Note, "[MS-SMB2] 2.2.41",
        "begins an encrypted message: nothing in it can be checked; capture it before encryption, or give the keys to the tool that shows it";
    Compressed = "compressed", Note, "[MS-SMB2] 2.2.42",
        "begins a compressed message: nothing in it can be checked before it is decompressed";

    // Requests.
    LevelZero = "level-zero", Must, "[MS-DFSC] 2.2.2", "is 0, but versions are 1 to 4";
    LevelAbove4 = "level-above-4", Note, "[MS-DFSC] 2.2.2",
        "is {0}, but only versions 1 to 4 are defined: a server answers with one of these";
    LevelForNames = "level-for-names", Must, "[MS-DFSC] 3.1.4.2",
        "is {0}, but domains and domain controllers are listed from version 3 on: Windows since 2008 answers STATUS_UNSUCCESSFUL";
    RequestNoNul = "request-no-nul", Must, "[MS-DFSC] 2.2.2",
        "has no NUL in its {0} bytes: Samba 4.17 takes what there is, others refuse the request or read on";
    RequestAfterNul = "request-after-nul", Must, "[MS-DFSC] 2.2.2",
        "goes on behind its NUL, where it must end (bytes: {0})";
    RequestHalfUnit = "request-half-unit", Must, "[MS-DFSC] 2.2.1",
        "ends with half a UTF-16 unit (Samba 4.17 refuses such a plain request over SMB2)";
    ExFlagsUndefined = "ex-flags-undefined", Must, "[MS-DFSC] 2.2.3", "has undefined bits, {0x}";
    ExDataLength = "ex-data-length", Must, "[MS-DFSC] 2.2.3", "is {0}, but the strings behind it take {1} bytes with their lengths";
    ExSiteWithoutFlag = "ex-site-without-flag", Must, "[MS-DFSC] 2.2.3",
        "does not announce the site that follows the path: a server does not look for it (bytes: {0})";
    ExLengthInUnits = "ex-length-in-units", Note, "[MS-DFSC] 2.2.3.1",
        "is {0}, the number of UTF-16 units without the NUL: Windows counts {1} bytes, with the NUL, and a server that does reads half of the string";
    ExNoNul = "ex-no-nul", Note, "[MS-DFSC] 2.2.3.1",
        "has no NUL in its {0} bytes: Windows sends and counts one";
    ExNulNotCounted = "ex-nul-not-counted", Note, "[MS-DFSC] 2.2.3.1",
        "is {0}, without the NUL that follows: Windows counts it, and who goes by the length takes it for what comes next";
    ExTrailingBytes = "ex-trailing-bytes", Note, "[MS-DFSC] 2.2.3",
        "goes on behind its last string, with what belongs to nothing (bytes: {0})";

    // The header of a reply.
    NoReferrals = "no-referrals", Note, "[MS-DFSC] 3.1.5.4.3",
        "is 0: a client reports STATUS_OBJECT_PATH_NOT_FOUND, although the server says that all went well";
    DcEntries = "dc-entries", Must, "[MS-DFSC] 3.3.5.3",
        "is {0}, but the reply to a DC request has exactly one entry: clients discard it";
    HeaderFlagsUndefined = "header-flags-undefined", Must, "[MS-DFSC] 2.2.4",
        "has undefined bits, {0x}, which must be 0: smbprotocol 1.17 refuses the reply";
    FailbackVersion = "failback-version", Must, "[MS-DFSC] 2.2.4",
        "has TargetFailback (0x4) set, which is for version 4 alone; the entries are of version {1}";
    HeaderFlagsV1 = "header-flags-v1", Must, "[MS-DFSC] 3.2.5.5",
        "is {0x}, but in version 1 both ReferralServers (0x1) and StorageServers (0x2) must be set";
    HeaderFlagsRoot = "header-flags-root", Must, "[MS-DFSC] 3.2.5.5",
        "is {0x}, but for root targets both ReferralServers (0x1) and StorageServers (0x2) must be set";
    HeaderFlagsLink = "header-flags-link", Must, "[MS-DFSC] 3.2.5.5",
        "is {0x}, but link targets need StorageServers (0x2) alone or, if they lie in another namespace, ReferralServers (0x1) alone";
    HeaderFlagsSysvol = "header-flags-sysvol", Must, "[MS-DFSC] 3.3.5.4",
        "is {0x}, but for SYSVOL and NETLOGON StorageServers (0x2) must be set and ReferralServers (0x1) clear";
    HeaderFlagsNameList = "header-flags-name-list", Must, "[MS-DFSC] 3.3.5.2",
        "is {0x}, but for domains and domain controllers ReferralServers (0x1) and StorageServers (0x2) must be clear";
    PathConsumedNameList = "path-consumed-name-list", Must, "[MS-DFSC] 3.3.5.2",
        "is {0}, but must be 0 where domains or domain controllers are listed";
    PathConsumedOdd = "path-consumed-odd", Must, "[MS-DFSC] 2.2.4",
        "is {0}, an odd number of bytes, but UTF-16 units have two";
    PathConsumedInUnits = "path-consumed-in-units", Must, "[MS-DFSC] 2.2.4",
        "is {0}, half of the {1} bytes of DFSPath: it counts bytes, and not characters";
    PathConsumedNothing = "path-consumed-nothing", Must, "[MS-DFSC] 3.2.5.5",
        "is {0}, which covers no component of the path: a client has nothing to replace by a target";
    PathConsumedPastRequest = "path-consumed-past-request", Must, "[MS-DFSC] 2.2.4",
        "is {0}, but the path that was asked for has {1} bytes: a client that trusts it reads past the end";
    PathConsumedInsideComponent = "path-consumed-inside-component", Must, "[MS-DFSC] 3.2.5.5",
        "is {0}, inside a component of the path: whole ones must be covered";
    PathConsumedComponents = "path-consumed-components", Must, "[MS-DFSC] 3.2.5.5",
        "is {0}, which covers {1} of the components of the path, but the path of a root has two, and that of a link two or more";
    PathConsumedNotDfsPath = "path-consumed-not-dfs-path", Must, "[MS-DFSC] 3.2.5.5",
        "is {0}, but DFSPath has {1} bytes without its NUL: both are the part of the request that was matched, and clients go by either";

    // Entries of any kind.
    VersionsMixed = "versions-mixed", Must, "[MS-DFSC] 2.2.5",
        "is {0}, but that of the first entry is {1}: all must be the same, and Linux 6.17 reads them all as the first";
    VersionAboveLevel = "version-above-level", Must, "[MS-DFSC] 3.2.5.1",
        "is {0}, but the request allows {1} at most: a client reads no version that it did not ask for (libsmbclient 4.17, which asks for 3, crashes)";
    EntryFlagsUndefined = "entry-flags-undefined", Must, "[MS-DFSC] 2.2.5",
        "has bits, {0x}, that are not defined for version {1} and must be 0";
    SetBoundaryVersion = "set-boundary-version", Must, "[MS-DFSC] 2.2.5",
        "has TargetSetBoundary (0x4) set, which is for version 4 alone; the entry is of version {1}";
    SetBoundaryMissing = "set-boundary-missing", Must, "[MS-DFSC] 2.2.5.4",
        "is {0x}, but the first entry of version 4 must have TargetSetBoundary (0x4) set, as the first of a target set";
    NameListsMixed = "name-lists-mixed", Must, "[MS-DFSC] 2.2.5",
        "is {0x}, so that there are both name lists and targets (0x2 tells them apart): all entries must be of one kind";
    TargetsForNames = "targets-for-names", Must, "[MS-DFSC] 3.3.5.2",
        "is {0x}, without NameListReferral (0x2), but domains or domain controllers were asked for: clients discard the reply";
    NamesForTargets = "names-for-targets", Must, "[MS-DFSC] 3.2.5.5",
        "is {0x}, with NameListReferral (0x2), but the targets of a path were asked for";
    ServerTypeUndefined = "server-type-undefined", Must, "[MS-DFSC] 2.2.5.1",
        "is {0}, but only 0 (non-root) and 1 (root) are defined";
    ServerTypesMixed = "server-types-mixed", Must, "[MS-DFSC] 3.2.5.5",
        "is {0}, but that of the first entry is {1}: a reply is for a root or for a link";
    TimesToLiveDiffer = "times-to-live-differ", Must, "[MS-DFSC] 3.2.5.5",
        "is {0} seconds, but that of the first entry is {1}: all must be the same";
    TimeToLiveZero = "time-to-live-zero", Note, "[MS-DFSC] 3.1.1",
        "is 0: who goes by it cannot keep the referral, and smbprotocol 1.17 loses it before its first use";
    ProximityNotZero = "proximity-not-zero", Must, "[MS-DFSC] 2.2.5.2",
        "is {0}, but must be 0; before [MS-DFSC] it told how far the target is";
    GuidNotZero = "guid-not-zero", Must, "[MS-DFSC] 2.2.5.3.1", "must be zeros";
    SizeWithoutGuid = "size-without-guid", Must, "[MS-DFSC] 2.2.5.3.1",
        "is {0}, without room for the 16 bytes of ServiceSiteGuid: Linux 6.17 takes all entries for 34 bytes, SMBLibrary of 2026-04 reads what follows as the GUID";
    StringInGuid = "string-in-guid", Must, "[MS-DFSC] 2.2.5.3.1",
        "is {0}, but a string lies in the 16 bytes of ServiceSiteGuid: SMBLibrary of 2026-04 reads it as the GUID";
    SizeUnused = "size-unused", Note, "[MS-DFSC] 2.2.5",
        "is {0}, but what the entry holds takes {1} bytes: nothing tells what the rest is";
    OffsetZero = "offset-zero", Must, "[MS-DFSC] 3.2.5.5",
        "is 0, so that there is no such string: smb2 0.18, smbj of 2026-08, SMBLibrary of 2026-04 and Linux 6.17 take the entry itself for it";
    OffsetOdd = "offset-odd", Note, "[MS-DFSC] 2.2.5",
        "is {0}, so that its string begins at an odd byte of the message: jcifs-ng of 2025-06 reads it from the next byte on";
    StringsInEntry = "strings-in-entry", Note, "[MS-DFSC] 3.2.5.5",
        "lies inside its entry and is counted by Size, as 3.2.5.5 has it, but not 2.2.5: smbprotocol 1.17, smb-msg 0.12, Samba's NDR and Linux 6.17 do not read such entries";
    StringInOtherEntry = "string-in-other-entry", Must, "[MS-DFSC] 2.2.5",
        "lies inside another entry: strings follow the last one";
    StringPastSize = "string-past-size", Must, "[MS-DFSC] 3.2.5.5",
        "begins inside its entry but ends behind it: Size must count it wholly (bytes: {0})";

    // Targets.
    DfsPathNotRequested = "dfs-path-not-requested", Must, "[MS-DFSC] 3.2.5.5",
        "is not how the path that was asked for begins: a client that keeps such a referral lets a server answer for paths that are not its own";
    DfsPathsDiffer = "dfs-paths-differ", Must, "[MS-DFSC] 3.2.5.5",
        "is not that of the first entry: all targets of a reply are for one path";
    DuplicateTarget = "duplicate-target", Note, "[MS-DFSC] 3.2.5.5",
        "is that of entry {0}, and names the target of entry {1}: a client that fails over may try it twice";
    TargetInPath = "target-in-path", Note, "[MS-DFSC] 3.1.4.1",
        "lies in the very path that it is to replace: a client comes back to where it was, and smbprotocol 1.17 does so without end";

    // Name lists.
    NameListVersion = "name-list-version", Must, "[MS-DFSC] 3.3.5.2",
        "is {0}, but domains and domain controllers are listed in version 3, whatever the client knows";
    DomainExpandedNames = "domain-expanded-names", Must, "[MS-DFSC] 2.2.5.3.2",
        "is {0}, but must be 0 in the reply to a domain request, which one of several entries is; a DC reply has its names in one entry";
    ListTimesToLiveDiffer = "list-times-to-live-differ", Must, "[MS-DFSC] 3.3.5.2",
        "is {0} seconds, but that of the first entry is {1}: all must be the same";
    NameListServerType = "name-list-server-type", Should, "[MS-DFSC] 3.3.5.2",
        "is {0}, but should be 0 where domains or domain controllers are listed";
    NameNoBackslash = "name-no-backslash", Must, "[MS-DFSC] 3.3.5",
        "does not begin with a backslash, as names of domains and domain controllers must (in DC replies Samba 4.17 leaves it out, and clients do without)";
    DcNoNames = "dc-no-names", Note, "[MS-DFSC] 3.1.5.4.2",
        "is 0, so that the client still knows of no domain controller";

    // Text.
    PathEmpty = "path-empty", Must, "[MS-DFSC] 2.2.1.3", "names nothing";
    PathOneComponent = "path-one-component", Must, "[MS-DFSC] 2.2.1.3",
        "has one component, but a path names a server and a share";
    PathNoBackslash = "path-no-backslash", Must, "[MS-DFSC] 2.2.1",
        "does not begin with a backslash, as all paths must";
    PathLeadingSeparators = "path-leading-separators", Must, "[MS-DFSC] 2.2.1",
        "begins with {0} separators, but must with one backslash";
    PathEmptyComponent = "path-empty-component", Must, "[MS-DFSC] 2.2.1.3",
        "is one of several separators in a row: components must not be empty";
    PathTrailingSeparator = "path-trailing-separator", Must, "[MS-DFSC] 2.2.1.3",
        "ends with a separator, behind which nothing is named";
    PathSlash = "path-slash", Note, "[MS-DFSC] 2.2.1.3",
        "has a slash, which is a part of a name here and a separator to many programs";
    LoneSurrogate = "lone-surrogate", Must, "[MS-DFSC] 2.2.1",
        "has {0x}, one half of a surrogate pair, which is no UTF-16 (Samba 4.17 refuses such a request)";

    // The message as a whole.
    TrailingBytes = "trailing-bytes", Note, "[MS-DFSC] 2.2.4",
        "goes on behind all that its entries refer to: padding is allowed, and ignored (bytes: {0})";
    TextWithheld = "text-withheld", Note, "[MS-DFSC] 2.2.5",
        "is listed without its text and not judged, as the first of {0}: entries share so much text that all of it would be more than {1} times the message";

    // Programs that trip on what is right.
    CompatVersion1 = "compat-version-1", Note, "[MS-DFSC] 2.2.5.1",
        "is 1: smbprotocol 1.17 raises an error, libsmbclient 4.17 crashes; libsmbclient 4.22, impacket of 2026-08, smb2 0.18 and Linux 6.17 find no target";
    CompatVersion2 = "compat-version-2", Note, "[MS-DFSC] 2.2.5.2",
        "is 2: jcifs-ng of 2025-06 throws, libsmbclient 4.17 crashes; libsmbclient 4.22, impacket of 2026-08 and Linux 6.17 find no target";
    CompatVersion3 = "compat-version-3", Note, "[MS-DFSC] 2.2.5.3",
        "is 3: smb-msg 0.12 reads no reply of this version";
    CompatCase = "compat-case", Note, "[MS-DFSC] 2.2.2",
        "is the path that was asked for, but for case: smbprotocol 1.17 does not recognise it, and asks again without end";
    CompatTargetBackslash = "compat-target-backslash", Note, "[MS-DFSC] 2.2.1",
        "is a target that does not begin with exactly one backslash: libsmbclient 4.17 does not follow it";
}
