use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::profiles::{self, OwnProfileChange};
use omni_app::{App, Error, instances};
use omni_domain::access::Scope;
use omni_http::{Endpoint, MediaJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The account as others see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnProfileView {
    #[schema(example = "Bike shop")]
    name: String,
    /// The text about it.
    about: Option<String>,
    /// Where its picture is; WhatsApp lets the address expire after some days.
    icon: Option<String>,
}

/// Changes of the account's profile; at least one.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateProfileRequest {
    #[schema(max_length = 25, example = "Bike shop")]
    name: Option<String>,
    /// The text about it; an empty one removes it.
    about: Option<String>,
    /// The picture: a URL, or base64.
    icon: Option<String>,
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::InstancesRead);
pub(crate) const CHANGE: Endpoint = Endpoint::scope(Scope::InstancesWrite).with_files();

/// Get own profile
///
/// As WhatsApp shows it, from what was read recently.
#[utoipa::path(
    get,
    path = "/users/profile",
    tag = "me",
    params(AccountQuery),
    responses((status = 200, body = OwnProfileView))
)]
pub(crate) async fn get_own_profile(
    State(app): State<App>,
    account: Account,
) -> Reply<OwnProfileView> {
    let Account { caller, id } = account;
    let details = instances::get(&app, &caller, id).await?;
    let status = details.status;
    let owner = status.owner_id.or(details.instance.owner_id);
    let unlinked = || Error::ChannelNotConnected { state: status.state.as_str().to_owned() };
    let shown = profiles::person(&app, &caller, id, &owner.ok_or_else(unlinked)?).await?;
    let name = status.profile_name.or(details.instance.profile_name);
    let name = name.unwrap_or(shown.name);
    Ok(Json(OwnProfileView { name, about: shown.about, icon: shown.picture_url }))
}

/// Update own profile
///
/// Its name, the text about it, its picture.
#[utoipa::path(
    patch,
    path = "/users/profile",
    tag = "me",
    params(AccountQuery),
    request_body = UpdateProfileRequest,
    responses((status = 200, body = OwnProfileView))
)]
pub(crate) async fn update_own_profile(
    State(app): State<App>,
    account: Account,
    MediaJson(body): MediaJson<UpdateProfileRequest>,
) -> Reply<OwnProfileView> {
    let UpdateProfileRequest { name, about, icon } = body;
    let change =
        OwnProfileChange { name, status: about, picture: icon, ..OwnProfileChange::default() };
    let shown = profiles::set_own(&app, &account.caller, account.id, change).await?;
    Ok(Json(OwnProfileView { name: shown.name, about: shown.status, icon: shown.picture }))
}
