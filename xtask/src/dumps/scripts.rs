//! Python and node, each asked once for the value of an expression for many texts.

use super::work;
use crate::cmd;
use anyhow::{Context, Result, ensure};
use std::fs::{self, File};

/// Both take lines of JSON, each a text that the expression knows as `t`, and print its value as JSON.
const PYTHON: &str = "\
import base64, json, sys, urllib.parse
code = compile(sys.argv[1], 'expression', 'eval')
for line in sys.stdin: print(json.dumps(str(eval(code, globals(), {'t': json.loads(line)}))))";

/// It prints buffers and arrays as `console.log` does, but never a part only.
const NODE: &str = "\
const { inspect } = require('util');
require('buffer').INSPECT_MAX_BYTES = Infinity;
inspect.defaultOptions.maxArrayLength = null;
const value = new Function('t', 'inspect', 'return ' + process.argv[1]);
for (const line of require('fs').readFileSync(0, 'utf8').split('\\n'))
  if (line) console.log(JSON.stringify(value(JSON.parse(line), inspect)));";

/// The expression's value for each text.
pub(super) fn values(program: &str, expression: &str, texts: &[String]) -> Result<Vec<String>> {
    let script = if program == "node" { ["-e", NODE] } else { ["-c", PYTHON] };
    let lines: Vec<String> = texts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let path = work::scratch()?.join("texts.jsonl");
    fs::write(&path, lines.join("\n")).with_context(|| format!("cannot write {}", path.display()))?;
    let mut command = cmd::program(program, &script)?;
    let answers = cmd::stdout(command.arg(expression).stdin(File::open(&path)?))?;
    let answers: Vec<String> = answers.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(answers.len() == texts.len(), "{} texts, {} values", texts.len(), answers.len());
    Ok(answers)
}

/// The same for bytes, which the expression knows as `b`.
pub(super) fn of_bytes<'b>(
    program: &str,
    expression: &str,
    bytes: impl Iterator<Item = &'b [u8]>,
) -> Result<Vec<String>> {
    let expression = if program == "node" {
        format!("((b) => {expression})(Buffer.from(t, 'hex'))")
    } else {
        format!("(lambda b: {expression})(bytes.fromhex(t))")
    };
    values(program, &expression, &bytes.map(crate::peers::text::hex).collect::<Vec<_>>())
}
