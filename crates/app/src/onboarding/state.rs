//! The wizard's state, in an internal setting of the server.

use super::steps::{Step, StepState};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::event::{Event, OnboardingChanged};
use omni_domain::ids::TenantId;
use omni_storage::{Setting, Tx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const SETTING: &str = "onboarding.state";

/// The stored state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct State {
    /// Completed steps, and when.
    completed: BTreeMap<String, Timestamp>,
    /// Skipped steps, and when.
    skipped: BTreeMap<String, Timestamp>,
    /// When all of it was skipped.
    skipped_at: Option<Timestamp>,
}

impl State {
    pub(super) async fn load(app: &App, tenant: TenantId) -> Result<Self, Error> {
        Self::read(app.store.get_setting(tenant, SETTING).await?)
    }

    pub(super) async fn load_in(tx: &mut Tx, tenant: TenantId) -> Result<Self, Error> {
        Self::read(tx.get_setting(tenant, SETTING).await?)
    }

    fn read(setting: Option<Setting>) -> Result<Self, Error> {
        let Some(setting) = setting else { return Ok(Self::default()) };
        serde_json::from_value(setting.value).map_err(Error::internal)
    }

    async fn store_in(&self, tx: &mut Tx, tenant: TenantId, now: Timestamp) -> Result<(), Error> {
        let setting = Setting {
            tenant_id: tenant,
            key: SETTING.to_owned(),
            value: serde_json::to_value(self).map_err(Error::internal)?,
            is_secret: false,
            updated_at: now,
        };
        Ok(tx.put_setting(&setting).await?)
    }

    pub(super) fn complete(&mut self, step: Step, now: Timestamp) {
        self.skipped.remove(step.as_str());
        self.completed.entry(step.as_str().to_owned()).or_insert(now);
    }

    pub(super) fn leave_out(&mut self, step: Step, now: Timestamp) {
        if !self.completed.contains_key(step.as_str()) {
            self.skipped.insert(step.as_str().to_owned(), now);
        }
    }

    pub(super) fn leave_all_out(&mut self, now: Timestamp) {
        self.skipped_at.get_or_insert(now);
    }

    pub(super) const fn was_skipped(&self) -> bool {
        self.skipped_at.is_some()
    }

    fn is_done(&self, step: Step) -> bool {
        self.completed.contains_key(step.as_str()) || self.skipped.contains_key(step.as_str())
    }

    /// The first step that waits; `None` at the end.
    pub(super) fn current(&self) -> Option<Step> {
        if self.was_skipped() {
            return None;
        }
        Step::ALL.into_iter().find(|step| !self.is_done(*step))
    }

    pub(super) fn of(&self, step: Step) -> StepState {
        if self.completed.contains_key(step.as_str()) {
            StepState::Completed
        } else if self.skipped.contains_key(step.as_str()) || self.was_skipped() {
            StepState::Skipped
        } else if self.current() == Some(step) {
            StepState::InProgress
        } else {
            StepState::Pending
        }
    }
}

/// Changes the stored state, with the event of it; the step that waits then. A repeat is no event.
pub(super) async fn change(
    app: &App,
    caller: &Caller,
    change: impl FnOnce(&mut State, Timestamp) + Send + 'static,
) -> Result<Option<Step>, Error> {
    let (inner, tenant, principal) = (app.clone(), caller.tenant_id, caller.principal);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_settings(tenant).await?;
                let now = inner.env.now();
                let before = State::load_in(tx, tenant).await?;
                let mut state = before.clone();
                change(&mut state, now);
                let current = state.current();
                if state == before {
                    return Ok(current);
                }
                state.store_in(tx, tenant, now).await?;
                let body = OnboardingChanged {
                    current_step: current.map(|step| step.as_str().to_owned()),
                    changed_by: principal,
                };
                tx.append_event(Event::new(inner.env.id(), tenant, body, now));
                Ok::<_, Error>(current)
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::onboarding::steps::{Step, StepState};
    use omni_domain::Timestamp;

    #[test]
    fn the_first_undone_step_is_the_current_one() {
        let mut state = State::default();
        assert_eq!(state.current(), Some(Step::Welcome));
        state.complete(Step::Welcome, Timestamp(1));
        state.complete(Step::FirstInstance, Timestamp(2));
        assert_eq!(state.current(), Some(Step::ApiKeys));
        state.leave_out(Step::ApiKeys, Timestamp(3));
        assert_eq!(state.current(), Some(Step::Connect));
        assert_eq!(state.of(Step::ApiKeys), StepState::Skipped);
        assert_eq!(state.of(Step::TestMessage), StepState::Pending);
        state.leave_all_out(Timestamp(4));
        assert_eq!((state.current(), state.of(Step::Welcome)), (None, StepState::Completed));
        assert_eq!(state.of(Step::TestMessage), StepState::Skipped);
    }
}
