//! How fast an instance may write: the limits that hold for it, and what they decide about a send.
//! Nothing here reads or writes; the job that sends does.

mod calendar;
mod decide;
mod rules;

pub(crate) use calendar::Calendar;
pub use calendar::is_time_zone;
pub(crate) use decide::{Decision, Facts, Invites, Standing, Verdict, decide, room_for_invites};
pub(crate) use rules::Rules;
