use super::Live;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use std::sync::Arc;

/// The session that will send, if it is connected or will be again by itself. What is accepted
/// while it reconnects waits in the queue; what cannot be sent without a person is refused.
pub(crate) async fn sendable(app: &App, id: InstanceId) -> Result<Arc<Live>, Error> {
    let Some(live) = super::find(app, id).await? else {
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
