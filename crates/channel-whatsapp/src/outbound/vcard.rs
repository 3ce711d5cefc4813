//! Writes contact cards in the form of phones, so that a tap starts a chat.

use omni_domain::content::ContactCard;
use std::fmt::Write;

pub(super) fn write(card: &ContactCard) -> String {
    if let Some(vcard) = &card.vcard {
        return vcard.clone();
    }
    let name = escape(&card.name);
    let mut out = format!("BEGIN:VCARD\nVERSION:3.0\nN:;{name};;;\nFN:{name}\n");
    if let Some(organization) = &card.organization {
        let _ = writeln!(out, "ORG:{};", escape(organization));
    }
    if let Some(phone) = &card.phone {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let _ = writeln!(out, "TEL;type=CELL;type=VOICE;waid={digits}:{}", escape(phone));
    }
    if let Some(email) = &card.email {
        let _ = writeln!(out, "EMAIL;type=INTERNET:{}", escape(email));
    }
    out.push_str("END:VCARD");
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::write;
    use omni_domain::content::ContactCard;

    fn card() -> ContactCard {
        ContactCard {
            name: "Ana, Maria".to_owned(),
            phone: Some("+55 11 99999-8888".to_owned()),
            email: None,
            organization: Some("Shop".to_owned()),
            vcard: None,
        }
    }

    #[test]
    fn a_card_has_a_number_that_phones_can_call() {
        let text = write(&card());
        assert!(text.contains("FN:Ana\\, Maria\n"), "{text}");
        assert!(text.contains("waid=5511999998888:+55 11 99999-8888\n"), "{text}");
        assert!(text.ends_with("END:VCARD"), "{text}");
    }

    #[test]
    fn a_field_cannot_add_lines() {
        let hostile = ContactCard { name: "x\nTEL:666".to_owned(), ..card() };
        assert!(!write(&hostile).lines().any(|line| line == "TEL:666"));
    }

    #[test]
    fn a_received_card_is_sent_unchanged() {
        let given = ContactCard { vcard: Some("BEGIN:VCARD\nEND:VCARD".to_owned()), ..card() };
        assert_eq!(write(&given), "BEGIN:VCARD\nEND:VCARD");
    }
}
