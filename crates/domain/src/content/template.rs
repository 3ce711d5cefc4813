//! Messages from templates that the network approved beforehand.

use super::MediaContent;
use super::simple::Location;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A template with the values of its variables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Its name with the network.
    pub name: String,
    /// Its language, such as `pt_BR`.
    pub language: String,
    /// The values of its components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<TemplateComponent>,
    /// The text as the recipient reads it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A component of a template with the values of its variables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateComponent {
    /// Which component.
    pub part: TemplatePart,
    /// In their order, or by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<TemplateParameter>,
}

/// A component of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TemplatePart {
    /// The header above the text.
    Header,
    /// The text.
    Body,
    /// A button.
    Button {
        /// Which, from 0.
        index: u32,
        /// Its action.
        action: ButtonAction,
    },
    /// A card of a carousel.
    Card {
        /// Which, from 0.
        index: u32,
        /// Its own components.
        components: Vec<TemplateComponent>,
    },
}

/// The action of a template's button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonAction {
    /// Sends a reply.
    QuickReply,
    /// Opens a page.
    Url,
    /// Copies a code.
    CopyCode,
    /// Opens a form.
    Flow,
}

/// The value of a variable of a template.
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
        /// Shown where the amount cannot be formatted for the reader's locale.
        fallback: String,
        /// ISO 4217.
        code: String,
        /// Thousandths of the unit.
        amount_1000: i64,
    },
    /// A date and time.
    DateTime {
        /// The text to show.
        fallback: String,
    },
    /// A picture, video or document.
    Media {
        /// The file.
        file: MediaContent,
    },
    /// A location.
    Location {
        /// The location.
        place: Location,
    },
    /// Returned when a button is pressed.
    Payload {
        /// The payload.
        payload: String,
    },
    /// A code to copy.
    CouponCode {
        /// The code.
        code: String,
    },
    /// The start of a form.
    Action {
        /// The form's token, if one is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// Its initial data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<Value>,
    },
}
