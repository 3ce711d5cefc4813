use super::completion::completion;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::onboarding::Step;
use omni_app::settings::Changed;
use omni_app::{App, onboarding};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, OptionalJson, Peer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub(crate) struct StepPath {
    /// The step's name.
    #[param(example = "api_keys")]
    step_id: String,
}

/// The data of a step.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CompleteStepRequest {
    /// For `api_keys`: `groqApiKey`, `geminiApiKey`, `openaiApiKey`. For `test_message`: `messageId`,
    /// to name a certain message. `skip: true` goes on without the step; `welcome` and `complete`
    /// ignore it.
    #[schema(value_type = Object, example = json!({ "groqApiKey": "gsk_…" }))]
    data: Map<String, Value>,
}

/// A step is done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepDoneView {
    #[schema(example = true)]
    success: bool,
    /// Null after the last step.
    #[schema(example = "first_instance")]
    next_step: Option<&'static str>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::AgentFailed,
    Failure::AgentUnavailable,
    Failure::AgentTimeout,
    Failure::NotSupported,
]);

/// Complete onboarding step
///
/// The step is checked first: keys are tried with their providers; an instance must exist, be
/// connected, have an agent that answers, and have sent a message. An unmet condition is a 409 that states what to do.
#[utoipa::path(
    post,
    path = "/onboarding/steps/{stepId}/complete",
    tag = "onboarding",
    params(StepPath),
    request_body = Option<CompleteStepRequest>,
    responses((status = 200, body = StepDoneView))
)]
pub(crate) async fn complete_onboarding_step(
    State(app): State<App>,
    Auth(caller): Auth,
    Peer(peer): Peer,
    ApiPath(path): ApiPath<StepPath>,
    OptionalJson(body): OptionalJson<CompleteStepRequest>,
) -> Reply<StepDoneView> {
    let data = body.unwrap_or_default().data;
    let step = onboarding::find_step(&caller, &path.step_id)?;
    let changed = Changed { reason: None, ip: peer.peer() };
    let next = onboarding::complete(&app, &caller, completion(step, data)?, changed).await?;
    Ok(Json(StepDoneView { success: true, next_step: next.map(Step::as_str) }))
}
