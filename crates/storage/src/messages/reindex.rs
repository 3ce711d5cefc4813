//! Adding messages that are older than the index of their words to it.

use super::table::{self, MessageRow};
use crate::Store;
use crate::db::statements;
use crate::dialect;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{InstanceId, MessageId};
use omni_domain::message::{Message, MessageSource};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// How far the order of the log and the clocks of its writers may differ, milliseconds.
const CLOCK_SLACK: i64 = 3_600_000;

statements! {
    UNINDEXED = "SELECT before_id FROM unindexed_messages";
    INDEXED_FROM = "UPDATE unindexed_messages SET before_id = $1";
    ALL_INDEXED = "DELETE FROM unindexed_messages";
    OLDEST_EVENT = "SELECT at FROM events WHERE instance_id = $1 ORDER BY seq LIMIT 1";
}

impl Tx {
    /// Looks at this many messages at most, the newest first. Returns at how many; fewer than `most` are
    /// the last. The position is stored in the same write, so that a crash in between loses none.
    pub async fn index_old_messages(&mut self, most: u32) -> Result<u64, StorageError> {
        // One node at a time; the others do not wait for it. Not by the lock of the log: a write that has
        // events takes that last, after it has locked its messages, as this one does below.
        let lock = dialect::for_update_or_skip(self.engine());
        let mut db = self.db();
        let next = db.composed(format!("{UNINDEXED}{lock}"));
        let Some((before,)) = next.maybe::<(Uuid,)>().await? else {
            return Ok(0);
        };
        let query = db.query(table::BACK_FROM).bind(before).bind(i64::from(most));
        let rows = query.all::<MessageRow>().await?;
        let looked = rows.len() as u64;
        match rows.last().map(|row| row.id).filter(|_| looked == u64::from(most)) {
            Some(oldest) => db.query(INDEXED_FROM).bind(oldest).run().await?,
            None => db.query(ALL_INDEXED).run().await?,
        };
        let messages = rows.into_iter().map(Message::from).collect();
        let wanted = self.without_event(messages).await?;
        self.index_messages(&wanted).await?;
        Ok(looked)
    }

    /// Those that their events do not lead to, or not by all of their words. What is edited or read at the
    /// same time is indexed by that write.
    async fn without_event(
        &mut self,
        messages: Vec<Message>,
    ) -> Result<BTreeSet<MessageId>, StorageError> {
        let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
        let readings = self.media_content_of(&ids).await?;
        let read: HashSet<MessageId> = readings
            .into_iter()
            .filter(|row| row.content.is_some())
            .filter_map(|row| row.message_id)
            .collect();
        // Events are deleted by their age, so that an instance has all that are not older than one.
        let mut oldest: HashMap<InstanceId, i64> = HashMap::new();
        let mut wanted = BTreeSet::new();
        for message in messages {
            let instance = message.instance_id;
            let oldest = if let Some(at) = oldest.get(&instance) {
                *at
            } else {
                let at = self.oldest_event(instance).await?;
                oldest.insert(instance, at);
                at
            };
            if message.source == MessageSource::Sync
                || message.edited_at.is_some()
                || read.contains(&message.id)
                || message.created_at.0 <= oldest.saturating_add(CLOCK_SLACK)
            {
                wanted.insert(message.id);
            }
        }
        Ok(wanted)
    }

    /// The time of an instance's first event; the end of time if it has none.
    async fn oldest_event(&mut self, instance: InstanceId) -> Result<i64, StorageError> {
        let mut db = self.db();
        let row = db.query(OLDEST_EVENT).bind(instance.0).maybe::<(i64,)>().await?;
        Ok(row.map_or(i64::MAX, |(at,)| at))
    }
}

impl Store {
    /// Whether messages are left that [`Tx::index_old_messages`] has not looked at.
    pub async fn has_unindexed_messages(&self) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        let left = reader.conn().query(UNINDEXED).maybe::<(Uuid,)>().await?;
        Ok(left.is_some())
    }
}
