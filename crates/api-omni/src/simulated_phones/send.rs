use super::PhonePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, simulation};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text to send from a simulated phone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneTextRequest {
    /// The number that it is for.
    #[schema(example = "+55 11 90000-0001")]
    to: String,
    /// What the person writes.
    #[schema(min_length = 1, max_length = 4096, example = "Do you repair bikes?")]
    text: String,
}

/// A text was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneSentView {
    /// The message's id on the network.
    id: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "The network has no such number.")]);

/// Send from simulated phone
///
/// Sends a text as the person with this phone, encrypted as a real one does.
#[utoipa::path(
    post,
    path = "/simulated-phones/{number}/messages",
    tag = "onboarding",
    params(PhonePath),
    request_body = PhoneTextRequest,
    responses((status = 200, body = PhoneSentView))
)]
pub(crate) async fn send_from_simulated_phone(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PhonePath>,
    ApiJson(body): ApiJson<PhoneTextRequest>,
) -> Reply<PhoneSentView> {
    let id = simulation::send(&app, &caller, &path.number, &body.to, &body.text).await?;
    Ok(Json(PhoneSentView { id }))
}
