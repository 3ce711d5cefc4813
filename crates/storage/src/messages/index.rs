//! The index of words of messages that their events do not lead to: of synced history, which has none, of
//! what was edited or whose file was read, and of those whose events are deleted.
//!
//! A message that was just received or sent is found by its event (`search.rs`) and costs nothing here. The
//! rows are written with the change that needs them, so that no caller has to.

use crate::db::{Conn, MultiRow, WordIndex, chunks, list, padded, word_index};
use crate::error::StorageError;
use crate::events::words::{MAX_WORDS, words};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

static ADD_PLACES: MultiRow = MultiRow::new(
    "INSERT INTO indexed_messages (place, message_id) VALUES ",
    2,
    " ON CONFLICT DO NOTHING RETURNING message_id",
);

static INDEX: WordIndex = word_index!("message_search", "place");

/// A page is merged for each so many messages, as often as for as many events.
const MERGED_EVERY: usize = 4;
/// Pages for each statement that deletes.
const DELETED_PAGES: i64 = 2;

/// Bits by which messages of one millisecond differ.
const APART_BITS: u32 = 21;
const APART: u64 = (1 << APART_BITS) - 1;
/// Milliseconds that fit beside them: until the year 2109.
const LAST_TIME: i64 = (1 << 42) - 1;
/// From one place that is taken to the next that is tried: odd, so that all are.
const STEP: u64 = 0x9_E377;
/// Places that are tried. That one is taken is a matter of one in a million.
const ATTEMPTS: u64 = 16;

/// When the message of a place was written.
pub(super) const fn time_of(place: i64) -> Timestamp {
    Timestamp(place >> APART_BITS)
}

/// A message as it is indexed.
struct Document {
    id: MessageId,
    at: Timestamp,
    words: String,
}

impl Document {
    /// Of a message and what was read of its files; `None` if there is no word in it.
    fn of(message: &Message, readings: &[String]) -> Option<Self> {
        if message.deleted_at.is_some() {
            return None;
        }
        let read = readings.iter().map(String::as_str);
        let earlier = message.edits.iter().rev().map(|edit| edit.text.as_str());
        // Its present words come first. Postgres refuses more than 1 MB of words.
        let texts = message.content.typed_text().into_iter().chain(read).chain(earlier);
        let mut found = BTreeSet::new();
        for word in texts.flat_map(words) {
            if found.len() == MAX_WORDS {
                break;
            }
            found.insert(word);
        }
        if found.is_empty() {
            return None;
        }
        let words = found.into_iter().collect::<Vec<_>>().join(" ");
        Some(Self { id: message.id, at: message.platform_timestamp, words })
    }

    /// Its place in the index, if those of earlier attempts are taken.
    fn place(&self, attempt: u64) -> i64 {
        let (_, low) = self.id.0.as_u64_pair();
        let apart = low.wrapping_add(attempt.wrapping_mul(STEP)) & APART;
        (self.at.0.clamp(0, LAST_TIME) << APART_BITS) | i64::try_from(apart).unwrap_or_default()
    }
}

/// Adds messages that the index does not have, each once.
async fn add(db: &mut Conn<'_>, mut documents: Vec<Document>) -> Result<(), StorageError> {
    let mut placed: Vec<(i64, String)> = Vec::with_capacity(documents.len());
    for attempt in 0..ATTEMPTS {
        let mut taken: HashSet<Uuid> = HashSet::with_capacity(documents.len());
        for chunk in chunks(&documents) {
            let mut query = ADD_PLACES.query(db, chunk.len());
            for document in chunk {
                query.push(document.place(attempt));
                query.push(document.id.0);
            }
            let rows: Vec<(Uuid,)> = query.all().await?;
            taken.extend(rows.into_iter().map(|(id,)| id));
        }
        let (added, others): (Vec<_>, Vec<_>) =
            documents.into_iter().partition(|document| taken.contains(&document.id.0));
        placed.extend(added.into_iter().map(|one| (one.place(attempt), one.words)));
        documents = others;
        if documents.is_empty() {
            break;
        }
    }
    if !documents.is_empty() {
        tracing::warn!(
            messages = documents.len(),
            "messages were not added to the index of words: another write has added them, or their places are taken"
        );
    }
    // SQLite begins another part of its index with each step back.
    placed.sort_unstable();
    INDEX.add(db, &placed).await?;
    let pages = i64::try_from(placed.len().div_ceil(MERGED_EVERY)).unwrap_or(i64::MAX);
    INDEX.merge(db, pages).await
}

