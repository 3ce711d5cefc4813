//! The content of a message as a channel takes it, and whether the channel can send the message.

use super::compose::Composed;
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::{ChannelError, OutboundContent, OutboundMedia, Poll};
use omni_domain::content::Content;
use omni_domain::conversation::ChatType;

/// What a channel is given to send; `blob_key` is where the bytes of a file are stored.
pub(crate) fn outbound_content(
    content: &Content,
    blob_key: Option<String>,
) -> Result<OutboundContent, ChannelError> {
    Ok(match content {
        Content::Text { text } => OutboundContent::Text(text.clone()),
        Content::Location(location) => OutboundContent::Location(location.clone()),
        Content::Contact { contacts } => OutboundContent::Contacts(contacts.clone()),
        Content::Poll { question, options, max_choices } => OutboundContent::Poll(Poll {
            question: question.clone(),
            options: options.clone(),
            max_choices: max_choices.unwrap_or(1),
        }),
        Content::Event(event) => OutboundContent::Event(event.clone()),
        Content::Album { images, videos } => {
            OutboundContent::Album { images: *images, videos: *videos }
        }
        Content::Template(template) => OutboundContent::Template(template.clone()),
        Content::Interactive(interactive) => OutboundContent::Interactive(interactive.clone()),
        Content::Media(media) => {
            let Some(blob_key) = blob_key else {
                return Err(ChannelError::MediaCorrupt(
                    "its file is missing from the blob store".into(),
                ));
            };
            OutboundContent::Media(OutboundMedia { content: media.clone(), blob_key })
        }
        Content::Choice(_) | Content::Call(_) | Content::Invite(_) | Content::Unknown { .. } => {
            return Err(ChannelError::Configuration("this content cannot be sent".into()));
        }
    })
}

/// The message, if the instance's channel can send it to such a chat; its stored files are removed if not.
pub(super) async fn supported(
    app: &App,
    instance: &InstanceMeta,
    chat_type: ChatType,
    quotes: bool,
    composed: Composed,
) -> Result<Composed, Error> {
    match check(app, instance, chat_type, quotes, &composed) {
        Ok(()) => Ok(composed),
        Err(error) => {
            composed.discard(app).await;
            Err(error)
        }
    }
}

fn check(
    app: &App,
    instance: &InstanceMeta,
    chat_type: ChatType,
    quotes: bool,
    composed: &Composed,
) -> Result<(), Error> {
    let capabilities = app.channel(instance.channel)?.info().capabilities;
    capabilities.require(&composed.outbound()?.needs_with(&composed.context, chat_type, quotes))?;
    for part in &composed.parts {
        capabilities.require(&part.outbound()?.needs_with(&part.context, chat_type, false))?;
    }
    Ok(())
}

impl Composed {
    fn outbound(&self) -> Result<OutboundContent, ChannelError> {
        let blob_key = self.file.as_ref().and_then(|file| file.blob_key.clone());
        outbound_content(&self.content, blob_key)
    }
}
