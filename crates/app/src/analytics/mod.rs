//! Statistics of messages and answers over a period: counts, answer times, tokens and their cost.
//!
//! They are computed from the counts that are written with messages and turns (`figures`), whose
//! number does not depend on how many messages there are.

mod groups;
mod measure;
mod period;
mod tally;

pub use groups::GroupName;
pub use measure::{Item, MeasureQuery, Report, Slice, measure};
pub use tally::{Measures, Percentiles};
