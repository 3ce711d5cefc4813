//! What the account keeps about its chats and people on all of its devices: changes made here. Those
//! of other devices arrive as events (`inbound/state.rs`), or are fetched when the network says that
//! they have changed (`follow.rs`).

mod blocklist;
mod chat;
mod follow;
mod labels;
mod privacy;
mod star;

pub(crate) use blocklist::fetch as fetch_blocklist;
pub(crate) use follow::{catch_up, watch};
pub(crate) use privacy::fetch as fetch_privacy;

use crate::session::Core;
use omni_channel::{ChannelError, StateChange};
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::AppStateError;

/// Has the network make a change, within the time of queries.
pub(crate) async fn change(
    core: &Core,
    client: &Arc<Client>,
    change: StateChange,
) -> Result<(), ChannelError> {
    let changing = async {
        match change {
            StateChange::Chat { chat, change, newest } => {
                chat::change(core, client, &chat, change, newest).await
            }
            StateChange::Starred { chat, message, on } => {
                star::change(client, &chat, &message, on).await
            }
            StateChange::Label(label) => labels::put(client, &label).await,
            StateChange::LabelDeleted { id } => labels::delete(client, &id).await,
            StateChange::Blocked { contact, on } => {
                blocklist::change(core, client, &contact, on).await
            }
            StateChange::Privacy(setting) => privacy::change(core, client, &setting).await,
        }
    };
    let changed = tokio::time::timeout(core.options.query_timeout, changing).await;
    changed.unwrap_or(Err(ChannelError::Timeout))
}

/// Why a synchronised setting was not changed.
fn refusal(error: &AppStateError) -> ChannelError {
    let message = match error {
        AppStateError::InvalidRequest(_) => {
            "the phone has not shared its keys for this yet, or does not know the chat; try again \
             once the phone was online"
        }
        _ => "WhatsApp did not accept the change; try again",
    };
    ChannelError::Temporary(message.to_owned())
}
