use super::senders::name_senders;
use crate::app::App;
use crate::error::Error;
use crate::{chats, instances};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::message::Message;
use omni_domain::pin::Pin;
use std::collections::HashMap;

/// Pins of a chat that are listed; phones allow three.
const MOST: u32 = 100;

/// The messages that are pinned in a chat now, the latest pin first.
pub async fn pins(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
) -> Result<Vec<(Pin, Message)>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let chat = chats::find(app, &instance, chat).await?;
    let pins = app.store.list_pins(chat.id, app.env.now(), MOST).await?;
    let ids: Vec<_> = pins.iter().map(|pin| pin.message_id).collect();
    let mut found = app.store.messages_by_ids(&ids).await?;
    name_senders(app, &mut found).await?;
    let mut messages: HashMap<_, _> =
        found.into_iter().map(|message| (message.id, message)).collect();
    let with_message = |pin: Pin| messages.remove(&pin.message_id).map(|message| (pin, message));
    Ok(pins.into_iter().filter_map(with_message).collect())
}
