use crate::ids::ParseError;
use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Longest pattern, characters.
const MAX_CHARS: usize = 40;

/// A phone number with wildcards: digits, and `*` for any number of digits. Separators around
/// digits (`+`, spaces, dashes, dots, brackets) do not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhonePattern {
    /// As it was written.
    text: String,
    /// Digits and stars only.
    plain: String,
}

impl PhonePattern {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a number matches.
    pub fn matches(&self, phone: &PhoneNumber) -> bool {
        self.fits(phone.digits())
    }

    fn fits(&self, digits: &str) -> bool {
        let Some((head, rest)) = self.plain.split_once('*') else { return self.plain == digits };
        let Some(mut digits) = digits.strip_prefix(head) else { return false };
        let Some((middle, tail)) = rest.rsplit_once('*') else { return digits.ends_with(rest) };
        // Each piece at the first position where it fits: that leaves the most for those that
        // follow.
        for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
            let Some(at) = digits.find(piece) else { return false };
            digits = &digits[at + piece.len()..];
        }
        digits.ends_with(tail)
    }
}

impl FromStr for PhonePattern {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let plain: String = text.chars().filter(|letter| !" +-().".contains(*letter)).collect();
        let valid = !plain.is_empty()
            && text.chars().count() <= MAX_CHARS
            && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*');
        if !valid {
            return Err(ParseError::new("phone pattern", text));
        }
        Ok(Self { text: text.to_owned(), plain })
    }
}

impl TryFrom<String> for PhonePattern {
    type Error = ParseError;
    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<PhonePattern> for String {
    fn from(pattern: PhonePattern) -> Self {
        pattern.text
    }
}

#[cfg(test)]
mod tests {
    use super::PhonePattern;

    #[test]
    fn stars_stand_for_any_digits() {
        let cases = [
            ("+1 (555) 000-2222", "15550002222", true),
            ("15550002222", "1555000222", false),
            ("+1555*", "15550002222", true),
            ("+1555*", "2555", false),
            ("*2222", "15550002222", true),
            ("1*000*22", "15550002222", true),
            ("1*22*22", "1522", false),
            ("*", "5", true),
            ("15*15", "15", false),
            ("1**2", "12", true),
        ];
        for (pattern, digits, expected) in cases {
            let pattern: PhonePattern = pattern.parse().expect("a pattern");
            assert_eq!(pattern.fits(digits), expected, "{} {digits}", pattern.as_str());
        }
        for wrong in ["", "  ", "+", "12a", "1?2", &"1".repeat(41)] {
            assert!(wrong.parse::<PhonePattern>().is_err(), "{wrong}");
        }
    }
}
