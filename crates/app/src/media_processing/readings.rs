//! What was read out of messages, for those who show them.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::MessageId;
use omni_domain::media_content::ProcessingKind;
use std::collections::{BTreeSet, HashMap};

/// Words read out of a message's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Words of a voice note.
    pub transcription: Option<String>,
    /// What a picture or a video shows.
    pub description: Option<String>,
    /// A document's text.
    pub extraction: Option<String>,
}

/// What was read out of these messages, in one question to the database. For views of messages
/// that the caller may see.
pub async fn readings(
    app: &App,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<HashMap<MessageId, Readings>, Error> {
    let wanted: BTreeSet<MessageId> = messages.into_iter().collect();
    let mut found: HashMap<MessageId, Readings> = HashMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let wanted: Vec<MessageId> = wanted.into_iter().collect();
    for row in app.store.media_content_of(&wanted).await? {
        let (Some(message), Some(content)) = (row.message_id, row.content) else { continue };
        let readings = found.entry(message).or_default();
        let place = match row.kind {
            ProcessingKind::Transcription => &mut readings.transcription,
            ProcessingKind::Description => &mut readings.description,
            ProcessingKind::Extraction => &mut readings.extraction,
        };
        *place = Some(content);
    }
    Ok(found)
}
