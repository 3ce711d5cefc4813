use super::views::PrivacyView;
use crate::failures::FAILURES;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Privacy settings to change; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdatePrivacyRequest {
    /// The values by name, in the channel's terms: on `WhatsApp` `last`, `profile`, `status` and
    /// `groupadd` are `all`, `contacts` or `none`; `online` is `all` or `match_last_seen`,
    /// `readreceipts` `all` or `none`, `calladd` `all` or `known`, `messages` `all` or `contacts`,
    /// `defense` `off` or `on_standard`.
    #[schema(example = json!({ "last": "contacts" }))]
    settings: BTreeMap<String, String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(FAILURES);

/// Update privacy settings
///
/// Of the account, on all of its devices. They are changed in turn; the first that the network
/// refuses ends the request. The response has all settings.
#[utoipa::path(
    patch,
    path = "/instances/{id}/privacy",
    tag = "instances",
    params(InstancePath),
    request_body = UpdatePrivacyRequest,
    responses((status = 200, body = PrivacyView))
)]
pub(crate) async fn update_privacy(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<UpdatePrivacyRequest>,
) -> Reply<PrivacyView> {
    let settings = account_state::set_privacy(&app, &caller, path.id, body.settings).await?;
    Ok(Json(settings.into()))
}
