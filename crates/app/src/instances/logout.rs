use super::{connect, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use std::time::Duration;

const NETWORK_WAIT: Duration = Duration::from_secs(5);

/// Unlinks the account: on the network, if it is connected, and here in any case. A new QR is
/// needed afterwards.
pub async fn logout(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    load(app, caller, Scope::InstancesWrite, id).await?;
    end_on_network(app, id).await;
    connect::set_wanted(app, id, false).await?;
    sessions::stop(app, id).await;
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.clear_state(id).await?;
                tx.clear_instance_owner(id).await?;
                Ok::<_, omni_storage::StorageError>(())
            })
        })
        .await?;
    Ok(())
}

/// Best effort: without a connection the phone lists this device until it is removed there.
pub(super) async fn end_on_network(app: &App, id: InstanceId) {
    let Some(session) = app.sessions.session(id) else { return };
    match tokio::time::timeout(NETWORK_WAIT, session.logout()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(instance.id = %id, %error, "the network did not accept the logout");
        }
        Err(_) => tracing::warn!(instance.id = %id, "the network did not answer the logout"),
    }
}
