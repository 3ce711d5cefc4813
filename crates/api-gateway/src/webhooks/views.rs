use super::events::names;
use crate::account::AccountId;
use crate::shapes::Time;
use omni_domain::ids::InstanceId;
use omni_domain::webhook::Endpoint;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An address to which events are delivered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookView {
    id: Uuid,
    account_id: Option<AccountId>,
    #[schema(example = "https://example.com/hook")]
    url: String,
    /// `*` is all.
    events: Vec<String>,
    /// Repeats of an attempt that fails.
    retry_count: usize,
    timeout_seconds: u32,
    active: bool,
    /// Deliveries given up in a row; at 20 it is disabled.
    failures: u32,
    created_at: Time,
    updated_at: Time,
}

impl From<Endpoint> for WebhookView {
    fn from(endpoint: Endpoint) -> Self {
        let account = endpoint.filter.instance_ids.as_deref().and_then(<[InstanceId]>::first);
        Self {
            id: endpoint.id.uuid(),
            account_id: account.copied().map(AccountId),
            events: names(&endpoint.filter.events),
            url: endpoint.url,
            retry_count: endpoint.retry.delays.len(),
            timeout_seconds: endpoint.timeout_ms / 1000,
            active: endpoint.active,
            failures: endpoint.failures,
            created_at: endpoint.created_at.into(),
            updated_at: endpoint.updated_at.into(),
        }
    }
}

/// A webhook with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedWebhookView {
    #[serde(flatten)]
    pub(super) webhook: WebhookView,
    /// The key of `x-webhook-signature`: `sha256=` and the HMAC-SHA256 of the raw body in hex.
    #[schema(example = "whsec_…")]
    pub(super) secret: String,
}
