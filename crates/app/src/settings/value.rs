//! Types of values, and how a setting is shown.

use super::catalog::{self, Known};
use crate::entity_tag::EntityTag;
use omni_domain::Timestamp;
use omni_storage::Setting;
use serde_json::Value;

/// Replaces a secret.
pub const MASK: &str = "********";

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// Any JSON.
    Json,
    /// Text that is sealed at rest and never shown.
    Secret,
}

impl ValueType {
    /// The name of the type in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Json => "json",
            Self::Secret => "secret",
        }
    }

    /// The type of a value outside the catalogue.
    pub(super) fn infer(key: &str, value: &Value) -> Self {
        if looks_secret(key) {
            return Self::Secret;
        }
        match value {
            Value::String(_) => Self::String,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::Integer,
            _ => Self::Json,
        }
    }
}

/// Whether a name marks its value as a secret.
pub(super) fn looks_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["api_key", "apikey", "_token", ".token"].iter().any(|end| key.ends_with(end))
        || ["secret", "password"].iter().any(|word| key.contains(word))
}

/// A setting as callers see it; a secret's value is its mask.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingView {
    /// Its name.
    pub key: String,
    /// Its value, its default where none is set, or the mask of a secret. Null: no value.
    pub value: Value,
    /// The type of the value.
    pub value_type: ValueType,
    /// The group it is shown in.
    pub category: String,
    /// What it is for.
    pub description: Option<&'static str>,
    /// Whether the server needs it (it then has a default).
    pub is_required: bool,
    /// The default value.
    pub default_value: Option<Value>,
    /// Whether it has no value of its own.
    pub is_default: bool,
    /// Last change; `None` while nothing is set.
    pub updated_at: Option<Timestamp>,
    /// Its state, a secret included.
    pub tag: EntityTag,
}

/// The state of a setting: what is stored, or that a known one has its default.
pub(super) fn tag(key: &str, stored: Option<&Setting>) -> Option<EntityTag> {
    match stored {
        Some(setting) => Some(stored_tag(setting)),
        None => catalog::known(key).map(unset_tag),
    }
}

fn stored_tag(setting: &Setting) -> EntityTag {
    let Setting { key, value, is_secret, updated_at, .. } = setting;
    EntityTag::of(&(key, value, is_secret, updated_at))
}

fn unset_tag(known: &Known) -> EntityTag {
    EntityTag::of(&(known.key, known.default_value()))
}

impl SettingView {
    /// A stored setting.
    pub(super) fn stored(setting: Setting) -> Self {
        let known = catalog::known(&setting.key);
        let tag = stored_tag(&setting);
        let value_type = if setting.is_secret {
            ValueType::Secret
        } else {
            known.map_or_else(|| ValueType::infer("", &setting.value), |known| known.value_type)
        };
        let value = if setting.is_secret { MASK.into() } else { setting.value };
        Self {
            value,
            value_type,
            category: category(&setting.key, known),
            description: known.map(|known| known.description),
            is_required: known.is_some_and(|known| known.required),
            default_value: known.and_then(Known::default_value),
            is_default: false,
            updated_at: Some(setting.updated_at),
            tag,
            key: setting.key,
        }
    }

    /// A catalogued setting without a value.
    pub(super) fn unset(known: &'static Known) -> Self {
        Self {
            key: known.key.to_owned(),
            value: known.default_value().unwrap_or(Value::Null),
            value_type: known.value_type,
            category: known.category.to_owned(),
            description: Some(known.description),
            is_required: known.required,
            default_value: known.default_value(),
            is_default: true,
            updated_at: None,
            tag: unset_tag(known),
        }
    }
}

fn category(key: &str, known: Option<&Known>) -> String {
    if let Some(known) = known {
        return known.category.to_owned();
    }
    key.split_once('.').map_or("general", |(first, _)| first).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{ValueType, looks_secret};
    use serde_json::json;

    #[test]
    fn a_secret_is_recognised_by_its_name() {
        for key in ["groq.api_key", "GROQ_API_KEY", "bot_token", "my.secret.thing", "db-password"] {
            assert!(looks_secret(key), "{key}");
        }
        for key in ["media.default_language", "tokens.max", "prompt.image_description"] {
            assert!(!looks_secret(key), "{key}");
        }
    }

    #[test]
    fn the_type_follows_the_value() {
        let type_of = |value| ValueType::infer("a.b", &value);
        assert_eq!(type_of(json!("x")), ValueType::String);
        assert_eq!(type_of(json!(3)), ValueType::Integer);
        assert_eq!(type_of(json!(3.5)), ValueType::Json);
        assert_eq!(type_of(json!(true)), ValueType::Boolean);
        assert_eq!(type_of(json!([1])), ValueType::Json);
        assert_eq!(ValueType::infer("a.password", &json!("x")), ValueType::Secret);
    }
}
