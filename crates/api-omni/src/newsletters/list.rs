use super::views::NewsletterView;
use crate::failures::FAILURES;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// Newsletters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewsletterList {
    items: Vec<NewsletterView>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead).fails(FAILURES);

/// List newsletters
///
/// Those that the account follows, its own included, as the network has them now.
#[utoipa::path(
    get,
    path = "/instances/{id}/newsletters",
    tag = "newsletters",
    params(InstancePath),
    responses((status = 200, body = NewsletterList))
)]
pub(crate) async fn list_newsletters(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<NewsletterList> {
    let found = newsletters::list(&app, &caller, path.id).await?;
    Ok(Json(NewsletterList { items: found.into_iter().map(Into::into).collect() }))
}
