//! What the other commands need on the machine: found, or installed where that is asked for.

use crate::cmd;
use anyhow::{Context, Result, anyhow};
use std::path::{Path, PathBuf};

/// The microcontrollers that the proofs link for.
pub(crate) const TARGETS: [&str; 3] =
    ["thumbv6m-none-eabi", "thumbv7em-none-eabihf", "riscv32imac-unknown-none-elf"];

/// What the npm package is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The oldest Rust that the crate says it can be built with.
pub(crate) const OLDEST_RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// The oldest Node that the npm package says it runs in.
const OLDEST_NODE: &str = "20.19";

/// The packages for Python, each with its version.
const REQUIREMENTS: &str = "peers/requirements.txt";

/// Something that must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Target(&'static str),
    Component(&'static str),
    OldestRust,
    /// The compiler of last night, or of some other.
    Nightly,
    /// One of its components.
    NightlyComponent(&'static str),
    CargoFuzz,
    Valgrind,
    Ndrdump,
    Tshark,
    /// With what virtual environments take.
    Python,
    /// A virtual environment that has [`REQUIREMENTS`].
    PythonPackages,
    Smbd,
    Smbclient,
    Tcpdump,
    /// Samba with all that the controller of a domain takes, unpacked in target/lab/debian.
    SambaDc,
    /// One that everybody has somewhere: its name, and the package of Debian.
    Program(&'static str, &'static str),
    Node,
    /// What `wasm/package-lock.json` lists.
    NodePackages,
    /// What `wasm/matrix/package-lock.json` lists, in target/matrix/tools.
    MatrixPackages,
    /// Networks and process tables of one's own, and what sets them up: see [`namespaces`].
    Namespaces,
}

/// Finds every tool that checks and proofs take. Installs the missing ones if told to; an error that lists them if not.
pub(crate) fn tools(install: bool) -> Result<()> {
    let targets = TARGETS.map(Tool::Target);
    let others = [Tool::Component("rustfmt"), Tool::Component("clippy"), Tool::OldestRust, Tool::Valgrind];
    all(&targets.into_iter().chain(others).collect::<Vec<_>>(), "test", install)
}

/// The same for the npm package.
pub(crate) fn web(install: bool) -> Result<()> {
    all(&[Tool::Target(WASM), Tool::Node, Tool::NodePackages], "web", install)
}

/// The same for the tests of the page: a browser, and whose filters it writes.
pub(crate) fn page(install: bool) -> Result<()> {
    all(&[Tool::Program("chromium", "chromium"), Tool::Tshark], "test", install)
}

/// The same for the firmware: what emulates the boards.
pub(crate) fn firmware(install: bool) -> Result<()> {
    let targets = TARGETS.map(Tool::Target);
    let emulators = [
        Tool::Program("qemu-system-arm", "qemu-system-arm"),
        Tool::Program("qemu-system-riscv32", "qemu-system-misc"),
    ];
    all(&targets.into_iter().chain(emulators).collect::<Vec<_>>(), "firmware", install)
}

/// The same for the figures: whatever reads referrals, and what counts.
pub(crate) fn figures(install: bool) -> Result<()> {
    let readers = [Tool::Ndrdump, Tool::Python, Tool::PythonPackages, Tool::Program("gcc", "gcc libc6-dev")];
    let package = [Tool::Target(WASM), Tool::Node, Tool::NodePackages];
    all(&[Tool::Valgrind].into_iter().chain(readers).chain(package).collect::<Vec<_>>(), "figures", install)
}

/// The same for what takes longer: a fuzzer and an interpreter, which both want a compiler that is not stable.
pub(crate) fn deep(install: bool) -> Result<()> {
    all(
        &[Tool::Nightly, Tool::NightlyComponent("rust-src"), Tool::NightlyComponent("miri"), Tool::CargoFuzz],
        "deep",
        install,
    )
}

/// The same for what the package is run in: what builds it and a browser, and, for all of it, others' runtimes and bundlers.
pub(crate) fn matrix(is_whole: bool, install: bool) -> Result<()> {
    let tools = [Tool::Program("chromium", "chromium"), Tool::MatrixPackages];
    all(tools.get(..if is_whole { 2 } else { 1 }).unwrap_or_default(), "matrix", install)
}

fn all(tools: &[Tool], command: &str, install: bool) -> Result<()> {
    let missing = obtain(tools, install)?;
    if missing.is_empty() { Ok(()) } else { Err(report(&missing, command, install)?) }
}

/// The same for what a command takes, but for those that are missing and that nothing here can install: gives these.
pub(crate) fn others(tools: &[Tool], command: &str, install: bool) -> Result<Vec<Tool>> {
    let (mut unobtainable, mut lacking) = (Vec::new(), Vec::new());
    for tool in obtain(tools, install)? {
        if tool.installation()?.is_empty() { &mut unobtainable } else { &mut lacking }.push(tool);
    }
    if lacking.is_empty() { Ok(unobtainable) } else { Err(report(&lacking, command, install)?) }
}

/// The folder for what peers take, and for what they are given.
pub(crate) fn scratch() -> Result<PathBuf> {
    let scratch = cmd::root()?.join("target/peers");
    std::fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
    Ok(scratch)
}

/// The system's own, or the one unpacked by [`Tool::installation`].
pub(crate) fn ndrdump() -> Result<String> {
    let own = "ndrdump";
    if succeeds(own, &["--version"])? { Ok(own.into()) } else { in_scratch("samba/usr/bin/ndrdump") }
}

/// The same for Samba's server.
pub(crate) fn smbd() -> Result<String> {
    let own = "smbd";
    if superuser_has(own)? {
        return Ok(own.into());
    }
    let unpacked = cmd::root()?.join("target/dumps/samba/usr/sbin/smbd").into_os_string().into_string();
    unpacked.map_err(|path| anyhow!("{} is not UTF-8", path.display()))
}

/// Where programs are, those for the superuser among them.
pub(crate) fn path() -> String {
    std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin"
}

/// The arguments for `unshare` before a command that gets a network, mounts, a host name and a process table of its own. With
/// the first process all others of that table end, and it ends with `unshare`.
pub(crate) fn namespaces(is_root: bool) -> impl Iterator<Item = &'static str> {
    let own = ["--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"];
    // Others keep their name, and have rights over these namespaces only.
    let user: &[_] = if is_root { &[] } else { &["--user", "--map-current-user", "--keep-caps"] };
    user.iter().copied().chain(own)
}

