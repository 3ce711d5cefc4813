//! The settings of this server: type, category, meaning, default and what it accepts.
//!
//! Names are those of the first version of Omni and, beside each key, the address of the service
//! it is for: any server with the same API may be used instead.

use super::prices::{self, Prices};
use super::value::{MASK, ValueType};
use crate::app::App;
use crate::error::{Error, Field, Hint, Message};
use serde_json::Value;

const MAX_TEXT_CHARS: usize = 32_000;
const MAX_SECRET_CHARS: usize = 4096;
const MAX_JSON_BYTES: usize = 64 * 1024;

/// The constraint on a value besides its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// None.
    Any,
    /// Not blank.
    Filled,
    /// An address that the server may call.
    Url,
    /// `auto`, or a language's two or three letters.
    Language,
    /// Some of these, separated by commas, in order of preference.
    Order(&'static [&'static str]),
    /// What models cost.
    Prices,
}

/// A known setting.
#[derive(Debug)]
pub struct Known {
    /// Its name.
    pub key: &'static str,
    /// Its type.
    pub value_type: ValueType,
    /// The group it is shown in.
    pub category: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Whether the server needs it.
    pub required: bool,
    /// The setting that determines where this secret is sent. A change of that needs the secret again.
    pub(super) sent_to: Option<&'static str>,
    default: Option<&'static str>,
    rule: Rule,
}

const fn secret(key: &'static str, category: &'static str, description: &'static str) -> Known {
    let value_type = ValueType::Secret;
    Known {
        key,
        value_type,
        category,
        description,
        required: false,
        sent_to: None,
        default: None,
        rule: Rule::Any,
    }
}

/// The key of a service whose address is a setting, too.
const fn key(
    key: &'static str,
    sent_to: &'static str,
    category: &'static str,
    description: &'static str,
) -> Known {
    Known { sent_to: Some(sent_to), ..secret(key, category, description) }
}

const fn text(
    key: &'static str,
    category: &'static str,
    default: &'static str,
    rule: Rule,
    description: &'static str,
) -> Known {
    let value_type = ValueType::String;
    Known {
        key,
        value_type,
        category,
        description,
        required: true,
        sent_to: None,
        default: Some(default),
        rule,
    }
}

/// Services that transcribe.
pub(crate) const AUDIO_PROVIDERS: &[&str] = &["groq", "openai"];
/// Services with vision: pictures, videos, scanned documents.
pub(crate) const IMAGE_PROVIDERS: &[&str] = &["gemini", "openai", "groq"];

