use super::HookTarget;
use crate::app::App;
use crate::error::{Error, Field};
use omni_domain::event::{CustomWebhook, Event};
use serde_json::Value;

const MAX_NAME: usize = 255;

/// What a sender delivered to a hook.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The sender's own id of it; a repeat with the same one is the same delivery.
    pub id: Option<String>,
    /// The name of the event, given by the sender.
    pub event: String,
    /// The sender's data.
    pub data: Value,
}

/// Stores a delivery as an event `custom.webhook`; durable once this returns. Returns whether it
/// was the first of its id.
pub async fn receive(app: &App, target: HookTarget, delivery: Delivery) -> Result<bool, Error> {
    let length = delivery.event.chars().count();
    if !(1..=MAX_NAME).contains(&length) {
        return Err(Error::invalid(Field::HookEvent, format!("give 1 to {MAX_NAME} characters")));
    }
    let now = app.env.now();
    let body = CustomWebhook {
        source: target.channel,
        delivery_id: delivery.id.clone(),
        event: delivery.event,
        data: delivery.data,
    };
    let mut event = Event::new(app.env.id(), target.tenant_id, body, now);
    event.instance_id = Some(target.instance_id);
    event.channel = Some(target.channel);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = &delivery.id
                    && !tx.claim_hook_delivery(target.instance_id, id, now).await?
                {
                    return Ok(false);
                }
                tx.append_event(event);
                Ok::<_, Error>(true)
            })
        })
        .await
}
