use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

/// How a channel addresses a contact or a chat. One contact may have two addresses (on WhatsApp a
/// phone JID and a LID, on the Cloud API a phone number and a user id); [`Address::id`] is the one
/// to show. The phone number is a field of its own: only the channel can find it in an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The address to show and to store as canonical.
    pub id: String,
    /// The other address of the same chat or contact, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The phone number, if the contact has one and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
}

impl Address {
    /// An address with no other.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), alt: None, phone: None }
    }

    /// The same with the contact's other address.
    #[must_use]
    pub fn with_alt(self, alt: impl Into<String>) -> Self {
        Self { alt: Some(alt.into()), ..self }
    }

    /// The same with the contact's phone number, if it has one.
    #[must_use]
    pub fn with_phone(self, phone: Option<PhoneNumber>) -> Self {
        Self { phone, ..self }
    }

    /// Both addresses, the canonical first.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.alt.as_deref())
    }

    /// The address after it is completed by `self`, another form of the `known` one; `None` if
    /// nothing is new. Only a pair of addresses determines which of them is canonical.
    pub fn merged_with(&self, known: &Self) -> Option<Self> {
        let ids = if self.alt.is_some() { self } else { known };
        let phone = self.phone.as_ref().or(known.phone.as_ref());
        let now = Self { id: ids.id.clone(), alt: ids.alt.clone(), phone: phone.cloned() };
        (now != *known).then_some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;
    use crate::phone::PhoneNumber;

    #[test]
    fn a_pair_determines_the_canonical_address_and_a_phone_number_is_kept() {
        let phone = PhoneNumber::parse("15550002222");
        let lid = Address::new("9@lid");
        let pair = Address::new("1@p").with_alt("9@lid").with_phone(phone.clone());
        assert_eq!(pair.merged_with(&lid), Some(pair.clone()));
        assert_eq!(lid.merged_with(&pair), None);
        assert_eq!(pair.merged_with(&pair), None);
        let with_number = Address::new("9@lid").with_phone(phone);
        assert_eq!(with_number.merged_with(&lid), Some(with_number.clone()));
        assert_eq!(lid.merged_with(&with_number), None);
    }
}
