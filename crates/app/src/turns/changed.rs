//! Changes of a turn's state, each with its event in the same transaction. The event leaves no row: those who watch
//! a chat follow its turns without asking for them repeatedly, and the log does not grow with each step.

use super::collect::about;
use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::event::{Event, TurnChanged};
use omni_domain::turn::{Turn, TurnState};
use omni_storage::{StorageError, Tx};

/// Writes a turn that was in `from`, in the chat with this address, and reports its state where that is another
/// one; `false`, and nothing is written, if it is in another state by now.
pub(crate) async fn update(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    address: &str,
    from: TurnState,
    turn: &Turn,
) -> Result<bool, StorageError> {
    let is_written = tx.update_turn(from, turn).await?;
    if is_written && from != turn.state {
        tx.append_event(event(app, meta, address, turn));
    }
    Ok(is_written)
}

/// The event of the state that a turn has from now on.
pub(super) fn event(app: &App, meta: &InstanceMeta, address: &str, turn: &Turn) -> Event {
    let body = TurnChanged::of(turn, address);
    let mut event = about(app, meta, body, turn.chat_id, address);
    event.person_id = turn.person_id;
    event
}
