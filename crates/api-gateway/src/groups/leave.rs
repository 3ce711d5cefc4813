use super::path::GroupPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, groups};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Leave group
#[utoipa::path(
    delete,
    path = "/groups/{id}",
    tag = "groups",
    params(GroupPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn leave_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<GroupPath>,
) -> Reply<Success> {
    groups::leave(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
