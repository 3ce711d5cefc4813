use crate::BASE;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use omni_app::turns::OpenReply;
use omni_app::{App, turns};
use omni_http::{Access, ApiError, ApiPath, Endpoint, Failure, Keyless, RawBody};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ReplyPath {
    /// The last segment of the reply URL: id and secret in one.
    token: String,
}

impl fmt::Debug for ReplyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyPath").finish_non_exhaustive()
    }
}

/// A reply URL that accepts an answer. Resolved before the body is read: without the secret no byte
/// of it is stored.
#[derive(Debug)]
pub(super) struct Addressed(OpenReply);

impl FromRequestParts<App> for Addressed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // Counted first: guesses of a URL are requests, too.
        Keyless::from_request_parts(parts, app).await?;
        let ApiPath(path) = ApiPath::<ReplyPath>::from_request_parts(parts, app).await?;
        Ok(Self(turns::open_reply(app, &path.token).await?))
    }
}

/// A late answer, in the form of a webhook's response. `reply` takes precedence over `parts`.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it only describes; the body may also be plain text and is read manually"
)]
pub(super) struct AgentReplyRequest {
    /// The whole answer. Where the instance splits answers, a blank line starts a new message.
    #[schema(example = "It is 300, and yours if you come today.")]
    reply: Option<String>,
    /// The answer in parts, as if separated by blank lines: texts, or objects with `text`.
    parts: Option<Vec<Value>>,
    /// Ignored.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
}

/// The answer is stored and will be sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentReplyView {
    /// Always true; failures are errors.
    #[schema(example = true)]
    accepted: bool,
    /// The turn that it answers.
    turn_id: Uuid,
}

/// The address of the route, below the server's public one.
pub(crate) fn reply_url(public_url: &str, token: &str) -> String {
    format!("{public_url}{BASE}/agent-replies/{token}")
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::new(Access::Secret).explains(&[
    (Failure::Invalid, "The answer is empty or in no known form; the URL stays valid."),
    (Failure::NotFound, "There is no such reply URL."),
    (Failure::Conflict, "The question was answered already."),
    (Failure::Gone, "It has expired, or its question no longer waits for an answer."),
    (Failure::TooLarge, "The answer is too large."),
    (Failure::RateLimited, "Too many requests from this address; see Retry-After."),
    (Failure::StorageUnavailable, "The database is temporarily unavailable; see Retry-After."),
]);

/// Answer later
///
/// The `replyEndpoint` of a question: a webhook agent that did not answer at once sends its answer
/// here. It needs no key, the URL is the secret; it accepts one answer, for
/// `pipeline.reply_url_keep_s` seconds. The answer is stored before the response, and sent in the
/// chat's order.
#[utoipa::path(
    post,
    path = "/agent-replies/{token}",
    tag = "turns",
    params(ReplyPath),
    request_body(content((AgentReplyRequest = "application/json"), (String = "text/plain"))),
    responses(
        (status = 202, body = AgentReplyView)
    )
)]
pub(crate) async fn answer_later(
    State(app): State<App>,
    Addressed(reply): Addressed,
    RawBody(body): RawBody,
) -> Result<(StatusCode, Json<AgentReplyView>), ApiError> {
    let turn = turns::answer_late(&app, reply, &body).await?;
    Ok((StatusCode::ACCEPTED, Json(AgentReplyView { accepted: true, turn_id: turn.uuid() })))
}
