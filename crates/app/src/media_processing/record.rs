//! The row and the event of a processed file.

use super::{Outcome, Processed};
use crate::app::App;
use omni_domain::conversation::{Chat, Media};
use omni_domain::event::{
    Event, EventBody, MediaFailed, MediaProcessed, ProcessingFailure, Reading,
};
use omni_domain::ids::BatchJobId;
use omni_domain::instance::ChannelType;
use omni_domain::media_content::{MediaContentRow, ProcessingKind, ProcessingStatus};
use omni_domain::message::Message;

/// The row; `None` for what was interrupted.
pub(crate) fn row(
    app: &App,
    media: &Media,
    processed: &Processed,
    batch_job_id: Option<BatchJobId>,
) -> Option<MediaContentRow> {
    let mut row = MediaContentRow {
        media_id: media.id,
        kind: ProcessingKind::of(media.kind),
        tenant_id: media.tenant_id,
        instance_id: media.instance_id,
        message_id: media.message_id,
        status: ProcessingStatus::Completed,
        content: None,
        error: None,
        model: None,
        provider: None,
        language: None,
        tokens: 0,
        cost_micros: 0,
        processing_ms: u64::try_from(processed.took.as_millis()).unwrap_or(u64::MAX),
        batch_job_id,
        created_at: app.env.now(),
    };
    match &processed.outcome {
        Outcome::Read(reading) => {
            row.content = Some(reading.content.clone());
            row.model.clone_from(&reading.model);
            row.provider.clone_from(&reading.provider);
            row.language.clone_from(&reading.language);
            row.tokens = reading.tokens;
            row.cost_micros = reading.cost_micros;
        }
        Outcome::Failed(why) => {
            row.status = ProcessingStatus::Failed;
            row.error = Some(why.clone());
        }
        Outcome::Unsupported(why) => {
            row.status = ProcessingStatus::Unsupported;
            row.error = Some(why.clone());
        }
        Outcome::Interrupted => return None,
    }
    Some(row)
}

/// The event: `media.processed`, or `media.failed` with the stage `processing`.
pub(crate) fn event(
    app: &App,
    media: &Media,
    message: Option<&Message>,
    chat: Option<&Chat>,
    channel: Option<ChannelType>,
    row: &MediaContentRow,
) -> Event {
    let mut event = Event::new(app.env.id(), media.tenant_id, body(media, row), app.env.now());
    event.instance_id = Some(media.instance_id);
    event.channel = channel;
    event.chat_id = message.map(|message| message.chat_id);
    event.chat_external_id = chat.map(|chat| chat.address.id.clone());
    event.message_id = media.message_id;
    event.external_id = message.map(|message| message.external_id.clone());
    event.person_id = message.and_then(|message| message.sender_person_id);
    event.identity_id = message.and_then(|message| message.sender_identity_id);
    event.direction = message.map(|message| message.direction);
    event.content_type = Some(media.kind.into());
    // The text can be searched for like any other.
    event.text.clone_from(&row.content);
    event
}

fn body(media: &Media, row: &MediaContentRow) -> EventBody {
    let Some(content) = &row.content else {
        let (error, batch) = (row.error.clone(), row.batch_job_id);
        let failure = ProcessingFailure::new(media.id, media.message_id, row.status, error, batch);
        return MediaFailed::Processing(failure).into();
    };
    MediaProcessed {
        media_id: media.id,
        message_id: media.message_id,
        reading: Reading {
            kind: row.kind,
            content: content.clone(),
            language: row.language.clone(),
        },
        model: row.model.clone(),
        provider: row.provider.clone(),
        tokens: row.tokens,
        cost_micros: row.cost_micros,
        processing_ms: row.processing_ms,
        batch_job_id: row.batch_job_id,
    }
    .into()
}
