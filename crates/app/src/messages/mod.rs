//! Messages: sent, reacted to, read, listed, and their files.

mod failed;
mod forget_idempotency_keys;
pub(crate) mod fresh;
mod list;
mod mark_read;
mod media;
pub(crate) mod outbox;
pub(crate) mod partner;
mod react;
mod recipient;
mod requests;
mod send;
mod sent;
mod store_media;
pub mod waiters;

pub(crate) use failed::append_failed;
pub use forget_idempotency_keys::forget_idempotency_keys;
pub use list::{MessageRange, list};
pub use mark_read::mark_read;
pub use media::{MediaFile, MissingMedia, media, media_or_status};
pub(crate) use partner::{Partners, name_partner};
pub use react::react;
pub use requests::{MediaInput, SendBody, SendMedia, SendMessage, SendReaction};
pub use send::send;
pub(crate) use send::{Outgoing, queue_message};
pub(crate) use sent::append_sent;
pub(crate) use store_media::bytes_of;

use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, Live};
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::ConnectionState;
use omni_domain::message::Message;
use std::sync::Arc;

/// Where a file's bytes are kept.
pub(crate) fn blob_key(instance: InstanceId, media: MediaId) -> String {
    format!("{instance}/{media}")
}

/// The order key of everything that goes out in a chat.
pub(crate) fn send_order_key(chat: omni_domain::ChatId) -> String {
    format!("send:{chat}")
}

/// The session that will send, if it is connected or will be again by itself. What is accepted
/// while it reconnects waits in the queue; what cannot be sent without a person is refused.
pub(crate) fn sendable(app: &App, id: InstanceId) -> Result<Arc<Live>, Error> {
    let Some(live) = app.sessions.get(id) else {
        return Err(Error::ChannelNotConnected {
            state: ConnectionState::Disconnected.to_string(),
        });
    };
    let status = live.status();
    let linked = status.owner.is_some();
    let will_connect = matches!(
        status.state,
        ConnectionState::Connected | ConnectionState::Connecting | ConnectionState::Reconnecting
    );
    if linked && will_connect {
        return Ok(live);
    }
    Err(Error::ChannelNotConnected { state: status.state.to_string() })
}

/// An event about a message.
pub(crate) fn event(
    app: &App,
    meta: &InstanceMeta,
    body: impl Into<EventBody>,
    message: &Message,
    chat: &str,
) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_id = Some(message.chat_id);
    event.chat_external_id = Some(chat.to_owned());
    event.message_id = Some(message.id);
    event.external_id = Some(message.external_id.clone());
    event.person_id = message.sender_person_id;
    event.identity_id = message.sender_identity_id;
    event.direction = Some(message.direction);
    event.content_type = Some(message.content.content_type());
    event
}
