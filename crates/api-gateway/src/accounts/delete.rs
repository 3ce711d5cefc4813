use super::path::{AccountPath, require_account};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::entity_tag::Precondition;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesDelete);

/// Delete account
///
/// Unlinks it, if it is connected, and removes its chats, messages and files. Its token is void.
#[utoipa::path(
    delete,
    path = "/accounts/{id}",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<Success> {
    require_account(&app, &caller, path.id).await?;
    instances::delete(&app, &caller, path.id.0, Precondition::None).await?;
    Ok(Success::reply())
}
