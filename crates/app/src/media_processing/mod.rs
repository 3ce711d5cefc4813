//! Readings of media: the transcription of a voice note, the description of a picture or a video,
//! the text of a document.
//!
//! One file at a time, for every caller: a conversation's turn or a batch job. A failure is an
//! outcome with a reason, never content.

mod attachment;
mod attempts;
mod audio;
mod bytes;
mod cost;
mod document;
mod frames;
mod image;
mod readings;
mod record;
mod services;
mod video;
mod vision;

pub(crate) use attachment::attachment;
pub(crate) use document::text_of;
pub use readings::{Readings, readings};
pub(crate) use record::{event, row};

use crate::app::App;
use crate::error::Error;
use crate::settings::Snapshot;
use omni_agents::AgentError;
use omni_domain::content::MediaKind;
use omni_domain::conversation::Media;
use omni_domain::message::Message;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Text that was obtained from a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) content: String,
    pub(crate) model: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) tokens: u64,
    pub(crate) cost_micros: u64,
}

/// How processing a file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is text.
    Read(Reading),
    /// There is none; a retry may help.
    Failed(String),
    /// This version reads no such files.
    Unsupported(String),
    /// The server stops, or the work was cancelled.
    Interrupted,
}

/// An outcome, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Processed {
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
}

/// Why there is no reading.
enum Miss {
    Failed(String),
    Unsupported(String),
    Interrupted,
    /// A failure of the server or of the database, which is not recorded for the file.
    Fault(Error),
}

impl From<Error> for Miss {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl From<AgentError> for Miss {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::Cancelled => Self::Interrupted,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Reads one file. Bounded in time by half of a job's lease (or less, as configured); the bytes
/// are fetched from the channel where they are not stored.
pub(crate) async fn process(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    message: Option<&Message>,
    cancel: &CancellationToken,
) -> Result<Processed, Error> {
    let started = Instant::now();
    let limit = app.config.jobs.lease.mul_f32(0.75);
    let read = tokio::time::timeout(limit, read(app, settings, media, message, cancel));
    let outcome = match read.await {
        Err(_) => Outcome::Failed("it took too long".to_owned()),
        Ok(Ok(reading)) => Outcome::Read(reading),
        Ok(Err(Miss::Failed(why))) => Outcome::Failed(why),
        Ok(Err(Miss::Unsupported(why))) => Outcome::Unsupported(why),
        Ok(Err(Miss::Interrupted)) => Outcome::Interrupted,
        Ok(Err(Miss::Fault(error))) => return Err(error),
    };
    Ok(Processed { outcome, took: started.elapsed() })
}

async fn read(
    app: &App,
    settings: &Snapshot<'_>,
    media: &Media,
    message: Option<&Message>,
    cancel: &CancellationToken,
) -> Result<Reading, Miss> {
    match media.kind {
        MediaKind::Audio => audio::read(app, settings, media, message, cancel).await,
        MediaKind::Image | MediaKind::Sticker => image::read(app, settings, media, cancel).await,
        MediaKind::Document => document::read(app, settings, media, cancel).await,
        MediaKind::Video => video::read(app, settings, media, message, cancel).await,
    }
}
