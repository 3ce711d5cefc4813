//! Changes of a turn's state.

use super::table;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, MessageId, TurnId};
use omni_domain::job::JobKind;
use omni_domain::turn::{Turn, TurnState};

impl Tx {
    /// Writes a turn that was in `from`; `false`, and nothing is written, if it is in another state
    /// by now.
    pub async fn update_turn(
        &mut self,
        from: TurnState,
        turn: &Turn,
    ) -> Result<bool, StorageError> {
        debug_assert!(
            from == turn.state || from.can_become(turn.state),
            "{from} to {}",
            turn.state
        );
        let error = turn.error.as_ref();
        let mut db = self.db();
        let query = db
            .query(table::UPDATE)
            .bind(turn.id.0)
            .bind(from.as_str())
            .bind(turn.state.as_str())
            .bind(turn.outcome.map(omni_domain::turn::TurnOutcome::as_str))
            .bind(turn.due_at.0)
            .bind(turn.media_due_at.map(|at| at.0))
            .bind(turn.job_id.0)
            .bind(turn.attempts)
            .bind(turn.session_id.as_deref())
            .bind(table::reply_text(turn))
            .bind(turn.queued_parts)
            .bind(error.map(|error| error.stage.as_str()))
            .bind(error.map(|error| error.code.as_str()))
            .bind(error.map(|error| error.message.as_str()))
            .bind(turn.superseded_by.map(|id| id.0))
            .bind(turn.agent_latency_ms)
            .bind(turn.collected_at.map(|at| at.0))
            .bind(turn.asked_at.map(|at| at.0))
            .bind(turn.answered_at.map(|at| at.0))
            .bind(turn.ended_at.map(|at| at.0))
            .bind(turn.updated_at.0)
            .bind(turn.agent_id.map(|id| id.0))
            .bind(turn.agent_version);
        let is_written = query.run().await? > 0;
        if is_written && from != turn.state {
            self.count_turn(turn);
        }
        Ok(is_written)
    }

    /// Records that a message is part of a turn's answer.
    pub async fn add_turn_reply(
        &mut self,
        turn: TurnId,
        message: MessageId,
        part: i32,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(table::ADD_REPLY).bind(message.0).bind(turn.0);
        query.bind(part).run().await.map(drop)
    }

    /// A file of this message was read: the turn that waits for it is due now.
    pub async fn make_turn_due(
        &mut self,
        message: MessageId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.flush_jobs().await?;
        let mut db = self.db();
        if db.query(table::HASTEN).bind(message.0).bind(now.0).run().await? > 0 {
            self.pending.woken.push(JobKind::TurnRun);
        }
        Ok(())
    }

    /// The turns of a chat that was merged into another. Of what both have, the kept chat's stays
    /// as it is and gets the messages; what had begun in the other is not asked twice.
    pub(crate) async fn merge_turns(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        let open = [
            TurnState::Collecting,
            TurnState::WaitingMedia,
            TurnState::Running,
            TurnState::Replying,
        ];
        for group in [&open[..1], &open[1..]] {
            let kept = self.turns_of_chats(&[into], group).await?.pop();
            let other = self.turns_of_chats(&[from], group).await?.pop();
            if let (Some(kept), Some(mut other)) = (kept, other) {
                self.move_turn_messages(other.id, kept.id).await?;
                let previous = other.state;
                // An answer that had begun cannot be cancelled; its rest is.
                other.state = match previous {
                    TurnState::Replying => TurnState::Cancelled,
                    _ => TurnState::Superseded,
                };
                other.superseded_by = Some(kept.id);
                other.ended_at = Some(other.updated_at);
                self.update_turn(previous, &other).await?;
            }
        }
        for open in [table::MOVE_COLLECTING, table::MOVE_ACTIVE] {
            self.db().query(open).bind(from.0).bind(into.0).run().await?;
        }
        Ok(())
    }
}