/// Every known setting, by name within its category.
pub(super) static CATALOG: &[Known] = &[
    Known {
        key: prices::KEY,
        value_type: ValueType::Json,
        category: "agents",
        description: "What a million tokens of each model cost, for the cost of answers: by model, or by \
                      the beginning of its name and `*`, the prices of `input` and `output`.",
        required: false,
        sent_to: None,
        default: None,
        rule: Rule::Prices,
    },
    secret("elevenlabs.api_key", "speech", "Key of ElevenLabs, for spoken answers."),
    Known {
        required: false,
        ..text("elevenlabs.default_model", "speech", "eleven_v3", Rule::Filled, "Model for speech.")
    },
    Known {
        required: false,
        default: None,
        ..text("elevenlabs.default_voice", "speech", "", Rule::Filled, "Voice for speech.")
    },
    key(
        "gemini.api_key",
        "gemini.base_url",
        "providers",
        "Key of Google Gemini, for pictures, videos and scanned documents.",
    ),
    text(
        "gemini.base_url",
        "providers",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        Rule::Url,
        "Address of Gemini's OpenAI-compatible API. Its own, for videos and documents, is beside it.",
    ),
    text(
        "gemini.vision_model",
        "providers",
        "gemini-3-flash-preview",
        Rule::Filled,
        "Gemini's model for pictures.",
    ),
    key("groq.api_key", "groq.base_url", "providers", "Key of Groq, for voice notes and pictures."),
    text(
        "groq.base_url",
        "providers",
        "https://api.groq.com/openai/v1",
        Rule::Url,
        "Address of Groq's OpenAI-compatible API.",
    ),
    text(
        "groq.transcription_model",
        "providers",
        "whisper-large-v3-turbo",
        Rule::Filled,
        "Groq's model for voice notes.",
    ),
    text(
        "groq.vision_model",
        "providers",
        "meta-llama/llama-4-scout-17b-16e-instruct",
        Rule::Filled,
        "Groq's model for pictures.",
    ),
    text(
        "media.audio_providers",
        "media",
        "groq,openai",
        Rule::Order(AUDIO_PROVIDERS),
        "Services that transcribe, in order of preference; those without a key are skipped.",
    ),
    text(
        "media.default_language",
        "media",
        "auto",
        Rule::Language,
        "Language of voice notes, such as `pt`; `auto` lets the model find out.",
    ),
    text(
        "media.image_providers",
        "media",
        "gemini,openai",
        Rule::Order(IMAGE_PROVIDERS),
        "Services that describe pictures and videos and read scanned documents, in order of \
         preference; those without a key are skipped.",
    ),
    key(
        "openai.api_key",
        "openai.base_url",
        "providers",
        "Key of OpenAI, for voice notes and pictures.",
    ),
    text(
        "openai.base_url",
        "providers",
        "https://api.openai.com/v1",
        Rule::Url,
        "Address of OpenAI's API, or of any compatible server.",
    ),
    text(
        "openai.transcription_model",
        "providers",
        "whisper-1",
        Rule::Filled,
        "OpenAI's model for voice notes.",
    ),
    text(
        "openai.vision_model",
        "providers",
        "gpt-4o-mini",
        Rule::Filled,
        "OpenAI's model for pictures.",
    ),
    text(
        "prompt.document_ocr",
        "prompts",
        "Write out all text of this document, in its own language and order. Keep tables as \
         Markdown. Add nothing.",
        Rule::Filled,
        "The prompt with which a model reads a document.",
    ),
    text(
        "prompt.image_description",
        "prompts",
        "Describe this image for a person who cannot see it: what it shows, and all text in it, \
         word for word. Be brief and add nothing that is not there.",
        Rule::Filled,
        "The prompt with which a model describes a picture.",
    ),
    text(
        "prompt.response_gate",
        "prompts",
        "Decide whether the assistant should answer this message. Reply with yes or no only.",
        Rule::Filled,
        "The prompt with which a model decides whether an answer is wanted.",
    ),
    text(
        "prompt.video_description",
        "prompts",
        "Describe this video for a person who cannot see it: what happens, and what is said.",
        Rule::Filled,
        "The prompt with which a model describes a video.",
    ),
];

/// The setting of this name, if it is known.
pub fn known(key: &str) -> Option<&'static Known> {
    CATALOG.iter().find(|known| known.key == key)
}

impl Known {
    /// The default value.
    pub fn default_value(&self) -> Option<Value> {
        self.default.map(Value::from)
    }

    pub(crate) const fn default_text(&self) -> Option<&'static str> {
        self.default
    }
}

