use super::load;
use crate::app::App;
use crate::error::Error;
use crate::sessions;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{InstanceId, TenantId};

/// Deletes an instance: ends its session (also on the network, if it is connected), then removes
/// its rows and its files.
pub async fn delete(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    load(app, caller, Scope::InstancesDelete, id).await?;
    super::logout::end_on_network(app, id).await;
    remove(app, caller.tenant_id, id).await
}

/// Ends an instance's session here, and removes its rows and its files.
pub(crate) async fn remove(app: &App, tenant: TenantId, id: InstanceId) -> Result<(), Error> {
    sessions::stop(app, id).await;
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_instance(tenant, id).await.map(|_| ()) }))
        .await?;
    app.ingest.drop_instance(id);
    if let Err(error) = app.blobs.delete_prefix(&format!("{id}/")).await {
        tracing::warn!(instance.id = %id, %error, "files of a deleted instance remain");
    }
    Ok(())
}
