use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{Endpoint, Peer};
use serde::Serialize;
use utoipa::ToSchema;

/// What an account and its token may do; `null` is no limit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitsView {
    /// Messages a minute; a new account begins with fewer.
    #[schema(example = 30)]
    messages: Option<u32>,
    /// Chats a day that the account begins; a new account begins with fewer.
    #[schema(example = 100)]
    chats: Option<u32>,
    /// Checks of numbers an hour.
    #[schema(example = 200)]
    checks: u32,
    /// Requests a minute with this token.
    requests: Option<u32>,
    /// Bytes of a file.
    file_size: u64,
    /// Characters of a text.
    text_length: usize,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Get limits
///
/// As they are set, not what is left of them.
#[utoipa::path(
    get,
    path = "/limits",
    tag = "me",
    params(AccountQuery),
    responses((status = 200, body = LimitsView))
)]
pub(crate) async fn get_limits(
    State(app): State<App>,
    account: Account,
    Peer(info): Peer,
) -> Reply<LimitsView> {
    let limits = instances::limits(&app, &account.caller, account.id).await?;
    Ok(Json(LimitsView {
        messages: limits.messages_per_minute,
        chats: limits.new_chats_per_day,
        checks: limits.number_checks_per_hour,
        requests: info.requests_per_minute(),
        file_size: limits.file_bytes,
        text_length: limits.text_chars,
    }))
}
