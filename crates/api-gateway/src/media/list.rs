use super::views::MediaFileView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{ListView, PageParams, Paged, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::Endpoint;

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List files
///
/// Those that were uploaded, the newest first. Files of messages are with their messages.
#[utoipa::path(
    get,
    path = "/media",
    tag = "media",
    params(PageParams, AccountQuery),
    responses((status = 200, body = ListView<MediaFileView>))
)]
pub(crate) async fn list_media(
    State(app): State<App>,
    account: Account,
    Paged(page): Paged,
) -> Reply<ListView<MediaFileView>> {
    let page = messages::uploads(&app, &account.caller, account.id, page).await?;
    Ok(Json(ListView::of(page, |file| MediaFileView::new(&app, file))))
}
