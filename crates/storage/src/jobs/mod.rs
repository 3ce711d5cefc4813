//! Work that must happen.
//!
//! Of the jobs of one order key at most one is the *head*: the one that runs, or the earliest of
//! those that wait. Only heads are looked at when work is reserved, so a long row of waiting jobs
//! costs nothing. Whoever takes a head away (finish, bury) hands the turn on in the same write.

mod finish;
mod insert;
mod read;
mod reserve;
mod table;

pub use read::JobCount;
pub use reserve::ReserveJobs;
pub(crate) use table::ALL;
