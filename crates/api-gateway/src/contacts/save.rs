use super::get::ContactPath;
use super::list::ContactView;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A person to save.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SaveContactRequest {
    /// Their number with the country code, or their address.
    #[schema(example = "5511999998888")]
    phone: String,
    #[schema(min_length = 1, max_length = 100, example = "Ann Lee")]
    name: String,
}

/// Another name of a person.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RenameContactRequest {
    #[schema(min_length = 1, max_length = 100, example = "Ann Lee")]
    name: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Save contact
///
/// In the address book of the account, on all of its devices. One that is saved already is renamed.
#[utoipa::path(
    put,
    path = "/contacts",
    tag = "contacts",
    params(AccountQuery),
    request_body = SaveContactRequest,
    responses((status = 200, body = ContactView))
)]
pub(crate) async fn save_contact(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<SaveContactRequest>,
) -> Reply<ContactView> {
    save(&app, &account, &body.phone, &body.name).await
}

/// Rename contact
#[utoipa::path(
    patch,
    path = "/contacts/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    request_body = RenameContactRequest,
    responses((status = 200, body = ContactView))
)]
pub(crate) async fn rename_contact(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
    ApiJson(body): ApiJson<RenameContactRequest>,
) -> Reply<ContactView> {
    save(&app, &account, &path.id, &body.name).await
}

async fn save(app: &App, account: &Account, person: &str, name: &str) -> Reply<ContactView> {
    let Account { caller, id } = account;
    let saved = account_state::save_contact(app, caller, *id, person, name).await?;
    Ok(Json(ContactView::new(app, saved, None)))
}
