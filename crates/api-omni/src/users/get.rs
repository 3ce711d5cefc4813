use super::{UserPath, UserView};
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, users};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::UsersRead).fails(&[Failure::NotFound]);

/// Get user
#[utoipa::path(
    get,
    path = "/users/{id}",
    tag = "users",
    params(UserPath),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn get_user(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<UserPath>,
) -> TaggedReply<UserView> {
    let user = users::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(users::tag(&user), user.into()))
}
