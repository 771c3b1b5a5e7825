//! Fields and structures by the spec's names, and what of them a message holds. `[MS-DFSC] 2.2`

use core::ops::Range;
use core::{fmt, mem, slice};

/// The spec's name of a field: as given, or the same as Rust's.
macro_rules! spelled {
    ($variant:ident) => {
        stringify!($variant)
    };
    ($variant:ident $name:literal) => {
        $name
    };
}

/// Declares [`Field`]: Rust's name, and the spec's where it differs.
macro_rules! fields {
    ($($variant:ident $(= $name:literal)?,)* #[carrier] $($carrier:ident $(= $carrier_name:literal)?,)*) => {
        /// A field of a message, fixed or variable, by the spec's name.
        ///
        /// ```
        /// use dfsc::Field;
        ///
        /// assert_eq!(Field::DfsPathOffset.name(), "DFSPathOffset");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Field {
            $(
                #[doc = concat!("`", spelled!($variant $($name)?), "`")]
                $(#[doc(alias = $name)])?
                $variant,
            )*
            $(
                #[cfg(feature = "carrier")]
                #[doc = concat!("`", spelled!($carrier $($carrier_name)?), "`")]
                $(#[doc(alias = $carrier_name)])?
                $carrier,
            )*
        }

        impl Field {
            /// All fields.
            ///
            /// ```
            /// use dfsc::Field;
            ///
            /// assert!(Field::ALL.contains(&Field::PathConsumed));
            /// ```
            pub const ALL: &'static [Self] = &[
                $(Self::$variant,)*
                $(
                    #[cfg(feature = "carrier")]
                    Self::$carrier,
                )*
            ];

            /// The name as the spec spells it.
            ///
            /// ```
            /// # use dfsc::Field;
            /// assert_eq!(Field::ServiceSiteGuid.name(), "ServiceSiteGuid");
            /// ```
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => spelled!($variant $($name)?),)*
                    $(
                        #[cfg(feature = "carrier")]
                        Self::$carrier => spelled!($carrier $($carrier_name)?),
                    )*
                }
            }
        }
    };
}

fields! {
    MaxReferralLevel,
    RequestFlags,
    RequestDataLength,
    RequestFileNameLength,
    RequestFileName,
    SiteNameLength,
    SiteName,
    PathConsumed,
    NumberOfReferrals,
    ReferralHeaderFlags,
    VersionNumber,
    Size,
    ServerType,
    ReferralEntryFlags,
    ShareName,
    Proximity,
    TimeToLive,
    DfsPathOffset = "DFSPathOffset",
    DfsAlternatePathOffset = "DFSAlternatePathOffset",
    NetworkAddressOffset,
    ServiceSiteGuid,
    DfsPath = "DFSPath",
    DfsAlternatePath = "DFSAlternatePath",
    NetworkAddress,
    SpecialNameOffset,
    NumberOfExpandedNames,
    ExpandedNameOffset,
    SpecialName,
    ExpandedName,

    #[carrier]
    Ethernet = "Ethernet header",
    Ipv4 = "IPv4 header",
    Ipv6 = "IPv6 header",
    Tcp = "TCP header",
    Zero,
    StreamProtocolLength,

    ProtocolId,
    StructureSize,
    CreditCharge,
    Status,
    Command,
    Credits = "CreditRequest/CreditResponse",
    Flags,
    NextCommand,
    MessageId,
    AsyncId,
    Reserved,
    TreeId,
    SessionId,
    Signature,
    Nonce,
    OriginalMessageSize,
    EncryptionAlgorithm = "Flags/EncryptionAlgorithm",
    OriginalCompressedSegmentSize,
    CompressionAlgorithm,
    OffsetOrLength = "Offset/Length",
    ErrorContextCount,
    ByteCount,
    ErrorData,
    Buffer,
    CtlCode,
    FileId,
    InputOffset,
    InputCount,
    MaxInputResponse,
    OutputOffset,
    OutputCount,
    MaxOutputResponse,
    Reserved2,

    Protocol,
    ErrorClass,
    ErrorCode,
    Flags2,
    PidHigh = "PIDHigh",
    SecurityFeatures,
    Tid = "TID",
    PidLow = "PIDLow",
    Uid = "UID",
    Mid = "MID",
    WordCount,
    TotalParameterCount,
    TotalDataCount,
    MaxParameterCount,
    MaxDataCount,
    MaxSetupCount,
    Reserved1,
    Timeout,
    ParameterCount,
    ParameterOffset,
    ParameterDisplacement,
    DataCount,
    DataOffset,
    DataDisplacement,
    SetupCount,
    Reserved3,
    Setup,
    Fid = "FID",
    Name,
    Pad1,
    Pad2,
    Trans2Parameters = "Trans2_Parameters",
    Trans2Data = "Trans2_Data",
    Padding,
}

