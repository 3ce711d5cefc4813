//! How many files and sockets the process may have open at once.
//!
//! Systems start a process with a low limit (1024, often) and let it raise that up to a higher one
//! itself. Each connection is a file; a server that runs out of them can accept no client and cannot
//! write either.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are not connections of clients: the database, media on their way, connections to
/// networks, agents and models.
const OTHERS: usize = 512;

/// Raises the limit as far as the system lets the process; returns what it is then.
pub fn raise() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // A refusal leaves the limit as it was.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    number(if raised.is_ok() { maximum } else { current })
}

/// What [`raise`] would make of the limit.
pub fn highest() -> usize {
    number(getrlimit(Resource::Nofile).maximum)
}

/// How many connections fit into a limit, beside everything else: a quarter of a low one is for the
/// rest, too.
pub const fn connections(limit: usize) -> usize {
    let others = if limit / 4 < OTHERS { limit / 4 } else { OTHERS };
    let left = limit - others;
    if left == 0 { 1 } else { left }
}

/// The limit that so many connections need.
pub const fn needed(connections: usize) -> usize {
    connections.saturating_add(OTHERS)
}

/// None is no limit.
fn number(limit: Option<u64>) -> usize {
    limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::{connections, highest, needed, raise};

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(connections(200), 150);
        assert_eq!(connections(4096), 3584);
        assert_eq!(connections(needed(10_000)), 10_000);
        assert_eq!(connections(0), 1);
    }

    #[test]
    fn the_limit_is_raised_as_far_as_it_goes() {
        assert_eq!(raise(), highest());
        assert_eq!(raise(), highest());
    }
}
