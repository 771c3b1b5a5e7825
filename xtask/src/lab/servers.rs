//! The servers of others: one of files, the controller of a domain, and impacket's, which asks for our answers.
//!
//! Whatever they are told to keep is in `/run`, which is theirs alone, and their logs in `/srv/log`, which is target/lab/log.

use super::Carrier;
use super::answering::{self, DATA, FOLDER, HERE, Told};
use super::lines::Lines;
use crate::{cmd, setup};
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File};
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Who logs on to servers of files: an account of every Linux machine, as Samba's server takes no other.
pub(super) const ACCOUNT: &str = "daemon";
/// Who does in the domain.
pub(super) const ADMINISTRATOR: &str = "Administrator";
pub(super) const PASSWORD: &str = "Lab-Passw0rd";

pub(super) const LOGON: &str = "in NETLOGON of the domain\n";
/// Where the domain's scripts are, which is its share `NETLOGON`.
const SCRIPTS: &str = "/run/dc/state/sysvol/corp.example/scripts";

/// The links of the server of files, and their targets.
const LINKS: [(&str, &str); 4] = [
    ("link", r"files\data"),
    ("failover", r"gone\data,files\data"),
    ("onward", r"files\dfs"),
    ("round", r"files\dfs\round"),
];

/// How many targets the root of one of its namespaces has besides: more than clients have room for at first. The text of a link could not
/// be so long.
const MORE_TARGETS: usize = 100;

/// Samba's server of files, with links.
pub(super) fn files() -> Result<()> {
    state("/run/files")?;
    write("/run/files/data/hello.txt", DATA)?;
    write("/run/files/data/folder/hello.txt", FOLDER)?;
    write("/run/files/dfs/here.txt", HERE)?;
    for (name, targets) in LINKS {
        let link = Path::new("/run/files/dfs").join(name);
        symlink(format!("msdfs:{targets}"), link).with_context(|| format!("cannot link {name}"))?;
    }
    let more = (0..MORE_TARGETS).map(|number| format!(r"\gone\data{number}"));
    let targets = [r"\files\data".to_owned()].into_iter().chain(more).collect::<Vec<_>>().join(",");
    let many = format!("[many]\npath = /run/files/dfs\nmsdfs root = yes\nmsdfs proxy = {targets}\n");
    write("/run/files/many.conf", &many)?;
    let mut add = cmd::program("smbpasswd", &["-c", "/srv/etc/files.conf", "-a", "-s", ACCOUNT])?;
    let mut add =
        add.stdin(Stdio::piped()).stdout(log("smbpasswd")?).spawn().context("cannot start smbpasswd")?;
    let twice = format!("{PASSWORD}\n{PASSWORD}\n");
    add.stdin.take().context("no stdin")?.write_all(twice.as_bytes())?;
    ensure!(add.wait()?.success(), "smbpasswd failed");
    start("smbd", &["--configfile=/srv/etc/files.conf", "--foreground", "--no-process-group"])?;
    listens("127.0.0.2")
}

/// impacket's server, which has our answers over a carrier.
pub(super) fn ours(carrier: Carrier, told: &Told) -> Result<()> {
    let host = answering::host(carrier);
    let folder = format!("/run/{host}");
    write(&format!("{folder}/here.txt"), HERE)?;
    let mut server =
        cmd::program(&setup::python()?, &["peers/lab/server.py", carrier.word(), host, &folder])?;
    server.args([ACCOUNT, PASSWORD]).args(answering::versions().map(|(_, share)| share));
    let server = Lines::start(server.stderr(log(host)?))?;
    // Its thread ends when it ends.
    let told = Arc::clone(told);
    thread::spawn(move || {
        if let Err(error) = answering::serve(server, &told) {
            eprintln!("our answers: {error:#}");
        }
    });
    listens(host)
}

/// The files of a new domain.
pub(super) fn provision() -> Result<()> {
    state("/run/dc")?;
    let mut provision =
        cmd::program("samba-tool", &["domain", "provision", "--configfile=/srv/etc/dc.conf"])?;
    provision.args(["--realm=CORP.EXAMPLE", "--domain=CORP", "--server-role=dc", "--dns-backend=NONE"]);
    provision.args(["--host-name=dc1", "--host-ip=127.0.0.10", &format!("--adminpass={PASSWORD}")]);
    let status = provision.stdout(log("provision")?).stderr(log("provision-errors")?).status();
    ensure!(
        status.context("cannot start samba-tool")?.success(),
        "samba-tool failed: see provision-errors.txt"
    );
    write(&format!("{SCRIPTS}/logon.txt"), LOGON)
}

/// Its controller.
pub(super) fn controller() -> Result<()> {
    start("samba", &["--configfile=/srv/etc/dc.conf", "--foreground", "--no-process-group"])?;
    listens("dc1")
}

/// A server, which ends with the lab.
fn start(program: &str, arguments: &[&str]) -> Result<()> {
    let mut server = cmd::program(program, arguments)?;
    server.stdin(Stdio::null()).stdout(log(program)?).stderr(log(&format!("{program}-errors"))?);
    // When it ends, it signals all of its process group.
    server.process_group(0).spawn().with_context(|| format!("cannot start {program}"))?;
    Ok(())
}

/// Waits until a host takes connections, some seconds.
fn listens(host: &str) -> Result<()> {
    for _ in 0..200 {
        if TcpStream::connect((host, 445)).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("{host} takes no connections")
}

/// The folders that Samba does not make itself.
fn state(of: &str) -> Result<()> {
    for folder in ["private", "lock", "state", "cache", "pid", "ncalrpc"] {
        let folder = Path::new(of).join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    Ok(())
}

fn write(path: &str, content: &str) -> Result<()> {
    let path = Path::new(path);
    let folder = path.parent().context("no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Where a program writes to, behind what it has written before.
pub(super) fn log(name: &str) -> Result<File> {
    let log = File::options().append(true).create(true).open(format!("/srv/log/{name}.txt"));
    log.with_context(|| format!("cannot write {name}.txt"))
}
