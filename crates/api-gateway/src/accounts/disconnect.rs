use super::path::{AccountPath, require_account};
use super::views::AccountView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Disconnect account
///
/// The link to the phone stays: `POST …/connect` needs no QR.
#[utoipa::path(
    post,
    path = "/accounts/{id}/disconnect",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = AccountView))
)]
pub(crate) async fn disconnect_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<AccountView> {
    require_account(&app, &caller, path.id).await?;
    instances::disconnect(&app, &caller, path.id.0).await?;
    let details = instances::get(&app, &caller, path.id.0).await?;
    Ok(Json(AccountView::new(&app, details)))
}
