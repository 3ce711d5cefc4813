//! The body of a request.

use crate::attachment::Sorted;
use crate::body::placeholder;
use crate::question::{Question, without_nul};
use crate::request::Role;
use serde_json::{Value, json};

/// The kinds of files that messages may contain.
pub(super) fn takes(kind: &str) -> bool {
    matches!(kind, "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "application/pdf")
}

/// A conversation has to begin with the user, must not hold empty messages, and alternates.
pub(super) fn question(
    model: &str,
    max_tokens: u64,
    question: &Question,
    sorted: &Sorted<'_>,
) -> Value {
    let mut messages: Vec<(Role, String)> = Vec::new();
    for turn in &question.request.history {
        let text = without_nul(&turn.text);
        if text.trim().is_empty() {
            continue;
        }
        match messages.last_mut() {
            None if turn.role == Role::Assistant => {}
            Some((role, words)) if *role == turn.role => {
                words.push('\n');
                words.push_str(&text);
            }
            _ => messages.push((turn.role, text)),
        }
    }
    let files = !sorted.files.is_empty() || !sorted.readings.is_empty();
    if files && messages.last().is_none_or(|(role, _)| *role == Role::Assistant) {
        messages.push((Role::User, String::new()));
    }
    let last = messages.iter().rposition(|(role, _)| *role == Role::User);
    let messages: Vec<Value> = messages
        .into_iter()
        .enumerate()
        .map(|(index, (role, text))| {
            let role = match role {
                Role::User => "user",
                Role::Assistant => "assistant",
            };
            let content = if Some(index) == last { content(text, sorted) } else { text.into() };
            json!({ "role": role, "content": content })
        })
        .collect();
    let mut body = json!({
        "model": model,
        "max_tokens": max_tokens,
        "messages": messages,
        "stream": question.request.streaming,
    });
    if let Some(prompt) = question.prompt() {
        body["system"] = prompt.into();
    }
    body
}

fn content(text: String, sorted: &Sorted<'_>) -> Value {
    let text = sorted.text(text);
    if sorted.files.is_empty() {
        return text.into();
    }
    let mut blocks: Vec<Value> = sorted
        .files
        .iter()
        .enumerate()
        .map(|(index, file)| {
            let kind = file.essence();
            let block = if kind == "application/pdf" { "document" } else { "image" };
            json!({
                "type": block,
                "source": { "type": "base64", "media_type": kind, "data": placeholder(index) },
            })
        })
        .collect();
    if !text.is_empty() {
        blocks.push(json!({ "type": "text", "text": text }));
    }
    blocks.into()
}
