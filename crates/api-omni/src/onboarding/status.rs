use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::onboarding::{OnboardingStatus, StepFacts, StepStatus};
use omni_app::{App, onboarding};
use omni_domain::access::Scope;
use omni_http::{Auth, Endpoint};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// The progress of the onboarding.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OnboardingView {
    /// All steps are done.
    completed: bool,
    /// It was skipped.
    skipped: bool,
    #[schema(example = "api_keys")]
    current_step: &'static str,
    steps: Vec<OnboardingStepView>,
    /// Simulated phones can be made: `POST /simulated-phones`.
    simulated_phones: bool,
}

/// A step of the onboarding.
#[derive(Debug, Serialize, ToSchema)]
struct OnboardingStepView {
    /// `welcome`, `api_keys`, `first_instance`, `connect`, `agent`, `test_message` or `complete`.
    #[schema(example = "api_keys")]
    id: &'static str,
    /// `pending`, `in_progress`, `completed` or `skipped`.
    #[schema(example = "in_progress")]
    status: &'static str,
    /// The current state: `groqConfigured` and similar, `instanceCount`, `connectedCount`,
    /// `agentCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({ "groqConfigured": true }))]
    data: Option<Value>,
}

impl From<StepStatus> for OnboardingStepView {
    fn from(step: StepStatus) -> Self {
        Self { id: step.step.as_str(), status: step.state.as_str(), data: step.facts.map(facts) }
    }
}

fn facts(facts: StepFacts) -> Value {
    match facts {
        StepFacts::Keys(keys) => json!({
            "groqConfigured": keys.groq,
            "geminiConfigured": keys.gemini,
            "openaiConfigured": keys.openai,
        }),
        StepFacts::Instances(count) => json!({ "instanceCount": count }),
        StepFacts::Connected(count) => json!({ "connectedCount": count }),
        StepFacts::Agents(count) => json!({ "agentCount": count }),
    }
}

impl From<OnboardingStatus> for OnboardingView {
    fn from(status: OnboardingStatus) -> Self {
        Self {
            completed: status.completed,
            skipped: status.skipped,
            current_step: status.current.as_str(),
            steps: status.steps.into_iter().map(OnboardingStepView::from).collect(),
            simulated_phones: status.simulated_phones,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsRead);

/// Get onboarding status
#[utoipa::path(
    get,
    path = "/onboarding/status",
    tag = "onboarding",
    responses((status = 200, body = OnboardingView))
)]
pub(crate) async fn get_onboarding_status(
    State(app): State<App>,
    Auth(caller): Auth,
) -> Reply<OnboardingView> {
    Ok(Json(onboarding::status(&app, &caller).await?.into()))
}
