//! Adding and changing persons and identities.

use super::{identity, person};
use crate::db::{chunks, json_text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::conversation::{Address, Identity, Person};
use omni_domain::ids::{IdentityId, PersonId};
use omni_domain::{PhoneNumber, Timestamp};
use std::collections::BTreeMap;

/// New messages of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityTouch {
    /// The identity.
    pub id: IdentityId,
    /// How many.
    pub messages: i64,
    /// The latest; an older time than the recorded one changes nothing.
    pub last_seen_at: Timestamp,
    /// The display name; `None` leaves what is recorded.
    pub display_name: Option<String>,
}

impl Tx {
    /// Adds a person; `NotUnique("persons.primary_phone")` if the tenant has that number.
    pub async fn insert_person(&mut self, person: &Person) -> Result<(), StorageError> {
        self.db()
            .query(person::INSERT)
            .bind(person.id.0)
            .bind(person.tenant_id.0)
            .bind(person.display_name.as_deref())
            .bind(person.primary_phone.as_deref())
            .bind(person.primary_email.as_deref())
            .bind(person.avatar_url.as_deref())
            .bind(json_text(&person.metadata))
            .bind(person.created_at.0)
            .bind(person.updated_at.0)
            .run()
            .await
            .map(drop)
    }

    /// Writes a person's name, number, e-mail, picture, metadata and `updated_at`; `Stale` if they
    /// are deleted.
    pub async fn update_person(&mut self, person: &Person) -> Result<(), StorageError> {
        let changed = self
            .db()
            .query(person::UPDATE)
            .bind(person.tenant_id.0)
            .bind(person.id.0)
            .bind(person.display_name.as_deref())
            .bind(person.primary_phone.as_deref())
            .bind(person.primary_email.as_deref())
            .bind(person.avatar_url.as_deref())
            .bind(json_text(&person.metadata))
            .bind(person.updated_at.0)
            .run()
            .await?;
        if changed == 0 { Err(StorageError::Stale) } else { Ok(()) }
    }

    /// Replaces the metadata that was read; `false`, and nothing is written, if it has changed.
    pub async fn replace_person_metadata(
        &mut self,
        read: &Person,
        metadata: &serde_json::Map<String, serde_json::Value>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(person::SET_METADATA).bind(read.tenant_id.0).bind(read.id.0);
        let query = query.bind(json_text(&read.metadata)).bind(json_text(metadata));
        Ok(query.bind(now.0).run().await? > 0)
    }

    /// Deletes a person without identities. Returns whether it did.
    pub async fn delete_person_if_empty(&mut self, id: PersonId) -> Result<bool, StorageError> {
        Ok(self.db().query(person::DELETE_IF_EMPTY).bind(id.0).run().await? > 0)
    }

    /// Adds an identity; `NotUnique` if the instance has the address.
    pub async fn insert_identity(&mut self, identity: &Identity) -> Result<(), StorageError> {
        self.db()
            .query(identity::INSERT)
            .bind(identity.id.0)
            .bind(identity.tenant_id.0)
            .bind(identity.person_id.0)
            .bind(identity.channel.as_str())
            .bind(identity.instance_id.0)
            .bind(&identity.address.id)
            .bind(identity.address.alt.as_deref())
            .bind(identity.display_name.as_deref())
            .bind(identity.username.as_deref())
            .bind(identity.email.as_deref())
            .bind(identity.message_count)
            .bind(identity.first_seen_at.0)
            .bind(identity.last_seen_at.0)
            .bind(identity.link.linked_by.as_str())
            .bind(identity.link.confidence)
            .bind(identity.link.reason.as_deref())
            .bind(identity.link.at.map(|at| at.0))
            .bind(identity.address.phone.as_ref().map(PhoneNumber::digits))
            .run()
            .await
            .map(drop)
    }

    /// Writes what the channel reports of an account; `None` leaves what is recorded.
    pub async fn update_identity_facts(
        &mut self,
        id: IdentityId,
        username: Option<&str>,
        email: Option<&str>,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(identity::SET_FACTS).bind(id.0).bind(username).bind(email);
        query.run().await.map(drop)
    }

    /// Writes the addresses and the phone number of an identity. Returns whether it exists.
    pub async fn update_identity_address(
        &mut self,
        id: IdentityId,
        address: &Address,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(identity::SET_ADDRESS).bind(id.0).bind(&address.id);
        let query = query.bind(address.alt.as_deref());
        Ok(query.bind(address.phone.as_ref().map(PhoneNumber::digits)).run().await? > 0)
    }

    /// Counts messages of identities.
    pub async fn touch_identities(
        &mut self,
        touches: &[IdentityTouch],
    ) -> Result<(), StorageError> {
        let touches: Vec<IdentityTouch> = combined(touches).into_values().collect();
        for chunk in chunks(&touches) {
            let mut db = self.db();
            let mut query = identity::TOUCH.query(&mut db, chunk.len());
            for touch in chunk {
                query.push(touch.id.0);
                query.push(touch.messages);
                query.push(touch.last_seen_at.0);
                query.push(touch.display_name.as_deref());
            }
            query.run().await?;
        }
        Ok(())
    }
}

/// One touch per identity: a statement changes a row only once.
fn combined(touches: &[IdentityTouch]) -> BTreeMap<IdentityId, IdentityTouch> {
    let mut all: BTreeMap<IdentityId, IdentityTouch> = BTreeMap::new();
    for touch in touches {
        all.entry(touch.id)
            .and_modify(|sum| {
                sum.messages += touch.messages;
                sum.last_seen_at = sum.last_seen_at.max(touch.last_seen_at);
                if touch.display_name.is_some() {
                    sum.display_name.clone_from(&touch.display_name);
                }
            })
            .or_insert_with(|| touch.clone());
    }
    all
}
