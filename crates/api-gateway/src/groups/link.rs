use super::create::GroupIdView;
use crate::account::{Account, AccountQuery};
use crate::address::digits;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::App;
use omni_app::groups::{self, GroupPreview};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InvitePath {
    /// The code of the invite link: its last part.
    #[param(example = "AbCdEfGhIjKlMnOpQrStUv")]
    code: String,
}

/// A group as its invite shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitedGroupView {
    /// Its address.
    #[schema(example = "120363000000000001@g.us")]
    id: String,
    name: String,
    description: Option<String>,
    participants_count: Option<u32>,
    /// An admin approves who joins it.
    approve_participants: bool,
    /// Seconds after which messages disappear; 0 is never.
    ephemeral_seconds: u32,
    created_at: Option<Time>,
    /// Who made it: digits.
    created_by: Option<String>,
}

impl InvitedGroupView {
    fn new(app: &App, group: GroupPreview) -> Self {
        Self {
            id: group.group.id,
            name: group.subject,
            description: group.description,
            participants_count: group.members,
            approve_participants: group.join_approval,
            ephemeral_seconds: group.disappearing_seconds,
            created_at: group.created_at.map(Time::from),
            created_by: group.created_by.map(|person| digits(app, &person.id)),
        }
    }
}

pub(crate) const READ: Endpoint = Endpoint::scope(Scope::MessagesRead);
pub(crate) const JOIN: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Get group of invite
///
/// What the link leads to, without joining.
#[utoipa::path(
    get,
    path = "/groups/link/{code}",
    tag = "groups",
    params(InvitePath, AccountQuery),
    responses((status = 200, body = InvitedGroupView))
)]
pub(crate) async fn get_invited_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<InvitePath>,
) -> Reply<InvitedGroupView> {
    let group = groups::preview(&app, &account.caller, account.id, &path.code).await?;
    Ok(Json(InvitedGroupView::new(&app, group)))
}

/// Join group of invite
///
/// The same as `PUT /groups` with the code.
#[utoipa::path(
    put,
    path = "/groups/link/{code}",
    tag = "groups",
    params(InvitePath, AccountQuery),
    responses((status = 200, body = GroupIdView))
)]
pub(crate) async fn join_invited_group(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<InvitePath>,
) -> Reply<GroupIdView> {
    let joined = groups::join(&app, &account.caller, account.id, &path.code).await?;
    Ok(Json(GroupIdView { group_id: joined.group.id, is_pending: joined.is_pending }))
}