/// The interpreter of the virtual environment.
pub(crate) fn python() -> Result<String> {
    in_scratch("venv/bin/python")
}

fn in_scratch(path: &str) -> Result<String> {
    let path = scratch()?.join(path).into_os_string().into_string();
    path.map_err(|path| anyhow!("{} is not UTF-8", path.display()))
}

/// Those that are missing, after installing what can be if told to.
fn obtain(tools: &[Tool], install: bool) -> Result<Vec<Tool>> {
    if install {
        // Some start with the same command.
        let mut done = Vec::new();
        for tool in missing(tools)? {
            for line in tool.installation()? {
                if !done.contains(&line) {
                    println!("installing: {}", shown(&line));
                    let words: Vec<&str> = line.iter().map(String::as_str).collect();
                    let (program, arguments) = words.split_first().context("an empty command")?;
                    cmd::run(&mut cmd::program(program, arguments)?)?;
                    done.push(line);
                }
            }
        }
    }
    missing(tools)
}

fn missing(tools: &[Tool]) -> Result<Vec<Tool>> {
    let mut missing = Vec::new();
    for tool in tools {
        if !tool.is_there()? {
            missing.push(*tool);
        }
    }
    Ok(missing)
}

/// The error that lists them.
fn report(missing: &[Tool], command: &str, install: bool) -> Result<anyhow::Error> {
    let mut lines = Vec::new();
    for tool in missing {
        let commands: Vec<String> = tool.installation()?.iter().map(|line| shown(line)).collect();
        let known = if commands.is_empty() {
            "by this system's own package manager".into()
        } else {
            commands.join(" && ")
        };
        lines.push(format!("  {}: {known}", tool.name()));
    }
    let advice = if install {
        "still, after installing".into()
    } else {
        format!("`cargo xtask {command} --setup` installs it")
    };
    Ok(anyhow!("missing ({advice}):\n{}", lines.join("\n")))
}

