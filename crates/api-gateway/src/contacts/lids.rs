use super::get::ContactPath;
use crate::account::{Account, AccountQuery};
use crate::address::NETWORK;
use crate::shapes::{DatabaseList, ListView, PageParams, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, channels, contacts, profiles};
use omni_domain::access::Scope;
use omni_domain::conversation::{Address, Contact};
use omni_http::{ApiError, ApiPath, ApiQuery, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGES: DatabaseList = DatabaseList("lids");

/// People in one request: the network is asked about those who are not known yet.
const MAX: usize = 50;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct LidFilter {
    /// Only these people, whether they are known or not: at most 50 numbers or addresses, separated by
    /// commas. The answer is one page, in their order; one who is not on WhatsApp has neither address.
    #[serde(rename = "ContactIDList")]
    #[param(example = "5511999998888,5511999997777")]
    ids: Option<String>,
}

/// The two addresses of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LidView {
    /// That of their number, if it is known.
    #[schema(example = "5511999998888@s.whatsapp.net")]
    id: Option<String>,
    /// The one that hides it, if it is known.
    #[schema(example = "123456789@lid")]
    lid: Option<String>,
}

impl LidView {
    fn new(app: &App, address: &Address) -> Self {
        let has_number = |one: &str| channels::phone_of(app, NETWORK, one).is_some();
        let find = |wanted: bool| address.all().find(|one| has_number(one) == wanted);
        Self { id: find(true).map(str::to_owned), lid: find(false).map(str::to_owned) }
    }
}

pub(crate) const LIST: Endpoint = Endpoint::scope(Scope::MessagesRead);
pub(crate) const GET: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List LIDs
///
/// `WhatsApp` writes people with a number, or with a LID that hides it. A key needs `instances:read` besides
/// to name people.
#[utoipa::path(
    get,
    path = "/contacts/lids",
    tag = "contacts",
    params(LidFilter, PageParams, AccountQuery),
    responses((status = 200, body = ListView<LidView>))
)]
pub(crate) async fn list_lids(
    State(app): State<App>,
    account: Account,
    ApiQuery(filter): ApiQuery<LidFilter>,
    ApiQuery(params): ApiQuery<PageParams>,
) -> Reply<ListView<LidView>> {
    let page = PAGES.request(&params)?;
    let Some(ids) = filter.ids else {
        let page = contacts::list(&app, &account.caller, account.id, None, page).await?;
        let view = |contact: Contact| LidView::new(&app, &contact.address);
        return Ok(Json(PAGES.page(page, view)));
    };
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if !(1..=MAX).contains(&ids.len()) {
        return Err(ApiError::invalid("ContactIDList", format!("name 1 to {MAX} people")));
    }
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let address = profiles::addresses(&app, &account.caller, account.id, id).await?;
        let unknown = LidView { id: None, lid: None };
        items.push(address.map_or(unknown, |address| LidView::new(&app, &address)));
    }
    Ok(Json(ListView { items, next_cursor: None }))
}

/// Get LID of contact
#[utoipa::path(
    get,
    path = "/contacts/lids/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    responses((status = 200, body = LidView))
)]
pub(crate) async fn get_lid(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
) -> Reply<LidView> {
    Ok(Json(lookup(&app, &account, &path.id).await?))
}

/// Get contact of LID
///
/// The number behind a LID, if the account has it.
#[utoipa::path(
    get,
    path = "/contacts/ids/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    responses((status = 200, body = LidView))
)]
pub(crate) async fn get_id_of_lid(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
) -> Reply<LidView> {
    Ok(Json(lookup(&app, &account, &path.id).await?))
}

async fn lookup(app: &App, account: &Account, who: &str) -> Result<LidView, ApiError> {
    let address = profiles::addresses(app, &account.caller, account.id, who).await?;
    let missing = || omni_app::Error::not_found("contact", who);
    Ok(LidView::new(app, &address.ok_or_else(missing)?))
}
