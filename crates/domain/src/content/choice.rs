//! Answers to interactive messages and templates.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

text_enum! {
    /// What was chosen from.
    pub enum ChoiceKind {
        /// A button of an interactive message.
        Button = "button",
        /// A row of a list.
        List = "list",
        /// A quick-reply button of a template.
        Template = "template",
        /// A form that was filled in.
        Flow = "flow",
        /// The options of a poll: its title is what was chosen, its id the poll's on the network.
        Poll = "poll",
        /// The answers to an event: its title is the answer, its id the event's on the network.
        Event = "event",
    }
}

/// The choice of a recipient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// What it was chosen from.
    pub kind: ChoiceKind,
    /// The id that the sender gave the button or row, or its payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The text on it.
    pub title: String,
    /// The second line of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The fields of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}
