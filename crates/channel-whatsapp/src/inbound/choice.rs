//! Replies to interactive messages: the button, row or form that a person chose.

use omni_domain::content::{Choice, ChoiceKind, Content};
use serde_json::Value;
use waproto::whatsapp as wa;
use waproto::whatsapp::__buffa::oneof::message::buttons_response_message::Response;
use waproto::whatsapp::__buffa::oneof::message::interactive_response_message::InteractiveResponseMessage;

/// Reads a choice of an unwrapped message.
pub(super) fn read(message: &wa::Message) -> Option<Content> {
    template(message)
        .or_else(|| list(message))
        .or_else(|| button(message))
        .or_else(|| flow(message))
        .map(Content::Choice)
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

fn chosen(kind: ChoiceKind, id: Option<String>, title: Option<String>) -> Option<Choice> {
    let title = title.or_else(|| id.clone())?;
    Some(Choice { kind, id, title, description: None, data: None })
}

fn template(message: &wa::Message) -> Option<Choice> {
    let choice = message.template_button_reply_message.as_option()?;
    let title = full(choice.selected_display_text.as_ref());
    chosen(ChoiceKind::Template, full(choice.selected_id.as_ref()), title)
}

fn list(message: &wa::Message) -> Option<Choice> {
    let choice = message.list_response_message.as_option()?;
    let row = choice.single_select_reply.as_option();
    let id = full(row.and_then(|row| row.selected_row_id.as_ref()));
    let description = full(choice.description.as_ref());
    let chosen = chosen(ChoiceKind::List, id, full(choice.title.as_ref()))?;
    Some(Choice { description, ..chosen })
}

fn button(message: &wa::Message) -> Option<Choice> {
    let choice = message.buttons_response_message.as_option()?;
    let title = choice.response.as_ref().map(|response| match response {
        Response::SelectedDisplayText(text) => text.clone(),
    });
    chosen(ChoiceKind::Button, full(choice.selected_button_id.as_ref()), title)
}

/// A form that was filled in, or a choice of a newer kind: its fields are JSON.
fn flow(message: &wa::Message) -> Option<Choice> {
    let choice = message.interactive_response_message.as_option()?;
    let answer = choice
        .interactive_response_message
        .as_ref()
        .map(|InteractiveResponseMessage::NativeFlowResponseMessage(answer)| answer);
    let data: Option<Value> = answer
        .and_then(|answer| answer.params_json.as_deref())
        .and_then(|json| serde_json::from_str(json).ok());
    let id = data.as_ref().and_then(|data| text_of(&data["id"]));
    let title = full(choice.body.as_option().and_then(|body| body.text.as_ref()))
        .or_else(|| full(answer.and_then(|answer| answer.name.as_ref())));
    Some(Choice { data, ..chosen(ChoiceKind::Flow, id, title)? })
}

/// An id may be written as a number.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
