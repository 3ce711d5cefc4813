use super::get::ContactPath;
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, Error, profiles};
use omni_http::{ApiError, ApiPath};

/// Check contact
///
/// 200 if the number is on `WhatsApp`, 404 if it is not; other spellings of it are tried. `POST /contacts`
/// checks several, and has their addresses.
#[utoipa::path(
    head,
    path = "/contacts/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery),
    responses((status = 200, description = "The number is on `WhatsApp`."))
)]
pub(crate) async fn check_contact(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<ContactPath>,
) -> Result<StatusCode, ApiError> {
    let Account { caller, id } = account;
    let found = profiles::validate_recipient(&app, &caller, id, &path.id).await?;
    if found.exists {
        return Ok(StatusCode::OK);
    }
    Err(Error::not_found("contact", &path.id).into())
}
