//! Routes of WHAPI that other routes of this API answer in another form, for its clients: the state of an
//! account's connection, and the QR that links it, both by the account's token alone.

use crate::account::{Account, AccountId, AccountQuery};
use crate::address::digits;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use omni_app::instances::InstanceDetails;
use omni_app::{App, Error, instances};
use omni_domain::Timestamp;
use omni_domain::access::{Principal, Scope};
use omni_domain::instance::ConnectionState;
use omni_http::{ApiError, ApiQuery, Endpoint, Routes, qr_data_url, qr_png};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

const HEALTH: Endpoint = Endpoint::scope(Scope::InstancesRead);
const LOGIN: Endpoint = Endpoint::scope(Scope::InstancesWrite);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(routes!(get_health), HEALTH)
        .route(routes!(get_login), LOGIN)
        .route(routes!(get_login_image), LOGIN)
}

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

/// The QR to scan now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginView {
    /// Always `OK`.
    #[schema(example = "OK")]
    status: &'static str,
    /// The QR as a PNG, a `data:` URL.
    base64: String,
    /// Its text.
    rowdata: String,
    /// Replaced by another one after this, seconds.
    expire: i64,
}

/// How an account is linked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct LoginQuery {
    /// Connect the account first; `true` unless it is given. Only by an account's own token.
    wakeup: Option<bool>,
}

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

/// Get QR code (WHAPI)
///
/// As WHAPI's `GET /users/login`; `CONFLICT` gives the reason why there is none.
#[utoipa::path(
    get,
    path = "/users/login",
    tag = "me",
    params(AccountQuery, LoginQuery),
    responses((status = 200, body = LoginView))
)]
pub(crate) async fn get_login(
    State(app): State<App>,
    account: Account,
    ApiQuery(query): ApiQuery<LoginQuery>,
) -> Reply<LoginView> {
    wake(&app, &account, &query).await?;
    let code = instances::qr(&app, &account.caller, account.id).await?;
    let base64 = qr_data_url(&code.code)?;
    let expire = seconds(app.env.now(), code.expires_at);
    Ok(Json(LoginView { status: "OK", base64, rowdata: code.code, expire }))
}

/// Get QR code as picture (WHAPI)
///
/// As WHAPI's `GET /users/login/image`.
#[utoipa::path(
    get,
    path = "/users/login/image",
    tag = "me",
    params(AccountQuery, LoginQuery),
    responses((status = 200, body = Vec<u8>, content_type = "image/png"))
)]
pub(crate) async fn get_login_image(
    State(app): State<App>,
    account: Account,
    ApiQuery(query): ApiQuery<LoginQuery>,
) -> Result<Response, ApiError> {
    wake(&app, &account, &query).await?;
    let code = instances::qr(&app, &account.caller, account.id).await?;
    Ok(([(CONTENT_TYPE, "image/png")], qr_png(&code.code)?).into_response())
}

/// Connects the account. A browser sends the cookie of a person with any link, so that only a token, which
/// is sent in a header alone, may change something by a `GET`.
async fn wake(app: &App, account: &Account, query: &LoginQuery) -> Result<(), Error> {
    let is_token = matches!(account.caller.principal, Principal::AccountToken { .. });
    if !is_token || query.wakeup == Some(false) {
        return Ok(());
    }
    instances::connect(app, &account.caller, account.id).await.map(drop)
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

/// Whole seconds from one time to a later one.
fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    (to.millis() - from.millis()).max(0) / 1000
}

/// WHAPI's name of a state.
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
