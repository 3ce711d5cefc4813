use super::KeyPath;
use super::views::ApiKeyView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply, given};
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes to a key; absent members are unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value differ in a patch")]
pub(crate) struct UpdateApiKeyRequest {
    /// A display name.
    #[schema(min_length = 1, max_length = 255, example = "Dashboard UI")]
    name: Option<String>,
    /// Its scopes; replaces all earlier ones.
    #[schema(example = json!(["messages:send", "instances:read"]))]
    scopes: Option<Vec<String>>,
    /// The instances it may use; null is all that your own key may use.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<Uuid>>)]
    instance_ids: Option<Option<Vec<InstanceId>>>,
    /// Rejected from this time on; null is never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<crate::shapes::Time>)]
    expires_at: Option<Option<Timestamp>>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "It is the primary key, or revoked.")]);

/// Update API key
///
/// Takes effect at once, on every node; open sockets of the key are closed, and clients reconnect
/// with its new permissions. The primary key cannot be changed; of the key of entry points (`ak_`)
/// only the name can.
#[utoipa::path(
    patch,
    path = "/api-keys/{id}",
    tag = "api-keys",
    params(KeyPath, IfMatchHeader),
    request_body = UpdateApiKeyRequest,
    responses(
        (status = 200, body = ApiKeyView)
    )
)]
pub(crate) async fn update_api_key(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(info): Peer,
    ApiPath(path): ApiPath<KeyPath>,
    ApiJson(body): ApiJson<UpdateApiKeyRequest>,
) -> TaggedReply<ApiKeyView> {
    let patch = keys::KeyPatch {
        precondition,
        name: body.name,
        scopes: body.scopes,
        instance_ids: body.instance_ids,
        expires_at: body.expires_at,
    };
    let key = keys::update(&app, &caller, path.id, patch, &info.origin()).await?;
    Ok(Tagged::new(keys::tag(&key), ApiKeyView::new(key, app.env.now())))
}
