//! One attempt of a delivery, and what follows from its answer.

use super::envelope::{Form, Named};
use super::record::{Ended, Health};
use super::send::{Exchange, send};
use super::target::Target;
use crate::app::App;
use crate::sessions;
use crate::settings::MASK;
use omni_domain::event::{Event, EventBody};
use omni_domain::webhook::{
    Attempt, AttemptOutcome, AttemptRequest, Delivery, DeliveryState, Verdict,
};
use omni_storage::FinishedAttempt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How an attempt ended.
#[derive(Debug, Clone)]
pub struct Attempted {
    /// What is to be recorded of it.
    pub ended: Ended,
    /// How long it took.
    pub took: Duration,
    /// The endpoint asks for no more requests for so long.
    pub retry_after: Option<Duration>,
}

impl Attempted {
    /// Whether the event was delivered.
    pub fn is_delivered(&self) -> bool {
        self.ended.finished.state == DeliveryState::Delivered
    }
}

/// Sends a delivery once.
pub async fn attempt(
    app: &App,
    target: &Target,
    delivery: &Delivery,
    event: &Arc<Event>,
) -> Attempted {
    if let EventBody::InstanceQrOffered(offered) = &event.body {
        // A body may have the QR, which is not in the event.
        sessions::follow_qr(app, offered.instance_id, offered.expires_at).await;
    }
    let (at, started) = (app.env.now(), Instant::now());
    let number = delivery.attempts + 1;
    let named = Named { delivery: delivery.id, number, replays: delivery.replays, at };
    let renderer = app.webhooks.envelopes.of(target.endpoint.envelope);
    let exchange = match renderer {
        Some(renderer) => {
            let rendered = (renderer.event)(app, Event::clone(event));
            send(app, target, renderer.form, named, &rendered).await
        }
        None => Exchange {
            headers: Vec::new(),
            outcome: AttemptOutcome {
                error: Some("this server does not deliver in this form".to_owned()),
                ..AttemptOutcome::default()
            },
            retry_after: None,
        },
    };
    let took = started.elapsed();
    let attempt = Attempt {
        delivery_id: delivery.id,
        number,
        at,
        duration_ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
        request: renderer.map(|renderer| request(target, renderer.form, exchange.headers)),
        outcome: exchange.outcome,
    };
    conclude(app, target, delivery, attempt, took, exchange.retry_after)
}

/// What is kept of the request.
fn request(target: &Target, form: Form, headers: Vec<(String, String)>) -> AttemptRequest {
    let endpoint = &target.endpoint;
    let own = endpoint.headers.keys().map(|name| (name.clone(), MASK.to_owned()));
    let ours = headers.into_iter().map(|(name, value)| {
        let shown = if name == form.signature { MASK.to_owned() } else { value };
        (name, shown)
    });
    AttemptRequest {
        url: endpoint.url.clone(),
        envelope: endpoint.envelope,
        headers: ours.chain(own).collect(),
    }
}

fn conclude(
    app: &App,
    target: &Target,
    delivery: &Delivery,
    attempt: Attempt,
    took: Duration,
    retry_after: Option<Duration>,
) -> Attempted {
    let endpoint = &target.endpoint;
    let now = app.env.now();
    let verdict = app
        .webhooks
        .envelopes
        .of(endpoint.envelope)
        .map_or(Verdict::Retry, |renderer| (renderer.form.verdict)(attempt.outcome.status));
    let delay = endpoint.retry.delay_after(delivery.tries + 1);
    let (state, health, due_at) = match (verdict, delay) {
        (Verdict::Delivered, _) => (DeliveryState::Delivered, Health::Reached, now),
        (Verdict::Retry, Some(delay)) => {
            let wait = jittered(delay).max(retry_after.unwrap_or_default());
            (DeliveryState::Pending, Health::Failing, now.plus(wait))
        }
        (Verdict::Retry | Verdict::GiveUp, _) => (DeliveryState::Failed, Health::GivenUp, now),
        (Verdict::Gone, _) => (DeliveryState::Failed, Health::Gone, now),
    };
    let finished = FinishedAttempt { attempt, state, due_at, now };
    Attempted { ended: Ended { endpoint_id: endpoint.id, finished, health }, took, retry_after }
}

/// Up to a tenth more, so that what failed together is not repeated together.
fn jittered(delay: Duration) -> Duration {
    let tenth = u64::try_from(delay.as_millis() / 10).unwrap_or(u64::MAX);
    delay + Duration::from_millis(rand::random_range(0..=tenth))
}
