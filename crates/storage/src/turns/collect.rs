//! Adding messages to turns.

use super::table::{self, TurnRow};
use crate::db::{Select, chunks, readable};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, MessageId, TurnId};
use omni_domain::turn::{Turn, TurnState};

impl Tx {
    /// The turns of these chats that are in one of the states.
    pub async fn turns_of_chats(
        &mut self,
        chats: &[ChatId],
        states: &[TurnState],
    ) -> Result<Vec<Turn>, StorageError> {
        let mut found = Vec::new();
        for some in crate::db::padded(chats) {
            let mut select = Select::new(table::SELECT);
            select.and_in("chat_id", some.iter().map(|id| id.0));
            // As literals: a partial index is only used where its condition is repeated.
            select.push(match states {
                [TurnState::Collecting] => " AND state = 'collecting'",
                [TurnState::Awaiting] => " AND state = 'awaiting_reply'",
                _ => " AND state IN ('waiting_media', 'running', 'replying')",
            });
            found.extend(readable::<_, Turn>(select.on(&mut self.db()).all::<TurnRow>().await?));
        }
        found.retain(|turn| states.contains(&turn.state));
        Ok(found)
    }

    /// Adds turns.
    pub async fn insert_turns(&mut self, turns: &[Turn]) -> Result<(), StorageError> {
        for chunk in chunks(turns) {
            let mut db = self.db();
            let mut query = table::INSERT.query(&mut db, chunk.len());
            for turn in chunk {
                query.push(turn.id.0);
                query.push(turn.tenant_id.0);
                query.push(turn.instance_id.0);
                query.push(turn.chat_id.0);
                query.push(turn.person_id.map(|id| id.0));
                query.push(turn.state.as_str());
                query.push(turn.outcome.map(omni_domain::turn::TurnOutcome::as_str));
                query.push(turn.due_at.0);
                query.push(turn.latest_due_at.0);
                query.push(turn.media_due_at.map(|at| at.0));
                query.push(turn.job_id.0);
                query.push(turn.attempts);
                query.push(turn.session_id.as_deref());
                query.push(table::reply_text(turn));
                query.push(turn.queued_parts);
                query.push(turn.error.as_ref().map(|error| error.stage.as_str()));
                query.push(turn.error.as_ref().map(|error| error.code.as_str()));
                query.push(turn.error.as_ref().map(|error| error.message.as_str()));
                query.push(turn.superseded_by.map(|id| id.0));
                query.push(turn.agent_latency_ms);
                query.push(turn.created_at.0);
                query.push(turn.collected_at.map(|at| at.0));
                query.push(turn.asked_at.map(|at| at.0));
                query.push(turn.answered_at.map(|at| at.0));
                query.push(turn.ended_at.map(|at| at.0));
                query.push(turn.updated_at.0);
                query.push(turn.agent_id.map(|id| id.0));
                query.push(turn.agent_version);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Adds messages to turns; one that is in a turn already stays there.
    pub async fn join_turns(&mut self, joins: &[(MessageId, TurnId)]) -> Result<(), StorageError> {
        for chunk in chunks(joins) {
            let mut db = self.db();
            let mut query = table::JOIN.query(&mut db, chunk.len());
            for (message, turn) in chunk {
                query.push(message.0);
                query.push(turn.0);
                query.push(None::<i64>);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Moves the ends of quiet times, none beyond its latest.
    pub async fn move_turns_due(
        &mut self,
        moves: &[(TurnId, Timestamp)],
    ) -> Result<(), StorageError> {
        for chunk in chunks(moves) {
            let mut db = self.db();
            let mut query = table::MOVE_DUE.query(&mut db, chunk.len());
            for (turn, due) in chunk {
                query.push(turn.0);
                query.push(due.0);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// The other side is typing: the quiet time of the chat ends at `due` or later, not beyond its
    /// latest. Returns whether it was moved.
    pub async fn postpone_turn(
        &mut self,
        chat: ChatId,
        due: Timestamp,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(table::POSTPONE).bind(chat.0).bind(due.0).run().await? > 0)
    }

    /// Moves all messages of one turn to another.
    pub async fn move_turn_messages(
        &mut self,
        from: TurnId,
        into: TurnId,
    ) -> Result<(), StorageError> {
        self.db().query(table::MOVE_MESSAGES).bind(from.0).bind(into.0).run().await.map(drop)
    }
}
