//! What a group of writes holds back, to write it at once at the end.

use crate::committed::{Commit, Committed, RunJob};
use crate::figures::Counted;
use crate::state::HeldState;
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::{InstanceId, JobId};
use omni_domain::job::{Job, JobKind, NewJob};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows in the order they were added. Those before `written` are in the transaction already;
/// they stay in the list, because a rollback to a savepoint may take them out again.
#[derive(Debug)]
pub(crate) struct Held<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) written: usize,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), written: 0 }
    }
}

impl<T> Held<T> {
    pub(crate) const fn has_more(&self) -> bool {
        self.rows.len() > self.written
    }

    const fn position(&self) -> (usize, usize) {
        (self.rows.len(), self.written)
    }

    fn rewind(&mut self, (rows, written): (usize, usize)) {
        self.rows.truncate(rows);
        self.written = written;
    }
}

/// A job that this process runs right after the commit, if nothing of its order is before it.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) id: JobId,
    pub(crate) until: Timestamp,
    pub(crate) run: RunJob,
}

/// What is held back.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub(crate) events: Held<Event>,
    /// Turns that ended.
    pub(crate) figures: Held<Counted>,
    pub(crate) jobs: Held<NewJob>,
    /// Of those jobs, the ones that are to be reserved as they are written.
    pub(crate) wanted: Held<Wanted>,
    /// Those that were.
    pub(crate) taken: Vec<Job>,
    /// The order keys of jobs that are over: the next one of each is promoted.
    pub(crate) left: Held<String>,
    pub(crate) state: Held<HeldState>,
    pub(crate) activity: Held<(InstanceId, Timestamp)>,
    /// The kinds of jobs that became due.
    pub(crate) woken: Vec<JobKind>,
    /// An instance was written. Stays set when that write is undone: an unneeded read of the
    /// instances is cheap.
    pub(crate) instances: bool,
}

/// A position in all of the lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    events: (usize, usize),
    figures: (usize, usize),
    jobs: (usize, usize),
    wanted: (usize, usize),
    taken: usize,
    left: (usize, usize),
    state: (usize, usize),
    activity: (usize, usize),
    woken: usize,
    pub(super) log_locked: bool,
}

impl Pending {
    pub(super) const fn mark(&self, log_locked: bool) -> Mark {
        Mark {
            events: self.events.position(),
            figures: self.figures.position(),
            jobs: self.jobs.position(),
            wanted: self.wanted.position(),
            taken: self.taken.len(),
            left: self.left.position(),
            state: self.state.position(),
            activity: self.activity.position(),
            woken: self.woken.len(),
            log_locked,
        }
    }

    pub(super) fn rewind(&mut self, mark: Mark) {
        self.events.rewind(mark.events);
        self.figures.rewind(mark.figures);
        self.jobs.rewind(mark.jobs);
        self.wanted.rewind(mark.wanted);
        self.taken.truncate(mark.taken);
        self.left.rewind(mark.left);
        self.state.rewind(mark.state);
        self.activity.rewind(mark.activity);
        self.woken.truncate(mark.woken);
    }

    pub(super) fn into_commit(self) -> Commit {
        let mut taken: HashMap<JobId, Job> =
            self.taken.into_iter().map(|job| (job.id, job)).collect();
        let mut jobs = Vec::new();
        let rows = self.jobs.rows.iter().filter(|job| !taken.contains_key(&job.id));
        for kind in rows.map(|job| job.kind).chain(self.woken) {
            if !jobs.contains(&kind) {
                jobs.push(kind);
            }
        }
        let events = self.events.rows.into_iter().map(Arc::new).collect();
        let contents = Committed { events, jobs, instances: self.instances };
        let wanted = self.wanted.rows.into_iter();
        let taken =
            wanted.filter_map(|one| taken.remove(&one.id).map(|job| (job, one.run))).collect();
        Commit { contents, taken }
    }
}
