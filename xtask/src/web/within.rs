//! Programs that must end in time, and all that they started with them.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Time for a program to end what it started, once it is told to end.
const GRACE: Duration = Duration::from_secs(5);

/// What it writes to stdout; an error with all it wrote unless it succeeds within that time.
pub(super) fn stdout(command: &mut Command, folder: &Path, limit: Duration) -> Result<String> {
    // Files, not pipes: what it leaves behind may hold these open.
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    command.stdin(Stdio::null()).stdout(File::create(&out)?).stderr(File::create(&err)?);
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.process_group(0).spawn().with_context(|| format!("cannot start {name}"))?;
    let ended = wait(&mut child, limit);
    if !matches!(ended, Ok(Some(_))) {
        signal("TERM", &child);
        let _ = wait(&mut child, GRACE);
    }
    // Whoever is left of the group. Most often nobody is.
    signal("KILL", &child);
    let _ = child.wait();
    let [out, err] =
        [out, err].map(|file| fs::read(file).map(|text| String::from_utf8_lossy(&text).into_owned()));
    let (out, err) = (out?, err?);
    match ended? {
        Some(status) if status.success() => Ok(out),
        Some(status) => bail!("{status}\n{out}{err}"),
        None => bail!("not done after {} s\n{out}{err}", limit.as_secs()),
    }
}

fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        sleep(Duration::from_millis(20));
    }
    Ok(None)
}

/// To the whole group, which has the number of its first process.
fn signal(name: &str, child: &Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-s", name, "--", &group]).stderr(Stdio::null()).status();
}
