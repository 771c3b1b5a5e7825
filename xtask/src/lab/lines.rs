//! Programs that are asked in lines of JSON, and answer so.

use anyhow::{Context, Result};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Such a program.
pub(super) struct Lines {
    // Held, not waited for: it ends with the lab.
    _child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Lines {
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let stdin = child.stdin.take().context("no stdin")?;
        let stdout = BufReader::new(child.stdout.take().context("no stdout")?);
        Ok(Self { _child: child, stdin, stdout })
    }

    /// The next line of the program; none when it has ended.
    pub(super) fn read(&mut self) -> Result<Option<Value>> {
        let mut line = String::new();
        if self.stdout.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        serde_json::from_str(&line).map(Some).with_context(|| format!("a line: {line}"))
    }

    pub(super) fn write(&mut self, line: &str) -> Result<()> {
        Ok(writeln!(self.stdin, "{line}")?)
    }

    pub(super) fn ask(&mut self, line: &str) -> Result<Value> {
        self.write(line)?;
        self.read()?.with_context(|| format!("it ended when it was asked {line}"))
    }
}
