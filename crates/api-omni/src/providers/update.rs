use super::path::ProviderPath;
use super::views::ProviderView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::providers::{KeyChange, ProviderPatch};
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_domain::provider::ProviderKind;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Changes to a provider: only the given members change.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct UpdateProviderRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
    /// `agent_api`, `agno`, `custom`, `openai`, `anthropic`, `webhook` or `builtin`.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>)]
    kind: Option<ProviderKind>,
    /// A new address requires the key again.
    api_url: Option<String>,
    /// Null removes the key.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, write_only)]
    api_key: KeyChange,
    /// Time limit of one answer, milliseconds.
    #[schema(minimum = 100, maximum = 600_000)]
    default_timeout: Option<u64>,
    default_streaming: Option<bool>,
    /// Replaces all earlier ones. `********` keeps the secret of the same tool or server at the
    /// same address.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
}

/// Distinguishes null from absent.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<KeyChange, D::Error> {
    let given: Option<String> = Option::deserialize(value)?;
    Ok(given.map_or(KeyChange::Remove, KeyChange::Replace))
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite).fails(&[
    Failure::NotFound,
    Failure::Stale,
    Failure::Conflict,
]);

/// Update provider
///
/// Instances that use it send requests to the new address from their next turn on.
#[utoipa::path(
    patch,
    path = "/providers/{id}",
    tag = "providers",
    params(ProviderPath, IfMatchHeader),
    request_body = UpdateProviderRequest,
    responses((status = 200, body = ProviderView))
)]
pub(crate) async fn update_provider(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ProviderPath>,
    ApiJson(body): ApiJson<UpdateProviderRequest>,
) -> TaggedReply<ProviderView> {
    let changes = ProviderPatch {
        precondition,
        name: body.name,
        kind: body.kind,
        api_url: body.api_url,
        api_key: body.api_key,
        default_timeout: body.default_timeout,
        default_streaming: body.default_streaming,
        metadata: body.metadata,
    };
    let details = providers::update(&app, &caller, path.id, changes).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
