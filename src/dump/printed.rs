//! Bytes as text, in every shape that a tool could read back.

use super::Shape;
use core::fmt::{self, Write as _};

/// Bytes as text, by [`Shape::print`].
///
/// ```
/// use dfsc::dump::Shape;
///
/// assert_eq!(Shape::Json.print(&[38, 0]).unwrap().to_string(), "[38, 0]\n");
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Printed<'b> {
    shape: Shape,
    bytes: &'b [u8],
}

impl Shape {
    /// The bytes in this shape, as its tool prints them. Nothing for [`Shape::Binary`] and [`Shape::Rows`], which no tool prints as text.
    ///
    /// ```
    /// use dfsc::dump::{Dump, Shape};
    ///
    /// let text = Shape::Samba.print(b"\x26\0\x01\0").unwrap().to_string();
    /// assert_eq!(Dump::read(text.as_bytes())?.copy_to(&mut [0; 4]), Some(&b"\x26\0\x01\0"[..]));
    /// assert!(Shape::Binary.print(b"\x26\0\x01\0").is_none());
    /// # Ok::<(), dfsc::dump::DumpError>(())
    /// ```
    #[must_use]
    pub const fn print(self, bytes: &[u8]) -> Option<Printed<'_>> {
        match self {
            Self::Binary | Self::Rows => None,
            _ => Some(Printed { shape: self, bytes }),
        }
    }
}

/// How many bytes most tools print in a row.
const ROW: usize = 16;

impl fmt::Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes;
        match self.shape {
            Shape::Hex => run(f, bytes, "", ""),
            Shape::HexSpaced => run(f, bytes, "", " "),
            Shape::HexColons => run(f, bytes, "", ":"),
            Shape::HexPrefixed => run(f, bytes, "0x", " "),
            Shape::HexEscaped => run(f, bytes, "\\x", ""),
            Shape::Percent => run(f, bytes, "%", ""),
            Shape::HexWords => words(f, bytes),
            Shape::XxdPlain => bytes.chunks(30).try_for_each(|row| run(f, row, "", "")),
            Shape::OdPlain => bytes.chunks(ROW).try_for_each(|row| {
                f.write_char(' ')?;
                run(f, row, "", " ")
            }),
            Shape::Json => {
                f.write_char('[')?;
                between(f, bytes, ", ", |f, byte| write!(f, "{byte}"))?;
                f.write_str("]\n")
            }
            Shape::CArray => {
                f.write_str("static const unsigned char packet_bytes[] = {\n")?;
                literals(f, bytes, 8, "  ", "")?;
                f.write_str("};\n")
            }
            Shape::XxdInclude => {
                f.write_str("unsigned char message[] = {\n")?;
                literals(f, bytes, 12, "  ", "")?;
                writeln!(f, "}};\nunsigned int message_len = {};", bytes.len())
            }
            Shape::Rust => {
                writeln!(f, "let bytes: [u8; {}] = [", bytes.len())?;
                literals(f, bytes, ROW, "    ", ",")?;
                f.write_str("];\n")
            }
            Shape::Go => {
                f.write_str("data := []byte{\n")?;
                literals(f, bytes, ROW, "\t", ",")?;
                f.write_str("}\n")
            }
            Shape::Python => python(f, bytes),
            Shape::EscapedString => {
                let rows = bytes.len().div_ceil(ROW);
                for (number, row) in (1..).zip(bytes.chunks(ROW)) {
                    f.write_char('"')?;
                    between(f, row, "", |f, byte| write!(f, "\\x{byte:02x}"))?;
                    f.write_str(if number < rows { "\" \\\n" } else { "\"\n" })?;
                }
                Ok(())
            }
            Shape::Base64 => base64(f, bytes, *b"+/", true),
            Shape::Base64Url => base64(f, bytes, *b"-_", false),
            _ => rows(f, bytes, self.shape),
        }
    }
}

/// A line of bytes in hexadecimal.
fn run(f: &mut fmt::Formatter<'_>, bytes: &[u8], before: &str, separator: &str) -> fmt::Result {
    between(f, bytes, separator, |f, byte| write!(f, "{before}{byte:02x}"))?;
    f.write_char('\n')
}

