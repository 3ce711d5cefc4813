//! Locations, contact cards and invitations.

use crate::clock::Timestamp;
use crate::conversation::ChatType;
use serde::{Deserialize, Serialize};

/// A location.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees, -90 to 90.
    pub latitude: f64,
    /// Degrees, -180 to 180.
    pub longitude: f64,
    /// The location's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The location's postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A live location.
    #[serde(default)]
    pub live: bool,
}

/// Phone numbers of one card that are shown.
const MAX_PHONES: usize = 32;

/// A contact card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// Shown name.
    pub name: String,
    /// Phone number, as written on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The card as it was received (vCard 3.0), if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vcard: Option<String>,
}

impl ContactCard {
    /// Every phone number on the card, as written on it, in its order and without repeats.
    pub fn phones(&self) -> Vec<&str> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut seen = Vec::new();
        let on_card = self.vcard.as_deref().unwrap_or_default().lines().filter_map(telephone);
        self.phone
            .as_deref()
            .into_iter()
            .chain(on_card)
            .filter(|phone| {
                let digits = digits(phone);
                let is_new = !digits.is_empty() && !seen.contains(&digits);
                seen.push(digits);
                is_new
            })
            .take(MAX_PHONES)
            .collect()
    }
}

/// The number of a vCard's line `TEL`, with or without a group and parameters.
fn telephone(line: &str) -> Option<&str> {
    let (property, value) = line.split_once(':')?;
    let name = property.split(';').next()?;
    let name = name.rsplit('.').next()?;
    let value = value.trim();
    let value = value.strip_prefix("tel:").unwrap_or(value);
    name.eq_ignore_ascii_case("TEL").then_some(value)
}

/// An invitation into a group or channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// The kind of group or channel.
    pub chat_type: ChatType,
    /// The channel's address of it.
    pub chat: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The invitation code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When the code expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The text that was written with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
