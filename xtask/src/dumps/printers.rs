//! The tools that print bytes.

use super::strings::Sample;
use super::{packets, scripts, work};
use crate::setup;
use anyhow::{Context, Result};
use dfsc::dump::Shape;

/// A tool with options.
pub(super) struct Printer {
    how: How,
    /// The command, options, or an expression.
    line: &'static str,
    /// The shape that is just what it prints.
    pub(super) shape: Option<Shape>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// A command that takes a file.
    File,
    /// A command that takes the bytes.
    Input,
    /// An expression.
    Python,
    Node,
    /// An option.
    Tcpdump,
    Tshark,
    Ndrdump,
}

/// What a tool printed, and what it is to be read as.
pub(super) struct Text {
    pub(super) name: String,
    pub(super) printed: Vec<u8>,
    pub(super) packets: Vec<Vec<u8>>,
}

impl Text {
    /// The first packet.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.packets[0]
    }
}

const fn new(how: How, line: &'static str) -> Printer {
    Printer { how, line, shape: None }
}

const fn shaped(how: How, line: &'static str, shape: Shape) -> Printer {
    Printer { how, line, shape: Some(shape) }
}

pub(super) const PRINTERS: [Printer; 53] = [
    shaped(How::File, "xxd", Shape::Xxd),
    shaped(How::File, "xxd -p", Shape::XxdPlain),
    shaped(How::File, "xxd -i", Shape::XxdInclude),
    new(How::Input, "xxd -i"),
    new(How::File, "xxd -u"),
    new(How::File, "xxd -g1"),
    new(How::File, "xxd -g4"),
    new(How::File, "xxd -e"),
    new(How::File, "xxd -c 8"),
    new(How::File, "xxd -a"),
    new(How::File, "hexdump"),
    shaped(How::File, "hexdump -v", Shape::Hexdump),
    new(How::File, "hexdump -C"),
    shaped(How::File, "hexdump -vC", Shape::HexdumpCanonical),
    new(How::File, "hexdump -x"),
    new(How::File, "od"),
    shaped(How::File, "od -v", Shape::OdOctal),
    new(How::File, "od -b"),
    new(How::File, "od -x"),
    shaped(How::File, "od -v -x", Shape::OdWords),
    new(How::File, "od -An -tx1"),
    shaped(How::File, "od -v -An -tx1", Shape::OdPlain),
    new(How::File, "od -Ax -tx1"),
    shaped(How::File, "od -v -Ax -tx1", Shape::OdBytes),
    new(How::File, "od -tx1"),
    new(How::File, "od -tx1z"),
    new(How::File, "od -tx2"),
    new(How::File, "od -tx4"),
    new(How::File, "od -Ax -tx4z"),
    new(How::File, "base64"),
    shaped(How::File, "base64 -w0", Shape::Base64),
    shaped(How::Tcpdump, "-X", Shape::Tcpdump),
    new(How::Tcpdump, "-x"),
    new(How::Tcpdump, "-XX"),
    shaped(How::Tshark, "-x", Shape::Wireshark),
    shaped(How::Python, "repr(b)", Shape::Python),
    new(How::Python, "bytearray(b)"),
    shaped(How::Python, "list(b)", Shape::Json),
    shaped(How::Python, "b.hex()", Shape::Hex),
    shaped(How::Python, "b.hex(' ')", Shape::HexSpaced),
    shaped(How::Python, "b.hex(':')", Shape::HexColons),
    shaped(How::Python, "b.hex(' ', -2)", Shape::HexWords),
    shaped(How::Python, "base64.b64encode(b).decode()", Shape::Base64),
    new(How::Python, "base64.encodebytes(b).decode()"),
    new(How::Python, "base64.urlsafe_b64encode(b).decode()"),
    shaped(How::Node, "b.toString('hex')", Shape::Hex),
    new(How::Node, "JSON.stringify([...b])"),
    new(How::Node, "JSON.stringify(b)"),
    new(How::Node, "inspect(b)"),
    new(How::Node, "inspect([...b])"),
    new(How::Node, "inspect(new Uint8Array(b))"),
    shaped(How::Node, "b.toString('base64url')", Shape::Base64Url),
    shaped(How::Ndrdump, "--dump-data", Shape::Samba),
];

