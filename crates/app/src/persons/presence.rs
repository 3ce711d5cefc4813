use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Identity, Person};
use omni_domain::ids::PersonId;

/// The accounts of a person.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The person.
    pub person: Person,
    /// Their accounts that the caller may see, the oldest first.
    pub identities: Vec<Identity>,
}

/// The accounts of a person.
pub async fn presence(app: &App, caller: &Caller, id: PersonId) -> Result<Presence, Error> {
    authorization::require(caller, Scope::PersonsRead)?;
    let known = super::visible(app, caller, id).await?;
    Ok(Presence { person: known.person, identities: known.identities })
}
