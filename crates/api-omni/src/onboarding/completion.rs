use axum::http::StatusCode;
use omni_app::Error;
use omni_app::error::Field;
use omni_app::onboarding::{Completion, ModelKeys, Step};
use omni_http::{ApiError, Details, FieldName};
use serde_json::{Map, Value};

/// The members of the step `api_keys`; the setting's name is accepted as well.
const GROQ: [&str; 2] = ["groqApiKey", "groq.api_key"];
const GEMINI: [&str; 2] = ["geminiApiKey", "gemini.api_key"];
const OPENAI: [&str; 2] = ["openaiApiKey", "openai.api_key"];

/// Reads the data of a step. A step that needs none ignores it.
pub(super) fn completion(step: Step, mut data: Map<String, Value>) -> Result<Completion, ApiError> {
    if step.can_be_skipped() && is_skipped(&mut data) {
        return Ok(Completion::Skip(step));
    }
    Ok(match step {
        Step::Welcome => Completion::Welcome,
        Step::ApiKeys => return api_keys(&data),
        Step::FirstInstance => Completion::FirstInstance,
        Step::Connect => Completion::Connect,
        Step::Agent => Completion::Agent,
        Step::TestMessage => Completion::TestMessage(match data.get("messageId") {
            Some(id) => Some(id.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
                Error::invalid(Field::StepMessage, "give the id that a send returned")
            })?),
            None => None,
        }),
        Step::Complete => Completion::Complete,
    })
}

/// Whether the step is skipped.
fn is_skipped(data: &mut Map<String, Value>) -> bool {
    data.remove("skip") == Some(Value::Bool(true))
}

fn api_keys(data: &Map<String, Value>) -> Result<Completion, ApiError> {
    let known = |name: &str| [GROQ, GEMINI, OPENAI].iter().any(|names| names.contains(&name));
    if let Some(unknown) = data.keys().find(|name| !known(name)) {
        return Err(unknown_member(unknown));
    }
    Ok(Completion::ApiKeys(ModelKeys {
        groq: key(data, GROQ, Field::StepGroqKey)?,
        gemini: key(data, GEMINI, Field::StepGeminiKey)?,
        openai: key(data, OPENAI, Field::StepOpenAiKey)?,
    }))
}

fn key(
    data: &Map<String, Value>,
    names: [&str; 2],
    field: Field,
) -> Result<Option<String>, ApiError> {
    match names.iter().find_map(|name| data.get(*name)) {
        None => Ok(None),
        Some(Value::String(key)) => Ok(Some(key.clone())),
        Some(_) => Err(Error::invalid(field, "give the key as a string").into()),
    }
}

fn unknown_member(name: &str) -> ApiError {
    let message = "is unknown; give groqApiKey, geminiApiKey, openaiApiKey, or skip: true";
    ApiError::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message).with_details(
        Details::Field {
            field: FieldName::Request(format!("data.{name}")),
            message: message.into(),
        },
    )
}
