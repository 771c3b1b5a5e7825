//! `cargo xtask matrix`: the package as it is published, in everything that it says it runs in, and without configuration.

use super::within;
use crate::{cmd, setup};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Far more than any step takes.
const LIMIT: Duration = Duration::from_secs(180);

/// What runs a step.
#[derive(Clone, Copy)]
enum Runner {
    /// The machine's own Node.
    Node,
    /// A command of what builds the package.
    Own(&'static str),
    /// A command of what wasm/matrix/package.json lists.
    Listed(&'static str),
    /// A program among that, which is there for some machines only.
    Binary(&'static str),
    /// A script of wasm/matrix, which may import what builds the package.
    Script(&'static str),
}
use Runner::{Binary, Listed, Node, Own, Script};

/// What the last step must say.
#[derive(Clone, Copy)]
enum Says {
    Nothing,
    /// The line of the program, as often as this.
    Lines(usize),
    /// What the first example of the package's README says that it prints.
    Readme,
}
use Says::{Lines, Nothing, Readme};

struct Row {
    name: &'static str,
    says: Says,
    /// One after the other, in a folder of the row's own; the last one's stdout counts.
    steps: &'static [(Runner, &'static str)],
}

const fn row(name: &'static str, says: Says, steps: &'static [(Runner, &'static str)]) -> Row {
    Row { name, says, steps }
}

const NODE20: Runner = Binary("node20/bin/node");
const NODE22: Runner = Binary("node22/bin/node");
const NODE24: Runner = Binary("node24/bin/node");
const BUN: Runner = Binary("@oven/bun-linux-x64/bin/bun");

/// What needs no more than what builds the package.
const SMALL: [Row; 12] = [
    row("Node, example of the README", Readme, &[(Node, "readme.js")]),
    row("Vite build, example of the README", Readme, &[(Script("browser.mjs"), "readme .")]),
    row("Node, import", Lines(1), &[(Node, "import.js")]),
    row("Node, require", Lines(1), &[(Node, "require.cjs")]),
    row("Node, worker thread", Lines(1), &[(Node, "thread.js")]),
    row("Node, dfsc/slim", Lines(1), &[(Node, "slim.js")]),
    row(
        "esbuild",
        Lines(1),
        &[(Own("esbuild"), "import.js --bundle --outfile=out/out.js"), (Node, "out/out.js")],
    ),
    row("Vite dev server", Lines(2), &[(Script("browser.mjs"), "dev .")]),
    row("Vite build", Lines(2), &[(Script("browser.mjs"), "build .")]),
    row("Vite build, strict CSP", Lines(2), &[(Script("browser.mjs"), "csp .")]),
    row("TypeScript, nodenext", Nothing, &[(Own("tsc"), "--project tsconfig.nodenext.json")]),
    row("TypeScript, bundler", Nothing, &[(Own("tsc"), "--project tsconfig.bundler.json")]),
];

const LARGE: [Row; 12] = [
    row("Node 20.19, import", Lines(1), &[(NODE20, "import.js")]),
    row("Node 20.19, require", Lines(1), &[(NODE20, "require.cjs")]),
    row("Node 22.12, import", Lines(1), &[(NODE22, "import.js")]),
    row("Node 22.12, require", Lines(1), &[(NODE22, "require.cjs")]),
    row("Node 24, import", Lines(1), &[(NODE24, "import.js")]),
    row("Node 24, require", Lines(1), &[(NODE24, "require.cjs")]),
    row("Deno", Lines(1), &[(Binary("@deno/linux-x64-glibc/deno"), "run import.js")]),
    row("Bun, import", Lines(1), &[(BUN, "import.js")]),
    row("Bun, require", Lines(1), &[(BUN, "require.cjs")]),
    row(
        "Rollup",
        Lines(1),
        &[
            (Listed("rollup"), "import.js --plugin @rollup/plugin-node-resolve --file out/out.js"),
            (Node, "out/out.js"),
        ],
    ),
    row(
        "webpack",
        Lines(1),
        &[
            (Listed("webpack"), "build --entry ./import.js --output-path out --mode production"),
            (Node, "out/main.js"),
        ],
    ),
    row(
        "workerd",
        Lines(1),
        &[
            (
                // Both want a newer Node than the package does.
                NODE24,
                "../../tools/node_modules/wrangler/bin/wrangler.js deploy worker.js --dry-run --outdir out --name dfsc --compatibility-date 2026-04-01",
            ),
            (NODE24, "workerd.mjs ../../tools out"),
        ],
    ),
];

/// All rows.
pub(crate) fn run(install: bool) -> Result<String> {
    setup::web(install)?;
    setup::matrix(true, install)?;
    super::built()?;
    rows(SMALL.iter().chain(&LARGE))
}

/// The rows that need no more than what builds the package, which must have been built, and Chromium.
pub(super) fn run_small(install: bool) -> Result<String> {
    setup::matrix(false, install)?;
    rows(SMALL.iter())
}

fn rows<'r>(rows: impl Iterator<Item = &'r Row>) -> Result<String> {
    let expected = folder("wasm/matrix")?.join("expected.json");
    let expected = serde_json::from_slice(&fs::read(&expected)?).context("wasm/matrix/expected.json")?;
    let consumer = consumer()?;
    let (mut done, mut left_out, mut problems) = (0, Vec::new(), Vec::new());
    println!("| row | result |\n|---|---|");
    for (number, row) in rows.enumerate() {
        if let Some(binary) = row.missing()? {
            println!("| {} | **left out** |", row.name);
            left_out.push(format!("{} (npm has no {binary} for this machine)", row.name));
            continue;
        }
        match row.run(&consumer, &format!("row-{number}"), &expected) {
            Ok(()) => {
                println!("| {} | works |", row.name);
                done += 1;
            }
            Err(error) => {
                println!("| {} | **fails** |", row.name);
                problems.push(format!("{}: {error:#}", row.name));
            }
        }
    }
    if !problems.is_empty() {
        bail!("{} rows fail:\n  {}", problems.len(), problems.join("\n  "));
    }
    let left_out = if left_out.is_empty() { "none".into() } else { left_out.join(", ") };
    Ok(format!("{done} rows work; left out: {left_out}"))
}

/// A folder with the programs, and with the package installed from its tarball.
fn consumer() -> Result<PathBuf> {
    let wasm = folder("wasm")?;
    let matrix = folder("target/matrix")?;
    let consumer = matrix.join("consumer");
    if consumer.exists() {
        fs::remove_dir_all(&consumer)?;
    }
    fs::create_dir_all(&consumer)?;
    let tarballs = folder("target/web")?;
    let mut pack = cmd::program("npm", &["pack", "--silent", "--pack-destination"])?;
    let name = within::stdout(pack.arg(&tarballs).current_dir(&wasm), &matrix, LIMIT).context("npm pack")?;
    for file in fs::read_dir(wasm.join("matrix"))? {
        let file = file?;
        // Those are of the tools, and no consumer has them.
        if !file.file_name().to_string_lossy().starts_with("package") {
            fs::copy(file.path(), consumer.join(file.file_name()))?;
        }
    }
    fs::write(consumer.join("readme.js"), readme()?.0)?;
    fs::write(consumer.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    let mut install = cmd::program("npm", &["install", "--silent", "--offline"])?;
    install.arg(tarballs.join(name.trim())).current_dir(&consumer);
    within::stdout(&mut install, &matrix, LIMIT).context("npm install of the tarball")?;
    Ok(consumer)
}

fn folder(path: &str) -> Result<PathBuf> {
    Ok(cmd::root()?.join(path))
}

fn listed(path: &str) -> Result<PathBuf> {
    Ok(folder("target/matrix/tools/node_modules")?.join(path))
}

impl Row {
    /// The program that is not there for this machine.
    fn missing(&self) -> Result<Option<&'static str>> {
        for (runner, _) in self.steps {
            if let Binary(path) = runner
                && !listed(path)?.exists()
            {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    fn run(&self, consumer: &Path, name: &str, expected: &Value) -> Result<()> {
        let matrix = folder("target/matrix")?;
        let folder = matrix.join("rows").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(matrix.join("rows"))?;
        let mut copy = cmd::program("cp", &["-r"])?;
        cmd::run(copy.arg(consumer).arg(&folder))?;
        let mut said = String::new();
        for (runner, arguments) in self.steps {
            let mut command = runner.command()?;
            command.args(arguments.split(' ')).current_dir(&folder);
            // What tools keep between runs is no part of the machine.
            let home = matrix.join("home");
            command.env("DENO_DIR", home.join("deno")).env("XDG_CONFIG_HOME", &home).env("CI", "1");
            command.env("WRANGLER_SEND_METRICS", "false").env("DENO_NO_UPDATE_CHECK", "1");
            said = within::stdout(&mut command, &matrix, LIMIT)?;
        }
        match self.says {
            Nothing => {}
            Readme => {
                let prints: Vec<String> = readme()?.1;
                ensure!(said.lines().eq(prints.iter()), "it says:\n{said}not:\n{}", prints.join("\n"));
            }
            Lines(count) => {
                let lines: Vec<&str> = said.lines().collect();
                ensure!(lines.len() == count, "{} lines, not {count}:\n{said}", lines.len());
                for line in lines {
                    let line: Value =
                        serde_json::from_str(line).with_context(|| format!("it says: {line}"))?;
                    ensure!(line == *expected, "it says {line}, not {expected}");
                }
            }
        }
        Ok(())
    }
}

/// The first example of the package's README, and what it says that it prints.
fn readme() -> Result<(String, Vec<String>)> {
    let readme = fs::read_to_string(folder("wasm/README.md")?)?;
    let example = readme.split_once("```js\n").and_then(|(_, rest)| Some(rest.split_once("```")?.0));
    let example = example.context("wasm/README.md has no example")?;
    let prints =
        example.lines().filter_map(|line| Some(line.split_once("// prints: ")?.1.to_owned())).collect();
    Ok((example.to_owned(), prints))
}

impl Runner {
    fn command(self) -> Result<std::process::Command> {
        let path = match self {
            Node => "node".into(),
            Own(name) => folder("wasm/node_modules/.bin")?.join(name),
            Listed(name) => listed(".bin")?.join(name),
            Binary(path) => listed(path)?,
            Script(name) => {
                let mut node = cmd::program("node", &[])?;
                node.arg(folder("wasm/matrix")?.join(name));
                return Ok(node);
            }
        };
        cmd::program(path.to_str().context("a path is not UTF-8")?, &[])
    }
}
