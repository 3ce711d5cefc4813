use super::text_or_number::text_or_number;
use super::{Effect, Verb, instance};
use crate::error::ToolError;
use omni_app::account_state::{self, ChatPatch};
use omni_app::{App, Caller};
use omni_domain::access::Scope;
use omni_domain::chat_state::Mute;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Seconds of one.
const DAY: u32 = 86_400;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UpdateChat {
    /// The instance: its name or id.
    instance: String,
    /// The chat: its id, its address, or the phone number of the person.
    #[serde(deserialize_with = "text_or_number")]
    chat: String,
    /// Put it away from the main list, or back.
    archived: Option<bool>,
    /// Put it at the top of the main list, or no more.
    pinned: Option<bool>,
    /// Mute it for good, or unmute it.
    muted: Option<bool>,
    /// Mark it as unread, for a person to look at, or as read.
    marked_unread: Option<bool>,
    /// After how many days its messages disappear from now on, for all participants: 1, 7 or 90; 0 if
    /// they stay.
    disappearing_days: Option<u32>,
}

impl Verb for UpdateChat {
    const NAME: &'static str = "omni_update_chat";
    const TITLE: &'static str = "Update chat";
    const TEXT: &'static str = "Archives, pins, mutes or marks a chat as unread, or sets when its messages disappear, also on \
        the phone. Use it when a \
        conversation is settled (archive), or when a person has to look at it (mark as unread).";
    const EFFECT: Effect = Effect::Repeatable;

    async fn run(self, app: &App, caller: &Caller) -> Result<Value, ToolError> {
        let found = instance(app, caller, Scope::MessagesSend, &self.instance).await?;
        let mute = self.muted.map(|muted| if muted { Mute::Always } else { Mute::Off });
        let patch = ChatPatch {
            archived: self.archived,
            pinned: self.pinned,
            mute,
            marked_unread: self.marked_unread,
            disappearing_seconds: self.disappearing_days.map(|days| days.saturating_mul(DAY)),
        };
        let details = account_state::update_chat(app, caller, found, &self.chat, patch).await?;
        Ok(json!({
            "chatId": details.chat.id,
            "archived": details.facts.state.archived,
            "pinned": details.facts.state.pinned,
            "muted": details.is_muted,
            "markedUnread": details.facts.state.marked_unread,
            "disappearingSeconds": details.facts.state.disappearing_seconds,
        }))
    }
}
