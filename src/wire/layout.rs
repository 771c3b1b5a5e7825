//! The fixed structures, each written down once. `[MS-DFSC] 2.2`
//!
//! A `structure!` declaration lists fields that stand together, in wire order, by the spec's names. From it come their
//! reading, their writing and the table of them; `tables!` puts such parts together to the structures of the spec. Offsets are sums of
//! the widths before them and stand nowhere else.

use super::field::{Field, Row, Structure, join, number_of};
use super::writer::{MOST, Writer};

/// A little-endian value of fixed width.
pub(crate) trait Le: Sized + Default {
    const WIDTH: u8;
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])>;
}

macro_rules! le {
    ($($ty:ty, $width:literal, $from:expr;)*) => {$(
        impl Le for $ty {
            const WIDTH: u8 = $width;

            #[inline]
            fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
                let (value, rest) = bytes.split_first_chunk::<$width>()?;
                Some(($from(*value), rest))
            }
        }
    )*};
}

le! {
    u16, 2, u16::from_le_bytes;
    u32, 4, u32::from_le_bytes;
    [u8; 16], 16, core::convert::identity;
}

#[cfg(feature = "carrier")]
le! {
    u8, 1, u8::from_le_bytes;
    [u8; 3], 3, core::convert::identity;
    [u8; 8], 8, core::convert::identity;
}

/// A part of a fixed structure: what `structure!` declares.
pub(crate) trait Layout: Sized {
    const FIELDS: &'static [Row];
    /// The part at the head of `bytes`, and what follows it; `None` if it is not wholly there.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])>;
}

/// The numbers of a part, and zeros for the fields that it does not have.
#[inline]
pub(crate) fn array<const N: usize>(numbers: [usize; N]) -> [usize; MOST] {
    const { assert!(N <= MOST) }
    let mut all = [0; MOST];
    for (place, number) in all.iter_mut().zip(numbers) {
        *place = number;
    }
    all
}

/// Declares a part of a fixed structure: a run of fields that always stand together.
macro_rules! structure {
    ($(#[$doc:meta])* struct $Name:ident, $Numbers:ident { $($field:ident: $ty:ty = $Field:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        #[allow(clippy::struct_field_names, reason = "the spec's names")]
        #[allow(dead_code, reason = "all fields stand in the table; not all are read by name")]
        pub(crate) struct $Name { $(pub(crate) $field: $ty,)* }

        impl $Name {
            /// Its length in bytes.
            pub(crate) const LEN: usize = 0 $(+ <$ty as Le>::WIDTH as usize)*;

            /// The part that these bytes hold.
            #[inline]
            #[allow(dead_code, reason = "not every part is read both ways")]
            pub(crate) fn read(bytes: &[u8; Self::LEN]) -> Self {
                Self::split(bytes).map(|(part, _)| part).unwrap_or_default()
            }
        }

        /// The numbers of the part that is to be written, whether or not they fit.
        #[derive(Clone, Copy)]
        #[allow(clippy::struct_field_names, reason = "the spec's names")]
        #[allow(dead_code, reason = "a part of one field is written as a number")]
        pub(crate) struct $Numbers { $(pub(crate) $field: usize,)* }

        #[allow(dead_code, reason = "not every part is written on its own")]
        impl $Numbers {
            #[inline]
            pub(crate) fn put(self, writer: &mut Writer<'_>) {
                let (rows, numbers) = self.of_fields();
                writer.fields(rows, &numbers);
            }

            /// The rows of the part, and a number for each.
            #[inline]
            pub(crate) fn of_fields(self) -> (&'static [Row], [usize; MOST]) {
                ($Name::FIELDS, array([$(self.$field),*]))
            }
        }

        impl Layout for $Name {
            const FIELDS: &'static [Row] = &[$(Row { field: Field::$Field, width: <$ty as Le>::WIDTH }),*];

            #[inline]
            fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
                // One check of the length; those of the fields then fold away.
                let (bytes, rest) = bytes.split_first_chunk::<{ Self::LEN }>()?;
                let bytes: &[u8] = bytes;
                $(let ($field, bytes) = <$ty as Le>::split(bytes)?;)*
                let [] = bytes else { return None };
                Some((Self { $($field),* }, rest))
            }
        }
    };
}
#[cfg(feature = "carrier")]
pub(crate) use structure;

structure! {
    /// The fixed part of a request. `[MS-DFSC] 2.2.2`
    struct RequestFixed, RequestNumbers {
        max_referral_level: u16 = MaxReferralLevel,
    }
}

structure! {
    /// The fixed part of an extended request. `[MS-DFSC] 2.2.3`
    struct RequestExFixed, RequestExNumbers {
        max_referral_level: u16 = MaxReferralLevel,
        request_flags: u16 = RequestFlags,
        request_data_length: u32 = RequestDataLength,
        // RequestData begins here: [MS-DFSC] 2.2.3.1
        request_file_name_length: u16 = RequestFileNameLength,
    }
}

structure! {
    /// What precedes a site name, wherever the name before it ends. `[MS-DFSC] 2.2.3.1`
    struct SiteNameFixed, SiteNameNumbers {
        site_name_length: u16 = SiteNameLength,
    }
}

