use super::{InstanceStatus, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions::{self, Enough};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Sets the instance to be connected, from now on and over restarts. Waits (bounded by
/// `connect_wait`) for something to show: a QR, a pairing code, an open connection, or why not.
pub async fn connect(app: &App, caller: &Caller, id: InstanceId) -> Result<InstanceStatus, Error> {
    let mut instance = load(app, caller, Scope::InstancesWrite, id).await?;
    sessions::require_started(app, instance.channel)?;
    set_wanted(app, id, true).await?;
    instance.wanted = true;
    let live = sessions::bring_up(app, &instance, Enough::Shown).await?;
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
