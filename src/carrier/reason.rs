//! Why bytes may begin with something.

use core::fmt;

/// Declares [`Reason`], each with its sentence.
macro_rules! reasons {
    ($($Reason:ident = $sentence:literal, $section:literal;)*) => {
        /// Why bytes may begin with something.
        ///
        /// ```
        /// use dfsc::carrier::Reason;
        ///
        /// assert_eq!(Reason::DataLength.sentence(), "its RequestDataLength fits");
        /// ```
        ///
        /// `[MS-DFSC] 2.1`
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = concat!("… because ", $sentence, ". `", $section, "`")]
                $Reason,
            )*
        }

        impl Reason {
            /// All reasons.
            ///
            /// `[MS-DFSC] 2.1`
            pub const ALL: &'static [Self] = &[$(Self::$Reason),*];

            /// The end of a sentence that begins with "because".
            ///
            /// `[MS-DFSC] 2.1`
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$Reason => $sentence,)*
                }
            }
        }
    };
}

reasons! {
    Smb2 = "FE 53 4D 42, which SMB2 begins with, stands at byte 0", "[MS-SMB2] 2.2.1";
    Smb1 = "FF 53 4D 42, which SMB1 begins with, stands at byte 0", "[MS-CIFS] 2.2.3.1";
    Encrypted = "FD 53 4D 42, which encrypted SMB3 begins with, stands at byte 0", "[MS-SMB2] 2.2.41";
    Compressed = "FC 53 4D 42, which compressed SMB3 begins with, stands at byte 0", "[MS-SMB2] 2.2.42";
    Length = "a length and an SMB message behind it stand at byte 0", "[MS-SMB2] 2.1";
    Ethernet = "an Ethernet header with IP and TCP behind it stands at byte 0", "[MS-SMB2] 2.1";
    Ipv4 = "an IPv4 header with TCP behind it stands at byte 0", "[MS-SMB2] 2.1";
    Ipv6 = "an IPv6 header with TCP behind it stands at byte 0", "[MS-SMB2] 2.1";
    Tcp = "a TCP header with a port of SMB stands at byte 0", "[MS-SMB2] 2.1";
    Session = "what opens a session or keeps it alive stands at byte 0", "[MS-SMB2] 2.1";
    RestLength = "the bytes at 1 to 4 are the length of the rest", "[MS-SMB2] 2.1";
    IoctlRequest = "a StructureSize of 57 and a CtlCode of DFS stand at byte 0", "[MS-SMB2] 2.2.31";
    IoctlResponse = "a StructureSize of 49 and a CtlCode of DFS stand at byte 0", "[MS-SMB2] 2.2.32";
    Trans2Request = "fifteen words, the last of them TRANS2_GET_DFS_REFERRAL, stand at byte 0", "[MS-CIFS] 2.2.4.46.1";
    Trans2Response = "the words of a transaction without parameters stand at byte 0", "[MS-CIFS] 2.2.4.46.2";
    Trans2RequestBytes = "a level and a path stand at byte 3, behind a name without characters and two bytes of padding", "[MS-CIFS] 2.2.4.46.1";
    Trans2ResponseBytes = "an entry of version 1 to 4 stands at byte 9, behind a byte of padding and a referral header", "[MS-CIFS] 2.2.4.46.2";
    OemPath = "a path of one-byte characters and a NUL of one byte stand at byte 2", "[MS-CIFS] 2.2.6.16.1";
    DataLength = "its RequestDataLength fits", "[MS-DFSC] 2.2.3";
    Entry = "an entry of version 1 to 4 stands at byte 8", "[MS-DFSC] 2.2.5";
    NoLevel = "byte 0 is no level, and no path stands at byte 2", "[MS-DFSC] 2.2.4";
    FlagsAndLength = "bytes 2 and 4 can be flags and a length, but no path", "[MS-DFSC] 2.2.3";
    Header = "the bytes of a referral header are there, but no path", "[MS-DFSC] 2.2.4";
    Path = "a path can stand at byte 2, and no entry stands at byte 8", "[MS-DFSC] 2.2.2";
    Nothing = "neither a level nor a path nor a referral header stands at its start", "[MS-DFSC] 2.2";
    Any = "any bytes may be one", "[MS-DFSC] 2.2";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
