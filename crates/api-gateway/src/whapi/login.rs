use super::seconds;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use omni_app::instances::QrCode;
use omni_app::{App, instances};
use omni_domain::access::{Principal, Scope};
use omni_http::{ApiError, ApiQuery, Endpoint, qr_data_url, qr_png};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The QR to scan now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkQrView {
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

/// The text of the QR to scan now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginTextView {
    /// Always `OK`.
    #[schema(example = "OK")]
    status: &'static str,
    /// The text.
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
    /// Accepted for WHAPI's clients, and ignored.
    size: Option<String>,
    /// Accepted for WHAPI's clients, and ignored.
    width: Option<String>,
    /// Accepted for WHAPI's clients, and ignored.
    height: Option<String>,
    /// Accepted for WHAPI's clients, and ignored: the picture is black on white.
    color_light: Option<String>,
    /// Accepted for WHAPI's clients, and ignored: the picture is black on white.
    color_dark: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get QR code (WHAPI)
///
/// As WHAPI's `GET /users/login`; `CONFLICT` gives the reason why there is none.
#[utoipa::path(
    get,
    path = "/users/login",
    tag = "me",
    params(AccountQuery, LoginQuery),
    responses((status = 200, body = LinkQrView))
)]
pub(crate) async fn get_login(
    State(app): State<App>,
    account: Account,
    ApiQuery(query): ApiQuery<LoginQuery>,
) -> Reply<LinkQrView> {
    let code = offered(&app, &account, &query).await?;
    let base64 = qr_data_url(&code.code)?;
    let expire = seconds(app.env.now(), code.expires_at);
    Ok(Json(LinkQrView { status: "OK", base64, rowdata: code.code, expire }))
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
    let code = offered(&app, &account, &query).await?;
    Ok(([(CONTENT_TYPE, "image/png")], qr_png(&code.code)?).into_response())
}

/// Get text of QR code (WHAPI)
///
/// As WHAPI's `GET /users/login/rowdata`: for clients that draw it themselves.
#[utoipa::path(
    get,
    path = "/users/login/rowdata",
    tag = "me",
    params(AccountQuery, LoginQuery),
    responses((status = 200, body = LoginTextView))
)]
pub(crate) async fn get_login_text(
    State(app): State<App>,
    account: Account,
    ApiQuery(query): ApiQuery<LoginQuery>,
) -> Reply<LoginTextView> {
    let code = offered(&app, &account, &query).await?;
    let expire = seconds(app.env.now(), code.expires_at);
    Ok(Json(LoginTextView { status: "OK", rowdata: code.code, expire }))
}

/// The QR that is on offer. The account is connected first: a browser sends the cookie of a person with any
/// link, so that only a token, which is sent in a header alone, may change something by a `GET`.
async fn offered(app: &App, account: &Account, query: &LoginQuery) -> Result<QrCode, ApiError> {
    let is_token = matches!(account.caller.principal, Principal::AccountToken { .. });
    if is_token && query.wakeup != Some(false) {
        instances::connect(app, &account.caller, account.id).await?;
    }
    Ok(instances::qr(app, &account.caller, account.id).await?)
}
