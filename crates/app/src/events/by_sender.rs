use super::list::{EventList, page_of};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Identity;
use omni_domain::ids::InstanceId;
use omni_domain::message::Direction;
use omni_domain::page::{Page, PageRequest};
use omni_storage::EventFilter;
use std::collections::BTreeSet;

/// What was received from a phone number or an address of a network, the latest first. An unknown
/// sender never wrote, so for them there is nothing.
pub async fn by_sender(
    app: &App,
    caller: &Caller,
    sender: &str,
    instance: Option<InstanceId>,
    page: PageRequest,
) -> Result<EventList, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    if let Some(instance) = instance {
        authorization::require_instance(caller, instance)?;
    }
    let accounts = accounts(app, caller, sender, instance).await?;
    let persons: BTreeSet<_> = accounts.iter().map(|account| account.person_id).collect();
    if accounts.is_empty() {
        let page = Page { items: Vec::new(), next: None };
        return Ok(EventList { page, total: 0, at_least: false });
    }
    let filter = EventFilter {
        instance_ids: instance.map(|id| vec![id]).or_else(|| caller.instance_ids.clone()),
        direction: Some(Direction::Inbound),
        // With one person, which is the usual case, their index leads to the events.
        person_id: persons.first().copied().filter(|_| persons.len() == 1),
        identity_ids: Some(accounts.iter().map(|account| account.id).collect()),
        ..EventFilter::default()
    };
    page_of(app, caller, &filter, page).await
}

async fn accounts(
    app: &App,
    caller: &Caller,
    sender: &str,
    instance: Option<InstanceId>,
) -> Result<Vec<Identity>, Error> {
    let sender = sender.trim();
    let mut found = app.store.find_identities_everywhere(caller.tenant_id, sender).await?;
    if found.is_empty()
        && let Some(phone) = app.phone_in(sender)
    {
        found = app.store.find_identities_by_phone(caller.tenant_id, &phone).await?;
    }
    found.retain(|account| {
        caller.may_see(account.instance_id)
            && instance.is_none_or(|wanted| wanted == account.instance_id)
    });
    Ok(found)
}
