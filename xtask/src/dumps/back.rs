//! The tools that read what the crate writes.

use super::strings::Sample;
use super::{compile, packets, scripts, work};
use crate::peers::text::bytes;
use anyhow::{Context, Result, ensure};
use dfsc::dump::Shape;

/// A tool with options.
pub(super) struct Reader {
    pub(super) name: &'static str,
    pub(super) shapes: &'static [Shape],
    how: How,
}

type ReadAll = fn(&[(Shape, String)]) -> Result<Vec<Vec<u8>>>;

enum How {
    /// The name is a command that takes the text and prints the bytes.
    Input,
    /// An expression for the bytes in hexadecimal.
    Python(&'static str),
    Node(&'static str),
    /// All texts at once.
    All(ReadAll),
}

pub(super) const READERS: [Reader; 18] = [
    Reader { name: "xxd -r", shapes: &[Shape::Xxd], how: How::Input },
    Reader {
        name: "xxd -r -p",
        shapes: &[Shape::Hex, Shape::HexSpaced, Shape::HexColons, Shape::HexWords, Shape::XxdPlain],
        how: How::Input,
    },
    Reader { name: "base64 -d", shapes: &[Shape::Base64], how: How::Input },
    Reader {
        name: "text2pcap",
        shapes: &[Shape::Wireshark, Shape::OdBytes],
        how: How::All(packets::from_texts),
    },
    Reader {
        name: "cc",
        shapes: &[Shape::CArray, Shape::XxdInclude, Shape::EscapedString],
        how: How::All(compile::c),
    },
    Reader { name: "rustc", shapes: &[Shape::Rust], how: How::All(compile::rust) },
    Reader {
        name: "python3: bytes.fromhex",
        shapes: &[Shape::Hex, Shape::HexSpaced, Shape::HexWords, Shape::XxdPlain, Shape::OdPlain],
        how: How::Python("bytes.fromhex(t).hex()"),
    },
    Reader { name: "python3: eval, a literal", shapes: &[Shape::Python], how: How::Python("eval(t).hex()") },
    Reader {
        name: "python3: eval, a list",
        shapes: &[Shape::Json],
        how: How::Python("bytes(eval(t)).hex()"),
    },
    Reader {
        name: "python3: eval, strings",
        shapes: &[Shape::EscapedString],
        how: How::Python("eval(t).encode('latin-1').hex()"),
    },
    Reader {
        name: "python3: eval, between quotes",
        shapes: &[Shape::HexEscaped],
        how: How::Python("eval('b\"' + t.strip() + '\"').hex()"),
    },
    Reader {
        name: "python3: int of each",
        shapes: &[Shape::HexPrefixed],
        how: How::Python("bytes(int(word, 16) for word in t.split()).hex()"),
    },
    Reader {
        name: "python3: unquote_to_bytes",
        shapes: &[Shape::Percent],
        how: How::Python("urllib.parse.unquote_to_bytes(t.strip()).hex()"),
    },
    Reader {
        name: "python3: b64decode",
        shapes: &[Shape::Base64],
        how: How::Python("base64.b64decode(t.strip(), validate=True).hex()"),
    },
    Reader {
        name: "python3: urlsafe_b64decode, padded",
        shapes: &[Shape::Base64Url],
        how: How::Python("base64.urlsafe_b64decode(t.strip() + '==').hex()"),
    },
    Reader {
        name: "node: JSON.parse",
        shapes: &[Shape::Json],
        how: How::Node("Buffer.from(JSON.parse(t)).toString('hex')"),
    },
    Reader {
        name: "node: eval",
        shapes: &[Shape::Json],
        how: How::Node("Buffer.from(eval(t)).toString('hex')"),
    },
    Reader {
        name: "node: Buffer.from",
        shapes: &[Shape::Base64Url],
        how: How::Node("Buffer.from(t, 'base64url').toString('hex')"),
    },
];

impl Reader {
    /// The program, by its name.
    pub(super) fn program(&self) -> &'static str {
        self.name.split([' ', ':']).next().unwrap_or_default()
    }

    /// Has it read all that is written, which must give the bytes; how many texts that were.
    pub(super) fn read(&self, samples: &[Sample]) -> Result<usize> {
        let (mut texts, mut meant) = (Vec::new(), Vec::new());
        for shape in self.shapes {
            for sample in samples {
                let text = shape.print(&sample.bytes).with_context(|| shape.title())?.to_string();
                texts.push((*shape, text));
                meant.push(sample);
            }
        }
        let read = self.bytes(&texts)?;
        ensure!(read.len() == texts.len(), "{} texts, {} read", texts.len(), read.len());
        for (((shape, text), sample), read) in texts.iter().zip(meant).zip(&read) {
            let shape = shape.title();
            ensure!(*read == sample.bytes, "{}, {shape}: read as {read:02x?}:\n{text}", sample.name);
        }
        Ok(texts.len())
    }

    fn bytes(&self, texts: &[(Shape, String)]) -> Result<Vec<Vec<u8>>> {
        let (program, expression) = match self.how {
            How::Input => {
                let arguments: Vec<&str> = self.name.split(' ').skip(1).collect();
                return work::each(texts, |folder, (_, text)| {
                    work::stdout(folder, self.program(), &arguments, text.as_bytes())
                });
            }
            How::All(read) => return read(texts),
            How::Python(expression) | How::Node(expression) => (self.program(), expression),
        };
        let texts: Vec<String> = texts.iter().map(|(_, text)| text.clone()).collect();
        scripts::values(program, expression, &texts)?.iter().map(|hex| bytes(hex)).collect()
    }
}
