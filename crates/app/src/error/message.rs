use super::{Field, Hint};
use std::borrow::Cow;
use std::fmt;

/// The text of a refusal. Fields and hints in it are typed: each dialect spells them its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(Cow<'static, str>),
    /// The whole path of a field.
    Field(Field),
    /// The last name of a field's path.
    Name(Field),
    Hint(Hint),
}

/// How a dialect spells what the application refers to.
pub trait Speller: Sync {
    /// The path of a field in the dialect's requests, its names separated by dots.
    fn field(&self, field: &Field) -> Cow<'static, str>;

    /// What to do, as a clause that follows a semicolon.
    fn hint(&self, hint: &Hint) -> Cow<'static, str>;
}

/// Plain English, for the log and for rows that outlive the request.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Speller for Plain {
    fn field(&self, field: &Field) -> Cow<'static, str> {
        field.to_string().into()
    }

    fn hint(&self, hint: &Hint) -> Cow<'static, str> {
        hint.to_string().into()
    }
}

impl Message {
    /// Continues with text.
    #[must_use]
    pub fn text(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.with(Part::Text(text.into()))
    }

    /// Continues with the path of a field.
    #[must_use]
    pub fn field(self, field: Field) -> Self {
        self.with(Part::Field(field))
    }

    /// Continues with the last name of a field's path.
    #[must_use]
    pub fn name(self, field: Field) -> Self {
        self.with(Part::Name(field))
    }

    /// Continues with what to do, after a semicolon.
    #[must_use]
    pub fn hint(self, hint: Hint) -> Self {
        self.with(Part::Hint(hint))
    }

    /// The whole text, in a dialect's spelling.
    pub fn spell(&self, speller: &dyn Speller) -> String {
        let mut whole = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => whole.push_str(text),
                Part::Field(field) => whole.push_str(&speller.field(field)),
                Part::Name(field) => {
                    let path = speller.field(field);
                    whole.push_str(path.rsplit('.').next().unwrap_or_default());
                }
                Part::Hint(hint) => {
                    whole.push_str("; ");
                    whole.push_str(&speller.hint(hint));
                }
            }
        }
        whole
    }

    fn with(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Self(vec![Part::Text(text.into())])
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(vec![Part::Text(text.into())])
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spell(&Plain))
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, Speller};
    use crate::error::{Field, Hint};
    use std::borrow::Cow;

    struct Shouting;

    impl Speller for Shouting {
        fn field(&self, _: &Field) -> Cow<'static, str> {
            "A.B".into()
        }

        fn hint(&self, _: &Hint) -> Cow<'static, str> {
            "HELP".into()
        }
    }

    #[test]
    fn each_speller_names_fields_and_hints_its_own_way() {
        let message = Message::from("set ")
            .field(Field::ContactName)
            .text(" or ")
            .name(Field::SyncChat(2))
            .hint(Hint::ListChats);
        assert_eq!(message.spell(&Shouting), "set A.B or B; HELP");
        assert_eq!(message.to_string(), "set contact name or sync chat 2; list the chats");
    }
}
