//! The common parts of changes of persons: one person becomes another, or gets other values, with an
//! audit row and events, in the caller's transaction.

use super::{Known, changeable};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::conversation::{Identity, IdentityLink, LinkedBy, Person};
use omni_domain::event::{
    Event, EventBody, IdentityLinked, IdentityMerged, IdentityUpdated, MergeReason,
};
use omni_domain::ids::IdentityId;
use omni_domain::person_change::{
    ChangeEvidence, IdentitySnapshot, MergedPerson, PersonAction, PersonChange, PersonSnapshot,
    PersonValueChange,
};
use omni_storage::Tx;
use serde_json::Value;

/// Persons listed in `mergedFrom`.
const MAX_MERGED_FROM: usize = 100;

/// Begins a change: no cached person is used until it is committed.
pub(super) async fn begin(app: &App, tx: &mut Tx) -> Result<(), Error> {
    tx.lock_persons().await?;
    app.ingest.drop_senders().await;
    Ok(())
}

/// A person who became another.
pub(super) struct Absorbed {
    pub(super) person: Person,
    pub(super) moved: Vec<IdentityId>,
}

/// Makes `source` a part of `target`: everything of theirs moves, empty fields are filled, metadata
/// is merged with the target's winning, and the source is deleted.
pub(super) async fn absorb(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    action: PersonAction,
    source: Known,
    target: Known,
    reason: Option<String>,
) -> Result<Absorbed, Error> {
    let now = app.env.now();
    let link = IdentityLink {
        linked_by: LinkedBy::Manual,
        confidence: 100,
        reason: reason.clone(),
        at: Some(now),
    };
    let evidence = ChangeEvidence::Merged {
        source: Box::new(snapshot(&source)),
        target: Box::new(snapshot(&target)),
    };
    let moved = tx.give_person(caller.tenant_id, source.person.id, target.person.id, &link).await?;
    // Before the target takes over a number that only one may have.
    tx.delete_person(caller.tenant_id, source.person.id).await?;
    let merged = merged(&source.person, target.person, reason.as_deref(), now);
    tx.update_person(&merged).await?;
    let ids: Vec<IdentityId> = moved.iter().map(|identity| identity.id).collect();
    tx.insert_person_change(&PersonChange {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        action,
        person_id: merged.id,
        other_person_id: source.person.id,
        identity_ids: ids.clone(),
        changed_by: caller.principal,
        reason: reason.clone(),
        evidence,
        at: now,
    })
    .await?;
    for identity in &moved {
        tx.append_event(linked(app, identity, &merged, reason.as_deref()));
    }
    let body = IdentityMerged {
        target_person_id: merged.id,
        source_person_id: source.person.id,
        merged_identity_ids: ids.clone(),
        reason: MergeReason::AdminLinked { note: reason, merged_by: caller.principal.api_key() },
    };
    let mut event = Event::new(app.env.id(), caller.tenant_id, body, now);
    event.person_id = Some(merged.id);
    tx.append_event(event);
    Ok(Absorbed { person: merged, moved: ids })
}

fn linked(app: &App, identity: &Identity, person: &Person, reason: Option<&str>) -> Event {
    let body = IdentityLinked {
        person_id: person.id,
        identity_id: identity.id,
        channel: identity.channel,
        address: identity.address.id.clone(),
        linked_by: LinkedBy::Manual,
        confidence: 100,
        reason: reason.map(str::to_owned),
    };
    let mut event = Event::new(app.env.id(), identity.tenant_id, body, app.env.now());
    event.instance_id = Some(identity.instance_id);
    event.channel = Some(identity.channel);
    event.person_id = Some(person.id);
    event.identity_id = Some(identity.id);
    event
}

/// The target, completed by the source.
fn merged(
    source: &Person,
    target: Person,
    reason: Option<&str>,
    now: omni_domain::Timestamp,
) -> Person {
    let mut metadata = target.metadata;
    let mut from = taken(&mut metadata);
    let mut theirs = source.metadata.clone();
    from.extend(taken(&mut theirs));
    from.push(MergedPerson::new(source, reason, now).into_value());
    from.drain(..from.len().saturating_sub(MAX_MERGED_FROM));
    for (name, value) in theirs {
        metadata.entry(name).or_insert(value);
    }
    metadata.insert(MergedPerson::LIST.to_owned(), Value::Array(from));
    let or = |own: Option<String>, other: &Option<String>| own.or_else(|| other.clone());
    Person {
        display_name: or(target.display_name, &source.display_name),
        primary_phone: or(target.primary_phone, &source.primary_phone),
        primary_email: or(target.primary_email, &source.primary_email),
        avatar_url: or(target.avatar_url, &source.avatar_url),
        metadata,
        updated_at: now,
        ..target
    }
}

fn taken(metadata: &mut serde_json::Map<String, Value>) -> Vec<Value> {
    match metadata.remove(MergedPerson::LIST) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// Writes a person whose values were changed, as `changes` lists them. Returns them as stored.
pub(super) async fn set_values(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    action: PersonAction,
    person: Person,
    changes: &[PersonValueChange],
) -> Result<Person, Error> {
    let now = app.env.now();
    let before = changeable(tx, caller, person.id).await?;
    let person = Person { updated_at: now, ..person };
    tx.update_person(&person).await?;
    tx.insert_person_change(&PersonChange {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        action,
        person_id: person.id,
        other_person_id: person.id,
        identity_ids: Vec::new(),
        changed_by: caller.principal,
        reason: None,
        evidence: ChangeEvidence::Changed {
            person: Box::new(snapshot(&before)),
            changes: changes.to_vec(),
        },
        at: now,
    })
    .await?;
    let body = IdentityUpdated {
        person_id: person.id,
        display_name: person.display_name.clone(),
        primary_phone: person.primary_phone.clone(),
        primary_email: person.primary_email.clone(),
    };
    append(app, tx, &person, body);
    Ok(person)
}

/// Adds an event of a person.
pub(super) fn append(app: &App, tx: &mut Tx, person: &Person, body: impl Into<EventBody>) {
    let mut event = Event::new(app.env.id(), person.tenant_id, body, app.env.now());
    event.person_id = Some(person.id);
    tx.append_event(event);
}

/// A person's previous state, for undoing a change by hand.
pub(super) fn snapshot(known: &Known) -> PersonSnapshot {
    let person = known.person.clone();
    let identities = known.identities.iter().map(|identity| IdentitySnapshot {
        id: identity.id,
        address: identity.address.id.clone(),
        linked_by: identity.link.linked_by,
        confidence: identity.link.confidence,
    });
    PersonSnapshot {
        id: person.id,
        display_name: person.display_name,
        primary_phone: person.primary_phone,
        primary_email: person.primary_email,
        metadata: person.metadata,
        created_at: person.created_at,
        identities: identities.collect(),
    }
}
