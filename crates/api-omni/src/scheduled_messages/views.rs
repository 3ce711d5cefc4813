use crate::chats::ContentView;
use crate::shapes::Time;
use omni_domain::ids::MessageId;
use omni_domain::scheduled_message::ScheduledMessage;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message that is sent at a time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduledMessageView {
    id: Uuid,
    instance_id: Uuid,
    /// The recipient, as it was given.
    #[schema(example = "+5511999998888")]
    to: String,
    /// The address of the recipient's chat.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    chat_id: String,
    /// Equal to `content.text`: the text, or the caption of a file.
    text: Option<String>,
    content: ContentView,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
    mentions: Vec<String>,
    mention_all: bool,
    /// The recipient may open the file once.
    view_once: bool,
    send_at: Time,
    /// `scheduled`, `sent`, `failed` or `cancelled`. One that is sent is a message as every other: its
    /// delivery is that message's own status.
    #[schema(example = "scheduled")]
    status: &'static str,
    /// The message that it became.
    message_id: Option<Uuid>,
    /// Why it failed.
    error: Option<String>,
    created_at: Time,
    updated_at: Time,
}

impl From<ScheduledMessage> for ScheduledMessageView {
    fn from(one: ScheduledMessage) -> Self {
        let content = ContentView::from(one.content);
        Self {
            id: one.id.uuid(),
            instance_id: one.instance_id.uuid(),
            to: one.to,
            chat_id: one.chat,
            text: content.text().map(str::to_owned),
            content,
            reply_to: one.options.reply_to,
            mentions: one.options.mentions,
            mention_all: one.options.mention_all,
            view_once: one.options.view_once,
            send_at: one.send_at.into(),
            status: one.status.as_str(),
            message_id: one.message_id.map(MessageId::uuid),
            error: one.error,
            created_at: one.created_at.into(),
            updated_at: one.updated_at.into(),
        }
    }
}
