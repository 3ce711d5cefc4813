use super::{labels, refusal};
use crate::groups;
use crate::jid::{address_of, to_jid};
use crate::outbound::send_error;
use crate::session::Core;
use omni_channel::{ChannelError, ChatChange, KeptMessage};
use omni_domain::chat_state::Mute;
use std::sync::Arc;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;
use whatsapp_rust::features::{SyncActionMessageRange, message_key, message_range};

/// Changes what is kept about a chat.
pub(super) async fn change(
    core: &Core,
    client: &Arc<Client>,
    chat: &str,
    change: ChatChange,
    newest: Option<KeptMessage>,
) -> Result<(), ChannelError> {
    let jid = to_jid(chat)?;
    let actions = client.chat_actions();
    let range = newest.map(|newest| range(&jid, &newest));
    let changed = match change {
        ChatChange::Archived(true) => actions.archive_chat(&jid, range).await,
        ChatChange::Archived(false) => actions.unarchive_chat(&jid, range).await,
        ChatChange::Pinned(true) => actions.pin_chat(&jid).await,
        ChatChange::Pinned(false) => actions.unpin_chat(&jid).await,
        ChatChange::Muted(Mute::Always) => actions.mute_chat(&jid).await,
        ChatChange::Muted(Mute::Until(at)) => actions.mute_chat_until(&jid, at.millis()).await,
        ChatChange::Muted(Mute::Off) => actions.unmute_chat(&jid).await,
        ChatChange::MarkedUnread(unread) => actions.mark_chat_as_read(&jid, !unread, range).await,
        ChatChange::Cleared { starred, .. } => actions.clear_chat(&jid, starred, true, range).await,
        ChatChange::Deleted { .. } => actions.delete_chat(&jid, true, range).await,
        ChatChange::Disappearing(seconds) => return disappear(core, client, jid, seconds).await,
        ChatChange::Labelled { label, on } => {
            return labels::label_chat(client, &label, &jid, on).await;
        }
    };
    changed.map_err(|error| refusal(&error))
}

/// Up to its newest message: devices that have later ones keep those.
fn range(chat: &Jid, newest: &KeptMessage) -> SyncActionMessageRange {
    let sender = newest.sender.parse::<Jid>().ok().filter(|_| chat.is_group() && !newest.from_me);
    let key = message_key(newest.external_id.as_str(), chat, newest.from_me, sender.as_ref());
    let seconds = newest.at.millis().div_euclid(1000);
    message_range(seconds, None, vec![(key, seconds)])
}

/// A group's time is a setting of the group; a direct chat's is sent to the other person.
async fn disappear(
    core: &Core,
    client: &Arc<Client>,
    jid: Jid,
    seconds: u32,
) -> Result<(), ChannelError> {
    let address = address_of(Some(&jid), None);
    if jid.is_group() {
        groups::ask(core, client.groups().set_ephemeral(jid, seconds)).await?;
    } else {
        let sent = client.set_chat_disappearing_timer(jid, seconds).await;
        sent.map_err(|error| send_error(&error, core.context.env.now()))?;
    }
    if let Some(address) = address {
        core.expirations.put(&*core.context.state, &address, seconds).await;
    }
    Ok(())
}
