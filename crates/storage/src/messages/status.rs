//! Delivery statuses.

use super::table::{self, MessageRow};
use crate::db::{Select, chunks};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, MessageId};
use omni_domain::message::{DeliveryStatus, Message};
use uuid::Uuid;

/// So many of a chat's newest messages are searched for those that it counts as unread.
const NEWEST: i64 = 5000;

impl Tx {
    /// The messages that a chat counts as unread, newest first. Those of the history never are, and
    /// those before the chat was read are no longer.
    pub async fn counted_unread(&mut self, chat: ChatId) -> Result<Vec<MessageId>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::COUNTED_UNREAD).bind(chat.0).bind(NEWEST);
        let rows: Vec<(Uuid,)> = query.all().await?;
        Ok(rows.into_iter().map(|(id,)| MessageId(id)).collect())
    }

    /// Moves the messages with these channel's ids to `next`, where that is allowed. Returns them.
    /// The time is recorded once.
    pub async fn advance_status(
        &mut self,
        instance: InstanceId,
        external_ids: &[String],
        next: DeliveryStatus,
        at: Timestamp,
    ) -> Result<Vec<Message>, StorageError> {
        let mut advanced = Vec::new();
        for some in external_ids.chunks(100) {
            let mut update = moved(next, at);
            update.push(" AND instance_id = ").bind(instance.0);
            update.and_in("external_id", some.iter().map(String::as_str));
            advanced.extend(self.run_move(update).await?);
        }
        Ok(advanced)
    }

    /// Moves one message to `next`, where that is allowed. Returns it. For example before it has a
    /// channel's id.
    pub async fn advance_message(
        &mut self,
        id: MessageId,
        next: DeliveryStatus,
        at: Timestamp,
    ) -> Result<Option<Message>, StorageError> {
        let mut update = moved(next, at);
        update.push(" AND id = ").bind(id.0);
        Ok(self.run_move(update).await?.pop())
    }

    /// Moves messages that the network accepted to `sent`, those that are not further; which they
    /// were.
    pub async fn mark_sent(
        &mut self,
        times: &[(MessageId, Timestamp)],
    ) -> Result<Vec<MessageId>, StorageError> {
        let mut moved = Vec::with_capacity(times.len());
        for chunk in chunks(times) {
            let mut db = self.db();
            let mut query = table::MARK_SENT.query(&mut db, chunk.len());
            for (id, at) in chunk {
                query.push(id.0);
                query.push(at.0);
            }
            let rows: Vec<(Uuid,)> = query.all().await?;
            moved.extend(rows.into_iter().map(|(id,)| MessageId(id)));
        }
        Ok(moved)
    }

    /// Moves an instance's messages with these channel's ids to `delivered` or `read`, each at its
    /// time, those that are not further. Returns them. No id twice.
    pub async fn advance_received(
        &mut self,
        instance: InstanceId,
        next: DeliveryStatus,
        times: &[(&str, Timestamp)],
    ) -> Result<Vec<Message>, StorageError> {
        let statement = match next {
            DeliveryStatus::Delivered => &table::MARK_DELIVERED,
            _ => &table::MARK_READ,
        };
        let mut moved = Vec::with_capacity(times.len());
        for chunk in chunks(times) {
            let mut db = self.db();
            let mut query = statement.query(&mut db, chunk.len());
            for (external_id, at) in chunk {
                query.push(*external_id);
                query.push(at.0);
                query.push(instance.0);
            }
            for row in query.all::<MessageRow>().await? {
                moved.push(Message::from(row));
            }
        }
        Ok(moved)
    }

    /// Records when the network accepted messages whose acceptance follows from another report.
    pub async fn note_sent(
        &mut self,
        times: &[(MessageId, Timestamp)],
    ) -> Result<(), StorageError> {
        for chunk in chunks(times) {
            let mut db = self.db();
            let mut query = table::NOTE_SENT.query(&mut db, chunk.len());
            for (id, at) in chunk {
                query.push(id.0);
                query.push(at.0);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Records the id that the network assigned to a message when it accepted it. Returns whether
    /// the message exists. A row of the chat that has this id already is the same message, returned
    /// by the network before its response: the two are merged.
    pub async fn set_external_id(
        &mut self,
        message: (MessageId, ChatId),
        external_id: &str,
    ) -> Result<bool, StorageError> {
        let (id, chat) = message;
        let mut db = self.db();
        let echo = db.query(table::ECHO).bind(chat.0).bind(external_id).bind(id.0);
        if let Some((echo,)) = echo.maybe::<(Uuid,)>().await? {
            for statement in [table::MOVE_ECHO_MEDIA, table::MOVE_ECHO_EVENTS] {
                db.query(statement).bind(echo).bind(id.0).run().await?;
            }
            db.query(table::DELETE_ECHO).bind(echo).run().await?;
            db.query(table::UNCOUNT_ECHO).bind(chat.0).run().await?;
        }
        Ok(db.query(table::SET_EXTERNAL_ID).bind(id.0).bind(external_id).run().await? > 0)
    }

    /// Gives a message up, unless its status is further. Returns it.
    pub async fn fail_message(
        &mut self,
        id: MessageId,
        code: &str,
        message: &str,
        at: Timestamp,
    ) -> Result<Option<Message>, StorageError> {
        let mut update = Select::new("UPDATE messages SET status = 'failed', failure_code = ");
        update.bind(code).push(", failure_message = ").bind(message);
        update.push(", updated_at = ").bind(at.0);
        update.push(" WHERE id = ").bind(id.0);
        allow(&mut update, DeliveryStatus::Failed);
        Ok(self.run_move(update).await?.pop())
    }

    async fn run_move(&mut self, mut update: Select) -> Result<Vec<Message>, StorageError> {
        update.push(table::RETURNING);
        let rows = update.on(&mut self.db()).all::<MessageRow>().await?;
        Ok(rows.into_iter().map(Message::from).collect())
    }
}

/// The beginning of a statement that moves messages to `next`, where they may go there.
fn moved(next: DeliveryStatus, at: Timestamp) -> Select {
    let mut update = Select::new("UPDATE messages SET status = ");
    update.bind(next.as_str());
    let column = match next {
        DeliveryStatus::Sent => ", sent_at = COALESCE(sent_at, ",
        DeliveryStatus::Delivered => ", delivered_at = COALESCE(delivered_at, ",
        DeliveryStatus::Read => ", read_at = COALESCE(read_at, ",
        _ => ", updated_at = (",
    };
    update.push(column).bind(at.0).push(")");
    if column != ", updated_at = (" {
        update.push(", updated_at = ").bind(at.0);
    }
    update.push(" WHERE 1 = 1");
    allow(&mut update, next);
    update
}

fn allow(update: &mut Select, next: DeliveryStatus) {
    update.and_in("status", DeliveryStatus::predecessors(next).iter().map(|from| from.as_str()));
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::db::assert_searches;
    use omni_domain::message::DeliveryStatus;

    /// The statements over many messages name the statuses; the domain alone decides which.
    #[test]
    fn statements_allow_what_the_domain_allows() {
        let statements = [
            (DeliveryStatus::Sent, &table::MARK_SENT),
            (DeliveryStatus::Delivered, &table::MARK_DELIVERED),
            (DeliveryStatus::Read, &table::MARK_READ),
        ];
        for (next, statement) in statements {
            let from = DeliveryStatus::predecessors(next);
            let names: Vec<String> = from.iter().map(|one| format!("'{}'", one.as_str())).collect();
            let allowed = format!("messages.status IN ({})", names.join(", "));
            assert!(statement.suffix().contains(&allowed), "{next}: {allowed}");
        }
    }

    /// However many messages there are.
    #[tokio::test]
    async fn reported_messages_are_found_by_their_ids() {
        assert_searches(&table::MARK_SENT, "messages").await;
        assert_searches(&table::NOTE_SENT, "messages").await;
        assert_searches(&table::MARK_DELIVERED, "messages").await;
        assert_searches(&table::MARK_READ, "messages").await;
    }
}