impl Printer {
    /// The program, by its name.
    pub(super) fn program(&self) -> &'static str {
        match self.how {
            How::File | How::Input => self.line.split(' ').next().unwrap_or_default(),
            How::Python => "python3",
            How::Node => "node",
            How::Tcpdump => "tcpdump",
            How::Tshark => "tshark",
            How::Ndrdump => "ndrdump",
        }
    }

    pub(super) fn name(&self) -> String {
        match self.how {
            How::File => self.line.into(),
            How::Input => format!("{} < message", self.line),
            How::Python | How::Node => format!("{}: {}", self.program(), self.line),
            How::Tcpdump | How::Tshark | How::Ndrdump => format!("{} {}", self.program(), self.line),
        }
    }

    /// Whether something stands around the dump.
    pub(super) fn says_more(&self) -> bool {
        matches!(self.how, How::Tcpdump | How::Ndrdump)
    }

    /// What it prints of each string of bytes; of packets also what it prints of all of them.
    pub(super) fn print(&self, samples: &[Sample]) -> Result<Vec<Text>> {
        let text = |sample: &Sample, text: Vec<u8>| Text {
            name: sample.name.clone(),
            printed: text,
            packets: vec![sample.bytes.clone()],
        };
        match self.how {
            How::File | How::Input => work::each(samples, |folder, sample| {
                let mut words: Vec<&str> = self.line.split(' ').skip(1).collect();
                words.extend((self.how == How::File).then_some("message"));
                Ok(text(sample, work::stdout(folder, self.program(), &words, &sample.bytes)?))
            }),
            How::Python | How::Node => {
                let bytes = samples.iter().map(|sample| sample.bytes.as_slice());
                let values = scripts::of_bytes(self.program(), self.line, bytes)?;
                Ok(samples.iter().zip(values).map(|(sample, value)| text(sample, value.into())).collect())
            }
            How::Tcpdump => self.captured(samples, |packets| packets::tcpdump(packets, self.line)),
            How::Tshark => self.captured(samples, packets::tshark),
            How::Ndrdump => work::each(samples, ndrdump),
        }
    }

    fn captured(
        &self,
        samples: &[Sample],
        print: impl Fn(&[Vec<u8>]) -> Result<Vec<String>>,
    ) -> Result<Vec<Text>> {
        let mut packets = packets::packets(samples)?;
        let printed = print(&packets)?;
        // Two of tcpdump's options leave out the header of the link.
        let hidden = if self.how == How::Tcpdump && self.line != "-XX" { packets::ETHERNET_LEN } else { 0 };
        for packet in &mut packets {
            packet.drain(..hidden);
        }
        let all = Text { name: "all".into(), printed: printed.concat().into(), packets: packets.clone() };
        let each = samples.iter().zip(printed).zip(packets).map(|((sample, text), packet)| Text {
            name: sample.name.clone(),
            printed: text.into(),
            packets: vec![packet],
        });
        Ok(each.chain([all]).collect())
    }
}

/// What `ndrdump` prints: the bytes, and once more those that it did not read.
fn ndrdump(folder: &std::path::Path, sample: &Sample) -> Result<Text> {
    let arguments =
        ["--configfile", "/dev/null", "--dump-data", "dfsblobs", sample.structure, "struct", "message"];
    let output = work::output(folder, &setup::ndrdump()?, &arguments, &sample.bytes)?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let mut packets = vec![sample.bytes.clone()];
    if let Some((_, rest)) = printed.split_once("WARNING! ") {
        let unread: usize = rest.split(' ').next().unwrap_or_default().parse().context("how many unread")?;
        packets.push(sample.bytes[sample.bytes.len() - unread..].to_vec());
    }
    Ok(Text { name: sample.name.clone(), printed: output.stdout, packets })
}
