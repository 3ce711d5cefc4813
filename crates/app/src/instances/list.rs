use super::{InstanceDetails, InstanceQuery, details};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::page::{Page, PageRequest};
use omni_storage::InstanceFilter;

/// The instances the caller may see, oldest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: InstanceQuery,
    page: PageRequest,
) -> Result<Page<InstanceDetails>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let filter = InstanceFilter {
        channels: query.channels,
        states: query.states,
        ids: caller.instance_ids.clone(),
    };
    let rows = app.store.list_instances(caller.tenant_id, &filter, page).await?;
    Ok(rows.map(|instance| details(app, instance)))
}
