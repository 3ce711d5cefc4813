use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::Event;
use omni_domain::ids::EventId;

/// One event.
pub async fn get(app: &App, caller: &Caller, id: EventId) -> Result<Event, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    app.store
        .find_event(caller.tenant_id, id)
        .await?
        .filter(|event| super::is_visible(caller, event))
        .map(|event| super::shown_to(caller, event))
        .ok_or_else(|| Error::not_found("event", id))
}
