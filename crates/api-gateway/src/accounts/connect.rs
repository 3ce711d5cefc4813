use super::path::{AccountPath, require_account};
use super::views::ConnectionView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Connect account
///
/// It stays connected from now on, also after restarts. The request waits a bounded time for a QR, an
/// open connection, or the reason why there is none.
#[utoipa::path(
    post,
    path = "/accounts/{id}/connect",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = ConnectionView))
)]
pub(crate) async fn connect_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<ConnectionView> {
    require_account(&app, &caller, path.id).await?;
    let status = instances::connect(&app, &caller, path.id.0).await?;
    Ok(Json(ConnectionView::new(&app, status)))
}
