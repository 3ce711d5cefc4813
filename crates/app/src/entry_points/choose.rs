//! Who answers at an entry point.

use super::MAX_ATTENDANTS;
use crate::app::App;
use crate::error::Error;
use omni_domain::entry_point::{Attendant, AttendantOf};
use omni_domain::ids::{AttendantId, EntryPointId, InstanceId, TenantId};
use omni_domain::instance::Instance;
use omni_storage::{StorageError, Tx};

/// Who answers.
#[derive(Debug)]
pub(crate) enum Choice {
    /// The agent of this instance, and the free slot that was found, if it has a limit.
    Agent(Box<Instance>, Option<Slot>),
    /// There are no attendants.
    NoAttendants,
    /// None of them is an agent that takes requests now.
    NoneAvailable,
}

/// A free slot for one more conversation at an attendant with a limit. Others may occupy it meanwhile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    attendant: AttendantId,
    instance: InstanceId,
    limit: i64,
}

impl Slot {
    /// Whether it is still free, inside the write that occupies it: other writes wait for the commit, on
    /// every node.
    pub(crate) async fn is_free(self, tx: &mut Tx, t: TenantId) -> Result<bool, StorageError> {
        tx.lock_attendant(t, self.attendant).await?;
        Ok(tx.count_open_turns(self.instance).await? < self.limit)
    }
}

/// The instance; `None` if there is none, or its row cannot be read: the others answer meanwhile.
async fn readable(
    app: &App,
    t: TenantId,
    id: InstanceId,
) -> Result<Option<Instance>, StorageError> {
    match app.store.find_instance(t, id).await {
        Err(error @ StorageError::Corrupt { .. }) => {
            tracing::error!(instance.id = %id, %error, "an attendant is passed over");
            Ok(None)
        }
        found => found,
    }
}

/// The first attendant, by position and then by age, that is an available agent: switched on, below
/// its limit, and of an instance that is connected and has an agent. A conversation stays with the
/// instance that it was `with`, whatever its limit, while that is available.
pub(crate) async fn choose(
    app: &App,
    t: TenantId,
    id: EntryPointId,
    with: Option<InstanceId>,
) -> Result<Choice, Error> {
    let attendants = app.store.list_attendants(id, MAX_ATTENDANTS).await?;
    if attendants.is_empty() {
        return Ok(Choice::NoAttendants);
    }
    let agents = attendants.iter().filter(|one| one.is_available).filter_map(|one| match one.of {
        AttendantOf::Agent(instance) => Some((instance, one)),
        AttendantOf::Person(_) => None,
    });
    let mut agents: Vec<(InstanceId, &Attendant)> = agents.collect();
    // The sort is stable: false is before true.
    agents.sort_by_key(|(instance, _)| Some(*instance) != with);
    for (instance, attendant) in agents {
        let Some(found) = readable(app, t, instance).await? else { continue };
        if !found.wanted || !found.agent.is_some_and(|agent| agent.answers) {
            continue;
        }
        let limit = attendant.max_conversations.filter(|_| Some(instance) != with);
        let slot =
            limit.map(|limit| Slot { attendant: attendant.id, instance, limit: i64::from(limit) });
        let is_full = match slot {
            Some(slot) => app.store.count_open_turns(instance).await? >= slot.limit,
            None => false,
        };
        if !is_full {
            return Ok(Choice::Agent(Box::new(found), slot));
        }
    }
    Ok(Choice::NoneAvailable)
}
