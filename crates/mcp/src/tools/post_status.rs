use super::{Effect, Verb, instance, send_message};
use crate::error::ToolError;
use omni_app::messages::{self, SendMessage};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PostStatus {
    /// The instance to post as: its name or id.
    instance: String,
    /// The text; with a file, its caption.
    text: Option<String>,
    /// A picture, video or recording to post, by its public URL.
    media_url: Option<String>,
    /// What the file is: `image` (if absent), `video`, `audio` or `voice` (a recording).
    media_type: Option<String>,
    /// Repeating a call with the same key within 24 hours posts nothing new.
    idempotency_key: Option<String>,
}

impl Verb for PostStatus {
    const NAME: &'static str = "omni_post_status";
    const TITLE: &'static str = "Post status";
    const TEXT: &'static str = "Posts a status update (a story), which is shown for a day to the \
        contacts whom the account's privacy settings let see it. To write to one person or group, \
        use omni_send_message.";
    const EFFECT: Effect = Effect::Acts;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let kind = self.media_type.as_deref().unwrap_or("image");
        if !matches!(kind, "image" | "video" | "audio" | "voice") {
            return Err(ToolError::arguments(
                "`mediaType` must be `image`, `video`, `audio` or `voice`",
            ));
        }
        let instance_id = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let body = send_message::body(self.text, self.media_url, Some(kind))?;
        let request = SendMessage {
            instance_id,
            to: messages::status_chat(app, caller, instance_id).await?,
            body,
            reply_to: None,
            mentions: Vec::new(),
            mention_all: false,
            no_link_preview: false,
            idempotency_key: self.idempotency_key,
            respond_async: false,
        };
        let message = messages::send(app, caller, request).await?;
        Ok(json!({
            "messageId": message.id,
            "status": message.status.as_str(),
            "instanceId": message.instance_id,
        }))
    }
}
