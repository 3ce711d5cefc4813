//! Messages of a form that the network approved beforehand.

use super::MediaContent;
use super::simple::Location;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A template with what it is filled with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Its name with the network.
    pub name: String,
    /// Its language, such as `pt_BR`.
    pub language: String,
    /// What its parts are filled with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<TemplateComponent>,
    /// The text as the recipient reads it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A part of a template and what it is filled with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateComponent {
    /// Which part.
    pub part: TemplatePart,
    /// In their order, or by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<TemplateParameter>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TemplatePart {
    /// What stands above the text.
    Header,
    /// The text.
    Body,
    /// A button.
    Button {
        /// Which, from 0.
        index: u32,
        /// What it does.
        action: ButtonAction,
    },
    /// A card of a carousel.
    Card {
        /// Which, from 0.
        index: u32,
        /// Its own parts.
        components: Vec<TemplateComponent>,
    },
}

/// What a template's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonAction {
    /// Answers.
    QuickReply,
    /// Opens a page.
    Url,
    /// Copies a code.
    CopyCode,
    /// Opens a form.
    Flow,
}

/// What a variable of a template is filled with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TemplateParameter {
    /// Text.
    Text {
        /// The variable's name, if the template names its variables.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The text.
        text: String,
    },
    /// An amount of money.
    Currency {
        /// What is shown where the amount cannot be written in the reader's way.
        fallback: String,
        /// ISO 4217.
        code: String,
        /// Thousandths of the unit.
        amount_1000: i64,
    },
    /// A moment.
    DateTime {
        /// What is shown.
        fallback: String,
    },
    /// A picture, video or document.
    Media {
        /// The file.
        file: MediaContent,
    },
    /// A place.
    Location {
        /// The place.
        place: Location,
    },
    /// What comes back when a button is pressed.
    Payload {
        /// It.
        payload: String,
    },
    /// A code to copy.
    CouponCode {
        /// It.
        code: String,
    },
    /// What a form is started with.
    Action {
        /// The form's token, if one is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// What it is filled with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<Value>,
    },
}
