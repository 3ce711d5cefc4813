use super::MediaPath;
use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Delete file
///
/// One that was uploaded. Messages that were sent with it keep it.
#[utoipa::path(
    delete,
    path = "/media/{id}",
    tag = "media",
    params(MediaPath, AccountQuery),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_media(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<MediaPath>,
) -> Reply<Success> {
    messages::delete_upload(&app, &account.caller, account.id, path.id()?).await?;
    Ok(Success::reply())
}
