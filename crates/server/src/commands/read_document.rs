//! `omni read-document`: reads what a stranger sent, in a process of its own.
//!
//! The document comes on standard input and what was read goes to standard output, as
//! `omni_documents::protocol` writes it. Once the document is here, the process gives up what it does
//! not need any more: files, further processes, and memory and time beyond its bounds.

use anyhow::Context as _;
use clap::Args;
use omni_documents::{Bounds, Format, protocol};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Options of `omni read-document`.
#[derive(Debug, Args)]
pub(crate) struct ReadDocument {
    /// pdf, docx, xlsx, csv, text or picture
    #[arg(long)]
    format: String,
    /// Time for it, milliseconds
    #[arg(long)]
    millis: u64,
    /// Memory for it beside its own size, bytes
    #[arg(long)]
    memory: u64,
}

/// The program that runs, as others can run it: also after its file was replaced by a newer one.
pub(crate) fn itself() -> Option<PathBuf> {
    const RUNNING: &str = "/proc/self/exe";
    if Path::new(RUNNING).exists() {
        return Some(PathBuf::from(RUNNING));
    }
    std::env::current_exe().ok()
}

pub(crate) fn run(options: &ReadDocument) -> anyhow::Result<ExitCode> {
    let format = Format::named(&options.format).context("--format is none that is read")?;
    let time = Duration::from_millis(options.millis);
    let mut document = Vec::new();
    std::io::stdin().lock().read_to_end(&mut document)?;
    let own = u64::try_from(document.len())?;
    confine(time, options.memory.saturating_add(own))?;
    let done = omni_documents::extract(format, &document, &Bounds::lasting(time));
    let mut out = std::io::stdout().lock();
    protocol::write(done, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What goes beyond one of these ends the process, and nothing else.
fn confine(time: Duration, memory: u64) -> std::io::Result<()> {
    let seconds = time.as_secs().saturating_add(2);
    for (resource, most) in [
        (Resource::Data, memory),
        (Resource::Cpu, seconds),
        // It has its pipes; there is nothing to open, to write or to start.
        (Resource::Nofile, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        // A document is not left lying about.
        (Resource::Core, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