/// Whether any message of the index matches the query.
pub(super) async fn is_indexed(db: &mut Conn<'_>, wanted: &str) -> Result<bool, StorageError> {
    INDEX.has(db, wanted).await
}

impl Tx {
    /// Adds messages that were just stored, so that nothing of their files was read.
    pub(super) async fn index_new_messages(
        &mut self,
        messages: &[&Message],
    ) -> Result<(), StorageError> {
        let documents = messages.iter().filter_map(|message| Document::of(message, &[]));
        let documents = documents.collect();
        add(&mut self.db(), documents).await
    }

    /// Writes the words of messages anew, as they are stored now. They stay so until the write commits.
    pub(crate) async fn index_messages(
        &mut self,
        ids: &BTreeSet<MessageId>,
    ) -> Result<(), StorageError> {
        let messages = self.lock_messages(ids).await?;
        self.index_stored_messages(&messages).await
    }

    /// Writes the words of messages anew, given as they are stored now and locked by this write.
    pub(super) async fn index_stored_messages(
        &mut self,
        messages: &[Message],
    ) -> Result<(), StorageError> {
        if messages.is_empty() {
            return Ok(());
        }
        let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
        let mut readings: HashMap<MessageId, Vec<String>> = HashMap::new();
        for row in self.media_content_of(&ids).await? {
            if let (Some(message), Some(text)) = (row.message_id, row.content) {
                readings.entry(message).or_default().push(text);
            }
        }
        let documents = messages.iter().filter_map(|message| {
            let read = readings.get(&message.id).map(Vec::as_slice).unwrap_or_default();
            Document::of(message, read)
        });
        let documents = documents.collect();
        self.unindex_messages(&ids).await?;
        add(&mut self.db(), documents).await
    }

    /// Adds those of these messages that the index does not have. Called when the events by which they
    /// were found are deleted.
    pub(crate) async fn index_missing_messages(
        &mut self,
        ids: &BTreeSet<MessageId>,
    ) -> Result<(), StorageError> {
        let mut missing = ids.clone();
        let all: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        for some in padded(&all) {
            let wanted = list(1, some.len());
            let text =
                format!("SELECT message_id FROM indexed_messages WHERE message_id IN ({wanted})");
            let rows: Vec<(Uuid,)> = self.db().composed(text).bind_all(some).all().await?;
            for (id,) in rows {
                missing.remove(&MessageId(id));
            }
        }
        self.index_messages(&missing).await
    }

    /// Removes messages from the index.
    pub(super) async fn unindex_messages(&mut self, ids: &[MessageId]) -> Result<(), StorageError> {
        let all: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        for some in padded(&all) {
            let wanted = list(1, some.len());
            let text = format!("DELETE FROM indexed_messages WHERE message_id IN ({wanted})");
            if self.db().composed(text).bind_all(some).run().await? > 0 {
                self.merge_message_index().await?;
            }
        }
        Ok(())
    }

    /// SQLite: a step that rewrites a part of the index without what is deleted. Called after some rows
    /// of messages were deleted, which the index follows.
    pub(crate) async fn merge_message_index(&mut self) -> Result<(), StorageError> {
        INDEX.merge(&mut self.db(), DELETED_PAGES).await
    }
}

#[cfg(test)]
mod tests {
    use super::{APART, ATTEMPTS, Document, LAST_TIME, time_of};
    use omni_domain::Timestamp;
    use omni_domain::ids::MessageId;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn document(at: i64, low: u64) -> Document {
        let id = MessageId(Uuid::from_u64_pair(7, low));
        Document { id, at: Timestamp(at), words: String::new() }
    }

    #[test]
    fn places_are_in_the_order_of_time() {
        let (early, late) = (document(1_738_152_000_000, u64::MAX), document(1_738_152_000_001, 0));
        assert!(early.place(0) < late.place(0));
        assert_eq!(time_of(early.place(3)), early.at);
        assert_eq!(time_of(late.place(0)), late.at);
        for odd in [i64::MIN, -1, i64::MAX] {
            let place = document(odd, APART).place(0);
            assert!((0..=LAST_TIME).contains(&time_of(place).0) && place >= 0, "{odd}");
        }
    }

    #[test]
    fn each_attempt_tries_another_place() {
        let one = document(5, 1);
        let places: BTreeSet<i64> = (0..ATTEMPTS).map(|attempt| one.place(attempt)).collect();
        assert_eq!(places.len() as u64, ATTEMPTS);
    }
}
