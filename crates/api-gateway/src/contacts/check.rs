use crate::account::{Account, AccountQuery};
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Numbers in one request: the network is asked about each.
const MAX: usize = 50;

/// Numbers to look up.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CheckRequest {
    /// Phone numbers with country codes, or addresses.
    #[schema(min_items = 1, max_items = 50, example = json!(["5511999998888"]))]
    contacts: Vec<String>,
}

/// What is known of the numbers, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    contacts: Vec<CheckedView>,
}

/// A number.
#[derive(Debug, Serialize, ToSchema)]
struct CheckedView {
    /// As in the request.
    input: String,
    /// `valid` if it is on the network, or `invalid`.
    #[schema(example = "valid")]
    status: &'static str,
    /// Its address.
    wa_id: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// Check numbers
///
/// Whether numbers are on `WhatsApp`. Other spellings of a number (Brazil, Mexico, Argentina) are tried.
#[utoipa::path(
    post,
    path = "/contacts",
    tag = "contacts",
    params(AccountQuery),
    request_body = CheckRequest,
    responses((status = 200, body = CheckView))
)]
pub(crate) async fn check_contacts(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<CheckRequest>,
) -> Reply<CheckView> {
    if !(1..=MAX).contains(&body.contacts.len()) {
        return Err(ApiError::invalid("contacts", format!("give 1 to {MAX} numbers")));
    }
    let mut contacts = Vec::with_capacity(body.contacts.len());
    for input in body.contacts {
        let Account { caller, id } = &account;
        let found = profiles::validate_recipient(&app, caller, *id, &input).await?;
        let status = if found.exists { "valid" } else { "invalid" };
        let wa_id = found.exists.then_some(found.normalized);
        contacts.push(CheckedView { input, status, wa_id });
    }
    Ok(Json(CheckView { contacts }))
}
