//! Files of a turn: which are read, and waiting for that.

use super::{Step, TurnContext};
use crate::app::App;
use crate::chats;
use crate::error::Error;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::{MediaId, MessageId};
use omni_domain::instance::MediaConfig;
use omni_domain::job::NewJob;
use omni_domain::job::payloads::ReadingPayload;
use omni_domain::message::Message;
use omni_domain::turn::{Turn, TurnState};
use std::collections::HashSet;

const fn is_wanted(config: &MediaConfig, kind: MediaKind) -> bool {
    match kind {
        MediaKind::Audio => config.process_audio,
        MediaKind::Image => config.process_images,
        MediaKind::Video => config.process_video,
        MediaKind::Document => config.process_documents,
        MediaKind::Sticker => false,
    }
}

fn file(message: &Message) -> Option<&MediaContent> {
    match &message.content {
        Content::Media(media) if message.deleted_at.is_none() => Some(media),
        _ => None,
    }
}

/// The files among these messages that are to be read and have not been.
pub(super) async fn unread(
    app: &App,
    context: &TurnContext,
    messages: &[&Message],
) -> Result<Vec<(MessageId, MediaId)>, Error> {
    let config = &context.instance.config.media;
    let mut files: Vec<(MessageId, MediaId)> = messages
        .iter()
        .filter_map(|message| Some((message.id, file(message)?)))
        .filter(|(_, file)| is_wanted(config, file.kind))
        .filter_map(|(message, file)| Some((message, file.media_id?)))
        .collect();
    if files.is_empty() || !chats::processing(app, context.chat.id).await?.media_enabled {
        return Ok(Vec::new());
    }
    let ids: Vec<MessageId> = files.iter().map(|(message, _)| *message).collect();
    let read = app.store.media_content_of(&ids).await?;
    let read: HashSet<MediaId> = read.into_iter().map(|row| row.media_id).collect();
    files.retain(|(_, file)| !read.contains(file));
    Ok(files)
}

/// The job that reads a file.
pub(super) fn job(app: &App, context: &TurnContext, message: MessageId, file: MediaId) -> NewJob {
    let payload = ReadingPayload { media_id: file, message_id: message };
    app.new_job(context.instance.tenant_id, &payload).of_instance(context.instance.id)
}

/// Continues, if every file is read or the time is up. How a file ended does not matter: a failure
/// is a state, and the agent is asked without its text.
pub(super) async fn wait(app: &App, context: &TurnContext, mut turn: Turn) -> Result<Step, Error> {
    let messages = app.store.turn_messages(turn.id).await?;
    let wanted: Vec<&Message> = messages.iter().collect();
    let config = &context.instance.config.media;
    let files: Vec<MediaId> = wanted
        .iter()
        .filter_map(|message| file(message))
        .filter(|file| is_wanted(config, file.kind))
        .filter_map(|file| file.media_id)
        .collect();
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    let (inner, context) = (app.clone(), context.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                // In the writer: a reading that ends now either is seen here or finds the job back
                // in the queue.
                let job = &context.job;
                let read = tx.media_content_of(&ids).await?;
                let read: HashSet<MediaId> = read.into_iter().map(|row| row.media_id).collect();
                let now = inner.env.now();
                let until = turn.media_due_at.unwrap_or(now);
                if now < until && files.iter().any(|file| !read.contains(file)) {
                    tx.postpone_job(job.id, job.attempts, until).await?;
                    return Ok(Step::Ended);
                }
                turn.state = TurnState::Running;
                turn.asked_at = Some(now);
                turn.updated_at = now;
                if context.update(&inner, tx, TurnState::WaitingMedia, &turn).await? {
                    return Ok(Step::On(Box::new(turn)));
                }
                super::super::finish_in(tx, job).await?;
                Ok::<_, Error>(Step::Ended)
            })
        })
        .await
}
