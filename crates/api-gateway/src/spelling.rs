//! How this API names the fields and the hints of the application's errors.

use omni_app::{Field, Hint, Speller};
use std::borrow::Cow;

/// The spelling of this API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatewaySpelling;

impl Speller for GatewaySpelling {
    fn field(&self, field: &Field) -> Cow<'static, str> {
        own(field).map_or_else(|| snake_case(&format!("{field:?}")).into(), Cow::Borrowed)
    }

    fn hint(&self, hint: &Hint) -> Cow<'static, str> {
        match hint {
            Hint::ConnectInstance | Hint::ConnectAnInstance => {
                "connect it with POST /api/v1/accounts/{id}/connect and scan its QR".into()
            }
            Hint::CreateInstance => "create one with POST /api/v1/accounts".into(),
            Hint::LinkInstance(id) => {
                let id = id.uuid().simple();
                format!("start linking with POST /api/v1/accounts/acc_{id}/connect").into()
            }
            Hint::ListInstances => "GET /api/v1/accounts lists them".into(),
            Hint::ListChats => "see GET /api/v1/chats".into(),
            Hint::SendMessage => "send one with POST /api/v1/messages/text".into(),
            Hint::SendKey | Hint::SendAnApiKey => "send it as `Authorization: Bearer …`".into(),
            Hint::SignIn => "sign in again with POST /api/v1/auth/login".into(),
            other => other.to_string().into(),
        }
    }
}

/// The fields of this API's requests.
fn own(field: &Field) -> Option<&'static str> {
    Some(match field {
        Field::Recipient => "to",
        Field::Text => "body",
        Field::Caption => "caption",
        Field::Contacts => "list",
        Field::Latitude => "latitude",
        Field::Longitude => "longitude",
        Field::PollQuestion | Field::EventName | Field::LinkTitle => "title",
        Field::PollOptions => "options",
        Field::PollMaxChoices => "count",
        Field::EventDescription | Field::GroupDescription | Field::LinkDescription => "description",
        Field::LinkAddress => "canonical",
        Field::LinkPicture => "preview",
        Field::EventStart => "startTime",
        Field::EventEnd => "endTime",
        Field::ViewOnce => "view_once",
        Field::PinDuration => "time",
        Field::Emoji => "emoji",
        Field::Mentions => "mentions",
        Field::FileUrl | Field::FileBase64 | Field::GroupPicture => "media",
        Field::FileUpload => "file",
        Field::FileType => "mime_type",
        Field::BeforeMessage => "cursor",
        // Of the request as a whole: it changes nothing.
        Field::Chats => "",
        Field::ChatMute => "mute_until",
        Field::ChatDisappearing => "ephemeral",
        Field::ForwardedMessage
        | Field::BlockedContact
        | Field::ProfileAccount
        | Field::Group
        | Field::Newsletter => "id",
        Field::ValidatedRecipient => "contacts",
        Field::GroupSubject => "subject",
        Field::GroupMembers => "participants",
        Field::GroupInvite => "invite_code",
        Field::ContactName
        | Field::InstanceName
        | Field::LabelName
        | Field::NewsletterName
        | Field::ProfileName
        | Field::SavedName
        | Field::UserName => "name",
        Field::ProfileStatus => "about",
        Field::ProfilePicture => "icon",
        Field::NewsletterPicture => "newsletter_pic",
        Field::Call => "call_id",
        Field::CommunityGroups => "group_id",
        Field::LabelColor => "color",
        Field::NewsletterPosts | Field::SearchLimit => "limit",
        Field::PairingPhone | Field::SavedContact => "phone",
        Field::UserEmail => "email",
        Field::Password => "password",
        Field::OneTimeCode => "code",
        Field::AgentUrl => "base_url",
        Field::AgentKey => "api_key",
        Field::AgentPrompt => "system_prompt",
        Field::AgentTimeout | Field::WebhookTimeout => "timeout_seconds",
        Field::TestMessage => "message",
        Field::TestChat => "chat_id",
        Field::TurnInstance => "account_id",
        Field::WebhookUrl => "url",
        Field::WebhookEvents => "events",
        Field::WebhookRetry => "retry_count",
        _ => return None,
    })
}

/// `SyncChat(2)` is `sync_chat`: a field of another API, which no route here refuses.
fn snake_case(name: &str) -> String {
    let name = name.split(['(', ' ']).next().unwrap_or_default();
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::GatewaySpelling;
    use omni_app::{Field, Speller as _};

    #[test]
    fn fields_are_named_as_in_the_requests() {
        assert_eq!(GatewaySpelling.field(&Field::Text), "body");
        assert_eq!(GatewaySpelling.field(&Field::SyncChat(2)), "sync_chat");
        assert_eq!(GatewaySpelling.field(&Field::Chats), "", "no member of its own");
    }
}
