//! The sender: the identity of an address, and the person of the identity.

use super::cache::{Cache, SenderRef};
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_channel::SenderFacts;
use omni_domain::PhoneNumber;
use omni_domain::access::Principal;
use omni_domain::conversation::{Address, Identity, IdentityLink, Person};
use omni_domain::event::{
    Event, EventBody, IdentityCreated, IdentityLinked, IdentityMerged, MergeReason,
};
use omni_domain::ids::PersonId;
use omni_domain::person_change::{ChangeEvidence, PersonAction, PersonChange};
use omni_storage::{StorageError, Tx};

/// Shorter usernames identify no one.
const MIN_USERNAME: usize = 5;
/// Longest username or e-mail address that is kept (RFC 5321, 4.5.3.1.3), characters.
const MAX_FACT: usize = 254;

/// Facts that a channel reports of an account, as they are compared: trimmed, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) username: Option<String>,
    pub(super) email: Option<String>,
}

impl Facts {
    pub(super) fn of(reported: Option<&SenderFacts>) -> Self {
        let Some(reported) = reported else { return Self::default() };
        let plain = |text: &Option<String>| {
            let text = text.as_deref()?.trim().trim_start_matches('@').to_lowercase();
            (!text.is_empty() && text.chars().count() <= MAX_FACT).then_some(text)
        };
        let email = plain(&reported.email).filter(|email| email.contains('@'));
        Self { username: plain(&reported.username), email }
    }

    /// Whether there is something in them that is not stored for the account. An absent value is
    /// not new.
    pub(super) fn adds_to(&self, known: &Self) -> bool {
        let is_new = |reported: &Option<String>, known: &Option<String>| {
            reported.is_some() && reported != known
        };
        is_new(&self.username, &known.username) || is_new(&self.email, &known.email)
    }
}

/// The identity of a sender, created if it is new. A person with the same phone number is the same
/// person.
pub(super) async fn resolve(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
    name: Option<&str>,
    facts: &Facts,
) -> Result<SenderRef, StorageError> {
    if let Some(sender) = find(app, tx, cache, meta, address).await? {
        return Ok(sender);
    }
    let now = app.env.now();
    let (person_id, found_by) = person_for(app, tx, meta, address, name, facts).await?;
    let link = found_by.as_ref().map_or(IdentityLink::INITIAL, |found| found.link.clone());
    let identity = Identity {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        person_id,
        channel: meta.channel,
        instance_id: meta.id,
        address: address.clone(),
        display_name: name.map(str::to_owned),
        username: facts.username.clone(),
        email: facts.email.clone(),
        message_count: 0,
        first_seen_at: now,
        last_seen_at: now,
        link,
    };
    tx.insert_identity(&identity).await?;
    if let Some(found) = found_by {
        note_match(app, tx, meta, &identity, found).await?;
    }
    let sender = of(identity);
    cache.put_sender(meta.id, &sender);
    Ok(sender)
}

/// The identity of an address, if it is stored; two that turn out to be one are merged.
pub(super) async fn find(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    address: &Address,
) -> Result<Option<SenderRef>, StorageError> {
    if let Some(sender) = cache.sender(meta.id, address) {
        return Ok(Some(sender.clone()));
    }
    let addresses: Vec<String> = address.all().map(str::to_owned).collect();
    let mut found = tx.find_identities(meta.id, &addresses).await?;
    found.sort_by_key(|identity| identity.first_seen_at);
    let mut found = found.into_iter();
    let Some(mut identity) = found.next() else { return Ok(None) };
    for other in found {
        merge(app, tx, meta, &identity, &other).await?;
        cache.drop_instance(meta.id);
    }
    if let Some(merged) = address.merged_with(&identity.address) {
        tx.update_identity_address(identity.id, &merged).await?;
        identity.address = merged;
    }
    let sender = of(identity);
    cache.put_sender(meta.id, &sender);
    Ok(Some(sender))
}

/// Makes two identities one, and deletes a person that has none left.
pub(super) async fn merge(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    into: &Identity,
    from: &Identity,
) -> Result<(), StorageError> {
    tx.merge_identities(from.id, into.id).await?;
    if from.person_id != into.person_id {
        tx.delete_person_if_empty(from.person_id).await?;
    }
    let body = IdentityMerged {
        target_person_id: into.person_id,
        source_person_id: from.person_id,
        merged_identity_ids: vec![from.id],
        reason: MergeReason::SameAccount,
    };
    let mut event = about(app, meta, into.person_id, body);
    event.identity_id = Some(into.id);
    tx.append_event(event);
    Ok(())
}

