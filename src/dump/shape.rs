//! The shapes of dumps, by the tools that print them.

/// A way to write bytes as text.
///
/// ```
/// use dfsc::dump::Shape;
///
/// assert_eq!(Shape::Xxd.print(b"\x26\0\x01\0").unwrap().to_string(), "00000000: 2600 0100                                &...\n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Shape {
    /// Bytes as they are, no text.
    Binary,
    /// Hex digits in one run: Wireshark's hex stream.
    Hex,
    /// Hex digits, a blank between bytes.
    HexSpaced,
    /// Hex digits, a colon between bytes.
    HexColons,
    /// Hex digits, `0x` before each byte.
    HexPrefixed,
    /// Hex digits, `\x` before each byte.
    HexEscaped,
    /// Percent encoding, as in URLs.
    Percent,
    /// Hex digits in words of several bytes.
    HexWords,
    /// `xxd -p`
    XxdPlain,
    /// `od -An -tx1`
    OdPlain,
    /// Lists of numbers as in JSON, JavaScript and Python.
    Json,
    /// An array of C, as Wireshark copies it.
    CArray,
    /// `xxd -i`
    XxdInclude,
    /// An array of Rust.
    Rust,
    /// A slice of Go.
    Go,
    /// A `bytes` literal of Python.
    Python,
    /// A string literal of C, in lines with a backslash at the end: Wireshark's escaped string.
    EscapedString,
    /// Base64. `[RFC4648] 4`
    Base64,
    /// Base64 for URLs. `[RFC4648] 5`
    Base64Url,
    /// `xxd`
    Xxd,
    /// `hexdump -C`, `hd`, and Go's `hex.Dump`.
    HexdumpCanonical,
    /// `hexdump`: words of the machine, with hexadecimal offsets.
    Hexdump,
    /// `od -x`: words of the machine, with octal offsets.
    OdWords,
    /// `od`: octal words of the machine, with octal offsets.
    OdOctal,
    /// `od -Ax -tx1`
    OdBytes,
    /// `tcpdump -X`
    Tcpdump,
    /// `tshark -x`, and Wireshark's hex dump.
    Wireshark,
    /// Samba's logs from level 10 on, and `ndrdump`.
    Samba,
    /// The kernel log of Linux, in bytes.
    Linux,
    /// The same in words of two bytes.
    LinuxWords,
    /// The same in words of four bytes.
    LinuxDwords,
    /// `db` of `WinDbg`.
    Windbg,
    /// `Format-Hex` of `PowerShell`.
    FormatHex,
    /// Rows of hex digits of no tool that is known.
    Rows,
}

impl Shape {
    /// All shapes.
    ///
    /// ```
    /// use dfsc::dump::Shape;
    ///
    /// assert!(Shape::ALL.contains(&Shape::Samba));
    /// ```
    pub const ALL: [Self; 34] = [
        Self::Binary,
        Self::Hex,
        Self::HexSpaced,
        Self::HexColons,
        Self::HexPrefixed,
        Self::HexEscaped,
        Self::Percent,
        Self::HexWords,
        Self::XxdPlain,
        Self::OdPlain,
        Self::Json,
        Self::CArray,
        Self::XxdInclude,
        Self::Rust,
        Self::Go,
        Self::Python,
        Self::EscapedString,
        Self::Base64,
        Self::Base64Url,
        Self::Xxd,
        Self::HexdumpCanonical,
        Self::Hexdump,
        Self::OdWords,
        Self::OdOctal,
        Self::OdBytes,
        Self::Tcpdump,
        Self::Wireshark,
        Self::Samba,
        Self::Linux,
        Self::LinuxWords,
        Self::LinuxDwords,
        Self::Windbg,
        Self::FormatHex,
        Self::Rows,
    ];

    /// Its name, for programs and command lines: it stays as it is.
    ///
    /// ```
    /// assert_eq!(dfsc::dump::Shape::HexdumpCanonical.name(), "hexdump-c");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Hex => "hex",
            Self::HexSpaced => "hex-spaced",
            Self::HexColons => "hex-colons",
            Self::HexPrefixed => "hex-prefixed",
            Self::HexEscaped => "hex-escaped",
            Self::Percent => "percent",
            Self::HexWords => "hex-words",
            Self::XxdPlain => "xxd-p",
            Self::OdPlain => "od-an",
            Self::Json => "json",
            Self::CArray => "c",
            Self::XxdInclude => "xxd-i",
            Self::Rust => "rust",
            Self::Go => "go",
            Self::Python => "python",
            Self::EscapedString => "escaped-string",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Xxd => "xxd",
            Self::HexdumpCanonical => "hexdump-c",
            Self::Hexdump => "hexdump",
            Self::OdWords => "od-x",
            Self::OdOctal => "od",
            Self::OdBytes => "od-ax",
            Self::Tcpdump => "tcpdump",
            Self::Wireshark => "wireshark",
            Self::Samba => "samba",
            Self::Linux => "linux",
            Self::LinuxWords => "linux-2",
            Self::LinuxDwords => "linux-4",
            Self::Windbg => "windbg",
            Self::FormatHex => "format-hex",
            Self::Rows => "rows",
        }
    }

    /// The shape of a name.
    ///
    /// ```
    /// use dfsc::dump::Shape;
    ///
    /// assert_eq!(Shape::named("xxd"), Some(Shape::Xxd));
    /// assert_eq!(Shape::named("pdf"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// What prints it, as a person says it.
    ///
    /// ```
    /// assert_eq!(dfsc::dump::Shape::Tcpdump.title(), "tcpdump -X");
    /// ```
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Binary => "bytes as they are",
            Self::Hex => "hex stream",
            Self::HexSpaced => "hex bytes",
            Self::HexColons => "hex bytes with colons",
            Self::HexPrefixed => "hex bytes with 0x",
            Self::HexEscaped => "hex bytes with \\x",
            Self::Percent => "percent encoding",
            Self::HexWords => "hex words",
            Self::XxdPlain => "xxd -p",
            Self::OdPlain => "od -An -tx1",
            Self::Json => "list of numbers",
            Self::CArray => "C array",
            Self::XxdInclude => "xxd -i",
            Self::Rust => "Rust array",
            Self::Go => "Go slice",
            Self::Python => "Python bytes",
            Self::EscapedString => "escaped string",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Xxd => "xxd",
            Self::HexdumpCanonical => "hexdump -C",
            Self::Hexdump => "hexdump",
            Self::OdWords => "od -x",
            Self::OdOctal => "od",
            Self::OdBytes => "od -Ax -tx1",
            Self::Tcpdump => "tcpdump -X",
            Self::Wireshark => "Wireshark or tshark -x",
            Self::Samba => "Samba log",
            Self::Linux | Self::LinuxWords | Self::LinuxDwords => "Linux kernel log",
            Self::Windbg => "WinDbg",
            Self::FormatHex => "PowerShell Format-Hex",
            Self::Rows => "hex dump",
        }
    }
}
