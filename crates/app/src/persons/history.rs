use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::PersonId;
use omni_domain::person_change::PersonChange;

/// The changes of a person, the latest first, at most `limit`; also of one who was merged away. It
/// names accounts of all instances, so a key limited to some may not read it.
pub async fn history(
    app: &App,
    caller: &Caller,
    id: PersonId,
    limit: u32,
) -> Result<Vec<PersonChange>, Error> {
    authorization::require(caller, Scope::PersonsRead)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden("this needs a key for all instances"));
    }
    let changes = app.store.person_changes(caller.tenant_id, id, limit).await?;
    if changes.is_empty() {
        super::visible(app, caller, id).await?;
    }
    Ok(changes)
}
