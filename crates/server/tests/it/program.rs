//! `omni` as a child process, in a separate folder and without the machine's settings.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SERVE: [&str; 4] = ["serve", "--json", "--port", "0"];

/// A folder in which commands run.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_omni"));
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("NO_COLOR", "1")
            // Nothing listens there: these tests are about the program, not the network.
            .env("OMNI__WHATSAPP__URL", "ws://127.0.0.1:9/ws/chat");
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str], env: &[(&str, &str)]) -> Ended {
        let output = self.command(arguments).envs(env.iter().copied()).output().expect("it starts");
        Ended::from(output)
    }

    /// Starts a server and reads its banner.
    pub(crate) fn serve(&self, env: &[(&str, &str)]) -> Server {
        Self::started(self.command(&SERVE), env)
    }

    /// The same, where the process may have this many files open.
    pub(crate) fn serve_with_files(&self, limit: u32, env: &[(&str, &str)]) -> Server {
        let mut command = Command::new("/bin/sh");
        // It replaces the shell, so that a signal reaches the server.
        let script = format!("ulimit -n {limit} && exec \"$0\" \"$@\"");
        command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_omni")).args(SERVE);
        self.prepare(&mut command);
        Self::started(command, env)
    }

    fn started(mut command: Command, env: &[(&str, &str)]) -> Server {
        let mut child = command
            .envs(env.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let Ok(banner) = serde_json::from_str(&line) else {
            let mut log = String::new();
            let _ = child.stderr.take().expect("piped").read_to_string(&mut log);
            panic!("no banner but `{line}`; the log:\n{log}");
        };
        Server { child, banner }
    }
}

/// The result of a command.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ended {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.out, self.err))
    }
}

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) banner: Value,
}

impl Server {
    pub(crate) fn url(&self) -> &str {
        self.banner["url"].as_str().expect("the banner has it")
    }

    pub(crate) fn key(&self) -> &str {
        self.banner["apiKey"].as_str().expect("created at first start")
    }

    /// Bytes of the log that wait in the pipe, which nothing reads.
    pub(crate) fn unread_log(&self) -> u64 {
        let pipe = self.child.stderr.as_ref().expect("piped");
        rustix::io::ioctl_fionread(pipe).expect("a pipe")
    }

    /// Sends a signal, such as `-TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
    }

    /// SIGTERM; the exit code, and the time it took.
    pub(crate) fn terminate(mut self) -> (Option<i32>, Duration) {
        let started = Instant::now();
        self.signal("-TERM");
        let status = self.child.wait().expect("it ends");
        (status.code(), started.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
