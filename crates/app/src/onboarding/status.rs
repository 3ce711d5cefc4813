use super::keys::configured;
use super::state::State;
use super::steps::{Step, StepState};
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use crate::instances::{self, InstanceDetails, InstanceQuery};
use crate::settings::Snapshot;
use omni_domain::access::{Caller, Scope};
use omni_domain::page::PageRequest;

/// Instances checked, at most, for one that is connected.
const MAX_INSTANCES: u32 = 1000;

/// The progress of the wizard.
#[derive(Debug, Clone)]
pub struct OnboardingStatus {
    /// Whether all steps are complete.
    pub completed: bool,
    /// Whether it was skipped.
    pub skipped: bool,
    /// The current step; the last one at the end.
    pub current: Step,
    /// All seven.
    pub steps: Vec<StepStatus>,
    /// Whether simulated phones can be made, to try the server without a real number.
    pub simulated_phones: bool,
}

/// One step.
#[derive(Debug, Clone)]
pub struct StepStatus {
    /// Which.
    pub step: Step,
    /// Its state.
    pub state: StepState,
    /// The present facts of a step's condition.
    pub facts: Option<StepFacts>,
}

/// The present facts of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepFacts {
    /// Which services have a key.
    Keys(ConfiguredKeys),
    /// How many instances there are.
    Instances(usize),
    /// How many of them are connected.
    Connected(usize),
    /// How many of them have an agent that answers.
    Agents(usize),
}

/// Which services have a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfiguredKeys {
    /// Groq.
    pub groq: bool,
    /// Gemini.
    pub gemini: bool,
    /// OpenAI.
    pub openai: bool,
}

/// The progress of the wizard, and the present facts.
pub async fn status(app: &App, caller: &Caller) -> Result<OnboardingStatus, Error> {
    authorization::require(caller, Scope::SettingsRead)?;
    let state = State::load(app, caller.tenant_id).await?;
    let facts = Facts::gather(app, caller).await?;
    let current = state.current();
    let steps = Step::ALL
        .into_iter()
        .map(|step| StepStatus { step, state: state.of(step), facts: facts.of(step) })
        .collect();
    Ok(OnboardingStatus {
        completed: current.is_none(),
        skipped: state.was_skipped(),
        current: current.unwrap_or(Step::Complete),
        steps,
        simulated_phones: app.simulation.is_available(),
    })
}

/// The present facts.
pub(super) struct Facts {
    keys: ConfiguredKeys,
    pub(super) instances: usize,
    pub(super) connected: usize,
    pub(super) agents: usize,
}

impl Facts {
    pub(super) async fn gather(app: &App, caller: &Caller) -> Result<Self, Error> {
        let settings = Snapshot::load(app, caller.tenant_id).await?;
        let reader = Caller {
            instance_ids: caller.instance_ids.clone(),
            ..Caller::system(caller.tenant_id)
        };
        let request = PageRequest::first(MAX_INSTANCES);
        let page = instances::list(app, &reader, InstanceQuery::default(), request).await?;
        let connected = page.items.iter().filter(|one| one.status.connected).count();
        let has_agent =
            |one: &&InstanceDetails| one.instance.agent.is_some_and(|agent| agent.answers);
        let agents = page.items.iter().filter(has_agent).count();
        Ok(Self { keys: configured(&settings), instances: page.items.len(), connected, agents })
    }

    fn of(&self, step: Step) -> Option<StepFacts> {
        match step {
            Step::ApiKeys => Some(StepFacts::Keys(self.keys)),
            Step::FirstInstance => Some(StepFacts::Instances(self.instances)),
            Step::Connect => Some(StepFacts::Connected(self.connected)),
            Step::Agent => Some(StepFacts::Agents(self.agents)),
            Step::Welcome | Step::TestMessage | Step::Complete => None,
        }
    }
}
