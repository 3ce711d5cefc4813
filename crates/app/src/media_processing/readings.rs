//! The readings of messages, for views.

use crate::app::App;
use crate::error::Error;
use omni_domain::ids::MessageId;
use omni_domain::media_content::ProcessingKind;
use std::collections::{BTreeSet, HashMap};

/// The readings of a message's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Transcription of a voice note.
    pub transcription: Option<String>,
    /// Description of a picture or a video.
    pub description: Option<String>,
    /// A document's text.
    pub extraction: Option<String>,
}

/// The readings of these messages, in one query. For views of messages that the caller may see.
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
        let field = match row.kind {
            ProcessingKind::Transcription => &mut readings.transcription,
            ProcessingKind::Description => &mut readings.description,
            ProcessingKind::Extraction => &mut readings.extraction,
        };
        *field = Some(content);
    }
    Ok(found)
}
