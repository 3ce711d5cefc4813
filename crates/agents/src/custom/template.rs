//! The body of a request, from a template.
//!
//! Placeholders: `{{message}}`, `{{sessionId}}`, `{{userId}}`, `{{userPhone}}`, `{{userName}}`,
//! `{{chatId}}`, `{{agentId}}`, `{{prompt}}`, and `{{mediaContents}}` (a list). In a JSON string a
//! placeholder becomes the text, escaped; the list, and a placeholder outside of strings, becomes
//! JSON. What a person writes therefore never changes the request's structure.

use super::invalid;
use crate::attachment::{Attachment, Sorted};
use crate::body::placeholder;
use crate::error::AgentError;
use crate::options;
use crate::question::{Question, without_nul};
use serde_json::{Map, Value, json};

const NAMES: &[&str] = &[
    "message",
    "sessionId",
    "userId",
    "userPhone",
    "userName",
    "chatId",
    "agentId",
    "prompt",
    "mediaContents",
];
/// Without a template: the message and nothing else.
const PLAIN: &str = r#"{"message":"{{message}}"}"#;

#[derive(Debug)]
pub(super) struct Template {
    text: String,
    agent_id: String,
    /// The path of pictures, as members.
    image_path: Option<Vec<String>>,
    image_urls: bool,
}

/// A body, and the files whose placeholders are in it.
#[derive(Debug)]
pub(super) struct Filled<'a> {
    pub(super) body: Value,
    pub(super) files: Vec<&'a Attachment>,
}

impl Template {
    pub(super) fn from_options(
        given: &Map<String, Value>,
        agent_id: Option<&str>,
    ) -> Result<Self, AgentError> {
        let text = match given.get("requestTemplate") {
            None | Some(Value::Null) => PLAIN.to_owned(),
            Some(Value::String(text)) if text.trim().is_empty() => PLAIN.to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let template = Self {
            text,
            agent_id: agent_id.unwrap_or_default().to_owned(),
            image_path: options::text(given, "imagePath").map(members),
            image_urls: options::text(given, "imageFormat") == Some("url"),
        };
        // A fault of the template is reported when it is stored or first used, not during a chat.
        template.render(&|name| if name == "mediaContents" { json!([]) } else { "x".into() })?;
        Ok(template)
    }

    /// Whether the prompt is part of the body.
    pub(super) fn has_prompt(&self) -> bool {
        let mut names = self.text.split("{{").skip(1).filter_map(|after| after.split_once("}}"));
        names.any(|(name, _)| name.trim() == "prompt")
    }

    pub(super) fn fill<'a>(
        &self,
        question: &Question,
        sorted: &Sorted<'a>,
    ) -> Result<Filled<'a>, AgentError> {
        let message = sorted.text(question.message());
        let media: Vec<Value> =
            sorted.files.iter().enumerate().map(|(at, file)| self.media(at, file)).collect();
        let sender = &question.context.sender;
        let text = |text: &str| Value::String(without_nul(text));
        let known =
            |text: &Option<String>| Value::String(without_nul(text.as_deref().unwrap_or("")));
        let value = |name: &str| match name {
            "message" => text(&message),
            "sessionId" => text(&question.request.session_id),
            "userId" => text(&question.request.user_id),
            "userPhone" => known(&sender.phone),
            "userName" => known(&sender.name),
            "chatId" => known(&question.context.chat_id),
            "agentId" => text(&self.agent_id),
            "prompt" => question.prompt().unwrap_or_default().into(),
            _ => Value::Array(media.clone()),
        };
        let mut body = self.render(&value)?;
        if let Some(path) = &self.image_path {
            let images: Vec<Value> = sorted
                .files
                .iter()
                .enumerate()
                .filter(|(_, file)| file.essence().starts_with("image/"))
                .map(|(at, file)| self.image(at, file))
                .collect();
            if !images.is_empty() {
                put(&mut body, path, images.into());
            }
        }
        Ok(Filled { body, files: sorted.files.clone() })
    }

    fn url<'a>(&self, file: &'a Attachment) -> Option<&'a str> {
        file.url.as_deref().filter(|_| self.image_urls)
    }

    fn media(&self, at: usize, file: &Attachment) -> Value {
        let mut media = json!({
            "mime_type": file.essence(),
            "name": without_nul(&file.name),
            "size_bytes": file.size,
        });
        match self.url(file) {
            Some(url) => media["media_url"] = url.into(),
            None => media["data"] = placeholder(at).into(),
        }
        media
    }

    fn image(&self, at: usize, file: &Attachment) -> Value {
        match self.url(file) {
            Some(url) => url.into(),
            None => format!("data:{};base64,{}", file.essence(), placeholder(at)).into(),
        }
    }

    /// Replaces placeholders by values and parses the result as JSON.
    fn render(&self, value: &dyn Fn(&str) -> Value) -> Result<Value, AgentError> {
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text.as_str();
        let mut in_string = false;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after
                .split_once("}}")
                .ok_or_else(|| invalid("requestTemplate has a `{{` without its `}}`"))?;
            in_string = ends_in_string(before, in_string);
            out.push_str(before);
            rest = after;
            let name = name.trim();
            if !NAMES.contains(&name) {
                let known = NAMES.join(", ");
                return Err(invalid(&format!("requestTemplate may hold only {known}")));
            }
            let value = value(name);
            if !in_string {
                out.push_str(&value.to_string());
            } else if let Value::String(text) = &value {
                let quoted = Value::String(text.clone()).to_string();
                out.push_str(&quoted[1..quoted.len() - 1]);
            } else if out.ends_with('"') && rest.starts_with('"') {
                // The string is nothing but the placeholder of a list: the list replaces it.
                out.pop();
                rest = &rest[1..];
                in_string = false;
                out.push_str(&value.to_string());
            } else {
                let quoted = Value::String(value.to_string()).to_string();
                out.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
        out.push_str(rest);
        serde_json::from_str(&out).map_err(|_| invalid("requestTemplate is not JSON"))
    }
}

