use super::{reach, sendable};
use crate::app::App;
use crate::error::Error;
use omni_channel::Session;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use std::sync::Arc;

/// The session that can be queried now, on whichever node it is.
pub(crate) async fn connected(app: &App, id: InstanceId) -> Result<Arc<dyn Session>, Error> {
    let live = sendable(app, id).await?;
    let is_connected = live.status().state == ConnectionState::Connected;
    let ready = reach(app, &live).filter(|_| is_connected);
    ready.ok_or_else(|| Error::ChannelNotConnected { state: live.status().state.to_string() })
}