/// Bytes with something between them.
fn between(
    f: &mut fmt::Formatter<'_>,
    bytes: &[u8],
    separator: &str,
    show: impl Fn(&mut fmt::Formatter<'_>, u8) -> fmt::Result,
) -> fmt::Result {
    let mut before = "";
    for byte in bytes {
        f.write_str(before)?;
        show(f, *byte)?;
        before = separator;
    }
    Ok(())
}

fn words(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let mut before = "";
    for pair in bytes.chunks(2) {
        f.write_str(before)?;
        between(f, pair, "", |f, byte| write!(f, "{byte:02x}"))?;
        before = " ";
    }
    f.write_char('\n')
}

/// Lines of numbers as C, Rust and Go write them.
fn literals(
    f: &mut fmt::Formatter<'_>,
    bytes: &[u8],
    per_line: usize,
    indent: &str,
    last: &str,
) -> fmt::Result {
    let lines = bytes.len().div_ceil(per_line.max(1));
    for (number, line) in (1..).zip(bytes.chunks(per_line.max(1))) {
        f.write_str(indent)?;
        between(f, line, ", ", |f, byte| write!(f, "{byte:#04x}"))?;
        f.write_str(if number < lines { "," } else { last })?;
        f.write_char('\n')?;
    }
    Ok(())
}

/// As `repr` writes it.
fn python(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    write!(f, "b{quote}")?;
    for byte in bytes {
        match byte {
            b'\t' => f.write_str("\\t")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b'\\' => f.write_str("\\\\")?,
            _ if char::from(*byte) == quote => write!(f, "\\{quote}")?,
            b' '..=b'~' => f.write_char(char::from(*byte))?,
            _ => write!(f, "\\x{byte:02x}")?,
        }
    }
    writeln!(f, "{quote}")
}

fn base64(f: &mut fmt::Formatter<'_>, bytes: &[u8], [plus, slash]: [u8; 2], is_padded: bool) -> fmt::Result {
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let missing = 3_usize.saturating_sub(group.len());
        let bits = bits
            .checked_shl(if missing == 2 {
                16
            } else if missing == 1 {
                8
            } else {
                0
            })
            .unwrap_or(0);
        for (number, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            if number.saturating_add(missing) >= 4 {
                if is_padded {
                    f.write_char('=')?;
                }
                continue;
            }
            let [value, ..] = ((bits >> shift) & 63).to_le_bytes();
            f.write_char(char::from(match value {
                0..26 => value.wrapping_add(b'A'),
                26..52 => value.wrapping_add(b'a'.wrapping_sub(26)),
                52..62 => value.wrapping_sub(52).wrapping_add(b'0'),
                62 => plus,
                _ => slash,
            }))?;
        }
    }
    f.write_char('\n')
}

/// How the rows of a tool look.
struct Layout {
    /// What stands behind the offset.
    behind_offset: &'static str,
    /// How many bytes a group has, and whether the last one comes first.
    group: usize,
    is_reversed: bool,
    is_upper: bool,
    /// What stands between the groups, and between the halves of a row.
    half: &'static str,
    /// How wide the digits are filled up, and what stands around the text column; none if there is none.
    column: Option<(usize, &'static str, &'static str)>,
    /// Whether groups that are not whole are filled up with zeros.
    is_filled: bool,
}

const PLAIN: Layout = Layout {
    behind_offset: "  ",
    group: 1,
    is_reversed: false,
    is_upper: false,
    half: " ",
    column: None,
    is_filled: false,
};

const fn layout(shape: Shape) -> Layout {
    match shape {
        Shape::Xxd => Layout { behind_offset: ": ", group: 2, column: Some((39, "  ", "")), ..PLAIN },
        Shape::HexdumpCanonical => Layout { half: "  ", column: Some((48, "  |", "|")), ..PLAIN },
        Shape::Hexdump | Shape::OdWords | Shape::OdOctal => {
            Layout { behind_offset: " ", group: 2, is_reversed: true, is_filled: true, ..PLAIN }
        }
        Shape::OdBytes => Layout { behind_offset: " ", ..PLAIN },
        Shape::Tcpdump => Layout { behind_offset: ":  ", group: 2, column: Some((39, "  ", "")), ..PLAIN },
        Shape::Wireshark => Layout { column: Some((47, "   ", "")), ..PLAIN },
        Shape::Samba => Layout {
            behind_offset: "] ",
            is_upper: true,
            half: "   ",
            column: Some((49, "   ", "")),
            ..PLAIN
        },
        Shape::Linux => Layout { behind_offset: ": ", column: Some((47, "  ", "")), ..PLAIN },
        Shape::LinuxWords => {
            Layout { behind_offset: ": ", group: 2, is_reversed: true, column: Some((39, "  ", "")), ..PLAIN }
        }
        Shape::LinuxDwords => {
            Layout { behind_offset: ": ", group: 4, is_reversed: true, column: Some((35, "  ", "")), ..PLAIN }
        }
        Shape::Windbg => Layout { half: "-", column: Some((47, "  ", "")), ..PLAIN },
        _ => Layout { behind_offset: " ", is_upper: true, column: Some((47, " ", "")), ..PLAIN },
    }
}