impl Field {
    /// The string that an offset field points at; any other field itself.
    pub(crate) const fn pointee(self) -> Self {
        match self {
            Self::DfsPathOffset => Self::DfsPath,
            Self::DfsAlternatePathOffset => Self::DfsAlternatePath,
            Self::NetworkAddressOffset => Self::NetworkAddress,
            Self::SpecialNameOffset => Self::SpecialName,
            Self::ExpandedNameOffset => Self::ExpandedName,
            other => other,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row of a structure's table: a fixed field, where it stands and how wide it is.
///
/// ```
/// use dfsc::wire::layout::RESP_GET_DFS_REFERRAL;
///
/// let flags = RESP_GET_DFS_REFERRAL.fields().last().unwrap();
/// assert_eq!((flags.field().name(), flags.offset(), flags.width()), ("ReferralHeaderFlags", 4, 4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FieldSpec {
    row: Row,
    offset: usize,
}

impl FieldSpec {
    /// The field.
    ///
    /// ```
    /// # use dfsc::{Field, wire::layout::RESP_GET_DFS_REFERRAL};
    /// assert_eq!(RESP_GET_DFS_REFERRAL.fields().next().unwrap().field(), Field::PathConsumed);
    /// ```
    #[must_use]
    pub const fn field(self) -> Field {
        self.row.field
    }

    /// Its offset in bytes from the start of its structure.
    ///
    /// ```
    /// # use dfsc::wire::layout::DFS_REFERRAL_V2;
    /// assert_eq!(DFS_REFERRAL_V2.fields().last().unwrap().offset(), 20);
    /// ```
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// Its width in bytes: 1, 2, 3, 4, 8 or 16; in messages of the protocol itself 2, 4 or 16.
    ///
    /// ```
    /// # use dfsc::wire::layout::DFS_REFERRAL_V4;
    /// assert_eq!(DFS_REFERRAL_V4.fields().last().unwrap().width(), 16);
    /// ```
    #[must_use]
    pub const fn width(self) -> usize {
        self.row.width()
    }
}

/// A declared field: its offset follows from those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Row {
    pub(crate) field: Field,
    pub(crate) width: u8,
}

impl Row {
    pub(crate) const fn field(self) -> Field {
        self.field
    }

    pub(crate) const fn width(self) -> usize {
        self.width as usize
    }
}

/// A fixed structure of the protocol: its name, its section of [MS-DFSC] and its fields.
///
/// ```
/// use dfsc::wire::layout::DFS_REFERRAL_V3;
///
/// assert_eq!(DFS_REFERRAL_V3.name(), "DFS_REFERRAL_V3");
/// assert_eq!(DFS_REFERRAL_V3.section(), "[MS-DFSC] 2.2.5.3.1");
/// assert_eq!(DFS_REFERRAL_V3.fields().map(|row| row.width()).sum::<usize>(), 34);
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Structure {
    pub(crate) name: &'static str,
    pub(crate) section: &'static str,
    pub(crate) rows: &'static [Row],
    pub(crate) number: u8,
}

impl Structure {
    /// The structure's name in the spec, with an addition where the spec gives two structures one name.
    ///
    /// ```
    /// # use dfsc::wire::layout::RESP_GET_DFS_REFERRAL;
    /// assert_eq!(RESP_GET_DFS_REFERRAL.name(), "RESP_GET_DFS_REFERRAL");
    /// ```
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The section of the spec that defines it.
    ///
    /// ```
    /// # use dfsc::wire::layout::RESP_GET_DFS_REFERRAL;
    /// assert_eq!(RESP_GET_DFS_REFERRAL.section(), "[MS-DFSC] 2.2.4");
    /// ```
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.section
    }

    /// Which one it is of [all](crate::inspect::structures): what a program can pass on instead of its name.
    ///
    /// ```
    /// # use dfsc::inspect::structures;
    /// # use dfsc::wire::layout::RESP_GET_DFS_REFERRAL;
    /// let number = usize::from(RESP_GET_DFS_REFERRAL.number());
    /// assert_eq!(structures().nth(number), Some(&RESP_GET_DFS_REFERRAL));
    /// ```
    #[cfg(feature = "inspect")]
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// The length of all its fixed fields.
    #[cfg(feature = "inspect")]
    pub(crate) fn len(&self) -> usize {
        len_of(self.rows)
    }

    /// Its fixed fields in wire order.
    ///
    /// ```
    /// # use dfsc::wire::layout::REQ_GET_DFS_REFERRAL_EX;
    /// let names = REQ_GET_DFS_REFERRAL_EX.fields().map(|row| row.field().name());
    /// assert!(names.eq(["MaxReferralLevel", "RequestFlags", "RequestDataLength", "RequestFileNameLength"]));
    /// ```
    pub fn fields(&self) -> impl Iterator<Item = FieldSpec> + Clone + use<> {
        self.rows.iter().scan(0usize, |end, row| {
            let offset = *end;
            *end = offset.saturating_add(row.width());
            Some(FieldSpec { row: *row, offset })
        })
    }
}

