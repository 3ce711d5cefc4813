use super::{Known, account, change, changeable, check_reason};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::{Identity, IdentityLink, LinkedBy, Person};
use omni_domain::event::{Event, IdentityUnlinked};
use omni_domain::ids::IdentityId;
use omni_domain::person_change::{ChangeEvidence, PersonAction, PersonChange};
use omni_storage::Tx;

/// An account with a person of its own.
#[derive(Debug, Clone)]
pub struct Unlinked {
    /// The new person.
    pub person: Person,
    /// The account, which is theirs.
    pub identity: Identity,
}

/// Moves an account, with its messages and events, from its person to a new one.
pub async fn unlink(
    app: &App,
    caller: &Caller,
    identity: IdentityId,
    reason: String,
) -> Result<Unlinked, Error> {
    authorization::require(caller, Scope::PersonsWrite)?;
    let reason = check_reason(Some(reason))?.ok_or_else(|| {
        Error::invalid(Field::PersonReason, "give the reason, for a later review")
    })?;
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                change::begin(&inner, tx).await?;
                let identity = account(tx, &caller, identity).await?;
                let known = changeable(tx, &caller, identity.person_id).await?;
                if known.identities.len() < 2 {
                    return Err(Error::conflict(
                        "this is the person's only identity, so there is nothing to unlink it \
                         from",
                    ));
                }
                part(&inner, tx, &caller, known, identity, reason).await
            })
        })
        .await
}

async fn part(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    known: Known,
    identity: Identity,
    reason: String,
) -> Result<Unlinked, Error> {
    let now = app.env.now();
    let evidence = ChangeEvidence::Unlinked {
        person: Box::new(change::snapshot(&known)),
        identity: identity.id,
    };
    let old = known.person;
    let phone = own_phone(tx, caller, &old, &identity).await?;
    let mut kept = Person { updated_at: now, ..old.clone() };
    if phone.is_some() && kept.primary_phone == phone {
        kept.primary_phone = None;
    }
    tx.update_person(&kept).await?;
    let person = Person {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        display_name: identity.display_name.clone(),
        primary_phone: phone,
        primary_email: None,
        avatar_url: None,
        metadata: serde_json::Map::new(),
        created_at: now,
        updated_at: now,
    };
    tx.insert_person(&person).await?;
    let link = IdentityLink {
        linked_by: LinkedBy::Manual,
        confidence: 100,
        reason: Some(reason.clone()),
        at: Some(now),
    };
    tx.give_identity(&identity, person.id, &link).await?;
    tx.insert_person_change(&PersonChange {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        action: PersonAction::Unlink,
        person_id: old.id,
        other_person_id: person.id,
        identity_ids: vec![identity.id],
        changed_by: caller.principal,
        reason: Some(reason.clone()),
        evidence,
        at: now,
    })
    .await?;
    let body = IdentityUnlinked {
        person_id: old.id,
        identity_id: identity.id,
        new_person_id: person.id,
        reason,
    };
    let mut event = Event::new(app.env.id(), caller.tenant_id, body, now);
    event.instance_id = Some(identity.instance_id);
    event.channel = Some(identity.channel);
    event.person_id = Some(person.id);
    event.identity_id = Some(identity.id);
    tx.append_event(event);
    let identity = Identity { person_id: person.id, link, ..identity };
    Ok(Unlinked { person, identity })
}

/// The account's own number, unless another account of its old person has it.
async fn own_phone(
    tx: &mut Tx,
    caller: &Caller,
    old: &Person,
    identity: &Identity,
) -> Result<Option<String>, Error> {
    let Some(phone) = identity.address.phone.as_ref().map(ToString::to_string) else {
        return Ok(None);
    };
    let holder = tx.find_person_by_phone(caller.tenant_id, &phone).await?;
    Ok(holder.is_none_or(|holder| holder.id == old.id).then_some(phone))
}
