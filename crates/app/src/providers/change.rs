//! The values of a provider, and their checks.

use super::{builtin, key_purpose};
use crate::app::App;
use crate::entity_tag::{EntityTag, Precondition};
use crate::error::{Error, Field, Message};
use crate::settings::MASK;
use omni_domain::provider::{Provider, ProviderKind};
use omni_storage::StorageError;
use serde_json::{Map, Value};

const MAX_NAME_CHARS: usize = 255;
const MAX_KEY_CHARS: usize = 4096;
const MAX_METADATA_BYTES: usize = 64 * 1024;
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 100..=600_000;

/// A new provider.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it holds a key in clear")]
pub struct NewProvider {
    /// Unique name.
    pub name: String,
    /// Its protocol.
    pub kind: ProviderKind,
    /// The base of its addresses.
    pub api_url: String,
    /// Its key.
    pub api_key: Option<String>,
    /// Milliseconds for one answer; `None` is a minute.
    pub default_timeout: Option<u64>,
    /// Whether answers are streamed.
    pub default_streaming: Option<bool>,
    /// The protocol's own options.
    pub metadata: Map<String, Value>,
}

/// The change of a provider's key.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub enum KeyChange {
    /// It stays.
    #[default]
    Keep,
    /// It is removed.
    Remove,
    /// It is replaced by this one.
    Replace(String),
}

/// Changes to a provider. `None` leaves a member as it is.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold a key in clear")]
pub struct ProviderPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// A new name.
    pub name: Option<String>,
    /// Another protocol.
    pub kind: Option<ProviderKind>,
    /// Another address.
    pub api_url: Option<String>,
    /// Another key, or none.
    pub api_key: KeyChange,
    /// Another time limit.
    pub default_timeout: Option<u64>,
    /// Whether to stream.
    pub default_streaming: Option<bool>,
    /// Other options, replacing all.
    pub metadata: Option<Map<String, Value>>,
}

/// A provider as callers see it: without its key, and with the secrets of its options masked.
#[derive(Debug, Clone)]
pub struct ProviderDetails {
    /// The provider; its key removed.
    pub provider: Provider,
    /// Whether it has a key.
    pub has_api_key: bool,
    /// Its state, secrets included.
    pub tag: EntityTag,
}

/// The state of a provider; without its health, which changes by itself.
pub(super) fn tag(provider: &Provider) -> EntityTag {
    EntityTag::of(&Provider { health: None, ..provider.clone() })
}

impl From<Provider> for ProviderDetails {
    fn from(mut provider: Provider) -> Self {
        let tag = tag(&provider);
        let has_api_key = provider.api_key.take().is_some();
        builtin::mask(&mut provider);
        Self { provider, has_api_key, tag }
    }
}

/// Checks everything but the key.
pub(super) fn check(app: &App, provider: &Provider) -> Result<(), Error> {
    let name = provider.name.as_str();
    if name.trim().is_empty() || name.chars().count() > MAX_NAME_CHARS {
        return Err(Error::invalid(
            Field::ProviderName,
            "a provider needs a name of 1 to 255 characters",
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(Field::ProviderName, "a name holds no control characters"));
    }
    app.guard
        .check(&provider.api_url)
        .map_err(|why| Error::invalid(Field::ProviderUrl, why.to_string()))?;
    if !TIMEOUT_MS.contains(&provider.default_timeout) {
        return Err(Error::invalid(Field::ProviderTimeout, "give a time of 100 to 600000 ms"));
    }
    builtin::check(app, provider)
}

/// Checks the size of new options.
pub(super) fn check_size(metadata: &Map<String, Value>) -> Result<(), Error> {
    if Value::Object(metadata.clone()).to_string().len() > MAX_METADATA_BYTES {
        return Err(Error::invalid(
            Field::ProviderOptions,
            "metadata holds at most 65536 bytes of JSON",
        ));
    }
    Ok(())
}

/// The key as it is stored.
pub(super) fn seal(
    app: &App,
    provider: &Provider,
    key: Option<String>,
) -> Result<Option<String>, Error> {
    let Some(key) = key else { return Ok(None) };
    let key = key.trim();
    let refused = |message: Message| Err(Error::invalid(Field::ProviderKey, message));
    if key == MASK {
        return refused(
            Message::from("this is the mask that stands for the key; leave ")
                .name(Field::ProviderKey)
                .text(" out to keep it"),
        );
    }
    if key.is_empty() || key.chars().count() > MAX_KEY_CHARS {
        return refused("a key has 1 to 4096 characters; null removes it".into());
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return refused("a key is plain ASCII text".into());
    }
    Ok(Some(app.sealer.seal(&key_purpose(provider), key)))
}

pub(super) fn name_taken(error: StorageError, name: &str) -> Error {
    match error {
        StorageError::NotUnique { .. } => Error::conflict(format!(
            "a provider named `{name}` exists already; choose another name"
        )),
        other => other.into(),
    }
}
