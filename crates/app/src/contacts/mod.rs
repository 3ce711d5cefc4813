//! The address book of an instance.

use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::Caller;
use omni_domain::conversation::Contact;
use omni_domain::ids::InstanceId;
use omni_domain::page::{Page, PageRequest};

/// An instance's contacts, in the order they became known.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Contact>, Error> {
    let instance = instances::load(app, caller, "messages:read", instance).await?;
    Ok(app.store.list_contacts(instance.tenant_id, instance.id, search.as_deref(), page).await?)
}
