use super::state::State;
use super::status::Facts;
use super::steps::{Step, StepState};
use super::{keys, require_write};
use crate::app::App;
use crate::error::Error;
use crate::settings::Changed;
use omni_domain::access::Caller;
use omni_domain::event::EventType;
use omni_domain::ids::MessageId;
use omni_domain::message::{DeliveryStatus, Direction};
use omni_domain::page::PageRequest;
use omni_storage::EventFilter;
use serde_json::{Map, Value};

/// Completes a step if what it is about is so; the next step, if there is one. With
/// `skip: true` in its data, `api_keys` is left out.
pub async fn complete(
    app: &App,
    caller: &Caller,
    step: &str,
    mut data: Map<String, Value>,
    mut changed: Changed,
) -> Result<Option<Step>, Error> {
    require_write(caller)?;
    let step = Step::find(step)?;
    let leave_out = step == Step::ApiKeys && data.remove("skip") == Some(Value::Bool(true));
    if !leave_out {
        changed.reason.get_or_insert_with(|| "onboarding".to_owned());
        check(app, caller, step, &data, changed).await?;
    }
    let (tenant, now) = (caller.tenant_id, app.env.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let mut state = State::load_in(tx, tenant).await?;
                if leave_out {
                    state.leave_out(step, now);
                } else {
                    state.complete(step, now);
                }
                state.store_in(tx, tenant, now).await?;
                Ok::<_, Error>(state.current())
            })
        })
        .await
}

async fn check(
    app: &App,
    caller: &Caller,
    step: Step,
    data: &Map<String, Value>,
    changed: Changed,
) -> Result<(), Error> {
    let not_yet = |message: &str| Err(Error::Conflict(message.to_owned()));
    match step {
        Step::Welcome => Ok(()),
        Step::ApiKeys => keys::accept(app, caller, data, changed).await,
        Step::FirstInstance => match Facts::gather(app, caller).await?.instances {
            0 => not_yet("there is no instance yet; make one with POST /api/v2/instances"),
            _ => Ok(()),
        },
        Step::Connect => match Facts::gather(app, caller).await?.connected {
            0 => not_yet(
                "no instance is connected yet; connect one with POST /api/v2/instances/{id}/connect \
                 and scan its QR",
            ),
            _ => Ok(()),
        },
        Step::TestMessage if was_sent(app, caller, data).await? => Ok(()),
        Step::TestMessage => {
            not_yet("no message was sent yet; send one with POST /api/v2/messages")
        }
        Step::Complete => {
            let state = State::load(app, caller.tenant_id).await?;
            let waits = Step::ALL
                .into_iter()
                .filter(|step| *step != Step::Complete)
                .find(|step| matches!(state.of(*step), StepState::Pending | StepState::InProgress));
            match waits {
                Some(step) => not_yet(&format!("the step `{}` is not done yet", step.as_str())),
                None => Ok(()),
            }
        }
    }
}

/// Whether the network took a message: the one that the data names, or any.
async fn was_sent(app: &App, caller: &Caller, data: &Map<String, Value>) -> Result<bool, Error> {
    let Some(named) = data.get("messageId") else {
        let filter =
            EventFilter { event_types: vec![EventType::MessageSent], ..EventFilter::default() };
        let page = app.store.list_events(caller.tenant_id, &filter, PageRequest::first(1)).await?;
        return Ok(!page.items.is_empty());
    };
    let id: MessageId = named
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::invalid("data.messageId", "give the id that a send answered"))?;
    let found = app.store.find_message(caller.tenant_id, id).await?;
    let message = found.ok_or_else(|| Error::invalid("data.messageId", "no such message"))?;
    let taken = matches!(
        message.status,
        DeliveryStatus::Sent | DeliveryStatus::Delivered | DeliveryStatus::Read
    );
    Ok(message.direction == Direction::Outbound && taken)
}