/// Each has its number.
impl PartialEq for Structure {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Structure {}

/// The length of all fields.
#[cfg(feature = "carrier")]
pub(crate) fn len_of(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.width()).fold(0, usize::wrapping_add)
}

/// Where a field stands in a structure.
#[inline]
pub(crate) const fn offset_of(mut rows: &[Row], field: Field) -> usize {
    let mut offset = 0usize;
    while let [row, behind @ ..] = rows
        && row.field as u8 != field as u8
    {
        offset = offset.wrapping_add(row.width());
        rows = behind;
    }
    offset
}

/// The number of the structure at a place among those that follow others.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "the compiler evaluates it, or fails"
)]
pub(crate) const fn number_of(before: &[&[&Structure]], place: u8) -> u8 {
    let (mut number, mut list) = (place as usize, 0);
    while list < before.len() {
        number += before[list].len();
        list += 1;
    }
    assert!(number < u8::MAX as usize, "one byte is enough");
    number as u8
}

/// The rows of parts that stand one after the other, as many as there are.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the compiler evaluates it, or fails"
)]
pub(crate) const fn join<const N: usize>(parts: &[&[Row]]) -> [Row; N] {
    let mut rows = [Row { field: Field::Size, width: 0 }; N];
    let (mut part, mut at, mut end) = (0, 0, 0);
    while part < parts.len() {
        if at < parts[part].len() {
            rows[end] = parts[part][at];
            (at, end) = (at + 1, end + 1);
        } else {
            (part, at) = (part + 1, 0);
        }
    }
    assert!(end == N, "N counts all rows");
    rows
}

/// A fixed field as a message holds it: name, place and bytes.
///
/// ```
/// use dfsc::{Field, Scan};
///
/// let path_consumed = Scan::new(&[28, 0, 1]).fields().next().unwrap();
/// assert_eq!(path_consumed.field(), Field::PathConsumed);
/// assert_eq!(path_consumed.range(), 0..2);
/// assert_eq!(path_consumed.number(), Some(28));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FieldValue<'a> {
    field: Field,
    start: usize,
    bytes: &'a [u8],
}

impl<'a> FieldValue<'a> {
    /// The fields of a structure that lie wholly inside `bytes`, which begin at `start` of their message.
    pub(crate) fn all_in(structure: &Structure, bytes: &'a [u8], start: usize) -> FieldValues<'a> {
        FieldValues { rows: structure.rows.iter(), start, rest: bytes }
    }

    #[cfg(feature = "carrier")]
    pub(crate) const fn new(field: Field, start: usize, bytes: &'a [u8]) -> Self {
        Self { field, start, bytes }
    }

    /// Which field it is.
    ///
    /// ```
    /// # use dfsc::{Field, Scan};
    /// assert_eq!(Scan::new(&[0; 8]).fields().next().unwrap().field(), Field::PathConsumed);
    /// ```
    #[must_use]
    pub const fn field(&self) -> Field {
        self.field
    }

    /// Its bytes in the message.
    ///
    /// ```
    /// # use dfsc::Scan;
    /// assert_eq!(Scan::new(&[28, 0, 1, 0]).fields().next().unwrap().bytes(), [28, 0]);
    /// ```
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where it lies in the message.
    ///
    /// ```
    /// # use dfsc::Scan;
    /// assert_eq!(Scan::new(&[0; 8]).fields().last().unwrap().range(), 4..8);
    /// ```
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.start.saturating_add(self.bytes.len())
    }

    /// Its value, if it is an integer of up to four bytes. `ServiceSiteGuid` is none, nor are ids and signatures of carriers.
    ///
    /// ```
    /// # use dfsc::Scan;
    /// assert_eq!(Scan::new(&[28, 0]).fields().next().unwrap().number(), Some(28));
    /// ```
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match *self.bytes {
            [a, b] => Some(u16::from_le_bytes([a, b]).into()),
            [a, b, c, d] => Some(u32::from_le_bytes([a, b, c, d])),
            #[cfg(feature = "carrier")]
            [a] => Some(a.into()),
            // The one number in the order of the network.
            #[cfg(feature = "carrier")]
            [a, b, c] => Some(u32::from_be_bytes([0, a, b, c])),
            _ => None,
        }
    }
}

/// The fields of a structure, one by one, as far as their bytes are there.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldValues<'a> {
    rows: slice::Iter<'static, Row>,
    /// Where the next field begins, and the bytes from there on.
    start: usize,
    rest: &'a [u8],
}

impl<'a> Iterator for FieldValues<'a> {
    type Item = FieldValue<'a>;

    fn next(&mut self) -> Option<FieldValue<'a>> {
        let row = self.rows.next()?;
        let (bytes, rest) = mem::take(&mut self.rest).split_at_checked(row.width())?;
        let value = FieldValue { field: row.field, start: self.start, bytes };
        (self.start, self.rest) = (value.range().end, rest);
        Some(value)
    }
}
