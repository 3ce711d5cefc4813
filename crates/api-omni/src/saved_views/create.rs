use super::OF_A_KEY;
use super::requests::CreateViewRequest;
use super::views::SavedViewView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, views};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]).explains(&[
        OF_A_KEY,
        (Failure::Conflict, "Another one has this name, or there are as many as there may be."),
    ]);

/// Create view
///
/// A filter of the inbox that the signed-in user keeps under a name.
#[utoipa::path(
    post,
    path = "/views",
    tag = "views",
    request_body = CreateViewRequest,
    responses((status = 201, body = SavedViewView))
)]
pub(crate) async fn create_view(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateViewRequest>,
) -> Result<(StatusCode, Json<SavedViewView>), ApiError> {
    let created = views::create(&app, &caller, body.into()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
