//! The built-in agent's options: which are secret, and whether they are valid.
//!
//! Secret are the values of its tools' headers and the tokens of its MCP servers. Each is sealed
//! for its own location, address included, so that a secret never goes to another address than the one
//! it was given for.

use crate::app::App;
use crate::error::{Error, Field};
use crate::secrets::Purpose;
use crate::settings::MASK;
use omni_agents::{AgentEndpoint, BuiltInConfig};
use omni_domain::ids::ProviderId;
use omni_domain::provider::{Provider, ProviderKind};
use serde_json::{Map, Value};
use std::collections::HashMap;

const MAX_SECRET_CHARS: usize = 4096;
/// Stands for the model where only an instance names one.
pub(crate) const ANY_MODEL: &str = "any";

type Metadata = Map<String, Value>;

/// Whether the options are valid, with their secrets in clear or sealed.
pub(super) fn check(app: &App, provider: &Provider) -> Result<(), Error> {
    if provider.kind != ProviderKind::Builtin {
        return Ok(());
    }
    let endpoint = AgentEndpoint {
        kind: provider.kind.as_str().to_owned(),
        base_url: provider.api_url.clone(),
        api_key: None,
        agent_id: Some(ANY_MODEL.to_owned()),
        options: provider.metadata.clone(),
        tools: Vec::new(),
    };
    let invalid =
        |error: omni_agents::AgentError| Error::invalid(Field::ProviderOptions, error.to_string());
    let config = BuiltInConfig::from_endpoint(&endpoint).map_err(invalid)?;
    config.check_options().map_err(invalid)?;
    check_urls(app, &config, &Field::ProviderOptions)
}

/// Whether every address that the agent may call is allowed. At each use: the configuration may
/// have changed since it was stored.
pub(crate) fn check_urls(app: &App, config: &BuiltInConfig, field: &Field) -> Result<(), Error> {
    for url in config.urls() {
        app.guard.check(url.trim()).map_err(|why| {
            Error::invalid(field.clone(), format!("`{}` cannot be called: {why}", host(url)))
        })?;
    }
    Ok(())
}

/// The part of an address that may be shown: the rest may hold a secret.
fn host(url: &str) -> String {
    let parsed = url::Url::parse(url.trim()).ok();
    parsed.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "?".to_owned())
}

/// Seals the secrets of options just given. The mask stands for what is stored for the same location.
pub(super) fn seal(app: &App, provider: &mut Provider, earlier: &Metadata) -> Result<(), Error> {
    if provider.kind != ProviderKind::Builtin {
        return Ok(());
    }
    let mut kept = HashMap::new();
    each(&mut earlier.clone(), |location, secret| {
        kept.insert(location, secret.clone());
        Ok(())
    })?;
    let id = provider.id;
    each(&mut provider.metadata, |location, secret| {
        if secret == MASK {
            *secret = kept.get(&location).cloned().ok_or_else(|| {
                Error::invalid(Field::ProviderOptions, "the mask stands for a secret that is stored; a new or changed address needs its own")
            })?;
            return Ok(());
        }
        let plain = secret.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if !plain || secret.is_empty() || secret.len() > MAX_SECRET_CHARS {
            return Err(Error::invalid(
                Field::ProviderOptions,
                "headers of tools and tokens of servers are 1 to 4096 characters of plain ASCII",
            ));
        }
        *secret = app.sealer.seal(&purpose(id, &location), secret);
        Ok(())
    })
}

/// The options with their secrets in clear, for requests.
pub(crate) fn open(app: &App, provider: &Provider) -> Result<Metadata, Error> {
    let mut metadata = provider.metadata.clone();
    if provider.kind == ProviderKind::Builtin {
        each(&mut metadata, |location, secret| {
            let opened = app.sealer.open(&purpose(provider.id, &location), secret);
            *secret = opened.map_err(Error::internal)?;
            Ok(())
        })?;
    }
    Ok(metadata)
}

/// The options as callers see them.
pub(super) fn mask(provider: &mut Provider) {
    if provider.kind == ProviderKind::Builtin {
        let masked = each(&mut provider.metadata, |_, secret| {
            MASK.clone_into(secret);
            Ok(())
        });
        debug_assert!(masked.is_ok(), "masking refuses nothing");
    }
}

/// The location of a secret holds its address.
fn purpose(id: ProviderId, location: &str) -> Purpose {
    Purpose::sent_to(format!("provider/{id}/{location}"), location)
}

/// Calls `change` with each secret and its location.
fn each(
    metadata: &mut Metadata,
    mut change: impl FnMut(String, &mut String) -> Result<(), Error>,
) -> Result<(), Error> {
    for tool in list(metadata, "tools") {
        let location = format!("tool/{}/{}", word(tool, "name"), word(tool, "url"));
        let Some(Value::Object(headers)) = tool.get_mut("headers") else { continue };
        for (name, value) in headers {
            if let Value::String(secret) = value {
                change(format!("{location}/{name}"), secret)?;
            }
        }
    }
    for server in list(metadata, "mcpServers") {
        let location = format!("mcp/{}", word(server, "url"));
        if let Some(Value::String(secret)) = server.get_mut("token") {
            change(location, secret)?;
        }
    }
    Ok(())
}

fn list<'a>(
    metadata: &'a mut Metadata,
    name: &str,
) -> impl Iterator<Item = &'a mut Value> + use<'a> {
    metadata.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn word(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
