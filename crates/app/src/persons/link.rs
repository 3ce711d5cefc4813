use super::{account, change, changeable};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field, Message};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Person;
use omni_domain::ids::IdentityId;
use omni_domain::person_change::PersonAction;

/// Declares two accounts to be of one person. The person stored for longer is kept, with all
/// accounts of both.
pub async fn link(
    app: &App,
    caller: &Caller,
    one: IdentityId,
    other: IdentityId,
) -> Result<Person, Error> {
    authorization::require(caller, Scope::PersonsWrite)?;
    if one == other {
        return Err(Error::invalid(
            Field::SecondIdentity,
            Message::from("is the same identity as ").name(Field::FirstIdentity),
        ));
    }
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                change::begin(&inner, tx).await?;
                let one = account(tx, &caller, one).await?.person_id;
                let other = account(tx, &caller, other).await?.person_id;
                if one == other {
                    return Err(Error::conflict("both identities are this person's already"));
                }
                let one = changeable(tx, &caller, one).await?;
                let other = changeable(tx, &caller, other).await?;
                let age = |known: &super::Known| (known.person.created_at, known.person.id);
                let (older, younger) =
                    if age(&one) <= age(&other) { (one, other) } else { (other, one) };
                let action = PersonAction::Link;
                let done =
                    change::absorb(&inner, tx, &caller, action, younger, older, None).await?;
                Ok(done.person)
            })
        })
        .await
}
