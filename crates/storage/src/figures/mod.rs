//! Messages and answers by quarter of an hour: written in the transaction of what they count.

mod add;
mod delete;
mod read;
mod table;

pub(crate) use add::{Counted, add, of_events};
pub(crate) use delete::delete_of_instance;
pub use read::{FigureGroup, FigureRow, FigureRun, FiguresQuery};
pub(crate) use table::ALL;

use omni_domain::Timestamp;

/// How long the periods are that are counted apart, milliseconds: every time zone's hours begin at one.
pub const FIGURE_SLOT_MS: i64 = 15 * 60 * 1000;

/// The first millisecond of the period of a time.
const fn slot_of(at: Timestamp) -> i64 {
    at.0.div_euclid(FIGURE_SLOT_MS) * FIGURE_SLOT_MS
}
