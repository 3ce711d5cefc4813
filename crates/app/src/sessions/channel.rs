//! All sessions of one network on this server, stopped and started together.

use super::{Sessions, ensure, nodes, stop};
use crate::app::App;
use crate::error::{Error, Hint, Message};
use futures::future::join_all;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use std::sync::PoisonError;

impl Sessions {
    /// Whether the network was stopped on this server.
    pub fn is_stopped(&self, kind: ChannelType) -> bool {
        self.stopped.read().unwrap_or_else(PoisonError::into_inner).contains(&kind)
    }

    fn of_channel(&self, kind: ChannelType) -> Vec<InstanceId> {
        let all = self.all();
        all.iter().filter(|live| live.meta().channel == kind).map(|live| live.id).collect()
    }
}

/// Whether a node may connect instances of the network: this one, or another one.
pub(crate) fn is_started(app: &App, kind: ChannelType) -> bool {
    let others = || app.sessions.nodes().into_iter().filter(|view| view.node.id != app.node);
    !app.sessions.is_stopped(kind) || others().any(|view| view.node.channels.contains(&kind))
}

/// Refuses while the instance's network is stopped on this server, and on every other node.
pub(crate) fn require_started(app: &App, kind: ChannelType) -> Result<(), Error> {
    if is_started(app, kind) {
        return Ok(());
    }
    let message = Message::from(format!("the channel `{kind}` is stopped on this server"));
    Err(Error::channel_unavailable(message.hint(Hint::StartChannel(kind))))
}

/// Ends every session of a network and prevents new ones; instances stay wanted.
pub(crate) async fn stop_channel(app: &App, kind: ChannelType) {
    app.sessions.stopped.write().unwrap_or_else(PoisonError::into_inner).insert(kind);
    // Before the leases are released: other nodes share the instances without this one, then.
    if let Err(error) = nodes::join(app).await {
        tracing::warn!(%error, "the stopped channel is reported to the other nodes with the next renewal");
    }
    join_all(app.sessions.of_channel(kind).into_iter().map(|id| stop(app, id))).await;
}

/// Allows sessions of a network again, and starts those that are wanted.
pub(crate) async fn start_channel(app: &App, kind: ChannelType) -> Result<(), Error> {
    let wanted = app.store.wanted_instances().await?;
    app.sessions.stopped.write().unwrap_or_else(PoisonError::into_inner).remove(&kind);
    for instance in wanted.iter().filter(|instance| instance.channel == kind) {
        ensure(app, instance);
    }
    Ok(())
}

/// Reconnects every instance of a network.
pub(crate) async fn restart_channel(app: &App, kind: ChannelType) -> Result<(), Error> {
    for live in app.sessions.all() {
        if live.meta().channel == kind {
            live.restart();
        }
    }
    start_channel(app, kind).await
}
