//! The files of a turn that its agent is sent.

use super::TurnContext;
use crate::app::App;
use crate::error::Error;
use crate::media_processing;
use omni_agents::{AgentClient, Attachment};
use omni_domain::content::{MediaContent, MediaKind};
use omni_domain::message::Message;
use std::time::Duration;

/// A file in the store is found within this time also where files are not waited for.
const MIN_WAIT: Duration = Duration::from_secs(2);

/// The newest files of the turn that the agent accepts, in order, within the configured bounds. A
/// file that cannot be had in the time for files is left out: its reading is in the text.
pub(super) async fn of_turn(
    app: &App,
    context: &TurnContext,
    client: &dyn AgentClient,
    messages: &[Message],
) -> Result<Vec<Attachment>, Error> {
    let conversation = &context.instance.config.conversation;
    if !conversation.attach_files {
        return Ok(Vec::new());
    }
    let accepted = messages.iter().rev().filter_map(|message| {
        let file = message.content.media().filter(|_| message.deleted_at.is_none())?;
        let is_accepted = file.kind != MediaKind::Sticker && client.takes_file(&file.mime_type);
        is_accepted.then_some((message, file))
    });
    let mut newest: Vec<_> = accepted.take(app.config.agents.files).collect();
    newest.reverse();
    let limit = Duration::from_millis(conversation.media_wait_ms).max(MIN_WAIT);
    let deadline = tokio::time::Instant::now() + limit;
    let mut attachments = Vec::with_capacity(newest.len());
    for (number, (message, file)) in newest.into_iter().enumerate() {
        let name = name(file, number + 1);
        let found = tokio::time::timeout_at(deadline, attach(app, message, name)).await;
        attachments.extend(found.unwrap_or(Ok(None))?);
    }
    Ok(attachments)
}

async fn attach(app: &App, message: &Message, name: String) -> Result<Option<Attachment>, Error> {
    let Some(media) = app.store.media_of_message(message.id).await?.into_iter().next() else {
        return Ok(None);
    };
    let limit = app.config.agents.files_bytes;
    let mut found = media_processing::attachment(app, &media, name, limit).await;
    if let Some(attachment) = &mut found {
        attachment.url = app.file_route.url(app.public_url(), message.instance_id, message.id);
    }
    Ok(found)
}

/// The file's own name, or its kind and number with the ending of its type.
fn name(file: &MediaContent, number: usize) -> String {
    if let Some(name) = &file.file_name {
        return name.clone();
    }
    let essence = file.mime_type.split(';').next().unwrap_or_default().trim();
    let endings = mime_guess::get_mime_extensions_str(essence);
    // Of several the first is not always the usual one (`jfif`).
    let ending = match essence {
        "image/jpeg" => "jpg",
        "audio/ogg" => "ogg",
        _ => endings.and_then(|endings| endings.first().copied()).unwrap_or("bin"),
    };
    format!("{}-{number}.{ending}", file.kind)
}

#[cfg(test)]
mod tests {
    use super::name;
    use omni_domain::content::{MediaContent, MediaKind};

    #[test]
    fn a_file_without_a_name_gets_one_with_the_ending_of_its_type() {
        let mut file = MediaContent::new(MediaKind::Audio, "audio/ogg; codecs=opus");
        assert_eq!(name(&file, 1), "audio-1.ogg");
        file = MediaContent::new(MediaKind::Image, "image/jpeg");
        assert_eq!(name(&file, 2), "image-2.jpg");
        file.file_name = Some("cat.jpg".to_owned());
        assert_eq!(name(&file, 2), "cat.jpg");
    }
}
