use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::ids::PersonId;

/// A person.
pub async fn get(app: &App, caller: &Caller, id: PersonId) -> Result<Person, Error> {
    authorization::require(caller, Scope::PersonsRead)?;
    Ok(super::visible(app, caller, id).await?.person)
}
