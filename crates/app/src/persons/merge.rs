use super::{change, changeable, check_reason};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::ids::{IdentityId, PersonId};
use omni_domain::person_change::PersonAction;

/// The result of a merge.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The person that was kept.
    pub person: Person,
    /// The accounts that were the other's.
    pub moved: Vec<IdentityId>,
    /// The person that was deleted.
    pub deleted: PersonId,
}

/// Makes `source` a part of `target`, with every account, message and event.
pub async fn merge(
    app: &App,
    caller: &Caller,
    source: PersonId,
    target: PersonId,
    reason: Option<String>,
) -> Result<Merged, Error> {
    authorization::require(caller, Scope::PersonsWrite)?;
    let reason = check_reason(reason)?;
    if source == target {
        return Err(Error::invalid(Field::MergeTarget, "is the same person as the source"));
    }
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                change::begin(&inner, tx).await?;
                let from = changeable(tx, &caller, source).await?;
                let into = changeable(tx, &caller, target).await?;
                let action = PersonAction::Merge;
                let done = change::absorb(&inner, tx, &caller, action, from, into, reason).await?;
                Ok(Merged { person: done.person, moved: done.moved, deleted: source })
            })
        })
        .await
}
