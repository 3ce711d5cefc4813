//! The values of a quick reply, and their checks.

use crate::entity_tag::Precondition;
use crate::error::{Error, Field};
use omni_domain::ids::InstanceId;
use omni_domain::quick_reply::{Variable, unknown_variable};

/// Longest shortcut, characters.
const SHORTCUT_CHARS: usize = 32;
/// Longest title, characters.
const TITLE_CHARS: usize = 100;
/// Longest text, characters.
const TEXT_CHARS: usize = 4096;

/// A quick reply to create.
#[derive(Debug, Clone)]
pub struct NewQuickReply {
    /// Only for this instance; `None` is for all.
    pub instance_id: Option<InstanceId>,
    /// 1 to 32 letters, digits, `-` and `_`; a slash before it is dropped.
    pub shortcut: String,
    /// 1 to 100 characters.
    pub title: String,
    /// 1 to 4096 characters.
    pub text: String,
}

/// Changes of a quick reply: `None` leaves a member as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct QuickReplyPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// Only for this instance, or for all.
    pub instance_id: Option<Option<InstanceId>>,
    /// As of [`NewQuickReply`].
    pub shortcut: Option<String>,
    /// As of [`NewQuickReply`].
    pub title: Option<String>,
    /// As of [`NewQuickReply`].
    pub text: Option<String>,
}

pub(super) fn shortcut(given: &str) -> Result<String, Error> {
    let trimmed = given.trim();
    let shortcut = trimmed.strip_prefix('/').unwrap_or(trimmed).to_lowercase();
    let fits = (1..=SHORTCUT_CHARS).contains(&shortcut.chars().count());
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    if fits && shortcut.chars().all(is_word) {
        return Ok(shortcut);
    }
    Err(Error::invalid(
        Field::QuickReplyShortcut,
        format!("give 1 to {SHORTCUT_CHARS} letters, digits, `-` or `_`, such as `hours`"),
    ))
}

pub(super) fn title(given: &str) -> Result<String, Error> {
    let title = given.trim();
    let fits = (1..=TITLE_CHARS).contains(&title.chars().count());
    if fits && !title.chars().any(char::is_control) {
        return Ok(title.to_owned());
    }
    Err(Error::invalid(
        Field::QuickReplyTitle,
        format!("give a title of 1 to {TITLE_CHARS} characters, without control characters"),
    ))
}

pub(super) fn text(given: String) -> Result<String, Error> {
    if given.trim().is_empty() || given.chars().count() > TEXT_CHARS {
        return Err(Error::invalid(
            Field::QuickReplyText,
            format!("give a text of 1 to {TEXT_CHARS} characters"),
        ));
    }
    let Some(unknown) = unknown_variable(&given) else { return Ok(given) };
    let known: Vec<String> =
        Variable::ALL.iter().map(|variable| format!("`{{{{{variable}}}}}`")).collect();
    let shown: String = unknown.chars().take(40).collect();
    Err(Error::invalid(
        Field::QuickReplyText,
        format!("`{{{{{shown}}}}}` is no variable; there are {}", known.join(", ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::{shortcut, text, title};

    #[test]
    fn a_shortcut_is_one_word_in_lower_case() {
        for (given, kept) in [("hours", "hours"), (" /Hours ", "hours"), ("olá_2-b", "olá_2-b")] {
            assert_eq!(shortcut(given).expect("a shortcut"), kept);
        }
        for refused in ["", "/", "two words", "a/b", "//a", &"a".repeat(33)] {
            assert!(shortcut(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn titles_and_texts_have_bounds() {
        assert_eq!(title("  Opening hours ").expect("a title"), "Opening hours");
        for refused in ["", " ", "a\nb", &"a".repeat(101)] {
            assert!(title(refused).is_err(), "{refused}");
        }
        let kept = "Hello {{name}},\nwe are open.";
        assert_eq!(text(kept.to_owned()).expect("a text"), kept);
        for refused in ["", " \n", &"a".repeat(4097)] {
            assert!(text(refused.to_owned()).is_err());
        }
        let error = text("Hello {{nome}}".to_owned()).expect_err("no variable");
        assert_eq!(
            error.to_string(),
            "`{{nome}}` is no variable; there are `{{name}}`, `{{phone}}`, `{{agent}}`"
        );
    }
}
