use super::{connect, load};
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Unlinks the account: on the network, if it is connected, and here in any case. A new QR is
/// needed afterwards.
pub async fn logout(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    load(app, caller, Scope::InstancesWrite, id).await?;
    sessions::unlink(app, id).await?;
    connect::set_wanted(app, id, false).await?;
    sessions::end(app, id).await?;
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
