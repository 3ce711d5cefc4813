use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::simulation::{self, NewPhone};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new simulated phone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreatePhoneRequest {
    /// With its country code; no other simulated phone has it.
    #[schema(example = "+55 11 90000-0001")]
    phone_number: String,
    /// The name that others see.
    #[schema(min_length = 1, max_length = 25, example = "Bike shop")]
    name: String,
}

/// A simulated phone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SimulatedPhoneView {
    /// Digits of its number.
    #[schema(example = "5511900000001")]
    number: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .explains(&[
        (
            Failure::NotSupported,
            "The server is not connected to a simulated network: it was not started with `--sandbox`, or \
             its build has no such network.",
        ),
        (Failure::Conflict, "Another one has this number, or there are as many as there may be."),
    ]);

/// Create simulated phone
///
/// A handset of the simulated WhatsApp network inside the server, for trying it without a real number. Only
/// builds with the feature `sandbox` have that network, and only a server that was started with `--sandbox` is
/// connected to it: `simulatedPhones` of `GET /onboarding/status`. Phones are forgotten when the server stops.
#[utoipa::path(
    post,
    path = "/simulated-phones",
    tag = "onboarding",
    request_body = CreatePhoneRequest,
    responses((status = 201, body = SimulatedPhoneView))
)]
pub(crate) async fn create_simulated_phone(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreatePhoneRequest>,
) -> Result<(StatusCode, Json<SimulatedPhoneView>), ApiError> {
    let new = NewPhone { phone_number: body.phone_number, name: body.name };
    let number = simulation::create(&app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(SimulatedPhoneView { number: number.digits().to_owned() })))
}
