use super::views::{AccountView, CreatedAccountView};
use crate::address::NETWORK;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::instances::NewInstance;
use omni_app::{App, account_tokens, instances};
use omni_domain::access::Scope;
use omni_domain::agent::AgentConfig;
use omni_domain::instance::InstanceConfig;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateAccountRequest {
    /// Unique.
    #[schema(min_length = 1, max_length = 255, example = "support")]
    name: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Create account
///
/// Returns its token, this once. `POST …/connect` links it. A key needs `messages:*` besides: the token
/// may do no more than its maker.
#[utoipa::path(
    post,
    path = "/accounts",
    tag = "accounts",
    request_body = CreateAccountRequest,
    responses((status = 201, body = CreatedAccountView))
)]
pub(crate) async fn create_account(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateAccountRequest>,
) -> Result<(StatusCode, Json<CreatedAccountView>), ApiError> {
    // Before anything is written: an account without a token would remain.
    account_tokens::check_maker(&caller)?;
    let new = NewInstance {
        name: body.name,
        channel: NETWORK,
        config: InstanceConfig::default(),
        agent: AgentConfig::default(),
        proxy: None,
    };
    let details = instances::create(&app, &caller, new).await?;
    // If this fails, the account has no token yet: `…/token/regenerate` gives it one.
    let new = account_tokens::regenerate(&app, &caller, details.instance.id).await?;
    let account = AccountView::new(&app, details);
    Ok((StatusCode::CREATED, Json(CreatedAccountView { account, token: new.token })))
}
