use super::views::NewsletterView;
use crate::failures::FAILURES;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, newsletters};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A newsletter to follow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FollowNewsletterRequest {
    /// Its invite link, the code in it, or its address on the channel.
    #[schema(example = "https://whatsapp.com/channel/0029VaAbCdEf")]
    invite: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Follow newsletter
///
/// What is posted from now on is stored as messages of its chat, which start no agent's turn.
#[utoipa::path(
    post,
    path = "/instances/{id}/newsletters/follow",
    tag = "newsletters",
    params(InstancePath),
    request_body = FollowNewsletterRequest,
    responses((status = 200, body = NewsletterView))
)]
pub(crate) async fn follow_newsletter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<FollowNewsletterRequest>,
) -> Reply<NewsletterView> {
    let followed = newsletters::follow(&app, &caller, path.id, &body.invite).await?;
    Ok(Json(followed.into()))
}
