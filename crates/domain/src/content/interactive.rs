//! Text with buttons, a list, a link or a form.

use super::MediaContent;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Text with buttons, a list, a link or a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interactive {
    /// The header above the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The text.
    pub body: String,
    /// The footer below the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The buttons, list, link or form.
    pub action: InteractiveAction,
}

/// The header of an interactive message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Header {
    /// A line of text.
    Text {
        /// The line.
        text: String,
    },
    /// A picture, video or document.
    Media {
        /// The file.
        file: MediaContent,
    },
}

/// The action of an interactive message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InteractiveAction {
    /// Buttons that send a reply.
    Buttons {
        /// At least one.
        buttons: Vec<ReplyButton>,
    },
    /// A button that opens a list to choose from.
    List {
        /// The text on the button.
        label: String,
        /// At least one, with at least one row.
        sections: Vec<ListSection>,
    },
    /// A call to action: a button that opens a page.
    Link {
        /// The text on the button.
        label: String,
        /// The page.
        url: String,
    },
    /// A button that opens a form.
    Flow(Flow),
    /// A button that sends the person's location.
    RequestLocation,
    /// An action that this version does not have.
    Other {
        /// The channel's own name for it.
        name: String,
    },
}

/// A button that sends a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyButton {
    /// Returned in the reply.
    pub id: String,
    /// The text on it.
    pub title: String,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSection {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// Returned in the reply.
    pub id: String,
    /// The first line.
    pub title: String,
    /// The second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A form, created with the network beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The network's id of the form.
    pub id: String,
    /// The text on the button.
    pub label: String,
    /// Returned with the answers.
    pub token: String,
    /// How it starts.
    pub start: FlowStart,
}

/// How a form starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FlowStart {
    /// With this screen.
    Screen {
        /// Its name.
        name: String,
        /// Its initial data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<Value>,
    },
    /// With what the form's own endpoint returns.
    Endpoint,
}
