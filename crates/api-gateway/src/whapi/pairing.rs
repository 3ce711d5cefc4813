use super::seconds;
use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, Error, instances};
use omni_domain::access::{Principal, Scope};
use omni_http::{ApiPath, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PhonePath {
    /// The phone's number with the country code.
    #[param(example = "5511999998888")]
    phone: String,
}

/// A code to type on the phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoginCodeView {
    #[schema(example = "ABCD-1234")]
    code: String,
    /// Invalid after this, seconds.
    expire: i64,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Get pairing code (WHAPI)
///
/// As WHAPI's `GET /users/login/{PhoneNumber}`: the code is typed on the phone, under *Linked devices*.
/// Connects the account first if needed. A person uses `POST /accounts/{id}/pairing-code`.
#[utoipa::path(
    get,
    path = "/users/login/{phone}",
    tag = "me",
    params(PhonePath, AccountQuery),
    responses((status = 200, body = LoginCodeView))
)]
pub(crate) async fn get_login_code(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<PhonePath>,
) -> Reply<LoginCodeView> {
    // A browser sends the cookie of a person with any link.
    if matches!(account.caller.principal, Principal::User(_)) {
        let text = "a person requests a code with POST /api/v1/accounts/{id}/pairing-code";
        return Err(Error::conflict(text).into());
    }
    let code = instances::pair(&app, &account.caller, account.id, &path.phone).await?;
    let expire = seconds(app.env.now(), code.expires_at);
    Ok(Json(LoginCodeView { code: code.code, expire }))
}
