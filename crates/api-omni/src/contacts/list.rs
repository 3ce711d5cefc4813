use super::views::ContactView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, contacts};
use omni_domain::access::Scope;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactsQuery {
    /// Text in the name, number or address.
    search: Option<String>,
    /// Maximum number of rows.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// `meta.cursor` of the previous page; opaque.
    cursor: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// List contacts for instance
#[utoipa::path(
    get,
    path = "/instances/{id}/contacts",
    tag = "chats",
    params(InstancePath, ContactsQuery),
    responses((status = 200, body = ListView<ContactView>))
)]
pub(crate) async fn list_contacts(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiQuery(query): ApiQuery<ContactsQuery>,
    PageQuery(page): PageQuery<100, 1000>,
) -> Reply<ListView<ContactView>> {
    let page = contacts::list(&app, &caller, path.id, query.search, page).await?;
    let mut pictures = contacts::pictures(&app, &caller, path.id, &page.items).await?;
    Ok(Json(ListView::of(page, |contact| {
        let picture = pictures.remove(&contact.address.id);
        ContactView::new(contact, picture)
    })))
}
