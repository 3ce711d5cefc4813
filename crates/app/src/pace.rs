//! How large the pieces of a long deletion or move are: as large as others can wait for.
//!
//! All writes of a process pass through one writer, so a piece delays whatever is written at the same
//! time by the whole time that it takes. What a row costs depends on the table, its indexes, the
//! engine and the disk; it is measured, not assumed.

use crate::app::App;
use crate::error::Error;
use futures::future::BoxFuture;
use omni_storage::{StorageError, Tx};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What one piece should take: little beside a write of a message.
const TARGET: Duration = Duration::from_micros(1500);
/// Rows of one piece. With few of them, the statements cost more than the rows; but one row of a table
/// that others refer to can take 20 ms.
const FEWEST: u32 = 1;
const MOST: u32 = 200;
/// Before anything is measured.
const FIRST: u32 = 50;
/// The pause after a piece, in times of what it took: the writer is others' for most of the time.
const SHARE: u32 = 4;
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// The size of the next piece, from how long the previous ones took.
#[derive(Debug)]
pub(crate) struct Pace {
    rows: u32,
}

/// A piece that is written.
#[derive(Debug)]
pub(crate) struct Piece<T> {
    /// Its result.
    pub(crate) done: T,
    /// The most rows that it could have.
    pub(crate) rows: u32,
    /// How long to wait before the next one.
    pub(crate) pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { rows: FIRST }
    }
}

impl Pace {
    /// The most rows of the next piece, for one whose rows are read before it is written.
    pub(crate) fn rows(&self) -> u32 {
        self.rows
    }

    /// Begins anew with rows of another table, whose cost is not known.
    pub(crate) fn restart(&mut self) {
        self.rows = FEWEST;
    }

    /// Writes a piece, which is given its most rows.
    pub(crate) async fn write<T, F>(&mut self, app: &App, piece: F) -> Result<Piece<T>, Error>
    where
        F: for<'t> FnOnce(&'t mut Tx, u32) -> BoxFuture<'t, Result<T, StorageError>>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let rows = self.rows;
        let write = app.store.write(move |tx| {
            Box::pin(async move {
                // From here on others wait; before, this write did.
                let began = Instant::now();
                let done = piece(tx, rows).await?;
                Ok::<_, StorageError>((done, began.elapsed()))
            })
        });
        let (done, took) = write.await?;
        Ok(Piece { done, rows, pause: self.took(took) })
    }

    /// After a piece that took this long. Returns the pause before the next one. One slow piece (a
    /// checkpoint of the database, a busy disk) only halves the size.
    fn took(&mut self, took: Duration) -> Duration {
        let fitting = f64::from(self.rows) * TARGET.as_secs_f64() / took.as_secs_f64().max(1e-6);
        let (least, most) = (self.rows / 2, self.rows + (self.rows / 2).max(1));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive; a float that is too large becomes the largest number"
        )]
        let fitting = fitting as u32;
        self.rows = fitting.clamp(least, most).clamp(FEWEST, MOST);
        (took * SHARE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
    }
}

/// What a deletion did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deleted {
    /// The number of deleted rows.
    pub(crate) rows: u64,
    /// Whether it ended before it found no more of them.
    pub(crate) has_more: bool,
}

/// Deletes pieces until one is not full or the server stops. Returns the number of deleted rows.
pub(crate) async fn delete<F>(app: &App, stop: &CancellationToken, piece: F) -> Result<u64, Error>
where
    F: for<'t> FnOnce(&'t mut Tx, u32) -> BoxFuture<'t, Result<u64, StorageError>>
        + Clone
        + Send
        + 'static,
{
    Ok(delete_within(app, stop, Duration::MAX, piece).await?.rows)
}

/// The same for no longer than this; one piece is deleted in any case.
pub(crate) async fn delete_within<F>(
    app: &App,
    stop: &CancellationToken,
    limit: Duration,
    piece: F,
) -> Result<Deleted, Error>
where
    F: for<'t> FnOnce(&'t mut Tx, u32) -> BoxFuture<'t, Result<u64, StorageError>>
        + Clone
        + Send
        + 'static,
{
    let (began, mut pace) = (Instant::now(), Pace::default());
    let mut deleted = Deleted { rows: 0, has_more: true };
    while !stop.is_cancelled() {
        let written = pace.write(app, piece.clone()).await?;
        deleted.rows += written.done;
        deleted.has_more = written.done >= u64::from(written.rows);
        if !deleted.has_more || began.elapsed() >= limit {
            break;
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(written.pause) => {}
        }
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::{FEWEST, LONGEST_PAUSE, MOST, Pace, SHORTEST_PAUSE, TARGET};
    use std::time::Duration;

    /// Runs pieces whose rows cost this much each, and returns what the last one took.
    fn run(pace: &mut Pace, pieces: u32, row: Duration) -> Duration {
        let mut took = Duration::ZERO;
        for _ in 0..pieces {
            took = row * pace.rows;
            pace.took(took);
        }
        took
    }

    #[test]
    fn pieces_of_dear_rows_shrink_until_others_need_not_wait() {
        let mut pace = Pace::default();
        // As messages cost: 200 rows in 9 ms.
        let took = run(&mut pace, 10, Duration::from_micros(45));
        assert!(took <= TARGET + TARGET / 10, "{took:?}");
        assert!(pace.rows > FEWEST, "no smaller than needed: {}", pace.rows);
    }

    #[test]
    fn pieces_of_cheap_rows_grow_up_to_the_most() {
        let mut pace = Pace::default();
        run(&mut pace, 10, Duration::from_nanos(500));
        assert_eq!(pace.rows, MOST);
        run(&mut pace, 1, Duration::ZERO);
        assert_eq!(pace.rows, MOST);
    }

    #[test]
    fn rows_that_no_piece_is_small_enough_for_still_make_progress() {
        let mut pace = Pace::default();
        run(&mut pace, 20, Duration::from_millis(50));
        assert_eq!(pace.rows, FEWEST);
    }

    #[test]
    fn rows_of_another_table_begin_with_one() {
        let mut pace = Pace::default();
        run(&mut pace, 10, Duration::from_nanos(500));
        pace.restart();
        assert_eq!(run(&mut pace, 1, Duration::from_millis(17)), Duration::from_millis(17));
        assert_eq!(pace.rows, 1);
        run(&mut pace, 20, Duration::from_nanos(500));
        assert_eq!(pace.rows, MOST);
    }

    #[test]
    fn one_slow_piece_is_forgotten_soon() {
        let mut pace = Pace::default();
        run(&mut pace, 10, Duration::from_micros(15));
        let before = pace.rows;
        pace.took(Duration::from_secs(1));
        assert!(pace.rows >= before / 2, "{} after {before}", pace.rows);
        run(&mut pace, 3, Duration::from_micros(15));
        assert!(pace.rows.abs_diff(before) <= 1, "{} after {before}", pace.rows);
    }

    #[test]
    fn the_writer_is_free_for_others_between_two_pieces() {
        let mut pace = Pace::default();
        assert_eq!(pace.took(Duration::from_millis(2)), Duration::from_millis(8));
        assert_eq!(pace.took(Duration::ZERO), SHORTEST_PAUSE);
        assert_eq!(pace.took(Duration::from_secs(1)), LONGEST_PAUSE);
    }
}
