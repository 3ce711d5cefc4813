//! The table `turn_passages`: which passages the agent of a turn was given.

use crate::db::{Conn, MultiRow, chunks, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::agent_document::{GivenPassage, Passage};
use omni_domain::ids::{AgentDocumentId, TurnId};
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        LIST = "SELECT t.document_id, t.name, t.position, p.text FROM turn_passages t
            LEFT JOIN agent_passages p ON p.document_id = t.document_id AND p.position = t.position
            WHERE t.turn_id = $1 ORDER BY t.place";
        DELETE = "DELETE FROM turn_passages WHERE turn_id = $1";
    }
}
pub(crate) use sql::ALL;

static ADD: MultiRow = MultiRow::new(
    "INSERT INTO turn_passages (turn_id, place, document_id, name, position) VALUES ",
    5,
    "",
);

/// Document, its name, position and text.
type GivenRow = (Uuid, String, i64, Option<String>);

fn given((id, document, position, text): GivenRow) -> GivenPassage {
    let position = u32::try_from(position).unwrap_or_default();
    GivenPassage { document_id: AgentDocumentId(id), document, position, text }
}

async fn list(db: &mut Conn<'_>, turn: TurnId) -> Result<Vec<GivenPassage>, StorageError> {
    let rows = db.query(sql::LIST).bind(turn.0).all::<GivenRow>().await?;
    Ok(rows.into_iter().map(given).collect())
}

lookups! {
    /// The passages that the agent of a turn was given last, best first.
    turn_passages(turn: TurnId) -> Vec<GivenPassage> = list;
}

impl Tx {
    /// Records which passages the agent of a turn is given, in place of those of an earlier attempt.
    pub async fn set_turn_passages(
        &mut self,
        turn: TurnId,
        passages: &[Passage],
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(sql::DELETE).bind(turn.0).run().await?;
        let placed: Vec<(i64, &Passage)> = (0..).zip(passages).collect();
        for chunk in chunks(&placed) {
            let mut query = ADD.query(&mut db, chunk.len());
            for (place, passage) in chunk {
                query.push(turn.0);
                query.push(*place);
                query.push(passage.document_id.0);
                query.push(passage.document.as_str());
                query.push(i64::from(passage.position));
            }
            query.run().await?;
        }
        Ok(())
    }
}
