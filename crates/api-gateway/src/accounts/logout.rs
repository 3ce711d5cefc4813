use super::path::{AccountPath, load_account};
use super::views::AccountView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Log out account
///
/// Unlinks the account: a new QR is needed afterwards. A key needs `instances:read` besides.
#[utoipa::path(
    post,
    path = "/accounts/{id}/logout",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = AccountView))
)]
pub(crate) async fn log_out_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<AccountView> {
    // Nothing is changed for a caller who may not see the account afterwards.
    load_account(&app, &caller, path.id).await?;
    instances::logout(&app, &caller, path.id.0).await?;
    let details = load_account(&app, &caller, path.id).await?;
    Ok(Json(AccountView::new(&app, details)))
}
