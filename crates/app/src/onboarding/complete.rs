use super::keys::{self, ModelKeys};
use super::require_write;
use super::state::{self, State};
use super::status::Facts;
use super::steps::{Step, StepState};
use crate::app::App;
use crate::error::{Error, Field, Hint, Message};
use crate::settings::Changed;
use omni_domain::access::Caller;
use omni_domain::event::EventType;
use omni_domain::ids::MessageId;
use omni_domain::message::{DeliveryStatus, Direction};
use omni_domain::page::PageRequest;
use omni_storage::EventFilter;

/// What a step is completed with.
#[derive(Debug, Clone)]
pub enum Completion {
    /// The introduction was read.
    Welcome,
    /// Keys for reading media.
    ApiKeys(ModelKeys),
    /// An instance exists.
    FirstInstance,
    /// An instance is connected.
    Connect,
    /// An instance has an agent that answers.
    Agent,
    /// A message was sent: this one, or any.
    TestMessage(Option<MessageId>),
    /// Every other step is done.
    Complete,
    /// The step is not wanted now.
    Skip(Step),
}

impl Completion {
    /// The step that it completes.
    pub const fn step(&self) -> Step {
        match self {
            Self::Welcome => Step::Welcome,
            Self::ApiKeys(_) => Step::ApiKeys,
            Self::FirstInstance => Step::FirstInstance,
            Self::Connect => Step::Connect,
            Self::Agent => Step::Agent,
            Self::TestMessage(_) => Step::TestMessage,
            Self::Complete => Step::Complete,
            Self::Skip(step) => *step,
        }
    }
}

/// The step of this name, for a caller who may complete it.
pub fn find_step(caller: &Caller, name: &str) -> Result<Step, Error> {
    require_write(caller)?;
    Step::find(name)
}

/// Completes a step if its condition holds; returns the next step, if there is one.
pub async fn complete(
    app: &App,
    caller: &Caller,
    completion: Completion,
    mut changed: Changed,
) -> Result<Option<Step>, Error> {
    require_write(caller)?;
    let step = completion.step();
    let skipped = matches!(completion, Completion::Skip(_));
    changed.reason.get_or_insert_with(|| "onboarding".to_owned());
    check(app, caller, completion, changed).await?;
    state::change(app, caller, move |state, now| {
        if skipped {
            state.leave_out(step, now);
        } else {
            state.complete(step, now);
        }
    })
    .await
}

async fn check(
    app: &App,
    caller: &Caller,
    completion: Completion,
    changed: Changed,
) -> Result<(), Error> {
    let not_yet = |message: Message| Err(Error::conflict(message));
    match completion {
        Completion::Welcome => Ok(()),
        Completion::Skip(step) if step.can_be_skipped() => Ok(()),
        Completion::Skip(step) => {
            not_yet(format!("the step `{}` cannot be skipped", step.as_str()).into())
        }
        Completion::ApiKeys(given) => keys::accept(app, caller, &given, changed).await,
        Completion::FirstInstance => match Facts::gather(app, caller).await?.instances {
            0 => not_yet(Message::from("there is no instance yet").hint(Hint::CreateInstance)),
            _ => Ok(()),
        },
        Completion::Connect => match Facts::gather(app, caller).await?.connected {
            0 => {
                not_yet(Message::from("no instance is connected yet").hint(Hint::ConnectAnInstance))
            }
            _ => Ok(()),
        },
        Completion::Agent => match Facts::gather(app, caller).await?.agents {
            0 => not_yet(
                Message::from(
                    "no instance has an agent that answers yet; give one to an instance, or ",
                )
                .name(Field::StepSkip)
                .text(": true to continue without"),
            ),
            _ => Ok(()),
        },
        Completion::TestMessage(message) if was_sent(app, caller, message).await? => Ok(()),
        Completion::TestMessage(_) => {
            not_yet(Message::from("no message was sent yet").hint(Hint::SendMessage))
        }
        Completion::Complete => {
            let state = State::load(app, caller.tenant_id).await?;
            let waits = Step::ALL
                .into_iter()
                .filter(|step| *step != Step::Complete)
                .find(|step| matches!(state.of(*step), StepState::Pending | StepState::InProgress));
            match waits {
                Some(step) => {
                    not_yet(format!("the step `{}` is not done yet", step.as_str()).into())
                }
                None => Ok(()),
            }
        }
    }
}

/// Whether the network accepted a message: this one, or any.
async fn was_sent(app: &App, caller: &Caller, named: Option<MessageId>) -> Result<bool, Error> {
    let Some(id) = named else {
        let filter =
            EventFilter { event_types: vec![EventType::MessageSent], ..EventFilter::default() };
        let page = app.store.list_events(caller.tenant_id, &filter, PageRequest::first(1)).await?;
        return Ok(!page.items.is_empty());
    };
    let found = app.store.find_message(caller.tenant_id, id).await?;
    let message = found.ok_or_else(|| Error::invalid(Field::StepMessage, "no such message"))?;
    let taken = matches!(
        message.status,
        DeliveryStatus::Sent | DeliveryStatus::Delivered | DeliveryStatus::Read
    );
    Ok(message.direction == Direction::Outbound && taken)
}
