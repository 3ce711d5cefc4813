//! `omni read-document`: reads an untrusted document in a separate process.
//!
//! The document is read from standard input, and the result is written to standard output in the
//! form of `omni_documents::protocol`. Once the document is in memory, the process drops what it no
//! longer needs: files, the network, further processes, and memory and time beyond its bounds.

use super::confine::{Limits, limit, only_files, only_own_threads};
use anyhow::Context as _;
use clap::Args;
use omni_documents::{Bounds, Format, protocol};
use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

/// Options of `omni read-document`.
#[derive(Debug, Args)]
pub(crate) struct ReadDocument {
    /// pdf, docx, xlsx, csv, text or picture
    #[arg(long)]
    format: String,
    /// Time limit, milliseconds
    #[arg(long)]
    millis: u64,
    /// Memory limit besides the document's own size, bytes
    #[arg(long)]
    memory: u64,
}

pub(crate) fn run(options: &ReadDocument) -> anyhow::Result<ExitCode> {
    let format = Format::named(&options.format).context("--format is not supported")?;
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

/// Exceeding one of these limits ends only this process.
fn confine(time: Duration, memory: u64) -> anyhow::Result<()> {
    only_files(&[], &[])?;
    limit(&Limits {
        memory,
        cpu_seconds: time.as_secs().saturating_add(2),
        // It has its pipes; it needs no other files and no processes.
        file_bytes: 0,
        open_files: 0,
        processes: Some(0),
    })?;
    // Last: it takes away the call that sets limits.
    only_own_threads()
}
