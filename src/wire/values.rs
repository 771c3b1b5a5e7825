//! Numbers that mean something: flags, kinds of server, units of length. Unknown values are kept.

use core::fmt;

/// Declares a set of flags that keeps undefined bits, with the spec's name of each defined one.
macro_rules! flags {
    ($(#[$doc:meta])* $Name:ident($bits:ty) {
        $($(#[$flag_doc:meta])* $FLAG:ident = $value:literal, $is:ident, $spec:literal;)*
    }) => {
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("use dfsc::", stringify!($Name), ";")]
        ///
        #[doc = concat!("assert_eq!(", stringify!($Name), "(0).to_string(), \"none\");")]
        #[doc = concat!("assert_eq!(", stringify!($Name), "(0x8000).to_string(), \"0x8000\");")]
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub struct $Name(pub $bits);

        impl $Name {
            $(
                $(#[$flag_doc])*
                #[doc(alias = $spec)]
                pub const $FLAG: Self = Self($value);

                #[doc = concat!("Whether [`", stringify!($FLAG), "`](Self::", stringify!($FLAG), ") is set.")]
                ///
                $(#[$flag_doc])*
                #[must_use]
                pub const fn $is(self) -> bool {
                    self.0 & $value != 0
                }
            )*
        }

        /// The spec's names of the flags that are set, then the undefined bits in hexadecimal; `none` if it is empty.
        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut between = "";
                $(
                    if self.$is() {
                        f.write_str(between)?;
                        f.write_str($spec)?;
                        between = ", ";
                    }
                )*
                match self.0 & !(0 $(| $value)*) {
                    0 if self.0 == 0 => f.write_str("none"),
                    0 => Ok(()),
                    undefined => write!(f, "{between}{undefined:#06x}"),
                }
            }
        }
    };
}

flags! {
    /// The `RequestFlags` of an extended request. Undefined bits are kept.
    ///
    /// `[MS-DFSC] 2.2.3`
    RequestFlags(u16) {
        /// The request names the client's site.
        ///
        /// `[MS-DFSC] 2.2.3`
        SITE_NAME = 0x0001, site_name, "SiteName";
    }
}

flags! {
    /// The `ReferralHeaderFlags` of a reply. Undefined bits are kept.
    ///
    /// `[MS-DFSC] 2.2.4`
    ReferralHeaderFlags(u32) {
        /// R: all targets are roots, which can answer referral requests.
        ///
        /// `[MS-DFSC] 2.2.4`
        REFERRAL_SERVERS = 0x0000_0001, referral_servers, "ReferralServers";
        /// S: all targets hold the files, with no further referral.
        ///
        /// `[MS-DFSC] 2.2.4`
        STORAGE_SERVERS = 0x0000_0002, storage_servers, "StorageServers";
        /// T: a client goes back to a better target once that is there again. Version 4.
        ///
        /// `[MS-DFSC] 2.2.4`
        TARGET_FAILBACK = 0x0000_0004, target_failback, "TargetFailback";
    }
}

/// What kind of server holds a target. The raw value is kept, known or not.
///
/// ```
/// use dfsc::ServerType;
///
/// assert_eq!(ServerType::ROOT.to_string(), "root");
/// assert_eq!(ServerType(7).to_string(), "unknown (7)");
/// ```
///
/// `[MS-DFSC] 2.2.5.1`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ServerType(pub u16);

impl ServerType {
    /// The target is no namespace root: a link target or a SYSVOL share.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    pub const NON_ROOT: Self = Self(0);
    /// The target is a namespace root.
    ///
    /// `[MS-DFSC] 2.2.5.1`
    pub const ROOT: Self = Self(1);
}

impl fmt::Display for ServerType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NON_ROOT => f.write_str("non-root"),
            Self::ROOT => f.write_str("root"),
            Self(other) => write!(f, "unknown ({other})"),
        }
    }
}

flags! {
    /// The `ReferralEntryFlags` of an entry. Undefined bits are kept.
    ///
    /// `[MS-DFSC] 2.2.5.3`, `2.2.5.4`
    ReferralEntryFlags(u16) {
        /// The entry is a [`NameList`](crate::NameList). Versions 3 and 4.
        ///
        /// `[MS-DFSC] 2.2.5.3`
        NAME_LIST_REFERRAL = 0x0002, name_list_referral, "NameListReferral";
        /// The target is the first of a target set. Version 4.
        ///
        /// `[MS-DFSC] 2.2.5.4`
        TARGET_SET_BOUNDARY = 0x0004, target_set_boundary, "TargetSetBoundary";
    }
}

/// What the lengths of an extended request count.
///
/// The spec does not say; Windows counts bytes, with the NUL. `[MS-DFSC] 2.2.3.1`
///
/// ```
/// use dfsc::{LengthUnit, RequestEx};
///
/// let request = RequestEx::parse(b"\x04\0\0\0\x06\0\0\0\x04\0a\0\0\0").unwrap();
/// assert_eq!(request.length_unit(), LengthUnit::Bytes);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LengthUnit {
    /// Bytes, as Windows does.
    Bytes,
    /// UTF-16 units without the NUL, which follows each string all the same: what `SMBLibrary` writes.
    Utf16Units,
}
