use super::{InstancePath, pair};
use crate::shapes::{Reply, Success};
use axum::Json;
use axum::extract::State;
use omni_app::instances::PasskeyStep;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What a link waits for, on an account that is protected with a passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    /// `sign`: a passkey of the account signs the options; `compare`: a person compares the code with
    /// that on the phone.
    #[schema(example = "sign")]
    step: &'static str,
    /// The options for `navigator.credentials.get`.
    #[schema(value_type = Option<Object>)]
    options: Option<Value>,
    #[schema(example = "ABCD-1234")]
    code: Option<String>,
}

impl From<PasskeyStep> for PasskeyView {
    fn from(step: PasskeyStep) -> Self {
        match step {
            PasskeyStep::Sign { options } => {
                let options = serde_json::from_str(&options).unwrap_or(Value::String(options));
                Self { step: "sign", options: Some(options), code: None }
            }
            PasskeyStep::Compare { code } => {
                Self { step: "compare", options: None, code: Some(code) }
            }
        }
    }
}

/// The signed challenge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerPasskeyRequest {
    /// What `navigator.credentials.get` returned, as `toJSON()` writes it.
    #[schema(value_type = Object)]
    assertion: Map<String, Value>,
}

pub(crate) const GET_ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "The instance waits for no passkey.")]);

pub(crate) const ENDPOINT: Endpoint = pair::ENDPOINT;

/// Get passkey challenge
///
/// What the link waits for while the state is `passkey_required`.
#[utoipa::path(
    get,
    path = "/instances/{id}/passkey",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = PasskeyView))
)]
pub(crate) async fn get_instance_passkey(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<PasskeyView> {
    Ok(Json(instances::passkey(&app, &caller, path.id).await?.into()))
}

/// Answer passkey challenge
///
/// Hands in the signed challenge. A code to compare follows.
#[utoipa::path(
    post,
    path = "/instances/{id}/passkey",
    tag = "instances",
    params(InstancePath),
    request_body = AnswerPasskeyRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn answer_instance_passkey(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<AnswerPasskeyRequest>,
) -> Result<Json<Success>, ApiError> {
    let assertion = Value::Object(body.assertion).to_string();
    instances::answer_passkey(&app, &caller, path.id, &assertion).await?;
    Ok(Success::reply())
}

/// Confirm passkey code
///
/// The phone shows the same code: the link is completed.
#[utoipa::path(
    post,
    path = "/instances/{id}/passkey/confirm",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn confirm_instance_passkey(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Result<Json<Success>, ApiError> {
    instances::confirm_passkey(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