async fn person_for(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    address: &Address,
    name: Option<&str>,
    facts: &Facts,
) -> Result<(PersonId, Option<FoundBy>), StorageError> {
    let phone = address.phone.as_ref();
    if let Some((person, found_by)) = known_person(tx, meta, phone, facts).await? {
        return Ok((person.id, Some(found_by)));
    }
    let now = app.env.now();
    let person = Person {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        display_name: name.map(str::to_owned),
        primary_phone: phone.map(PhoneNumber::to_string),
        primary_email: facts.email.clone(),
        avatar_url: None,
        metadata: serde_json::Map::new(),
        created_at: now,
        updated_at: now,
    };
    tx.insert_person(&person).await?;
    let body = IdentityCreated {
        person_id: person.id,
        display_name: person.display_name,
        primary_phone: person.primary_phone,
        primary_email: person.primary_email,
    };
    tx.append_event(about(app, meta, person.id, body));
    Ok((person.id, None))
}

/// The evidence by which a new account was assigned to an existing person.
struct FoundBy {
    link: IdentityLink,
    field: &'static str,
    value: String,
}

/// The strongest evidence first: a phone number, an e-mail address, a username that only one
/// person has.
async fn known_person(
    tx: &mut Tx,
    meta: &InstanceMeta,
    phone: Option<&PhoneNumber>,
    facts: &Facts,
) -> Result<Option<(Person, FoundBy)>, StorageError> {
    let tenant = meta.tenant_id;
    let found = |link, field, value: &str| FoundBy { link, field, value: value.to_owned() };
    if let Some(phone) = phone {
        // A merged person keeps one number only; the accounts still have the others.
        let number = phone.to_string();
        let known = match tx.find_person_by_phone(tenant, &number).await? {
            Some(person) => Some(person),
            None => tx.find_person_by_account_phone(tenant, phone).await?,
        };
        if let Some(person) = known {
            return Ok(Some((person, found(IdentityLink::PHONE_MATCH, "phone", &number))));
        }
    }
    if let Some(email) = &facts.email
        && let Some(person) = tx.find_person_by_email(tenant, email).await?
    {
        return Ok(Some((person, found(IdentityLink::EMAIL_MATCH, "email", email))));
    }
    let telling = facts.username.as_ref().filter(|name| name.chars().count() >= MIN_USERNAME);
    if let Some(username) = telling
        && let Some(person) = tx.find_person_by_username(tenant, username, meta.id).await?
    {
        return Ok(Some((person, found(IdentityLink::USERNAME_MATCH, "username", username))));
    }
    Ok(None)
}

/// The evidence, for a later review of the match, and its event.
async fn note_match(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    identity: &Identity,
    found: FoundBy,
) -> Result<(), StorageError> {
    let now = app.env.now();
    tx.insert_person_change(&PersonChange {
        id: app.env.id(),
        tenant_id: meta.tenant_id,
        action: PersonAction::Link,
        person_id: identity.person_id,
        other_person_id: identity.person_id,
        identity_ids: vec![identity.id],
        changed_by: Principal::System,
        reason: Some(found.link.linked_by.as_str().to_owned()),
        evidence: ChangeEvidence::Matched {
            field: found.field.to_owned(),
            value: found.value,
            confidence: found.link.confidence,
        },
        at: now,
    })
    .await?;
    let body = IdentityLinked {
        person_id: identity.person_id,
        identity_id: identity.id,
        channel: identity.channel,
        address: identity.address.id.clone(),
        linked_by: found.link.linked_by,
        confidence: found.link.confidence,
        reason: None,
    };
    let mut event = about(app, meta, identity.person_id, body);
    event.identity_id = Some(identity.id);
    tx.append_event(event);
    Ok(())
}

fn about(app: &App, meta: &InstanceMeta, person: PersonId, body: impl Into<EventBody>) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.person_id = Some(person);
    event
}

fn of(identity: Identity) -> SenderRef {
    SenderRef {
        identity_id: identity.id,
        person_id: identity.person_id,
        address: identity.address,
        name: identity.display_name,
        facts: Facts { username: identity.username, email: identity.email },
    }
}
