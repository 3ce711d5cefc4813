use crate::app::App;
use crate::error::Error;
use crate::keys;
use omni_domain::access::Caller;
use omni_domain::conversation::Person;
use omni_domain::ids::PersonId;

/// A person.
pub async fn get(app: &App, caller: &Caller, id: PersonId) -> Result<Person, Error> {
    keys::require(caller, "persons:read")?;
    Ok(super::visible(app, caller, id).await?.person)
}
