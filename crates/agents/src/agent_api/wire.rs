//! The protocol's JSON.

use crate::attachment::Sorted;
use crate::body::placeholder;
use crate::error::AgentError;
use crate::question::{Question, without_nul};
use crate::reading::{Meta, Step, Text, Wire};
use crate::sse::Event;
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use uuid::Uuid;

/// How many messages of its own memory the agent is to read; as Omni v1 sent it.
const MESSAGE_LIMIT: u32 = 100;
/// The prefix of messages from the agent to Omni, which are not for the person.
const CONTROL: &str = "AUTOMAGIK:";

/// The body of a request.
pub(super) fn question(question: &Question, sorted: &Sorted<'_>) -> Value {
    let request = &question.request;
    let context = &question.context;
    let kind = sorted.files.first().map_or_else(
        || "text".to_owned(),
        |file| match file.essence().split_once('/') {
            Some((kind @ ("image" | "audio" | "video"), _)) => kind.to_owned(),
            _ => "document".to_owned(),
        },
    );
    let mut body = json!({
        "message_content": sorted.text(question.message()),
        "message_limit": MESSAGE_LIMIT,
        "message_type": kind,
        "session_name": request.session_id,
        "session_origin": context.channel.as_deref().unwrap_or("whatsapp"),
        "preserve_system_prompt": false,
    });
    if let Some(phone) = context.sender.phone.as_deref() {
        body["user"] = json!({
            "phone_number": phone,
            "email": context.sender.email,
            "user_data": {
                "name": context.sender.name,
                "whatsapp_id": context.sender.id,
                "source": context.channel.as_deref().unwrap_or("whatsapp"),
            },
        });
    } else {
        body["user_id"] = user_id(&request.user_id).to_string().into();
    }
    if !sorted.files.is_empty() {
        let files = sorted.files.iter().enumerate().map(|(index, file)| {
            let mut content = json!({
                "mime_type": file.essence(),
                "name": without_nul(&file.name),
                "size_bytes": file.size,
            });
            content["data"] = placeholder(index).into();
            content
        });
        body["media_contents"] = files.collect();
    }
    body
}

/// The server takes UUIDs only. Other ids become the version 5 of their text in the OID namespace,
/// as Omni v1 had it, so that people keep their memories.
fn user_id(text: &str) -> Uuid {
    if let Ok(id) = text.parse() {
        return id;
    }
    let text = if text.is_empty() { "default" } else { text };
    let hash = Sha1::new().chain_update(Uuid::NAMESPACE_OID).chain_update(text).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}

#[derive(Default)]
pub(super) struct Answer {
    pub(super) meta: Meta,
}

impl Wire for Answer {
    /// No server streams here; one that announces a stream sends its one document as an event.
    fn event(&mut self, event: &Event, text: &mut Text<'_>) -> Result<Step, AgentError> {
        self.whole(&event.data, text)?;
        Ok(Step::Done)
    }

    fn whole(&mut self, body: &[u8], text: &mut Text<'_>) -> Result<(), AgentError> {
        let Ok(Value::Object(answer)) = serde_json::from_slice::<Value>(body) else {
            // Any other body with status 200 is the message itself: a JSON string or plain text.
            return say(&bare(body)?, text);
        };
        if answer.get("success") == Some(&Value::Bool(false)) {
            return Err(AgentError::BadAnswer("the agent reported an error".to_owned()));
        }
        let usage = answer.get("usage");
        let tokens = |names: [&str; 2]| {
            names.iter().find_map(|name| usage.and_then(|usage| usage[*name].as_u64()))
        };
        self.meta.input_tokens = tokens(["request_tokens", "input_tokens"]);
        self.meta.output_tokens = tokens(["response_tokens", "output_tokens"]);
        match answer.get("message") {
            Some(Value::String(message)) => say(message, text),
            Some(Value::Null) => Ok(()),
            Some(other) => say(&other.to_string(), text),
            None => Err(AgentError::BadAnswer("it holds no message".to_owned())),
        }
    }
}

/// A body that is not an object. A page of HTML is a proxy's, not the agent's.
fn bare(body: &[u8]) -> Result<String, AgentError> {
    if let Ok(Value::String(text)) = serde_json::from_slice(body) {
        return Ok(text);
    }
    let text = std::str::from_utf8(body)
        .map_err(|_| AgentError::BadAnswer("neither JSON nor text".to_owned()))?;
    if text.trim_start().starts_with('<') || text.trim_start().starts_with('{') {
        return Err(AgentError::BadAnswer("neither JSON nor text".to_owned()));
    }
    Ok(text.to_owned())
}

fn say(message: &str, text: &mut Text<'_>) -> Result<(), AgentError> {
    match message.trim_start().strip_prefix(CONTROL) {
        Some("ACCESS_DENIED") => Err(AgentError::Refused("access denied".to_owned())),
        Some(_) => {
            Err(AgentError::Refused("it returned a command instead of an answer".to_owned()))
        }
        None => text.push(message),
    }
}

#[cfg(test)]
mod tests {
    use super::user_id;

    #[test]
    fn people_keep_their_ids_of_omni_v1() {
        // Python: uuid.uuid5(uuid.NAMESPACE_OID, text)
        assert_eq!(user_id("").to_string(), user_id("default").to_string());
        assert_eq!(user_id("5511999999999").to_string(), "a5863bde-39c7-5be9-aea3-04c0e73035e4");
        assert_eq!(
            user_id("5D0D5C1C-6D0F-4B7B-8B57-0F2D6A1F0B7A").to_string(),
            "5d0d5c1c-6d0f-4b7b-8b57-0f2d6a1f0b7a"
        );
    }
}
