use super::seconds;
use crate::account::{Account, AccountId, AccountQuery};
use crate::address::digits;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::instances::InstanceDetails;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_domain::instance::ConnectionState;
use omni_http::Endpoint;
use serde::Serialize;
use utoipa::ToSchema;

/// The connection of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// The account.
    channel_id: AccountId,
    /// When its state began, seconds since 1970.
    start_at: i64,
    /// Since then, seconds.
    uptime: i64,
    /// The server's version.
    version: &'static str,
    status: HealthStatusView,
    /// The number, once it is linked.
    user: Option<HealthUserView>,
}

/// The state of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
struct HealthStatusView {
    /// 0 to 5, in the order of `text`.
    #[schema(example = 4)]
    code: i32,
    /// `NOT_INIT`, `INIT`, `LAUNCH`, `QR`, `AUTH` or `ERROR`.
    #[schema(example = "AUTH")]
    text: &'static str,
}

/// The linked number.
#[derive(Debug, Serialize, ToSchema)]
struct HealthUserView {
    /// Digits.
    #[schema(example = "5511999998888")]
    id: String,
    /// The account's name on the network.
    name: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Get state (WHAPI)
///
/// Of the connection of the token's account, as WHAPI's `GET /health`.
#[utoipa::path(
    get,
    path = "/health",
    tag = "me",
    params(AccountQuery),
    responses((status = 200, body = HealthView))
)]
pub(crate) async fn get_health(State(app): State<App>, account: Account) -> Reply<HealthView> {
    let details = instances::get(&app, &account.caller, account.id).await?;
    Ok(Json(HealthView::new(&app, details)))
}

impl HealthView {
    fn new(app: &App, details: InstanceDetails) -> Self {
        let InstanceDetails { instance, status, .. } = details;
        let owner = status.owner_id.or(instance.owner_id);
        let name = status.profile_name.or(instance.profile_name);
        Self {
            channel_id: AccountId(instance.id),
            start_at: status.since.millis().div_euclid(1000),
            uptime: seconds(status.since, app.env.now()),
            version: app.version,
            status: status_of(status.state),
            user: owner.map(|owner| HealthUserView { id: digits(app, &owner), name }),
        }
    }
}

/// WHAPI's name of a state.
pub(crate) const fn state_text(state: ConnectionState) -> &'static str {
    status_of(state).text
}

/// WHAPI's number and name of a state.
const fn status_of(state: ConnectionState) -> HealthStatusView {
    let (code, text) = match state {
        ConnectionState::Disconnected | ConnectionState::LoggedOut => (0, "NOT_INIT"),
        ConnectionState::Connecting => (1, "INIT"),
        ConnectionState::Reconnecting => (2, "LAUNCH"),
        ConnectionState::AwaitingPairing | ConnectionState::PasskeyRequired => (3, "QR"),
        ConnectionState::Connected => (4, "AUTH"),
        ConnectionState::Error => (5, "ERROR"),
    };
    HealthStatusView { code, text }
}
