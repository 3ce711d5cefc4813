//! Texts that people insert by a shortcut while they answer.

use crate::clock::Timestamp;
use crate::ids::{InstanceId, QuickReplyId, TenantId};
use crate::text_enum::text_enum;

/// A text that is inserted by its shortcut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReply {
    /// Internal id.
    pub id: QuickReplyId,
    /// Owner.
    pub tenant_id: TenantId,
    /// Only for this instance; `None` is for all.
    pub instance_id: Option<InstanceId>,
    /// Unique in its tenant: letters in lower case, digits, `-` and `_`.
    pub shortcut: String,
    /// What it is about.
    pub title: String,
    /// The text, with variables as `{{name}}`.
    pub text: String,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

text_enum! {
    /// A part of a quick reply that is filled in when it is inserted.
    pub enum Variable {
        /// The name of the person in the chat.
        Name = "name",
        /// Their phone number.
        Phone = "phone",
        /// The name of the user who answers.
        Agent = "agent",
    }
}

/// The first name in double braces that is not a [`Variable`]. Braces that are not closed are text.
pub fn unknown_variable(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, opened)) = rest.split_once("{{") {
        let (name, after) = opened.split_once("}}")?;
        if name.trim().parse::<Variable>().is_err() {
            return Some(name.trim());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unknown_variable;

    #[test]
    fn names_in_braces_must_be_variables() {
        for text in ["", "hello", "{{name}} and {{ phone }}: {{agent}}", "a {{ b", "{name}", "}}"] {
            assert_eq!(unknown_variable(text), None, "{text}");
        }
        for (text, unknown) in [
            ("{{nome}}", "nome"),
            ("{{name}} {{}}", ""),
            ("{{Name}}", "Name"),
            ("{{a\nb}}", "a\nb"),
        ] {
            assert_eq!(unknown_variable(text), Some(unknown), "{text}");
        }
    }
}
