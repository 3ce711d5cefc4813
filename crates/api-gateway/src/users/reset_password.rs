use super::path::UserPath;
use super::views::UserPasswordView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, OptionalJson, Peer};
use serde::Deserialize;
use utoipa::ToSchema;

/// The options of a reset.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ResetUserPasswordRequest {
    /// They sign in without a one-time code again: for those who have lost its device.
    #[schema(example = false)]
    remove_totp: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersWrite);

/// Reset password of user
///
/// The answer has a generated password, this once; it must be changed at the next sign-in. The user's
/// sessions end at once, on every node.
#[utoipa::path(
    post,
    path = "/auth/users/{user_id}/reset-password",
    tag = "users",
    params(UserPath),
    request_body = Option<ResetUserPasswordRequest>,
    responses((status = 200, body = UserPasswordView))
)]
pub(crate) async fn reset_user_password(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiPath(path): ApiPath<UserPath>,
    OptionalJson(body): OptionalJson<ResetUserPasswordRequest>,
) -> Reply<UserPasswordView> {
    let options = body.unwrap_or_default();
    let (id, remove_totp, origin) = (path.user_id, options.remove_totp, info.origin());
    let reset = users::reset_password(&app, &caller, id, remove_totp, &origin).await?;
    Ok(Json(reset.into()))
}