/// The command as one would type it.
fn shown(line: &[String]) -> String {
    let quoted = line.iter().map(|word| if word.contains(' ') { format!("'{word}'") } else { word.clone() });
    quoted.collect::<Vec<_>>().join(" ")
}

impl Tool {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Target(name) => format!("Rust target {name}"),
            Self::Component(name) => format!("Rust component {name}"),
            Self::OldestRust => format!("Rust {OLDEST_RUST}"),
            Self::Nightly => "nightly Rust".into(),
            Self::NightlyComponent(name) => format!("nightly Rust's component {name}"),
            Self::CargoFuzz => "cargo-fuzz".into(),
            Self::Valgrind => "valgrind".into(),
            Self::Ndrdump => "ndrdump".into(),
            Self::Tshark => "tshark".into(),
            Self::Python => "python3 with venv".into(),
            Self::PythonPackages => format!("what {REQUIREMENTS} lists"),
            Self::Smbd => "smbd".into(),
            Self::Smbclient => "smbclient".into(),
            Self::Tcpdump => "tcpdump".into(),
            Self::SambaDc => "Samba's domain controller, unpacked".into(),
            Self::Program(name, _) => name.into(),
            Self::Node => format!("Node {OLDEST_NODE} or later, and npm"),
            Self::NodePackages => "what wasm/package-lock.json lists".into(),
            Self::MatrixPackages => "what wasm/matrix/package-lock.json lists".into(),
            Self::Namespaces => {
                "Linux namespaces (by root, or where users may make them), ip, hostname".into()
            }
        }
    }

    fn is_there(self) -> Result<bool> {
        match self {
            // Asked of rustc, not of rustup, so that toolchains from elsewhere will do.
            Self::Target(name) => {
                let dir = cmd::stdout(&mut cmd::program(
                    "rustc",
                    &["--print", "target-libdir", "--target", name],
                )?)?;
                Ok(Path::new(dir.trim_end()).is_dir())
            }
            Self::Component("rustfmt") => succeeds("cargo", &["fmt", "--version"]),
            Self::Component(name) => succeeds("cargo", &[name, "--version"]),
            Self::OldestRust => succeeds("rustup", &["run", OLDEST_RUST, "rustc", "--version"]),
            Self::Nightly => succeeds("rustup", &["run", "nightly", "rustc", "--version"]),
            Self::NightlyComponent(name) => {
                let list =
                    cmd::program("rustup", &["component", "list", "--toolchain", "nightly", "--installed"])?
                        .output();
                let list = list
                    .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
                    .unwrap_or_default();
                Ok(list.lines().any(|line| line.starts_with(name)))
            }
            Self::CargoFuzz => succeeds("cargo", &["fuzz", "--version"]),
            Self::Valgrind => succeeds("valgrind", &["--version"]),
            Self::Ndrdump => succeeds(&ndrdump()?, &["--version"]),
            Self::Tshark => succeeds("tshark", &["--version"]),
            Self::Python => succeeds("python3", &["-c", "import ensurepip, venv"]),
            Self::PythonPackages => python_packages(),
            Self::Smbd => superuser_has(&smbd()?),
            Self::Smbclient => succeeds("smbclient", &["--version"]),
            Self::Tcpdump => superuser_has("tcpdump"),
            Self::SambaDc => {
                let above = "mount --bind target/lab /srv && \
                    mount -t overlay lab -o lowerdir=/srv/debian/usr:/usr /usr && \
                    samba --version && smbd --version && smbclient --version && samba-tool --version";
                let mut unshare = cmd::program("unshare", &[])?;
                unshare.args(namespaces(is_root()?)).args(["sh", "-c", above]).env("PATH", path());
                Ok(unshare.output().is_ok_and(|output| output.status.success()))
            }
            Self::Program(name, _) => succeeds(name, &["--version"]),
            Self::Node => Ok(node()? && succeeds("npm", &["--version"])?),
            Self::NodePackages => {
                let mut npm = cmd::program("npm", &["ls", "--prefix", "wasm"])?;
                Ok(npm.output().is_ok_and(|output| output.status.success()))
            }
            Self::MatrixPackages => {
                let root = cmd::root()?;
                let read = |path: &str| std::fs::read(root.join(path)).ok();
                let lock = read("wasm/matrix/package-lock.json");
                // Written last, when all is installed.
                Ok(lock.is_some() && lock == read("target/matrix/tools/installed"))
            }
            Self::Namespaces => {
                let set_up = "ip link set lo up && hostname files && mount --bind /srv /srv";
                let mut unshare = cmd::program("unshare", &[])?;
                unshare.args(namespaces(is_root()?)).args(["sh", "-c", set_up]).env("PATH", path());
                Ok(unshare.output().is_ok_and(|output| output.status.success()))
            }
        }
    }

    /// The commands that install it; none where they are not known.
    fn installation(self) -> Result<Vec<Vec<String>>> {
        match self {
            Self::Target(name) => Ok(vec![words(&format!("rustup target add {name}"))]),
            Self::Component(name) => Ok(vec![words(&format!("rustup component add {name}"))]),
            Self::OldestRust => {
                Ok(vec![words(&format!("rustup toolchain install {OLDEST_RUST} --profile minimal"))])
            }
            Self::Nightly => Ok(vec![words("rustup toolchain install nightly --profile minimal")]),
            Self::NightlyComponent(name) => {
                Ok(vec![words(&format!("rustup component add {name} --toolchain nightly"))])
            }
            Self::CargoFuzz => Ok(vec![words("cargo install cargo-fuzz --locked --version 0.13.2")]),
            Self::Valgrind => debian("valgrind"),
            Self::Ndrdump => ndrdump_from_debian(),
            Self::Tshark => debian("tshark"),
            Self::Python => debian("python3-venv"),
            Self::PythonPackages if Self::Python.is_there()? || is_debian()? => {
                let mut pip = vec![python()?];
                let list = format!("-m pip install --disable-pip-version-check --no-deps -r {REQUIREMENTS}");
                pip.extend(words(&list));
                Ok(vec![words("python3 -m venv --clear target/peers/venv"), pip])
            }
            Self::Smbd => smbd_from_debian(),
            Self::Smbclient => debian("smbclient"),
            Self::Tcpdump => debian("tcpdump"),
            Self::SambaDc => samba_dc_from_debian(),
            Self::Program(_, package) => debian(package),
            // Debian's own may be older: then it is missing still.
            Self::Node => debian("nodejs npm"),
            Self::NodePackages => {
                Ok(vec![words("npm ci --prefix wasm --ignore-scripts --no-audit --no-fund")])
            }
            Self::MatrixPackages => {
                // Scripts of packages have no business here: what they would install is listed. And not `npm ci`, which wants a
                // registry to have what is for other machines, too.
                let install = "mkdir -p target/matrix/tools && cd target/matrix/tools && rm -f installed && \
                    cp ../../../wasm/matrix/package.json ../../../wasm/matrix/package-lock.json ../../../wasm/.npmrc . && \
                    npm install --ignore-scripts --no-audit --no-fund && cp ../../../wasm/matrix/package-lock.json installed";
                Ok(vec![["sh", "-c", install].map(str::to_owned).into()])
            }
            Self::PythonPackages | Self::Namespaces => Ok(Vec::new()),
        }
    }
}

