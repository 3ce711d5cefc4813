use super::path::SettingPath;
use super::views::SettingView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::settings::Changed;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A setting's new value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetSettingRequest {
    /// Of the setting's type. An unknown setting is created with the value's type; a name such as
    /// `x.api_key`, `x_token` or one with `secret` or `password` in it is a secret.
    #[schema(value_type = Value, example = "pt")]
    value: Value,
    /// The reason, for the history.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::Stale]).explains(&[(
        Failure::Conflict,
        "There are too many settings, or a stored secret would be sent to another address.",
    )]);

/// Set setting
///
/// It takes effect at once, on every node. With `If-Match: *`, a setting that does not exist is not
/// created.
#[utoipa::path(
    put,
    path = "/settings/{key}",
    tag = "settings",
    params(SettingPath, IfMatchHeader),
    request_body = SetSettingRequest,
    responses((status = 200, body = SettingView))
)]
pub(crate) async fn set_setting(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(peer): Peer,
    ApiPath(path): ApiPath<SettingPath>,
    ApiJson(body): ApiJson<SetSettingRequest>,
) -> TaggedReply<SettingView> {
    let changed = Changed { reason: body.reason, ip: peer.peer() };
    let set = settings::set(&app, &caller, &path.key, body.value, precondition, changed).await?;
    Ok(Tagged::new(set.tag.clone(), set.into()))
}
