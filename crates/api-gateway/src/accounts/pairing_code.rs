use super::path::{AccountPath, require_account};
use crate::account::AccountId;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The phone that shall be linked.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PairingCodeRequest {
    /// Its number with the country code.
    #[schema(example = "5511999998888")]
    phone: String,
}

/// A code to type on the phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PairingCodeView {
    account_id: AccountId,
    #[schema(example = "ABCD-1234")]
    code: String,
    expires_at: Time,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite);

/// Request pairing code
///
/// Instead of a QR: the code is typed on the phone, under *Linked devices*. Connects the account first
/// if needed.
#[utoipa::path(
    post,
    path = "/accounts/{id}/pairing-code",
    tag = "accounts",
    params(AccountPath),
    request_body = PairingCodeRequest,
    responses((status = 200, body = PairingCodeView))
)]
pub(crate) async fn request_pairing_code(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AccountPath>,
    ApiJson(body): ApiJson<PairingCodeRequest>,
) -> Reply<PairingCodeView> {
    require_account(&app, &caller, path.id).await?;
    let code = instances::pair(&app, &caller, path.id.0, &body.phone).await?;
    let expires_at = code.expires_at.into();
    Ok(Json(PairingCodeView { account_id: path.id, code: code.code, expires_at }))
}
