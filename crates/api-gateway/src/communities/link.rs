use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, LinkChange};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LinkPath {
    /// The community: its address or its chat's id.
    #[param(example = "120363000000000001@g.us")]
    id: String,
    /// The group: its address or its chat's id.
    #[param(example = "120363000000000002@g.us")]
    group_id: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Link group to community
///
/// The account has to be an admin of both.
#[utoipa::path(
    put,
    path = "/communities/{id}/{group_id}",
    tag = "communities",
    params(LinkPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn link_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LinkPath>,
) -> Reply<Success> {
    change(&app, &account, path, LinkChange::Link).await
}

/// Unlink group from community
///
/// The group stays.
#[utoipa::path(
    delete,
    path = "/communities/{id}/{group_id}",
    tag = "communities",
    params(LinkPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unlink_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<LinkPath>,
) -> Reply<Success> {
    change(&app, &account, path, LinkChange::Unlink).await
}

async fn change(
    app: &App,
    account: &Account,
    path: LinkPath,
    change: LinkChange,
) -> Reply<Success> {
    let Account { caller, id } = account;
    let named = [path.group_id];
    let outcomes = groups::link_groups(app, caller, *id, &path.id, change, &named).await?;
    match outcomes.into_iter().find_map(|outcome| outcome.refusal) {
        Some(refusal) => Err(ApiError::invalid("group_id", refusal)),
        None => Ok(Success::reply()),
    }
}
