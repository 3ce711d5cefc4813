//! Reads the few lines of a vCard that are shown.

use omni_domain::content::ContactCard;

/// A card with the name that the sender gave it, and the fields of its vCard.
pub(super) fn read(name: Option<&str>, vcard: Option<&str>) -> ContactCard {
    let text = vcard.unwrap_or_default();
    let find = |wanted: &str| {
        unfold(text).iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let key = key.split(';').next()?;
            // `item1.TEL` is a TEL with a label elsewhere.
            let key = key.rsplit_once('.').map_or(key, |(_, key)| key);
            let value = unescape(value);
            (key.eq_ignore_ascii_case(wanted) && !value.is_empty()).then_some(value)
        })
    };
    ContactCard {
        name: name
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .or_else(|| find("FN"))
            .unwrap_or_default(),
        phone: find("TEL"),
        email: find("EMAIL"),
        organization: find("ORG").map(|value| value.trim_end_matches(';').to_owned()),
        vcard: vcard.map(str::to_owned),
    }
}

/// A line that begins with a blank continues the one before it.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.trim().chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_card_as_whatsapp_writes_it() {
        let vcard = "BEGIN:VCARD\nVERSION:3.0\nN:;Maria;;;\nFN:Maria\\, Ana\nitem1.TEL;waid=5511999998888:+55 11 99999-8888\nitem1.X-ABLabel:Celular\nEMAIL;type=HOME:maria@example\n .com\nORG:Shop;\nEND:VCARD";
        let card = read(None, Some(vcard));
        assert_eq!(card.name, "Maria, Ana");
        assert_eq!(card.phone.as_deref(), Some("+55 11 99999-8888"));
        assert_eq!(card.email.as_deref(), Some("maria@example.com"));
        assert_eq!(card.organization.as_deref(), Some("Shop"));
        assert_eq!(read(Some("M"), Some(vcard)).name, "M");
        assert_eq!(read(None, None).name, "");
    }
}
