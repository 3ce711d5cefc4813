//! Rows that follow a merge.
//!
//! A merge takes effect in one write, together with the newest rows. Where there are more, it leaves
//! a record, and the rest follows in pieces, the newest first, also after a restart.

mod accounts;
mod chats;
mod persons;
mod table;

pub(crate) use accounts::Account;
pub(crate) use table::ALL;

use crate::Store;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{ChatId, IdentityId, PersonId};
use uuid::Uuid;

/// Rows of each table that are moved in the write of the merge itself.
const AT_ONCE: u32 = 1000;
/// A message has several events.
const EVENTS_PER_MESSAGE: i64 = 4;

/// A merge with rows left to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Of a chat that became part of another.
    Chat(ChatId),
    /// Of an account that became part of another, or another person's.
    Account {
        /// The account that the rows have.
        identity: IdentityId,
        /// The person that the rows have.
        person: PersonId,
    },
    /// Of a person who became part of another.
    Person(PersonId),
}

impl Store {
    /// Merges with rows left to move, at most `limit` of each kind.
    pub async fn unfinished_moves(&self, limit: u32) -> Result<Vec<Move>, StorageError> {
        let limit = i64::from(limit);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let chats = db.query(table::CHATS).bind(limit).all::<(Uuid,)>().await?;
        let accounts = db.query(table::ACCOUNTS).bind(limit).all::<(Uuid, Uuid)>().await?;
        let persons = db.query(table::PERSONS).bind(limit).all::<(Uuid,)>().await?;
        let chats = chats.into_iter().map(|(id,)| Move::Chat(ChatId(id)));
        let accounts = accounts.into_iter().map(|(identity, person)| Move::Account {
            identity: IdentityId(identity),
            person: PersonId(person),
        });
        let persons = persons.into_iter().map(|(id,)| Move::Person(PersonId(id)));
        Ok(chats.chain(accounts).chain(persons).collect())
    }
}

impl Tx {
    /// Moves at most `limit` rows of each table. Returns whether there may be more now; without more,
    /// the record of the merge is removed, unless the merge waits for another one.
    pub async fn move_piece(&mut self, of: Move, limit: u32) -> Result<bool, StorageError> {
        self.flush_events().await?;
        match of {
            Move::Chat(from) => self.continue_chat_merge(from, limit).await,
            Move::Account { identity, person } => {
                self.continue_account_move(identity, person, limit).await
            }
            Move::Person(from) => self.continue_person_move(from, limit).await,
        }
    }
}
