use super::path::{AccountPath, require_account};
use crate::account::AccountId;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_tokens};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// A new token; it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    account_id: AccountId,
    /// For `Authorization: Bearer`; stored as a hash only.
    #[schema(example = "wapi_…")]
    token: String,
    created_at: Time,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Regenerate account token
///
/// The previous token is refused at once. A key needs `messages:*` besides: the token may do no more than
/// its maker.
#[utoipa::path(
    post,
    path = "/accounts/{id}/token/regenerate",
    tag = "accounts",
    params(AccountPath),
    responses((status = 200, body = TokenView))
)]
pub(crate) async fn regenerate_token(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
) -> Reply<TokenView> {
    require_account(&app, &caller, path.id).await?;
    let new = account_tokens::regenerate(&app, &caller, path.id.0).await?;
    let created_at = new.created_at.into();
    Ok(Json(TokenView { account_id: path.id, token: new.token, created_at }))
}
