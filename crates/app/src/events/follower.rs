//! What a client that follows instances may read, where many clients share one tail.

use super::tail::PAGE;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;

/// A caller who may read the messages and the state of instances.
#[derive(Debug)]
pub struct Follower {
    caller: Caller,
}

/// A page of the log.
#[derive(Debug)]
pub struct LogPage {
    /// As the caller may read them.
    pub events: Vec<Event>,
    /// Where the next page begins.
    pub position: i64,
    /// Whether the log had no more when this was read.
    pub is_last: bool,
}

impl Follower {
    /// Refuses a caller who may follow no instance.
    pub fn new(caller: Caller) -> Result<Self, Error> {
        authorization::require(&caller, Scope::MessagesRead)?;
        authorization::require(&caller, Scope::InstancesRead)?;
        Ok(Self { caller })
    }

    /// Refuses an instance that the caller may not access. Of another tenant's instance nothing is
    /// refused here, and no event is the caller's: events are given out by tenant and instance.
    pub fn admit(&self, instance: InstanceId) -> Result<(), Error> {
        authorization::require_instance(&self.caller, instance)
    }

    /// Whether the caller reads the codes that link a phone; others get events
    /// [without them](super::without_link_code).
    pub fn may_link(&self) -> bool {
        authorization::may_link(&self.caller)
    }

    /// Where one begins that has no position and reads nothing of before.
    pub async fn position(&self, app: &App) -> Result<i64, Error> {
        Ok(app.store.last_event_seq().await?)
    }

    /// The events of these instances just after `after`.
    pub async fn read(
        &self,
        app: &App,
        instances: &[InstanceId],
        after: i64,
    ) -> Result<LogPage, Error> {
        let page = app.store.events_after(Some(self.caller.tenant_id), after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        let position = page.last().map_or(after, |last| last.seq);
        let events = page
            .into_iter()
            .filter(|event| self.follows(instances, event))
            .map(|event| super::shown_to(&self.caller, event))
            .collect();
        Ok(LogPage { events, position, is_last })
    }

    fn follows(&self, instances: &[InstanceId], event: &Event) -> bool {
        super::is_visible(&self.caller, event)
            && event.instance_id.is_some_and(|instance| instances.contains(&instance))
    }
}
