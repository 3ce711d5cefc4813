//! Who answers at an entry point.

use super::MAX_ATTENDANTS;
use crate::app::App;
use crate::error::Error;
use omni_domain::entry_point::{Attendant, AttendantOf};
use omni_domain::ids::{EntryPointId, InstanceId, TenantId};
use omni_domain::instance::Instance;

/// Who answers.
#[derive(Debug)]
pub(crate) enum Choice {
    /// The agent of this instance.
    Agent(Box<Instance>),
    /// There are no attendants.
    NoAttendants,
    /// None of them is an agent that takes requests now.
    NoneAvailable,
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
        let Some(found) = app.store.find_instance(t, instance).await? else { continue };
        if !found.wanted || !found.agent.is_some_and(|agent| agent.answers) {
            continue;
        }
        if Some(instance) == with || has_room(app, instance, attendant).await? {
            return Ok(Choice::Agent(Box::new(found)));
        }
    }
    Ok(Choice::NoneAvailable)
}

async fn has_room(app: &App, id: InstanceId, attendant: &Attendant) -> Result<bool, Error> {
    let Some(limit) = attendant.max_conversations else { return Ok(true) };
    Ok(app.store.count_open_turns(id).await? < i64::from(limit))
}
