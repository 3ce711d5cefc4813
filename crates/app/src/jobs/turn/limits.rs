//! How often a person is answered. Further messages wait; nothing is dropped.

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::instance::Instance;
use omni_domain::turn::Turn;
use std::time::Duration;

const WINDOW: Duration = Duration::from_mins(1);

/// When this turn may be answered, if not now.
pub(super) async fn wait_until(
    app: &App,
    instance: &Instance,
    turn: &Turn,
) -> Result<Option<Timestamp>, Error> {
    let limit = instance.config.conversation.rate_limit_per_minute;
    let Some(person) = turn.person_id.filter(|_| limit > 0) else { return Ok(None) };
    let since = app.env.now().minus(WINDOW);
    let asked = app.store.asked_for_person(instance.id, person, since, limit).await?;
    if asked.len() < limit as usize {
        return Ok(None);
    }
    Ok(asked.last().map(|oldest| oldest.plus(WINDOW)))
}
