use super::views::BlockedContactView;
use crate::failures::FAILURES_OF_PEOPLE;
use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A person to block.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BlockContactRequest {
    /// A phone number, or an address on the channel.
    #[schema(example = "+5511999998888")]
    contact: String,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(FAILURES_OF_PEOPLE);

/// Block contact
///
/// On all devices of the account.
#[utoipa::path(
    post,
    path = "/instances/{id}/blocklist",
    tag = "instances",
    params(InstancePath),
    request_body = BlockContactRequest,
    responses((status = 200, body = BlockedContactView))
)]
pub(crate) async fn block_contact(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<BlockContactRequest>,
) -> Reply<BlockedContactView> {
    let blocked = account_state::block(&app, &caller, path.id, &body.contact).await?;
    Ok(Json(blocked.into()))
}
