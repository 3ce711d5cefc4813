use super::ChatPath;
use crate::failures::FAILURES;
use crate::shapes::Success;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, ApiQuery, Auth, Endpoint};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ClearQuery {
    /// Also clear starred messages, which are kept otherwise.
    #[param(default = false)]
    include_starred: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Clear chat
///
/// Removes the messages so far from the account's devices, and from the lists of messages here. The
/// events about them stay until their retention ends.
#[utoipa::path(
    post,
    path = "/instances/{id}/chats/{chatId}/clear",
    tag = "chats",
    params(ChatPath, ClearQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn clear_chat(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ChatPath>,
    ApiQuery(query): ApiQuery<ClearQuery>,
) -> Result<Json<Success>, ApiError> {
    let starred = query.include_starred;
    account_state::clear_chat(&app, &caller, path.id, &path.chat_id, starred).await?;
    Ok(Success::reply())
}
