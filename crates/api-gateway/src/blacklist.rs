//! People whom an account has blocked.

use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::shapes::{ListView, PageParams, Reply, Success, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_domain::chat_state::BlockedContact;
use omni_http::route;
use omni_http::{ApiPath, ApiQuery, Endpoint, Routes};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct BlockedPath {
    /// The digits of a number, or an address.
    id: String,
}

/// A person whom the account has blocked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlockedView {
    /// Their address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    id: String,
    phone: String,
    /// Since when it is known here.
    blocked_at: Time,
}

impl BlockedView {
    fn new(app: &App, contact: BlockedContact) -> Self {
        Self {
            phone: digits(app, &contact.address),
            id: contact.address,
            blocked_at: contact.blocked_at.into(),
        }
    }
}

const LIST: Endpoint = Endpoint::scope(Scope::InstancesRead);
const CHANGE: Endpoint = Endpoint::scope(Scope::InstancesWrite);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(list_blocked), LIST)
        .route(route!(block_contact), CHANGE)
        .route(route!(unblock_contact), CHANGE)
}

/// List blocked people
#[utoipa::path(
    get,
    path = "/blacklist",
    tag = "blacklist",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<BlockedView>))
)]
pub(crate) async fn list_blocked(
    State(app): State<App>,
    account: Account,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<BlockedView>> {
    params.limit()?;
    let blocked = account_state::blocklist(&app, &account.caller, account.id).await?;
    let all: Vec<BlockedView> =
        blocked.into_iter().map(|contact| BlockedView::new(&app, contact)).collect();
    Ok(Json(ListView::cut(all, &params, |row| &row.id)?))
}

/// Block person
#[utoipa::path(
    put,
    path = "/blacklist/{id}",
    tag = "blacklist",
    params(BlockedPath, AccountQuery),
    responses((status = 200, body = BlockedView))
)]
pub(crate) async fn block_contact(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<BlockedPath>,
) -> Reply<BlockedView> {
    let contact = account_state::block(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(BlockedView::new(&app, contact)))
}

/// Unblock person
#[utoipa::path(
    delete,
    path = "/blacklist/{id}",
    tag = "blacklist",
    params(BlockedPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unblock_contact(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<BlockedPath>,
) -> Reply<Success> {
    account_state::unblock(&app, &account.caller, account.id, &path.id).await?;
    Ok(Success::reply())
}
