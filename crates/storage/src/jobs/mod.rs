//! Jobs.
//!
//! Of the jobs of one order key at most one is the *head*: the one that runs, or the earliest of
//! those that wait. Only heads are considered when jobs are reserved, so a long queue of waiting
//! jobs costs nothing. An operation that removes a head (finish, bury) promotes the next one in the
//! same commit.

mod finish;
mod insert;
mod read;
mod renew;
mod reserve;
mod subjects;
mod table;

use omni_domain::job::JobKind;
pub use read::{DeadCounts, DeadFilter, JobCount};
pub use reserve::ReserveJobs;
pub(crate) use table::ALL;

/// The kinds that this version has: a job of another one has no lane here.
fn kinds(rows: &[(String,)]) -> impl Iterator<Item = JobKind> {
    rows.iter().filter_map(|(kind,)| kind.parse().ok())
}
