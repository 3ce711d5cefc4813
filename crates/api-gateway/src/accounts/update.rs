use super::path::{AccountPath, require_account};
use super::views::AccountView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstancePatch;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of an account.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UpdateAccountRequest {
    /// Another name.
    #[schema(min_length = 1, max_length = 255)]
    name: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Update account
#[utoipa::path(
    patch,
    path = "/accounts/{id}",
    tag = "accounts",
    params(AccountPath),
    request_body = UpdateAccountRequest,
    responses((status = 200, body = AccountView))
)]
pub(crate) async fn update_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
    ApiJson(body): ApiJson<UpdateAccountRequest>,
) -> Reply<AccountView> {
    require_account(&app, &caller, path.id).await?;
    let patch = InstancePatch { name: body.name, ..InstancePatch::default() };
    let details = instances::update(&app, &caller, path.id.0, patch).await?;
    Ok(Json(AccountView::new(&app, details)))
}
