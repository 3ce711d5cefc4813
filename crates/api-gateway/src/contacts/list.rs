use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, contacts};
use omni_domain::access::Scope;
use omni_domain::conversation::Contact;
use omni_http::{ApiQuery, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGES: DatabaseList = DatabaseList("contacts");

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactFilter {
    /// Text in a name or an address.
    search: Option<String>,
}

/// A person or business among the account's contacts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactView {
    /// Their address.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    id: String,
    /// Their other address; of one with a number their LID.
    #[schema(example = "123456789@lid")]
    lid: Option<String>,
    /// Digits; their address if the number is not known.
    phone: String,
    /// The saved name, else the one they have set.
    name: Option<String>,
    /// The name that they have set.
    pushname: Option<String>,
    is_business: bool,
    profile_pic: Option<String>,
}

impl ContactView {
    pub(super) fn new(app: &App, contact: Contact, picture: Option<String>) -> Self {
        Self {
            phone: digits(app, &contact.address.id),
            profile_pic: picture,
            id: contact.address.id,
            lid: contact.address.alt,
            name: contact.display_name,
            pushname: contact.push_name,
            is_business: contact.is_business,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead);

/// List contacts
///
/// In the order in which they became known.
#[utoipa::path(
    get,
    path = "/contacts",
    tag = "contacts",
    params(ContactFilter, PageParams, AccountQuery),
    responses((status = 200, body = ListView<ContactView>))
)]
pub(crate) async fn list_contacts(
    State(app): State<App>,
    account: Account,
    ApiQuery(filter): ApiQuery<ContactFilter>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<ContactView>> {
    let page = PAGES.request(&params)?;
    let Account { caller, id } = account;
    let page = contacts::list(&app, &caller, id, filter.search, page).await?;
    let mut pictures = contacts::pictures(&app, &caller, id, &page.items).await?;
    let view = |contact: Contact| {
        let picture = pictures.remove(&contact.address.id);
        ContactView::new(&app, contact, picture)
    };
    Ok(Json(PAGES.page(page, view)))
}
