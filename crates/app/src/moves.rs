//! Rows that follow a merge of chats, accounts or persons.

use crate::app::App;
use crate::error::Error;
use crate::pace::Pace;
use omni_storage::Move;
use tokio_util::sync::CancellationToken;

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
    let (mut pace, mut pieces) = (Pace::default(), 0);
    loop {
        let piece =
            pace.write(app, move |tx, rows| Box::pin(async move { tx.move_piece(of, rows).await }));
        let piece = piece.await?;
        pieces += 1;
        if !piece.done {
            return Ok(pieces);
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(pieces),
            () = tokio::time::sleep(piece.pause) => {}
        }
    }
}