structure! {
    /// The referral header. `[MS-DFSC] 2.2.4`
    struct ResponseFixed, ResponseNumbers {
        path_consumed: u16 = PathConsumed,
        number_of_referrals: u16 = NumberOfReferrals,
        referral_header_flags: u32 = ReferralHeaderFlags,
    }
}

structure! {
    /// What every referral entry begins with. `[MS-DFSC] 2.2.5`
    struct EntryFixed, EntryNumbers {
        version_number: u16 = VersionNumber,
        size: u16 = Size,
        server_type: u16 = ServerType,
        referral_entry_flags: u16 = ReferralEntryFlags,
    }
}

structure! {
    /// What only version 2 entries have. `[MS-DFSC] 2.2.5.2`
    struct ProximityFixed, ProximityNumbers {
        proximity: u32 = Proximity,
    }
}

structure! {
    /// What version 2, 3 and 4 entries for a target have alike. `[MS-DFSC] 2.2.5.2`, `2.2.5.3.1`
    struct TargetFixed, TargetNumbers {
        time_to_live: u32 = TimeToLive,
        dfs_path_offset: u16 = DfsPathOffset,
        dfs_alternate_path_offset: u16 = DfsAlternatePathOffset,
        network_address_offset: u16 = NetworkAddressOffset,
    }
}

structure! {
    /// What version 3 and 4 entries of 34 bytes end with; those of 18 bytes lack it. `[MS-DFSC] 2.2.5.3.1`
    struct SiteFixed, SiteNumbers {
        service_site_guid: [u8; 16] = ServiceSiteGuid,
    }
}

structure! {
    /// What name lists have instead. `[MS-DFSC] 2.2.5.3.2`
    struct NameListFixed, NameListNumbers {
        time_to_live: u32 = TimeToLive,
        special_name_offset: u16 = SpecialNameOffset,
        number_of_expanded_names: u16 = NumberOfExpandedNames,
        expanded_name_offset: u16 = ExpandedNameOffset,
    }
}

/// Declares the tables of structures: name, section, and the parts each consists of; all its rows as `$ROWS`; and all of them as `ALL`, numbered
/// on from those of `$before`.
macro_rules! tables {
    ($vis:vis after $before:expr; $($(#[$doc:meta])* $NAME:ident, $ROWS:ident = $section:literal: [$($Part:ident),*];)*) => {
        /// Which place each has.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the tables")]
        enum Place { $($NAME,)* }

        /// All of them, in the order of their numbers.
        #[allow(dead_code, reason = "for who lists them")]
        pub(crate) const ALL: &[&Structure] = &[$(&$NAME),*];

        $(
        pub(crate) static $ROWS: [Row; 0 $(+ $Part::FIELDS.len())*] = join(&[$($Part::FIELDS),*]);

        $(#[$doc])*
        #[doc = concat!("\n\n`", $section, "`")]
        $vis static $NAME: Structure = Structure {
            name: stringify!($NAME),
            section: $section,
            rows: &$ROWS,
            number: number_of(&$before, Place::$NAME as u8),
        };
        )*
    };
}
#[cfg(feature = "carrier")]
pub(crate) use tables;

tables! {
    pub after [];
    /// The fixed part of a referral request.
    REQ_GET_DFS_REFERRAL, REQUEST = "[MS-DFSC] 2.2.2": [RequestFixed];
    /// The fixed part of an extended referral request, the first field of its `RequestData` included.
    REQ_GET_DFS_REFERRAL_EX, REQUEST_EX = "[MS-DFSC] 2.2.3": [RequestExFixed];
    /// The referral header, which every reply begins with.
    RESP_GET_DFS_REFERRAL, RESPONSE = "[MS-DFSC] 2.2.4": [ResponseFixed];
    /// The fixed fields of a version 1 entry.
    DFS_REFERRAL_V1, V1 = "[MS-DFSC] 2.2.5.1": [EntryFixed];
    /// The fixed fields of a version 2 entry.
    DFS_REFERRAL_V2, V2 = "[MS-DFSC] 2.2.5.2": [EntryFixed, ProximityFixed, TargetFixed];
    /// The fixed fields of a version 3 entry for a target; one of 18 bytes ends before the GUID.
    DFS_REFERRAL_V3, V3 = "[MS-DFSC] 2.2.5.3.1": [EntryFixed, TargetFixed, SiteFixed];
    /// The fixed fields of a version 3 entry with a name list.
    DFS_REFERRAL_V3_NAME_LIST, V3_NAME_LIST = "[MS-DFSC] 2.2.5.3.2": [EntryFixed, NameListFixed];
    /// The fixed fields of a version 4 entry for a target: laid out as in version 3.
    DFS_REFERRAL_V4, V4 = "[MS-DFSC] 2.2.5.4": [EntryFixed, TargetFixed, SiteFixed];
    /// The fixed fields of a version 4 entry with a name list: laid out as in version 3.
    DFS_REFERRAL_V4_NAME_LIST, V4_NAME_LIST = "[MS-DFSC] 2.2.5.4": [EntryFixed, NameListFixed];
    /// What an entry of any version begins with: all that can be said of an unknown one.
    DFS_REFERRAL, UNKNOWN = "[MS-DFSC] 2.2.5": [EntryFixed];
}
