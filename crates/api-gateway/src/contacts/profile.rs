use super::get::{ContactPath, ENDPOINT as READ};
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_http::{ApiPath, Endpoint};
use serde::Serialize;
use utoipa::ToSchema;

/// What a person shows of themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactProfileView {
    #[schema(example = "Ann Lee")]
    name: String,
    about: Option<String>,
    /// Where their picture is; `WhatsApp` lets the address expire after some days.
    icon: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = READ;

/// Get profile of contact
///
/// The part of `GET /contacts/{id}` that WHAPI's clients read under this name.
#[utoipa::path(
    get,
    path = "/contacts/{id}/profile",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    responses((status = 200, body = ContactProfileView))
)]
pub(crate) async fn get_contact_profile(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
) -> Reply<ContactProfileView> {
    let person = profiles::person(&app, &account.caller, account.id, &path.id).await?;
    let (name, about, icon) = (person.name, person.about, person.picture_url);
    Ok(Json(ContactProfileView { name, about, icon }))
}
