use super::{ask, group_jid};
use crate::session::Core;
use omni_channel::ChannelError;
use std::sync::Arc;
use whatsapp_rust::Client;

/// Leaves a group.
pub(crate) async fn leave(
    core: &Core,
    client: &Arc<Client>,
    group: &str,
) -> Result<(), ChannelError> {
    ask(core, client.groups().leave(group_jid(group)?)).await
}