/// The type a value will have under this name, or why it cannot be accepted. `field` is where the
/// caller gave it.
pub(super) fn check(
    app: &App,
    field: &Field,
    key: &str,
    value: &Value,
) -> Result<ValueType, Error> {
    let refused = |message: Message| Err(Error::invalid(field.clone(), message));
    if value.is_null() {
        return refused(Message::from("give a value").hint(Hint::DeleteSetting));
    }
    let known = known(key);
    let value_type = known.map_or_else(|| ValueType::infer(key, value), |known| known.value_type);
    match value_type {
        ValueType::String | ValueType::Secret => {
            let Value::String(text) = value else {
                return refused(format!("`{key}` takes a text").into());
            };
            if value_type == ValueType::Secret {
                check_secret(field, text)?;
            } else if text.chars().count() > MAX_TEXT_CHARS {
                return refused(format!("a text holds at most {MAX_TEXT_CHARS} characters").into());
            }
            if let Some(known) = known {
                check_rule(app, field, known.rule, text)?;
            }
        }
        ValueType::Integer if !(value.is_i64() || value.is_u64()) => {
            return refused(format!("`{key}` takes a whole number").into());
        }
        ValueType::Boolean if !value.is_boolean() => {
            return refused(format!("`{key}` takes true or false").into());
        }
        ValueType::Json if value.to_string().len() > MAX_JSON_BYTES => {
            return refused(format!("a value holds at most {MAX_JSON_BYTES} bytes").into());
        }
        ValueType::Json if known.is_some_and(|known| known.rule == Rule::Prices) => {
            if let Err(why) = Prices::parse(value) {
                return refused(why.into());
            }
        }
        ValueType::Integer | ValueType::Boolean | ValueType::Json => {}
    }
    Ok(value_type)
}

fn check_secret(field: &Field, text: &str) -> Result<(), Error> {
    let refused = |message: Message| Err(Error::invalid(field.clone(), message));
    if text == MASK {
        return refused(
            "this is the mask that stands for the secret; leave the setting out to keep it".into(),
        );
    }
    if text.trim().is_empty() || text.chars().count() > MAX_SECRET_CHARS {
        return refused(
            Message::from("a secret has 1 to 4096 characters").hint(Hint::DeleteSecret),
        );
    }
    if text.chars().any(char::is_control) {
        return refused("a secret holds no control characters".into());
    }
    Ok(())
}

fn check_rule(app: &App, field: &Field, rule: Rule, text: &str) -> Result<(), Error> {
    let refused = |message: Message| Err(Error::invalid(field.clone(), message));
    match rule {
        Rule::Filled if text.trim().is_empty() => {
            refused(Message::from("give a text").hint(Hint::RestoreDefault))
        }
        Rule::Any | Rule::Filled | Rule::Prices => Ok(()),
        Rule::Url => match app.guard.check(text) {
            Ok(_) => Ok(()),
            Err(why) => refused(why.to_string().into()),
        },
        Rule::Language => {
            let letters = text.bytes().all(|byte| byte.is_ascii_lowercase());
            if text == "auto" || (letters && (2..=3).contains(&text.len())) {
                return Ok(());
            }
            refused("give `auto` or a language's code, such as `pt` or `en`".into())
        }
        Rule::Order(choices) => {
            let names: Vec<&str> = text.split(',').map(str::trim).collect();
            if names.iter().all(|name| choices.contains(name)) {
                return Ok(());
            }
            refused(format!("give some of {}, separated by commas", choices.join(", ")).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CATALOG, Rule, ValueType};
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_what_is_required_has_a_default() {
        let names: BTreeSet<&str> = CATALOG.iter().map(|known| known.key).collect();
        assert_eq!(names.len(), CATALOG.len());
        for known in CATALOG {
            assert!(!known.required || known.default.is_some(), "{}", known.key);
            assert_eq!(
                super::super::value::looks_secret(known.key),
                known.value_type == ValueType::Secret,
                "{}",
                known.key
            );
        }
    }

    #[test]
    fn every_address_is_bound_to_the_secret_that_is_sent_there() {
        for known in CATALOG {
            let service = known.key.split_once('.').map(|(service, _)| service);
            let is_secret = |other: &&super::Known| {
                other.value_type == ValueType::Secret
                    && other.key.split_once('.').map(|(service, _)| service) == service
            };
            if known.rule == Rule::Url {
                let mut secrets = CATALOG.iter().filter(is_secret).peekable();
                assert!(secrets.peek().is_some(), "{}: whose address is it?", known.key);
                assert!(secrets.all(|secret| secret.sent_to == Some(known.key)), "{}", known.key);
            }
            let address = known.sent_to.map(|address| CATALOG.iter().any(|one| one.key == address));
            assert_ne!(address, Some(false), "{}", known.key);
        }
    }
}
