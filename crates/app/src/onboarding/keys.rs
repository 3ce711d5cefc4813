//! The step `api_keys`: a key is tested with its service before it is stored.

use super::status::ConfiguredKeys;
use crate::app::App;
use crate::error::{Error, Field, Message};
use crate::settings::{self, Changed, Snapshot};
use omni_agents::{AgentError, MediaApi, ModelAddress};
use omni_domain::access::Caller;
use serde_json::{Map, json};
use std::time::Duration;

const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// The keys that the step takes; those that are absent stay as they are.
#[derive(Clone, Default)]
pub struct ModelKeys {
    /// Of Groq.
    pub groq: Option<String>,
    /// Of Gemini.
    pub gemini: Option<String>,
    /// Of OpenAI.
    pub openai: Option<String>,
}

impl std::fmt::Debug for ModelKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelKeys").finish_non_exhaustive()
    }
}

impl ModelKeys {
    const fn is_empty(&self) -> bool {
        self.groq.is_none() && self.gemini.is_none() && self.openai.is_none()
    }
}

/// A service whose key the wizard takes.
struct Service {
    name: &'static str,
    field: Field,
    given: fn(&ModelKeys) -> Option<&String>,
    key: &'static str,
    base_url: &'static str,
}

const GROQ: Service = Service {
    name: "Groq",
    field: Field::StepGroqKey,
    given: |keys| keys.groq.as_ref(),
    key: "groq.api_key",
    base_url: "groq.base_url",
};
const GEMINI: Service = Service {
    name: "Gemini",
    field: Field::StepGeminiKey,
    given: |keys| keys.gemini.as_ref(),
    key: "gemini.api_key",
    base_url: "gemini.base_url",
};
const OPENAI: Service = Service {
    name: "OpenAI",
    field: Field::StepOpenAiKey,
    given: |keys| keys.openai.as_ref(),
    key: "openai.api_key",
    base_url: "openai.base_url",
};

/// Which services have a key.
pub(super) fn configured(settings: &Snapshot<'_>) -> ConfiguredKeys {
    ConfiguredKeys {
        groq: settings.is_set(GROQ.key),
        gemini: settings.is_set(GEMINI.key),
        openai: settings.is_set(OPENAI.key),
    }
}

/// Tests the given keys and stores them: all, or none. Without any, the stored ones are tested.
pub(super) async fn accept(
    app: &App,
    caller: &Caller,
    keys: &ModelKeys,
    changed: Changed,
) -> Result<(), Error> {
    let settings = Snapshot::load(app, caller.tenant_id).await?;
    let mut accepted = Map::new();
    let mut stored = 0;
    for service in [GROQ, GEMINI, OPENAI] {
        if let Some(key) = (service.given)(keys) {
            if key.trim().is_empty() {
                return Err(Error::invalid(service.field, "give the key as a text"));
            }
            test(app, &settings, &service, key, &service.field).await?;
            accepted.insert(service.key.to_owned(), json!(key));
        } else if let Some(key) = settings.secret(service.key)? {
            stored += 1;
            if keys.is_empty() {
                test(app, &settings, &service, &key, &Field::StepData).await?;
            }
        }
    }
    if accepted.is_empty() && stored == 0 {
        let message = Message::from("no key is set; give ")
            .name(Field::StepGroqKey)
            .text(", ")
            .name(Field::StepGeminiKey)
            .text(" or ")
            .name(Field::StepOpenAiKey)
            .text(", or ")
            .name(Field::StepSkip)
            .text(": true to continue without");
        return Err(Error::invalid(Field::StepData, message));
    }
    if !accepted.is_empty() {
        settings::set_many(app, caller, accepted, changed).await?;
    }
    Ok(())
}

async fn test(
    app: &App,
    settings: &Snapshot<'_>,
    service: &Service,
    key: &str,
    field: &Field,
) -> Result<(), Error> {
    let refused = |message: Message| Error::invalid(field.clone(), message);
    let base_url = settings.text(service.base_url).unwrap_or_default().to_owned();
    app.guard
        .check(&base_url)
        .map_err(|why| refused(format!("{} cannot be reached: {why}", service.base_url).into()))?;
    let address = ModelAddress {
        base_url,
        api_key: Some(key.to_owned()),
        model: String::new(),
        api: MediaApi::OpenAi,
    };
    match app.models.check_key(&address, TEST_TIMEOUT).await {
        Ok(()) => Ok(()),
        // Google answers 400 to an unknown key.
        Err(AgentError::Unauthorized | AgentError::Status { status: 400, .. }) => {
            Err(refused(format!("{} does not accept this key", service.name).into()))
        }
        Err(AgentError::Invalid(_)) => Err(refused("a key is plain ASCII text".into())),
        Err(error) => Err(error.into()),
    }
}
