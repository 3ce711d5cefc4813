use super::views::MediaFileView;
use crate::account::{Account, AccountQuery};
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Endpoint};

const PAGES: DatabaseList = DatabaseList("media");

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
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<MediaFileView>> {
    let page = PAGES.request(&params)?;
    let page = messages::uploads(&app, &account.caller, account.id, page).await?;
    Ok(Json(PAGES.page(page, |file| MediaFileView::new(&app, file))))
}
