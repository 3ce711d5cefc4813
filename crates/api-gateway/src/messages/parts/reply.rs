use omni_domain::content::{Choice, ChoiceKind};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What a person chose: a button, a row of a list, options of a poll, or what was entered in a form.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ReplyView {
    /// `buttons_reply`, `list_reply`, `flow_reply`, `poll_reply` or `event_reply`: the member that has it.
    #[serde(rename = "type")]
    #[schema(example = "buttons_reply")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    buttons_reply: Option<ChosenView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_reply: Option<ChosenView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_reply: Option<ChosenView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll_reply: Option<ChosenView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_reply: Option<ChosenView>,
}

/// What was chosen.
#[derive(Debug, Serialize, ToSchema)]
struct ChosenView {
    /// The id that the sender gave the button or row; of a poll or an event, the network's id of that message.
    id: Option<String>,
    title: String,
    /// The second line of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The fields of a form, several options of a poll, or the guests at an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    data: Option<Value>,
}

impl From<&Choice> for ReplyView {
    fn from(choice: &Choice) -> Self {
        let chosen = Some(ChosenView {
            id: choice.id.clone(),
            title: choice.title.clone(),
            description: choice.description.clone(),
            data: choice.data.clone(),
        });
        let none = Self { kind: reply_type(choice.kind), ..Self::default() };
        match choice.kind {
            ChoiceKind::Button | ChoiceKind::Template => Self { buttons_reply: chosen, ..none },
            ChoiceKind::List => Self { list_reply: chosen, ..none },
            ChoiceKind::Flow => Self { flow_reply: chosen, ..none },
            ChoiceKind::Poll => Self { poll_reply: chosen, ..none },
            ChoiceKind::Event => Self { event_reply: chosen, ..none },
        }
    }
}

/// This API's name of a kind of reply.
pub(crate) const fn reply_type(kind: ChoiceKind) -> &'static str {
    match kind {
        ChoiceKind::Button | ChoiceKind::Template => "buttons_reply",
        ChoiceKind::List => "list_reply",
        ChoiceKind::Flow => "flow_reply",
        ChoiceKind::Poll => "poll_reply",
        ChoiceKind::Event => "event_reply",
    }
}
