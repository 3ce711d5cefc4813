use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, chats};
use omni_domain::access::Scope;
use omni_domain::user::User;
use omni_http::{ApiPath, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A user to whom chats can be assigned.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssignableUserView {
    user_id: Uuid,
    #[schema(example = "Ann Lee")]
    name: String,
}

impl From<User> for AssignableUserView {
    fn from(user: User) -> Self {
        Self { user_id: user.id.uuid(), name: user.name }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List assignable users
///
/// Those to whom chats of the instance can be assigned, oldest first: the active users of the tenant, by
/// their names alone. It needs no right to read users.
#[utoipa::path(
    get,
    path = "/instances/{id}/assignees",
    tag = "chats",
    params(InstancePath, PageParams),
    responses((status = 200, body = ListView<AssignableUserView>))
)]
pub(crate) async fn list_assignees(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<AssignableUserView>> {
    let page = chats::assignable(&app, &caller, path.id, page).await?;
    Ok(Json(ListView::of(page, AssignableUserView::from)))
}
