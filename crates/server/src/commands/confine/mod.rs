//! `omni confine`: runs a program on a stranger's file, with less than it could have.
//!
//! This process limits itself and then becomes the program, so nothing has to be undone and nothing
//! of ours runs beside it. What it gives up: memory, time, file sizes and open files beyond its
//! bounds; and, where the kernel has Landlock and seccomp, every file outside its own folder and
//! the system's libraries, the network, further processes, and signals to others.

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod kernel;
#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
#[path = "without_kernel.rs"]
mod kernel;
mod limits;
mod program;

pub(super) use kernel::{only_files, only_own_threads, takes_away};
pub(super) use limits::{Limits, limit};

use clap::Args;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// What the kernel can take away from a child process, beyond the limits that every kernel has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TakesAway {
    /// The files outside its own folder (Landlock).
    pub(super) files: bool,
    /// The network, further processes, signals to others (seccomp).
    pub(super) system_calls: bool,
}

/// As shells report it: there is no such program.
const NOT_FOUND: u8 = 127;
/// There is one, and it cannot be run.
const NOT_STARTED: u8 = 126;
/// Descriptors for its input, its output and the libraries it loads.
const OPEN_FILES: u64 = 64;

/// Options of `omni confine`.
#[derive(Debug, Args)]
pub(crate) struct Confine {
    /// Memory of its own, bytes
    #[arg(long)]
    memory: u64,
    /// Processor time, seconds
    #[arg(long)]
    cpu_seconds: u64,
    /// Largest file it may write, bytes
    #[arg(long)]
    file_bytes: u64,
    /// The one folder it may write to
    #[arg(long)]
    folder: PathBuf,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

pub(crate) fn run(options: &Confine) -> anyhow::Result<ExitCode> {
    let Some((name, arguments)) = options.command.split_first() else {
        return Ok(ExitCode::from(NOT_FOUND));
    };
    let Some(program) = program::find(name) else { return Ok(ExitCode::from(NOT_FOUND)) };
    only_files(&program::readable(&program), std::slice::from_ref(&options.folder))?;
    limit(&Limits {
        memory: options.memory,
        cpu_seconds: options.cpu_seconds,
        file_bytes: options.file_bytes,
        open_files: OPEN_FILES,
        // Its threads count as processes here, and so do those of the user's other programs: no
        // number is right. Processes are refused by their system calls.
        processes: None,
    })?;
    // Last: it takes away the call that sets limits.
    only_own_threads()?;
    let error = Command::new(program).args(arguments).exec();
    let missing = error.kind() == ErrorKind::NotFound;
    Ok(ExitCode::from(if missing { NOT_FOUND } else { NOT_STARTED }))
}
