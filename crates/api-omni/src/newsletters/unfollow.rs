use super::path::NewsletterPath;
use crate::failures::FAILURES;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Unfollow newsletter
///
/// Its chat and messages stay.
#[utoipa::path(
    post,
    path = "/instances/{id}/newsletters/{newsletterId}/unfollow",
    tag = "newsletters",
    params(NewsletterPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn unfollow_newsletter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NewsletterPath>,
) -> Reply<Success> {
    newsletters::unfollow(&app, &caller, path.id, &path.newsletter_id).await?;
    Ok(Success::reply())
}