/// Its package wants winbind, a daemon, which it does not take: so only its libraries are installed, and itself is unpacked.
fn ndrdump_from_debian() -> Result<Vec<Vec<String>>> {
    let mut lines = debian("samba-libs")?;
    if !lines.is_empty() {
        let unpack = "mkdir -p target/peers/samba && cd target/peers/samba && rm -f *.deb && \
            apt-get download samba-testsuite && dpkg-deb --extract *.deb .";
        lines.push(["sh", "-c", unpack].map(str::to_owned).into());
    }
    Ok(lines)
}

/// Its package is a daemon that starts at once, for all the network: so it is unpacked, and its libraries come with the client.
fn smbd_from_debian() -> Result<Vec<Vec<String>>> {
    let mut lines = debian("smbclient")?;
    if !lines.is_empty() {
        let unpack = "mkdir -p target/dumps/samba && cd target/dumps/samba && rm -f *.deb && \
            apt-get download samba && dpkg-deb --extract *.deb .";
        lines.push(["sh", "-c", unpack].map(str::to_owned).into());
    }
    Ok(lines)
}

/// Its packages are daemons that start at once, too: so all that this machine lacks is fetched as if to be installed, and unpacked.
fn samba_dc_from_debian() -> Result<Vec<Vec<String>>> {
    let mut lines = debian("")?;
    if !lines.is_empty() {
        lines.truncate(1);
        // Packages differ in whether /lib is in /usr.
        let unpack = "rm -rf target/lab/debian && mkdir -p target/lab/debian/packages/partial && cd target/lab/debian && \
            mkdir -p usr/bin usr/sbin usr/lib && ln -s usr/bin usr/sbin usr/lib . && \
            apt-get install --download-only --no-install-recommends -y -o Debug::NoLocking=1 \
            -o Dir::Cache::archives=\"$PWD/packages/\" samba-ad-dc samba-ad-provision smbclient && \
            for package in packages/*.deb; do \
            dpkg-deb --fsys-tarfile \"$package\" | tar -x --keep-directory-symlink || exit 1; done";
        lines.push(["sh", "-c", unpack].map(str::to_owned).into());
    }
    Ok(lines)
}