/// Whether a piece of JSON ends inside a string, given how it begins.
fn ends_in_string(piece: &str, mut in_string: bool) -> bool {
    let mut escaped = false;
    for byte in piece.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
    }
    in_string
}

/// `$.input.images` or `input.images` as names.
fn members(path: &str) -> Vec<String> {
    let path = path.trim().trim_start_matches('$');
    path.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Puts a value below objects that are created where they are missing.
fn put(body: &mut Value, path: &[String], value: Value) {
    let mut at = body;
    for name in path {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name.as_str()];
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::Template;
    use serde_json::{Map, Value, json};

    fn render(template: Value, message: &str) -> Result<Value, String> {
        let options = Map::from_iter([("requestTemplate".to_owned(), template)]);
        let template = Template::from_options(&options, None).map_err(|error| error.to_string())?;
        let value = |name: &str| match name {
            "mediaContents" => json!([{ "data": "AA" }]),
            _ => Value::from(message),
        };
        template.render(&value).map_err(|error| error.to_string())
    }

    #[test]
    fn text_never_changes_the_structure() {
        let hostile = r#"","admin":true,"x":"\"#;
        for template in [
            json!(r#"{"q": "{{ message }}", "n": {"bare": {{message}}}}"#),
            json!({"q": "{{message}}", "n": {"bare": "{{message}}"}}),
        ] {
            let body = render(template, hostile).unwrap();
            assert_eq!(body, json!({"q": hostile, "n": {"bare": hostile}}));
        }
        // A placeholder inside a value is not replaced again.
        let body = render(json!({"q": "a \"{{message}}\" b"}), "{{userId}}").unwrap();
        assert_eq!(body, json!({"q": "a \"{{userId}}\" b"}));
    }

    #[test]
    fn a_template_says_whether_it_has_the_prompt() {
        for (template, expected) in [
            (json!("{\"p\": \"{{ prompt }}\", \"q\": \"{{message}}\"}"), true),
            (json!({ "prompt": "{{message}}" }), false),
            (json!(null), false),
        ] {
            let options = Map::from_iter([("requestTemplate".to_owned(), template)]);
            let template = Template::from_options(&options, None).expect("a template");
            assert_eq!(template.has_prompt(), expected);
        }
    }

    #[test]
    fn a_list_replaces_its_string() {
        let list = json!([{ "data": "AA" }]);
        let body = render(json!({"m": "{{mediaContents}}", "t": "see {{mediaContents}}"}), "x");
        assert_eq!(body.unwrap(), json!({"m": list, "t": format!("see {list}")}));
        let body = render(json!(r#"{"m": {{mediaContents}}}"#), "x").unwrap();
        assert_eq!(body, json!({ "m": list }));
    }

    #[test]
    fn a_wrong_template_is_refused_at_once() {
        for bad in ["{\"q\": {{message}", "{\"q\": \"{{env.SECRET}}\"}", "q={{message}}"] {
            assert!(render(json!(bad), "x").is_err(), "{bad}");
        }
    }
}
