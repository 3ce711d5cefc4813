use super::requests::CreateQuickReplyRequest;
use super::views::QuickReplyView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, quick_replies};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesSend).fails(&[Failure::NotFound]).explains(&[(
        Failure::Conflict,
        "Another one has this shortcut, or there are as many as there may be.",
    )]);

/// Create quick reply
///
/// A text that clients insert by its shortcut, with its variables filled in.
#[utoipa::path(
    post,
    path = "/quick-replies",
    tag = "quick-replies",
    request_body = CreateQuickReplyRequest,
    responses((status = 201, body = QuickReplyView))
)]
pub(crate) async fn create_quick_reply(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateQuickReplyRequest>,
) -> Result<(StatusCode, Json<QuickReplyView>), ApiError> {
    let created = quick_replies::create(&app, &caller, body.into()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
