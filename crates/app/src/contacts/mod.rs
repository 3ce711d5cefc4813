//! The address book of an instance.

use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Contact;
use omni_domain::ids::InstanceId;
use omni_domain::page::{Page, PageRequest};
use omni_domain::profile::Profile;
use std::collections::HashMap;

/// An instance's contacts, in the order they became known.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    search: Option<String>,
    page: PageRequest,
) -> Result<Page<Contact>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let search = search.as_deref().map(str::trim).filter(|words| !words.is_empty());
    Ok(app.store.list_contacts(instance.tenant_id, instance.id, search, page).await?)
}

/// The addresses of these contacts' pictures, by contact address, if they were requested recently.
pub async fn pictures(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    contacts: &[Contact],
) -> Result<HashMap<String, String>, Error> {
    let instance = instances::load(app, caller, Scope::MessagesRead, instance).await?;
    let addresses: Vec<String> =
        contacts.iter().map(|contact| contact.address.id.clone()).collect();
    let profiles = app.store.find_profiles(instance.id, &addresses).await?;
    let picture = |profile: Profile| Some((profile.address, profile.picture_url?));
    Ok(profiles.into_iter().filter_map(picture).collect())
}
