use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ContactPath {
    /// The digits of a number, or an address.
    pub(super) id: String,
}

/// A person as the network shows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileView {
    id: String,
    phone: String,
    name: String,
    about: Option<String>,
    profile_pic: Option<String>,
    is_business: bool,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Get contact
///
/// Their profile: name, about and picture.
#[utoipa::path(
    get,
    path = "/contacts/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    responses((status = 200, body = ProfileView))
)]
pub(crate) async fn get_contact(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
) -> Reply<ProfileView> {
    let person = profiles::person(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(ProfileView {
        phone: digits(&app, &person.platform_user_id),
        id: person.platform_user_id,
        name: person.name,
        about: person.about,
        profile_pic: person.picture_url,
        is_business: person.is_business,
    }))
}
