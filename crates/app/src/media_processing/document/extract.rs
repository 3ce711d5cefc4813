//! Extracting the text of a document: it takes time, and documents are untrusted, so it is done in
//! a process of its own where there is a program for it.

use super::Miss;
use crate::app::App;
use crate::error::Error;
use crate::subprocess::{self, Running};
use bytes::Bytes;
use omni_documents::{Bounds, Extract, Format, Unreadable, protocol};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Semaphore;

/// Concurrent documents. One that does not end keeps its permit until it does, so that no number
/// of them takes all threads.
static PERMITS: Semaphore = Semaphore::const_new(2);
/// The deadline is checked periodically; this long after it, the wait ends.
const GRACE: Duration = Duration::from_secs(5);
/// When a caller that got no permit may try again.
const BUSY_FOR_MS: u64 = 5_000;

pub(super) async fn extract(app: &App, format: Format, file: Bytes) -> Result<Extract, Miss> {
    let time = app.config.media.extraction_timeout;
    let late = || Miss::Failed(Unreadable::TooSlow.to_string());
    let permit = tokio::time::timeout(time, PERMITS.acquire()).await.map_err(|_| busy())?;
    let permit = permit.map_err(Error::internal)?;
    let read = match &app.config.media.own_program {
        Some(program) if is_parsed(format) => {
            let work = in_child_process(app, program, format, &file);
            tokio::time::timeout(time + GRACE, work).await.map_err(|_| late())??
        }
        _ => {
            let work = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                omni_documents::extract(format, &file, &Bounds::lasting(time))
            });
            let done = tokio::time::timeout(time + GRACE, work).await.map_err(|_| late())?;
            done.map_err(Error::internal)?
        }
    };
    read.map_err(|error| match error {
        // Waiting does not change a document.
        Unreadable::Protected | Unreadable::TooLarge | Unreadable::NoText => {
            Miss::Unsupported(error.to_string())
        }
        Unreadable::Damaged | Unreadable::TooSlow => Miss::Failed(error.to_string()),
    })
}

/// Others are being read: this one was not looked at.
pub(super) const fn busy() -> Error {
    Error::RateLimited { retry_after_ms: BUSY_FOR_MS }
}

/// Whether a third-party parser is used, to which a document can be hostile.
const fn is_parsed(format: Format) -> bool {
    matches!(format, Format::Pdf | Format::Docx | Format::Xlsx)
}

/// Runs the program, which has no secrets of the server, and ends when the caller stops waiting.
async fn in_child_process(
    app: &App,
    program: &Path,
    format: Format,
    file: &[u8],
) -> Result<Result<Extract, Unreadable>, Miss> {
    let millis = app.config.media.extraction_timeout.as_millis();
    let memory = app.config.limits.document_memory;
    let mut command = subprocess::bare(program.as_os_str());
    command
        .args(["read-document", "--format", format.as_str()])
        .args(["--millis", &millis.to_string(), "--memory", &memory.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut running = Running::start(&mut command).map_err(Error::internal)?;
    let (Some(mut to), Some(from)) = (running.child.stdin.take(), running.child.stdout.take())
    else {
        return Err(Error::internal("the reader of documents has no pipes").into());
    };
    let write = async move {
        // It may have ended before it has read all; its exit status has the reason.
        let _ = to.write_all(file).await;
    };
    let mut answer = Vec::new();
    let mut from = from.take(protocol::MAX_ANSWER_BYTES);
    let ((), read) = tokio::join!(write, from.read_to_end(&mut answer));
    read.map_err(Error::internal)?;
    let status = running.ended().await.map_err(Error::internal)?;
    match protocol::read(&answer) {
        Some(read) if status.success() => Ok(read),
        _ => Err(Miss::Unsupported(format!(
            "the document cannot be read, or takes more than {} MiB of memory \
             (limits.document_memory_bytes)",
            memory >> 20
        ))),
    }
}