/// The commands that install a package of Debian; none elsewhere.
fn debian(package: &str) -> Result<Vec<Vec<String>>> {
    if !is_debian()? {
        return Ok(Vec::new());
    }
    let sudo = if is_root()? { "" } else { "sudo " };
    // Packages must not ask anything.
    let apt_get = format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get");
    Ok(vec![
        words(&format!("{sudo}apt-get update")),
        words(&format!("{apt_get} install -y --no-install-recommends {package}")),
    ])
}

pub(crate) fn is_root() -> Result<bool> {
    Ok(cmd::stdout(&mut cmd::program("id", &["-u"])?)?.trim() == "0")
}

fn is_debian() -> Result<bool> {
    succeeds("apt-get", &["--version"])
}

fn requirements() -> Result<String> {
    let list = cmd::root()?.join(REQUIREMENTS);
    std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))
}

/// The version of a package for Python that is listed.
pub(crate) fn python_version(package: &str) -> Result<String> {
    let list = requirements()?;
    let mut packages = list.lines().filter_map(|line| line.split_once("=="));
    let (_, version) =
        packages.find(|(name, _)| *name == package).with_context(|| format!("{package} is not listed"))?;
    Ok(version.into())
}

/// Whether the virtual environment has every package in the version that is listed.
fn python_packages() -> Result<bool> {
    let list = requirements()?;
    let script = "import importlib.metadata as m\nfor d in m.distributions(): print(d.metadata['Name'] + '==' + d.version)";
    let output = cmd::program(&python()?, &["-c", script])?.output();
    let Ok(installed) = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()) else {
        return Ok(false);
    };
    let mut wanted = list.lines().filter(|line| !line.starts_with('#'));
    Ok(wanted.all(|package| installed.lines().any(|installed| installed == package)))
}

/// Whether Node is there, and can load modules as the package does.
fn node() -> Result<bool> {
    let Ok(output) = cmd::program("node", &["--version"])?.output() else { return Ok(false) };
    let version = String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned();
    let numbers: Vec<u32> = version.split('.').filter_map(|number| number.parse().ok()).collect();
    let oldest: Vec<u32> = OLDEST_NODE.split('.').filter_map(|number| number.parse().ok()).collect();
    Ok(output.status.success() && numbers >= oldest)
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// Whether the program exists and ends well.
fn succeeds(program: &str, arguments: &[&str]) -> Result<bool> {
    Ok(cmd::program(program, arguments)?.output().is_ok_and(|output| output.status.success()))
}

/// The same for one that may be where only the superuser looks; by its `--version`.
fn superuser_has(program: &str) -> Result<bool> {
    let mut command = cmd::program(program, &["--version"])?;
    Ok(command.env("PATH", path()).output().is_ok_and(|output| output.status.success()))
}
