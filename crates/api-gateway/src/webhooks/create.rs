use super::events::patterns;
use super::headers::FORM;
use super::views::CreatedWebhookView;
use crate::accounts::{AccountPath, require_account};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::webhooks::{self, NewEndpoint};
use omni_domain::access::Scope;
use omni_domain::webhook::{Envelope, Filter, Ordering, RetryPolicy};
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most repeats of an attempt.
const MAX_RETRIES: u32 = 10;
const MAX_TIMEOUT_S: u32 = 60;

/// A new webhook.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateWebhookRequest {
    /// Where deliveries are sent, with POST.
    #[schema(max_length = 2048, example = "https://example.com/hook")]
    url: String,
    /// `*`, the default, is all.
    #[serde(default)]
    #[schema(max_items = 50, example = json!(["*"]))]
    events: Vec<String>,
    /// Repeats of an attempt that fails.
    #[schema(minimum = 0, maximum = 10, default = 5)]
    retry_count: Option<u32>,
    /// For one attempt.
    #[schema(minimum = 1, maximum = 60, default = 15)]
    timeout_seconds: Option<u32>,
}

/// The delays of so many repeats: this API's schedule, whose last delay is repeated.
pub(super) fn schedule(retry_count: u32) -> Result<RetryPolicy, ApiError> {
    if retry_count > MAX_RETRIES {
        let text = format!("must be from 0 to {MAX_RETRIES}");
        return Err(ApiError::invalid("retry_count", text));
    }
    let mut delays = FORM.delays.to_vec();
    let last = delays.last().copied().unwrap_or_default();
    delays.resize(retry_count as usize, last);
    Ok(RetryPolicy { delays })
}

/// Seconds as milliseconds.
pub(super) fn timeout_ms(seconds: u32) -> Result<u32, ApiError> {
    if (1..=MAX_TIMEOUT_S).contains(&seconds) {
        return Ok(seconds * 1000);
    }
    Err(ApiError::invalid("timeout_seconds", format!("must be from 1 to {MAX_TIMEOUT_S}")))
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::WebhooksWrite);

/// Create webhook
///
/// Returns the secret, this once. Deliveries are POST requests with `{event, account_id, timestamp,
/// data}`, signed in `x-webhook-signature`.
#[utoipa::path(
    post,
    path = "/accounts/{id}/webhooks",
    tag = "webhooks",
    params(AccountPath),
    request_body = CreateWebhookRequest,
    responses((status = 201, body = CreatedWebhookView))
)]
pub(crate) async fn create_webhook(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
    ApiJson(body): ApiJson<CreateWebhookRequest>,
) -> Result<(StatusCode, Json<CreatedWebhookView>), ApiError> {
    require_account(&app, &caller, path.id).await?;
    let events = patterns(&body.events)?;
    let new = NewEndpoint {
        description: None,
        url: body.url,
        envelope: Envelope::Gateway,
        filter: Filter { events, instance_ids: Some(vec![path.id.0]), ..Filter::default() },
        headers: BTreeMap::new(),
        retry: body.retry_count.map(schedule).transpose()?,
        timeout_ms: body.timeout_seconds.map(timeout_ms).transpose()?,
        ordering: Ordering::None,
        disable_after: None,
        ca: None,
        identity: None,
        since: None,
    };
    let created = webhooks::create(&app, &caller, new).await?;
    let webhook = created.details.endpoint.into();
    Ok((StatusCode::CREATED, Json(CreatedWebhookView { webhook, secret: created.secret })))
}
