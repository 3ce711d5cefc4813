//! Rows that follow a merge of chats, accounts or persons.

use crate::app::App;
use crate::error::Error;
use omni_storage::Move;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Rows of each table in one write.
const PIECE: u32 = 200;
/// Between two pieces: other writes run first.
const PAUSE: Duration = Duration::from_millis(20);
/// Merges that one round continues with.
const ROUND: u32 = 100;

/// Continues the merges that have rows left to move, until they have none or the server stops. One
/// that fails does not keep the others from being continued.
pub async fn continue_merges(app: &App, stop: &CancellationToken) -> Result<(), Error> {
    for of in app.store.unfinished_moves(ROUND).await? {
        if stop.is_cancelled() {
            break;
        }
        tracing::info!(?of, "the rows of a merge are being moved");
        match in_pieces(app, stop, of).await {
            Ok(pieces) => tracing::info!(?of, pieces, "rows of a merge were moved"),
            Err(error) => {
                tracing::warn!(?of, %error, "a merge is interrupted and will continue");
            }
        }
    }
    Ok(())
}

/// Returns the number of pieces.
async fn in_pieces(app: &App, stop: &CancellationToken, of: Move) -> Result<u64, Error> {
    let mut pieces = 1;
    while piece(app, of).await? {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(PAUSE) => {}
        }
        pieces += 1;
    }
    Ok(pieces)
}

async fn piece(app: &App, of: Move) -> Result<bool, Error> {
    let moved = app.store.write(move |tx| Box::pin(async move { tx.move_piece(of, PIECE).await }));
    Ok(moved.await?)
}
