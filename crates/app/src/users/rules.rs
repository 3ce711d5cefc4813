//! What a user's name, address and password must be.

use super::hasher::Password;
use crate::error::{Error, Field};
use omni_domain::user::Email;
use std::ops::RangeInclusive;

const PASSWORD_CHARS: RangeInclusive<usize> = 10..=128;
const NAME_CHARS: usize = 255;
/// Without letters and digits that are mistaken for each other.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
const GENERATED_CHARS: usize = 20;

/// Reads a name.
pub(crate) fn check_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(Error::invalid(Field::UserName, "a user needs a name of 1 to 255 characters"));
    }
    Ok(name.to_owned())
}

/// Reads an address.
pub(crate) fn check_email(text: &str) -> Result<Email, Error> {
    text.parse()
        .map_err(|_| Error::invalid(Field::UserEmail, "must be an e-mail address: ann@example.com"))
}

/// Refuses passwords that are too short, or the first that are tried.
pub(crate) fn check_password(field: Field, text: &str, email: &Email) -> Result<Password, Error> {
    let password = Password::new(text);
    let exposed = password.expose();
    if !PASSWORD_CHARS.contains(&exposed.chars().count()) {
        return Err(Error::invalid(field, "a password has 10 to 128 characters"));
    }
    let lower = exposed.trim().to_lowercase();
    if lower == email.as_str() || lower == email.local() {
        return Err(Error::invalid(field, "a password must not be the e-mail address"));
    }
    let mut letters = exposed.chars();
    let first = letters.next();
    if letters.all(|letter| Some(letter) == first) {
        return Err(Error::invalid(field, "a password must not repeat one character"));
    }
    Ok(password)
}

/// A password of 100 random bits, in groups of five characters.
pub(super) fn generate_password() -> Password {
    let mut text = String::with_capacity(GENERATED_CHARS + 3);
    for (at, byte) in rand::random::<[u8; GENERATED_CHARS]>().into_iter().enumerate() {
        if at > 0 && at.is_multiple_of(5) {
            text.push('-');
        }
        // 32 letters: no remainder favours one of them.
        text.push(char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    }
    Password::new(&text)
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, check_email, check_password, generate_password};
    use crate::error::Field;

    #[test]
    fn weak_passwords_are_refused() {
        let email = check_email("correcthorse@example.com").expect("valid");
        let check = |text: &str| check_password(Field::Password, text, &email);
        for weak in
            ["short", "CorrectHorse", "correcthorse@example.com", "aaaaaaaaaaaa", &"ab".repeat(65)]
        {
            assert!(check(weak).is_err(), "{weak}");
        }
        assert!(check("battery staple").is_ok() && check(&"ab".repeat(64)).is_ok());
    }

    #[test]
    fn a_generated_password_is_accepted_and_no_other() {
        assert_eq!(LETTERS.len(), 32);
        let (one, other) = (generate_password(), generate_password());
        assert_ne!(one.expose(), other.expose());
        let email = check_email("ann@example.com").expect("valid");
        assert!(check_password(Field::Password, one.expose(), &email).is_ok());
        assert_eq!(one.expose().len(), 23);
    }
}
