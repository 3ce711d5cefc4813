use crate::outbound::client_error;
use crate::session::Core;
use omni_channel::ChannelError;
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::PresenceError;

/// Shows the account as online, or no longer.
pub(super) async fn show(
    core: &Core,
    client: &Arc<Client>,
    online: bool,
) -> Result<(), ChannelError> {
    let presence = client.presence();
    let shown =
        if online { presence.set_available().await } else { presence.set_unavailable().await };
    shown.map_err(|error| match error {
        PresenceError::Client(error) => client_error(&error, core.context.env.now()),
        PresenceError::PushNameEmpty => ChannelError::Temporary(
            "the account has no name yet; set one on the phone or in its profile".to_owned(),
        ),
        _ => ChannelError::Timeout,
    })
}
