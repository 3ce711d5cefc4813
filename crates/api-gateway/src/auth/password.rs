use crate::shapes::Reply;
use crate::users::UserDetailsView;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_http::{ApiJson, Auth, Endpoint, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// A change of the own password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangePasswordRequest {
    #[schema(max_length = 128, example = "ChangeMe123!")]
    current_password: String,
    /// 10 to 128 characters, and not the e-mail address.
    #[schema(min_length = 10, max_length = 128, example = "correct horse battery")]
    new_password: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::any_key();

/// Change own password
///
/// The user's other sessions end at once, on every node. Who has to change the password may do nothing
/// else before. An API key has none (`NOT_FOUND`).
#[utoipa::path(
    post,
    path = "/auth/password",
    tag = "auth",
    request_body = ChangePasswordRequest,
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn change_password(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<ChangePasswordRequest>,
) -> Reply<UserDetailsView> {
    let ChangePasswordRequest { current_password, new_password } = body;
    let (current, new, origin) = (&current_password, &new_password, info.origin());
    let user = users::change_password(&app, &caller, current, new, &origin).await?;
    Ok(Json(user.into()))
}