fn rows(f: &mut fmt::Formatter<'_>, bytes: &[u8], shape: Shape) -> fmt::Result {
    let layout = layout(shape);
    if shape == Shape::FormatHex {
        f.write_str("                 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n")?;
    }
    for (offset, row) in (0_usize..).step_by(ROW).zip(bytes.chunks(ROW)) {
        write_offset(f, shape, offset)?;
        f.write_str(layout.behind_offset)?;
        // The kernel prints a row byte by byte whose length is no multiple of the words'.
        let is_linux = matches!(shape, Shape::LinuxWords | Shape::LinuxDwords);
        let is_odd = is_linux && !row.len().is_multiple_of(layout.group);
        let layout = if is_odd {
            Layout { group: 1, column: Some((47, "  ", "")), ..layout }
        } else {
            Layout { ..layout }
        };
        write_row(f, row, &layout, shape)?;
        f.write_char('\n')?;
    }
    let has_end = matches!(shape, Shape::HexdumpCanonical | Shape::Hexdump)
        || matches!(shape, Shape::OdWords | Shape::OdOctal | Shape::OdBytes);
    if has_end && !bytes.is_empty() {
        write_offset(f, shape, bytes.len())?;
        f.write_char('\n')?;
    }
    Ok(())
}

fn write_offset(f: &mut fmt::Formatter<'_>, shape: Shape, offset: usize) -> fmt::Result {
    match shape {
        Shape::Hexdump => write!(f, "{offset:07x}"),
        Shape::OdWords | Shape::OdOctal => write!(f, "{offset:07o}"),
        Shape::OdBytes => write!(f, "{offset:06x}"),
        Shape::Tcpdump => write!(f, "\t0x{offset:04x}"),
        Shape::Wireshark => write!(f, "{offset:04x}"),
        Shape::Samba => write!(f, "[{offset:04X}"),
        Shape::Linux | Shape::LinuxWords | Shape::LinuxDwords => write!(f, "[    0.000000] {offset:08x}"),
        // Any address will do, but none of a message begins at zero.
        Shape::Windbg => write!(f, "00000001`{offset:08x}"),
        Shape::FormatHex => write!(f, "{offset:016X}"),
        _ => write!(f, "{offset:08x}"),
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, row: &[u8], layout: &Layout, shape: Shape) -> fmt::Result {
    let mut width = 0_usize;
    for (number, group) in row.chunks(layout.group.max(1)).enumerate() {
        let separator = match number.saturating_mul(layout.group) {
            0 => "",
            8 => layout.half,
            _ => " ",
        };
        f.write_str(separator)?;
        width = width.saturating_add(separator.len());
        if shape == Shape::OdOctal {
            let word = group.iter().rev().fold(0_u16, |word, byte| word << 8 | u16::from(*byte));
            write!(f, "{word:06o}")?;
            continue;
        }
        let filling = layout.group.saturating_sub(group.len());
        if layout.is_filled {
            (0..filling).try_for_each(|_| f.write_str("00"))?;
        }
        let mut show = |byte: &u8| {
            width = width.saturating_add(2);
            if layout.is_upper { write!(f, "{byte:02X}") } else { write!(f, "{byte:02x}") }
        };
        if layout.is_reversed {
            group.iter().rev().try_for_each(&mut show)?;
        } else {
            group.iter().try_for_each(&mut show)?;
        }
    }
    let Some((full, before, after)) = layout.column else { return Ok(()) };
    (width..full).try_for_each(|_| f.write_char(' '))?;
    f.write_str(before)?;
    for (number, byte) in row.iter().enumerate() {
        if number == 8 && shape == Shape::Samba {
            f.write_char(' ')?;
        }
        let is_shown = byte.is_ascii_graphic() || (*byte == b' ' && shape != Shape::Tcpdump);
        f.write_char(if is_shown { char::from(*byte) } else { '.' })?;
    }
    f.write_str(after)
}
