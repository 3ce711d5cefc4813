//! Adding and changing chats.

use super::chat::{self, ChatRow};
use super::{participant, state};
use crate::address::find_by_addresses;
use crate::db::{chunks, or_fallback, readable, text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::conversation::{Address, Chat, ChatType, Participant};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::{PhoneNumber, Timestamp};
use std::collections::BTreeMap;

/// New messages in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatTouch {
    /// The chat.
    pub id: ChatId,
    /// How many.
    pub messages: i64,
    /// How many of them the instance has not read.
    pub unread: i64,
    /// The newest one's time.
    pub last_message_at: Option<Timestamp>,
    /// The newest one in one line; ignored if the chat has a newer message.
    pub preview: Option<String>,
}

impl Tx {
    /// Adds a chat; `NotUnique` if the instance has the address.
    pub async fn insert_chat(&mut self, chat: &Chat) -> Result<(), StorageError> {
        self.insert_chat_by(chat::INSERT, chat).await.map(drop)
    }

    /// Adds a chat that was not found a moment ago. Returns it, or the one that another node has added
    /// since under one of its addresses.
    pub async fn insert_or_find_chat(&mut self, chat: Chat) -> Result<Chat, StorageError> {
        if self.insert_chat_by(chat::INSERT_NEW, &chat).await? > 0 {
            return Ok(chat);
        }
        let addresses: Vec<String> = chat.address.all().map(str::to_owned).collect();
        let of = |_: &str| Some(chat.chat_type);
        let found = self.find_chats_to_write(chat.instance_id, &addresses, of).await?;
        found.into_iter().next().ok_or(StorageError::Stale)
    }

    /// The chats of an instance that have any of the addresses, canonical or other. One whose stored type
    /// cannot be read gets the type that `type_of` derives from its address, also in its row.
    pub async fn find_chats_to_write(
        &mut self,
        instance: InstanceId,
        addresses: &[String],
        type_of: impl Fn(&str) -> Option<ChatType> + Send,
    ) -> Result<Vec<Chat>, StorageError> {
        let mut db = self.db();
        let id = |row: &ChatRow| row.id;
        let mut rows = find_by_addresses(&mut db, chat::SELECT, instance, addresses, id).await?;
        for row in &mut rows {
            let stored = text::<ChatType>("chats", row.id, &row.chat_type).map(Some);
            if or_fallback(stored, || None).is_some() {
                continue;
            }
            let derived = type_of(&row.address).or_else(|| type_of(row.address_alt.as_deref()?));
            let Some(derived) = derived else { continue };
            let query = db.query(chat::MEND_TYPE).bind(row.id).bind(row.chat_type.as_str());
            query.bind(derived.as_str()).run().await?;
            derived.as_str().clone_into(&mut row.chat_type);
        }
        Ok(readable(rows).collect())
    }

    async fn insert_chat_by(
        &mut self,
        text: &'static str,
        chat: &Chat,
    ) -> Result<u64, StorageError> {
        self.db()
            .query(text)
            .bind(chat.id.0)
            .bind(chat.tenant_id.0)
            .bind(chat.instance_id.0)
            .bind(&chat.address.id)
            .bind(chat.address.alt.as_deref())
            .bind(chat.chat_type.as_str())
            .bind(chat.name.as_deref())
            .bind(chat.message_count)
            .bind(chat.unread_count)
            .bind(chat.last_message_at.map(|at| at.0))
            .bind(chat.last_message_preview.as_deref())
            .bind(chat.created_at.0)
            .bind(chat.updated_at.0)
            .bind(chat.address.phone.as_ref().map(PhoneNumber::digits))
            .run()
            .await
    }

    /// Writes a chat's name, type and `updated_at`; `Stale` if it is deleted.
    pub async fn update_chat(&mut self, chat: &Chat) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(chat::UPDATE).bind(chat.tenant_id.0).bind(chat.id.0);
        let query = query.bind(chat.name.as_deref()).bind(chat.chat_type.as_str());
        match query.bind(chat.updated_at.0).run().await? {
            0 => Err(StorageError::Stale),
            _ => Ok(()),
        }
    }

    /// Writes the addresses and the phone number of a chat. Returns whether it exists.
    pub async fn update_chat_address(
        &mut self,
        id: ChatId,
        address: &Address,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(chat::SET_ADDRESS).bind(id.0).bind(&address.id);
        let query = query.bind(address.alt.as_deref());
        Ok(query.bind(address.phone.as_ref().map(PhoneNumber::digits)).run().await? > 0)
    }

    /// Counts messages of chats.
    pub async fn touch_chats(&mut self, touches: &[ChatTouch]) -> Result<(), StorageError> {
        let touches: Vec<ChatTouch> = combined(touches).into_values().collect();
        for chunk in chunks(&touches) {
            let mut db = self.db();
            let mut query = chat::TOUCH.query(&mut db, chunk.len());
            for touch in chunk {
                query.push(touch.id.0);
                query.push(touch.messages);
                query.push(touch.unread);
                query.push(touch.last_message_at.map(|at| at.0));
                query.push(touch.preview.as_deref());
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Marks the whole chat as read, and removes its mark as unread. Returns whether it had any of them.
    pub async fn mark_chat_read(
        &mut self,
        id: ChatId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let unmarked = self.db().query(state::UNMARK).bind(id.0).bind(now.0).run().await?;
        let read = self.db().query(chat::MARK_READ).bind(id.0).bind(now.0).run().await?;
        Ok(unmarked > 0 || read > 0)
    }

    /// Counts this many messages of a chat as read. Returns whether any was unread.
    pub async fn count_read(
        &mut self,
        id: ChatId,
        messages: usize,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let messages = i64::try_from(messages).unwrap_or(i64::MAX);
        let mut db = self.db();
        let query = db.query(chat::READ_SOME).bind(id.0).bind(now.0).bind(messages);
        Ok(query.run().await? > 0)
    }

    /// Notes a contact of the other side of a chat that is not, or no longer, among its messages: the
    /// chat is no new one.
    pub async fn note_contact(&mut self, id: ChatId, at: Timestamp) -> Result<(), StorageError> {
        self.db().query(chat::CONTACT).bind(id.0).bind(at.0).run().await.map(drop)
    }

    /// Replaces the participants of a chat.
    pub async fn set_participants(
        &mut self,
        chat: ChatId,
        participants: &[Participant],
    ) -> Result<(), StorageError> {
        self.db().query(participant::DELETE_ALL).bind(chat.0).run().await?;
        for chunk in chunks(participants) {
            let mut db = self.db();
            let mut query = participant::INSERT.query(&mut db, chunk.len());
            for someone in chunk {
                query.push(chat.0);
                query.push(someone.platform_user_id.as_str());
                query.push(someone.identity_id.map(|id| id.0));
                query.push(someone.display_name.as_deref());
                query.push(someone.role.as_str());
                query.push(someone.joined_at.0);
            }
            query.run().await?;
        }
        Ok(())
    }
}

/// One touch per chat: a statement changes a row only once.
fn combined(touches: &[ChatTouch]) -> BTreeMap<ChatId, ChatTouch> {
    let mut all: BTreeMap<ChatId, ChatTouch> = BTreeMap::new();
    for touch in touches {
        all.entry(touch.id)
            .and_modify(|sum| {
                sum.messages += touch.messages;
                sum.unread += touch.unread;
                if touch.last_message_at >= sum.last_message_at {
                    sum.last_message_at = touch.last_message_at;
                    sum.preview.clone_from(&touch.preview);
                }
            })
            .or_insert_with(|| touch.clone());
    }
    all
}
