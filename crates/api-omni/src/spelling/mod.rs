//! How this API names the fields and the hints of the application's errors.

mod fields;
mod hints;

use omni_app::{Field, Hint, Speller};
use std::borrow::Cow;

/// The spelling of the Omni API, in both of its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OmniSpelling;

impl Speller for OmniSpelling {
    fn field(&self, field: &Field) -> Cow<'static, str> {
        fields::field(field)
    }

    fn hint(&self, hint: &Hint) -> Cow<'static, str> {
        hints::hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::OmniSpelling;
    use omni_app::{Error, Field, Hint, Message, Speller as _};

    #[test]
    fn fields_are_paths_of_requests() {
        assert_eq!(OmniSpelling.field(&Field::SyncChat(2)), "whatsapp.chatIds[2]");
        assert_eq!(OmniSpelling.field(&Field::Setting("a.b".to_owned())), "settings.a.b");
        let message = Message::from("exceeds ").name(Field::DebounceMaxMs);
        assert_eq!(message.spell(&OmniSpelling), "exceeds debounceMaxMs");
    }

    #[test]
    fn hints_are_routes() {
        let error = Error::ChannelNotConnected { state: "error".to_owned() };
        assert_eq!(
            error.message().spell(&OmniSpelling),
            "the instance is not connected (error); connect it with POST \
             /api/v2/instances/{id}/connect"
        );
        let message = Message::from("no such chat").hint(Hint::ListChats);
        assert_eq!(
            message.spell(&OmniSpelling),
            "no such chat; see GET /api/v2/instances/{id}/chats"
        );
    }
}
