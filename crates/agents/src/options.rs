//! A protocol's options, as they are in a provider's metadata.

use crate::address::{bearer, key_header};
use crate::error::AgentError;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName};
use serde_json::{Map, Value};

/// Placeholder of the key in `authHeader`.
const KEY: &str = "{{apiKey}}";

/// An option that is a text; a blank one is none.
pub(crate) fn text<'a>(options: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    options.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// An option that is yes or no.
pub(crate) fn flag(options: &Map<String, Value>, name: &str) -> Option<bool> {
    match options.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// An option that is a whole number.
pub(crate) fn number(options: &Map<String, Value>, name: &str) -> Option<u64> {
    match options.get(name)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Adds the key as the options define it; `Authorization: Bearer` by default.
pub(crate) fn authorize(
    options: &Map<String, Value>,
    key: &str,
    headers: &mut HeaderMap,
) -> Result<(), AgentError> {
    if let Some(template) = text(options, "authHeader") {
        let (name, value) = template.split_once(':').ok_or_else(|| {
            AgentError::Invalid("metadata.authHeader must read `Name: value`".to_owned())
        })?;
        let name = HeaderName::try_from(name.trim()).map_err(|_| {
            AgentError::Invalid("metadata.authHeader names no HTTP header".to_owned())
        })?;
        headers.insert(name, key_header(&value.replace(KEY, key.trim()))?);
        return Ok(());
    }
    match text(options, "authType") {
        Some("none") => {}
        Some("api-key") => {
            headers.insert(HeaderName::from_static("x-api-key"), key_header(key)?);
        }
        _ => {
            headers.insert(AUTHORIZATION, bearer(key)?);
        }
    }
    Ok(())
}

/// The kinds of files that an agent accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one option each, and none excludes another")]
pub(crate) struct Takes {
    pub(crate) images: bool,
    pub(crate) audio: bool,
    pub(crate) video: bool,
    pub(crate) documents: bool,
}

impl Takes {
    pub(crate) const NOTHING: Self =
        Self { images: false, audio: false, video: false, documents: false };
    pub(crate) const ALL: Self = Self { images: true, audio: true, video: true, documents: true };

    /// `supportsImages`, `supportsAudio`, `supportsVideo`, `supportsDocuments`.
    pub(crate) fn from_options(options: &Map<String, Value>, otherwise: Self) -> Self {
        let flag = |name, otherwise| flag(options, name).unwrap_or(otherwise);
        Self {
            images: flag("supportsImages", otherwise.images),
            audio: flag("supportsAudio", otherwise.audio),
            video: flag("supportsVideo", otherwise.video),
            documents: flag("supportsDocuments", otherwise.documents),
        }
    }

    /// Whether a file of this MIME type is accepted.
    pub(crate) fn takes(self, mime_type: &str) -> bool {
        match mime_type.split_once('/').map_or("", |(kind, _)| kind) {
            "image" => self.images,
            "audio" => self.audio,
            "video" => self.video,
            _ => self.documents,
        }
    }
}
