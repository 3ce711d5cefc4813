//! Phone numbers, apart from how a network spells them in its addresses.

use crate::ids::ParseError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A phone number with its country code: E.164 digits without the `+`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Parses a number as people write it: `+`, spaces, dashes, dots and brackets do not count.
    /// `None` if the rest is not 5 to 20 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = visible(text);
        let digits: String =
            text.trim().chars().filter(|letter| !" +-().".contains(*letter)).collect();
        let is_number =
            (5..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(Self(digits))
    }

    /// The digits, without a `+`.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// The text without the characters that cannot be seen and that programs add when a number is
/// copied: marks of the writing direction, joiners, soft hyphens.
pub fn visible(text: &str) -> String {
    let is_invisible = |letter: &char| {
        matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
    };
    text.chars().filter(|letter| !is_invisible(letter)).collect()
}

/// E.164, with its `+`.
impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl FromStr for PhoneNumber {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text).ok_or_else(|| ParseError::new("phone number", text))
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::PhoneNumber;

    #[test]
    fn separators_around_digits_do_not_count() {
        for text in ["+1 (555) 000-2222", "1.555.000.2222", "\u{202a}+15550002222\u{202c}"] {
            let phone = PhoneNumber::parse(text).expect("a number");
            assert_eq!(
                (phone.digits(), phone.to_string().as_str()),
                ("15550002222", "+15550002222")
            );
        }
        for text in ["ann", "1234", "", "+", "155500022222222222222", "99887766@lid"] {
            assert_eq!(PhoneNumber::parse(text), None, "{text}");
        }
    }
}
