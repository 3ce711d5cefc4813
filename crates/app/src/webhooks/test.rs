use super::envelope::Named;
use super::load;
use super::send::send;
use super::target::open;
use crate::app::App;
use crate::error::{Error, Field};
use crate::settings::MASK;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{WebhookDeliveryId, WebhookEndpointId};
use omni_domain::webhook::AttemptOutcome;
use std::time::{Duration, Instant};

/// What was sent for a test, and what was received.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// Whether the answer is one of success.
    pub delivered: bool,
    /// The address.
    pub url: String,
    /// The headers of the request; values of the user's own are masked.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
    /// The response.
    pub outcome: AttemptOutcome,
    /// How long it took.
    pub took: Duration,
}

/// Sends a test to an endpoint, once and now, whether it is enabled or not. It is no delivery: nothing
/// is stored, and no failure counts.
pub async fn test(app: &App, caller: &Caller, id: WebhookEndpointId) -> Result<TestResult, Error> {
    let endpoint = load(app, caller, Scope::WebhooksWrite, id).await?;
    let renderer = app.webhooks.envelopes.of(endpoint.envelope).ok_or_else(|| {
        Error::invalid(Field::WebhookEnvelope, "this server does not deliver in this form")
    })?;
    let now = app.env.now();
    let rendered = (renderer.test)(&endpoint, now);
    let target = open(app, endpoint)?;
    let delivery: WebhookDeliveryId = app.env.id();
    let named = Named { delivery, number: 1, replays: 0, at: now };
    let started = Instant::now();
    let exchange = send(app, &target, renderer.form, named, &rendered).await;
    let took = started.elapsed();
    let own = target.endpoint.headers.keys().map(|name| (name.clone(), MASK.to_owned()));
    Ok(TestResult {
        delivered: exchange.outcome.status.is_some_and(|status| (200..300).contains(&status)),
        url: target.endpoint.url.clone(),
        headers: exchange.headers.into_iter().chain(own).collect(),
        body: String::from_utf8_lossy(&rendered.body).into_owned(),
        outcome: exchange.outcome,
        took,
    })
}
