//! Programs that are run on strangers' files: without our environment, in a folder and a process
//! group of their own, within limits, and killed when the caller stops waiting.

use crate::app::App;
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The exit code by which shells, and `omni confine`, report that there is no such program.
const NOT_FOUND: i32 = 127;

/// What a program may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Memory of its own, bytes.
    pub(crate) memory: u64,
    /// Processor time.
    pub(crate) cpu: Duration,
    /// Largest file that it may write, bytes.
    pub(crate) file_bytes: u64,
}

/// A folder for one file on its way; removed with all that is in it.
pub(crate) fn folder(app: &App) -> io::Result<TempDir> {
    let made = match &app.config.media.spool_dir {
        Some(spool) => tempfile::tempdir_in(spool),
        None => tempfile::tempdir(),
    };
    made.inspect_err(|error| {
        tracing::warn!(%error, "no folder for a file on its way can be made; see data.spool_dir");
    })
}

/// A program of ours or one that confines itself: without input, output or environment, but for
/// the `PATH`.
pub(crate) fn bare(program: &OsStr) -> Command {
    let mut command = std::process::Command::new(program);
    command.env_clear().process_group(0);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut command = Command::from(command);
    command.kill_on_drop(true);
    command
}

/// Any other program, by its name or path: confined to this folder and these bounds by
/// `omni confine`, where there is one.
pub(crate) fn confined(app: &App, program: &str, folder: &Path, bounds: Bounds) -> Command {
    let program = from_here(program);
    let mut command = match &app.config.media.own_program {
        None => bare(program.as_os_str()),
        Some(own) => {
            let mut command = bare(own.as_os_str());
            command
                .args(["confine", "--memory", &bounds.memory.to_string()])
                .args(["--cpu-seconds", &bounds.cpu.as_secs().max(1).to_string()])
                .args(["--file-bytes", &bounds.file_bytes.to_string()])
                .arg("--folder")
                .arg(folder)
                .arg("--")
                .arg(program);
            command
        }
    };
    command.current_dir(folder);
    command
}

/// A path is meant from where the server runs, not from the program's folder. A name stays one.
fn from_here(program: &str) -> PathBuf {
    let path = Path::new(program);
    if path.components().count() < 2 {
        return path.to_owned();
    }
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A program that runs. Dropped, it is killed with all processes that it started.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) child: Child,
}

impl Running {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        Ok(Self { child: command.spawn()? })
    }

    /// Waits for its end. An error of the kind `NotFound` means that there is no such program.
    pub(crate) async fn ended(&mut self) -> io::Result<ExitStatus> {
        let status = self.child.wait().await?;
        if status.code() == Some(NOT_FOUND) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no such program"));
        }
        Ok(status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without an id it has been waited for, and the number may be another process's by now.
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Running, bare};
    use std::ffi::OsStr;
    use std::process::Stdio;
    use std::time::Duration;
    use tokio::io::AsyncReadExt as _;

    fn shell(script: &str) -> Running {
        let mut command = bare(OsStr::new("sh"));
        command.args(["-c", script]).stdout(Stdio::piped());
        Running::start(&mut command).expect("it starts")
    }

    async fn output(running: &mut Running) -> String {
        let mut text = String::new();
        let mut out = running.child.stdout.take().expect("piped");
        out.read_to_string(&mut text).await.expect("read");
        text
    }

    #[tokio::test]
    async fn a_program_has_nothing_of_our_environment_but_the_path() {
        let mut running = shell("tr '\\0' '\\n' < /proc/$$/environ | cut -d= -f1");
        assert_eq!(output(&mut running).await, "PATH\n");
        assert!(running.ended().await.expect("it ends").success());
    }

    #[tokio::test]
    async fn a_program_that_is_not_waited_for_takes_its_children_along() {
        let mut running = shell("sleep 600 & echo started; sleep 600");
        let mut out = running.child.stdout.take().expect("piped");
        let mut started = [0; 8];
        out.read_exact(&mut started).await.expect("it runs");
        drop(running);
        // Both have the pipe; it ends when the last of them is gone.
        let mut rest = Vec::new();
        let ended = out.read_to_end(&mut rest);
        tokio::time::timeout(Duration::from_secs(20), ended).await.expect("gone").expect("read");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_distinguished_from_one_that_fails() {
        let kind = |ended: std::io::Result<_>| ended.map_err(|error| error.kind());
        assert_eq!(kind(shell("exit 127").ended().await), Err(std::io::ErrorKind::NotFound));
        assert!(shell("exit 1").ended().await.is_ok_and(|status| !status.success()));
    }
}
