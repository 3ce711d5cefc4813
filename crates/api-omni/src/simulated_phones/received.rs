use super::PhonePath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::simulation::SimulatedMessage;
use omni_app::{App, simulation};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// What arrived at a simulated phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PhoneMessagesView {
    /// The latest 100, oldest first.
    items: Vec<PhoneMessageView>,
}

/// A message that arrived at a simulated phone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PhoneMessageView {
    /// Its id on the network.
    id: String,
    /// Digits of the author's number.
    #[schema(example = "5511900000001")]
    from: String,
    /// Null for what is no text.
    text: Option<String>,
    /// When it was sent, by the network's clock.
    sent_at: Time,
}

impl From<SimulatedMessage> for PhoneMessageView {
    fn from(message: SimulatedMessage) -> Self {
        let SimulatedMessage { id, from, text, sent_at } = message;
        Self { id, from, text, sent_at: sent_at.into() }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// List messages of simulated phone
///
/// What others sent to the phone, decrypted by it.
#[utoipa::path(
    get,
    path = "/simulated-phones/{number}/messages",
    tag = "onboarding",
    params(PhonePath),
    responses((status = 200, body = PhoneMessagesView))
)]
pub(crate) async fn list_simulated_phone_messages(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<PhonePath>,
) -> Reply<PhoneMessagesView> {
    let messages = simulation::received(&app, &caller, &path.number)?;
    Ok(Json(PhoneMessagesView { items: messages.into_iter().map(Into::into).collect() }))
}
