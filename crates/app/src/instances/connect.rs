use super::{InstanceStatus, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions::{self, Live, LiveStatus};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;

/// Sets the instance to be connected, from now on and over restarts. Waits (bounded by
/// `connect_wait`) for something to show: a QR, a pairing code, an open connection, or why not.
pub async fn connect(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceStatus, Error> {
    let mut instance = load(app, caller, Scope::InstancesWrite, id).await?;
    sessions::require_started(app, instance.channel)?;
    set_wanted(app, id, true).await?;
    instance.wanted = true;
    let live = sessions::ensure(app, &instance);
    wait(app, &live, has_something_to_show).await;
    Ok(live.report(app.env.now()))
}

pub(super) async fn set_wanted(app: &App, id: InstanceId, wanted: bool) -> Result<(), Error> {
    let now = app.env.now();
    app.store
        .write(move |tx| {
            Box::pin(async move { tx.set_instance_wanted(id, wanted, now).await.map(|_| ()) })
        })
        .await?;
    Ok(())
}

/// Waits until the status satisfies `enough`, at most `connect_wait`.
pub(super) async fn wait(app: &App, live: &Live, enough: fn(&LiveStatus) -> bool) {
    let mut status = live.watch();
    // A time-out is a result too: the caller sees the state as it is.
    let _ = tokio::time::timeout(app.config.sessions.connect_wait, status.wait_for(enough)).await;
}

fn has_something_to_show(status: &LiveStatus) -> bool {
    match status.state {
        ConnectionState::Connected | ConnectionState::Error => true,
        ConnectionState::AwaitingPairing => status.qr.is_some() || status.pairing_code.is_some(),
        ConnectionState::Reconnecting => status.message.is_some(),
        _ => false,
    }
}
