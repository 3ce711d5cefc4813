use super::text_or_number::{optional_texts_or_numbers, text_or_number};
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use crate::views;
use omni_app::messages::{self, MediaInput, MediaStyle, SendBody, SendMedia};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::content::MediaKind;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SendMessage {
    /// The instance to send through: its name or id.
    instance: String,
    /// To whom: a phone number with country code, a chat's id or address (of a group or newsletter,
    /// too), or a person's id.
    #[serde(deserialize_with = "text_or_number")]
    to: String,
    /// The text to send; with a file, its caption.
    text: Option<String>,
    /// A file to send, by its public URL.
    media_url: Option<String>,
    /// What the file is: `image`, `audio`, `voice` (a recording, as in the chat), `video`, `gif`,
    /// `sticker` or `document`; `document` if absent.
    media_type: Option<String>,
    /// The message to quote: its id.
    reply_to: Option<String>,
    /// Mentioned contacts: phone numbers or addresses, at most 256. Write each in the text as `@`
    /// and the number.
    #[serde(default, deserialize_with = "optional_texts_or_numbers")]
    mentions: Option<Vec<String>>,
    /// Mention all members of a group; write `@all` in the text. False if absent.
    mention_all: Option<bool>,
    /// Repeating a call with the same key within 24 hours sends nothing new.
    idempotency_key: Option<String>,
}

/// What is sent: a text, or the file at a URL.
pub(super) fn body(
    text: Option<String>,
    url: Option<String>,
    kind: Option<&str>,
) -> Result<SendBody, ToolError> {
    let Some(url) = url else {
        return text.map(SendBody::Text).ok_or_else(|| {
            ToolError::arguments("`text` is required, unless there is a `mediaUrl`")
        });
    };
    let (kind, style) = match kind.unwrap_or("document") {
        "image" => (MediaKind::Image, MediaStyle::Plain),
        "audio" => (MediaKind::Audio, MediaStyle::Plain),
        "voice" => (MediaKind::Audio, MediaStyle::VoiceNote),
        "video" => (MediaKind::Video, MediaStyle::Plain),
        "gif" => (MediaKind::Video, MediaStyle::Gif),
        "sticker" => (MediaKind::Sticker, MediaStyle::Plain),
        "document" => (MediaKind::Document, MediaStyle::Plain),
        _ => {
            return Err(ToolError::arguments(
                "`mediaType` must be `image`, `audio`, `voice`, `video`, `gif`, `sticker` or \
                 `document`",
            ));
        }
    };
    Ok(SendBody::Media(SendMedia {
        kind,
        source: MediaInput::Url(url),
        mime_type: None,
        file_name: None,
        caption: text,
        style,
        view_once: false,
    }))
}

impl Verb for SendMessage {
    const NAME: &'static str = "omni_send_message";
    const TITLE: &'static str = "Send message";
    const TEXT: &'static str = "Sends a real text or file to a person, group or newsletter through an instance, and \
        waits some seconds for the network. `queued` means that it is stored and will be sent.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let request = messages::SendMessage {
            instance_id,
            to: self.to,
            body: body(self.text, self.media_url, self.media_type.as_deref())?,
            reply_to: self.reply_to,
            mentions: self.mentions.unwrap_or_default(),
            mention_all: self.mention_all.unwrap_or(false),
            no_link_preview: false,
            idempotency_key: self.idempotency_key,
            respond_async: false,
        };
        Ok(views::sent(&messages::send(app, caller, request).await?))
    }
}
