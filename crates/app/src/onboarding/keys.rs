//! The step `api_keys`: a key is tested where it is for before it is kept.

use crate::app::App;
use crate::error::Error;
use crate::settings::{self, Changed, Snapshot};
use omni_agents::{AgentError, MediaApi, ModelAddress};
use omni_domain::access::Caller;
use serde_json::{Map, Value, json};
use std::time::Duration;

const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// A service whose key the wizard takes.
struct Service {
    name: &'static str,
    /// The member of the step's data.
    field: &'static str,
    key: &'static str,
    base_url: &'static str,
    flag: &'static str,
}

const SERVICES: [Service; 3] = [
    Service {
        name: "Groq",
        field: "groqApiKey",
        key: "groq.api_key",
        base_url: "groq.base_url",
        flag: "groqConfigured",
    },
    Service {
        name: "Gemini",
        field: "geminiApiKey",
        key: "gemini.api_key",
        base_url: "gemini.base_url",
        flag: "geminiConfigured",
    },
    Service {
        name: "OpenAI",
        field: "openaiApiKey",
        key: "openai.api_key",
        base_url: "openai.base_url",
        flag: "openaiConfigured",
    },
];

/// Which services have a key.
pub(super) fn configured(settings: &Snapshot<'_>) -> Value {
    let flags = SERVICES
        .iter()
        .map(|service| (service.flag.to_owned(), settings.is_set(service.key).into()));
    Value::Object(flags.collect())
}

/// Tests the keys in the step's data and keeps them: all, or none. Without any, those that are
/// kept already are tested.
pub(super) async fn accept(
    app: &App,
    caller: &Caller,
    data: &Map<String, Value>,
    changed: Changed,
) -> Result<(), Error> {
    if let Some(unknown) = data.keys().find(|name| find(name).is_none()) {
        return Err(Error::invalid(
            format!("data.{unknown}"),
            "is not known here; give groqApiKey, geminiApiKey, openaiApiKey, or skip: true",
        ));
    }
    let settings = Snapshot::load(app, caller.tenant_id).await?;
    let mut accepted = Map::new();
    let mut kept = 0;
    for service in &SERVICES {
        let given = data.get(service.field).or_else(|| data.get(service.key));
        if let Some(value) = given {
            let field = format!("data.{}", service.field);
            let Some(key) = value.as_str().filter(|key| !key.trim().is_empty()) else {
                return Err(Error::invalid(field, "give the key as a text"));
            };
            test(app, &settings, service, key, &field).await?;
            accepted.insert(service.key.to_owned(), json!(key));
        } else if let Some(key) = settings.secret(service.key)? {
            kept += 1;
            if data.is_empty() {
                test(app, &settings, service, &key, "data").await?;
            }
        }
    }
    if accepted.is_empty() && kept == 0 {
        return Err(Error::invalid(
            "data",
            "no key is set; give groqApiKey, geminiApiKey or openaiApiKey, or skip: true to go \
             on without",
        ));
    }
    if !accepted.is_empty() {
        settings::set_many(app, caller, accepted, changed).await?;
    }
    Ok(())
}

fn find(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.field == name || service.key == name)
}

async fn test(
    app: &App,
    settings: &Snapshot<'_>,
    service: &Service,
    key: &str,
    field: &str,
) -> Result<(), Error> {
    let base_url = settings.text(service.base_url).unwrap_or_default().to_owned();
    app.guard.check(&base_url).map_err(|why| {
        Error::invalid(field, format!("{} cannot be asked: {why}", service.base_url))
    })?;
    let address = ModelAddress {
        base_url,
        api_key: Some(key.to_owned()),
        model: String::new(),
        api: MediaApi::OpenAi,
    };
    match app.models.check_key(&address, TEST_TIMEOUT).await {
        Ok(()) => Ok(()),
        // Google answers 400 to a key that it does not know.
        Err(AgentError::Unauthorized | AgentError::Status { status: 400, .. }) => {
            Err(Error::invalid(field, format!("{} does not accept this key", service.name)))
        }
        Err(AgentError::Invalid(_)) => Err(Error::invalid(field, "a key is plain ASCII text")),
        Err(error) => Err(error.into()),
    }
}
