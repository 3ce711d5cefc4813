//! One-time codes of the person who signed in.

use crate::shapes::Reply;
use crate::users::UserDetailsView;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sign_in};
use omni_http::{ApiJson, Auth, Endpoint, Peer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The own password, once more.
#[derive(Deserialize, ToSchema)]
pub(crate) struct OwnPasswordRequest {
    #[schema(max_length = 128, example = "ChangeMe123!")]
    current_password: String,
}

/// A code of the app.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TotpCodeRequest {
    /// Six digits, as the app shows them now.
    #[schema(max_length = 16, example = "123456")]
    code: String,
}

/// A secret for an app that shows one-time codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotpEnrolmentView {
    /// In base32, for typing. It is never shown again.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    secret: String,
    /// For a QR code.
    #[schema(example = "otpauth://totp/Omni:ann%40example.com?secret=…&issuer=Omni")]
    url: String,
}

/// Recovery codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecoveryCodesView {
    /// Each replaces a one-time code once. They are never shown again.
    recovery_codes: Vec<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::any_key();

/// Set up one-time codes
///
/// The answer has the secret for the user's app, this once. Sign-ins need a code only once
/// `POST /auth/totp/confirm` has accepted one. An API key has none (`NOT_FOUND`).
#[utoipa::path(
    post,
    path = "/auth/totp",
    tag = "auth",
    request_body = OwnPasswordRequest,
    responses((status = 200, body = TotpEnrolmentView))
)]
pub(crate) async fn enrol_totp(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<OwnPasswordRequest>,
) -> Reply<TotpEnrolmentView> {
    let (password, origin) = (&body.current_password, info.origin());
    let enrolled = sign_in::enrol_totp(&app, &caller, password, &origin).await?;
    Ok(Json(TotpEnrolmentView { secret: enrolled.secret, url: enrolled.url }))
}

/// Confirm one-time codes
///
/// From now on sign-ins need a code. The answer has recovery codes, this once.
#[utoipa::path(
    post,
    path = "/auth/totp/confirm",
    tag = "auth",
    request_body = TotpCodeRequest,
    responses((status = 200, body = RecoveryCodesView))
)]
pub(crate) async fn confirm_totp(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<TotpCodeRequest>,
) -> Reply<RecoveryCodesView> {
    let codes = sign_in::confirm_totp(&app, &caller, &body.code, &info.origin()).await?;
    Ok(Json(RecoveryCodesView { recovery_codes: codes.0 }))
}

/// Remove one-time codes
///
/// Sign-ins need no code any more. Twice is not an error.
#[utoipa::path(
    post,
    path = "/auth/totp/remove",
    tag = "auth",
    request_body = OwnPasswordRequest,
    responses((status = 200, body = UserDetailsView))
)]
pub(crate) async fn remove_totp(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(info): Peer,
    ApiJson(body): ApiJson<OwnPasswordRequest>,
) -> Reply<UserDetailsView> {
    let (password, origin) = (&body.current_password, info.origin());
    Ok(Json(sign_in::remove_totp(&app, &caller, password, &origin).await?.into()))
}
