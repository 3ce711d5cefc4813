use super::KeyPath;
use super::views::KeyAuditView;
use crate::choices::KeyActionChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, keys};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::key::KeyAction;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditParams {
    /// From this time on.
    #[param(value_type = Option<crate::shapes::Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<crate::shapes::Time>)]
    until: Option<Timestamp>,
    /// Only these: `create`, `use`, `update`, `regenerate`, `revoke`.
    #[serde(default)]
    #[param(inline, value_type = Vec<KeyActionChoice>, example = json!(["use"]))]
    action: Vec<KeyAction>,
    /// Maximum number of rows.
    #[serde(rename = "limit")]
    #[param(minimum = 1, maximum = 1000, default = 100)]
    _limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    #[serde(rename = "cursor")]
    #[param(value_type = Option<String>)]
    _cursor: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin).fails(&[Failure::NotFound]);

/// Get API key audit log
///
/// Every use and every change, newest first. Entries are kept for `keys.audit_keep_days`.
#[utoipa::path(
    get,
    path = "/api-keys/{id}/audit",
    tag = "api-keys",
    params(KeyPath, AuditParams),
    responses((status = 200, body = ListView<KeyAuditView>))
)]
pub(crate) async fn list_api_key_audit(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<KeyPath>,
    ApiQuery(query): ApiQuery<AuditParams>,
    PageQuery(page): PageQuery<100, 1000>,
) -> Reply<ListView<KeyAuditView>> {
    let filter =
        keys::KeyAuditFilter { actions: query.action, since: query.since, until: query.until };
    let page = keys::audit(&app, &caller, path.id, filter, page).await?;
    Ok(Json(ListView::of(page, KeyAuditView::from)))
}
