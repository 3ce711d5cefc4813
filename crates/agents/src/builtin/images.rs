//! Images of a question, as the model's API accepts them.

use crate::attachment::Attachment;
use crate::body;
use crate::error::AgentError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::TryStreamExt as _;
use rig_core::message::{
    DocumentSourceKind, Image, ImageMediaType, Message, MimeType as _, UserContent,
};

/// The types that both APIs accept.
pub(super) fn takes(mime_type: &str) -> bool {
    matches!(mime_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp")
}

/// Adds the images to the last message of the person. They are in memory until the answer, bounded by
/// the question's limit on files.
pub(super) async fn add(
    files: &[&Attachment],
    conversation: &mut Vec<Message>,
) -> Result<(), AgentError> {
    if files.is_empty() {
        return Ok(());
    }
    let mut images = Vec::with_capacity(files.len());
    for file in files {
        images.push(image(file).await?);
    }
    match conversation.last_mut() {
        Some(Message::User { content }) => content.extend(images),
        _ => conversation.push(Message::User { content: images }),
    }
    Ok(())
}

async fn image(file: &Attachment) -> Result<UserContent, AgentError> {
    let mut bytes = Vec::with_capacity(usize::try_from(file.size).unwrap_or_default());
    let mut pieces = body::sized(file);
    while let Some(piece) = pieces
        .try_next()
        .await
        .map_err(|_| AgentError::Unreachable("a file of the question cannot be read".to_owned()))?
    {
        bytes.extend_from_slice(&piece);
    }
    Ok(UserContent::Image(Image {
        data: DocumentSourceKind::Base64(STANDARD.encode(bytes)),
        media_type: ImageMediaType::from_mime_type(&file.essence()),
        detail: None,
        native: None,
    }))
}
