use crate::account::{Account, AccountQuery};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::groups::{self, NewCommunity};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new community.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CreateCommunityRequest {
    #[schema(min_length = 1, max_length = 100, example = "Neighbours")]
    subject: String,
    #[schema(max_length = 2048)]
    description: Option<String>,
}

/// A community that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommunityIdView {
    /// Its address.
    #[schema(example = "120363000000000001@g.us")]
    community_id: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Create community
///
/// The account owns it. `WhatsApp` makes its group for announcements.
#[utoipa::path(
    post,
    path = "/communities",
    tag = "communities",
    params(AccountQuery),
    request_body = CreateCommunityRequest,
    responses((status = 201, body = CommunityIdView))
)]
pub(crate) async fn create_community(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<CreateCommunityRequest>,
) -> Result<(StatusCode, Json<CommunityIdView>), ApiError> {
    let (subject, description) = (body.subject, body.description);
    let new = NewCommunity { subject, description, join_approval: false };
    let made = groups::create_community(&app, &account.caller, account.id, new).await?;
    Ok((StatusCode::CREATED, Json(CommunityIdView { community_id: made.id })))
}
