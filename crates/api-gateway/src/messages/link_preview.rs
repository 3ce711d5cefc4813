use super::send::{Outgoing, SendHeaders, SentView, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::{SendBody, SendLink};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint, IdempotencyKey, MediaJson};
use serde::Deserialize;
use utoipa::ToSchema;

/// A text with a link, and what is shown of the link.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendLinkPreviewRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    /// The text, in which the link is.
    #[schema(min_length = 1, example = "See https://example.com/bikes")]
    body: String,
    /// The headline of the preview.
    #[schema(min_length = 1, max_length = 256, example = "Our bikes")]
    title: String,
    /// What the page is about.
    #[schema(max_length = 512)]
    description: Option<String>,
    /// The link that the preview is of, as it is in the text; the first one if absent.
    canonical: Option<String>,
    /// A picture: a URL, base64, or a `data:` URL. A small copy of it is sent.
    preview: Option<String>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: a message is changed without a preview, by `PATCH /messages/{id}`.
    edit: Option<String>,
    /// Mentioned people: digits or addresses, at most 256. Write each in the text as `@` and the
    /// number.
    #[schema(max_items = 256)]
    mentions: Option<Vec<String>>,
    /// Seconds of "typing…" before it is sent.
    #[schema(minimum = 0, maximum = 25)]
    typing_time: Option<u64>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).with_files();

/// Send link with preview
///
/// A text with a link, whose preview has the title, description and picture of the request. The page is
/// not read.
#[utoipa::path(
    post,
    path = "/messages/link_preview",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendLinkPreviewRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_link_preview(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    MediaJson(body): MediaJson<SendLinkPreviewRequest>,
) -> Result<Response, ApiError> {
    if body.edit.is_some() {
        let text = "a message is changed without a preview; use PATCH /api/v1/messages/{id}";
        return Err(ApiError::invalid("edit", text));
    }
    let link = SendLink {
        text: body.body,
        title: body.title,
        description: body.description,
        link: body.canonical,
        picture: body.preview,
    };
    let outgoing = Outgoing {
        to: body.to,
        quoted: body.quoted,
        mentions: body.mentions.unwrap_or_default(),
        typing_time: body.typing_time,
        ..Outgoing::default()
    };
    send(&app, &account, key, outgoing, SendBody::Link(Box::new(link))).await
}
