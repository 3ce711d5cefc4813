//! Sends to a network that does not drop repeats, until their outcome is known.

use crate::db::statements;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::MessageId;

mod sql {
    use super::statements;

    statements! {
        INSERT = "INSERT INTO handovers (message_id, first_at) VALUES ($1, $2)
            ON CONFLICT (message_id) DO NOTHING";
        FIND = "SELECT first_at FROM handovers WHERE message_id = $1";
        DELETE = "DELETE FROM handovers WHERE message_id = $1";
    }
}
pub(crate) use sql::ALL;

impl Tx {
    /// Records that a message is about to be sent to the network. If it was before, and its outcome
    /// is unknown: the time of the first attempt.
    pub async fn hand_over(
        &mut self,
        message: MessageId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StorageError> {
        let mut db = self.db();
        if db.query(sql::INSERT).bind(message.0).bind(now.0).run().await? > 0 {
            return Ok(None);
        }
        let found = db.query(sql::FIND).bind(message.0).maybe::<(i64,)>().await?;
        Ok(found.map(|(first_at,)| Timestamp(first_at)))
    }

    /// The outcome of a message's send is known.
    pub async fn end_handover(&mut self, message: MessageId) -> Result<(), StorageError> {
        self.db().query(sql::DELETE).bind(message.0).run().await.map(drop)
    }
}
