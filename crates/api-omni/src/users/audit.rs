use super::UserPath;
use super::views::UserAuditView;
use crate::choices::UserActionChoice;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::user_audit::UserAction;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UserAuditParams {
    /// From this time on.
    #[param(value_type = Option<crate::shapes::Time>)]
    since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<crate::shapes::Time>)]
    until: Option<Timestamp>,
    /// Only these.
    #[serde(default)]
    #[param(inline, value_type = Vec<UserActionChoice>, example = json!(["update"]))]
    action: Vec<UserAction>,
    /// Maximum number of rows.
    #[serde(rename = "limit")]
    #[param(minimum = 1, maximum = 1000, default = 100)]
    _limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    #[serde(rename = "cursor")]
    #[param(value_type = Option<String>)]
    _cursor: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::UsersWrite).fails(&[Failure::NotFound]);

/// Get user audit log
///
/// What was done to the user, and by whom, newest first; also of one who was deleted. Entries are
/// kept for `keys.audit_keep_days`.
#[utoipa::path(
    get,
    path = "/users/{id}/audit",
    tag = "users",
    params(UserPath, UserAuditParams),
    responses((status = 200, body = ListView<UserAuditView>))
)]
pub(crate) async fn list_user_audit(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<UserPath>,
    ApiQuery(query): ApiQuery<UserAuditParams>,
    PageQuery(page): PageQuery<100, 1000>,
) -> Reply<ListView<UserAuditView>> {
    let filter =
        users::UserAuditFilter { actions: query.action, since: query.since, until: query.until };
    let page = users::list_audit(&app, &caller, path.id, filter, page).await?;
    Ok(Json(ListView::of(page, UserAuditView::from)))
}
