use omni_app::{Field, Hint, Speller};
use std::borrow::Cow;

/// Fields as parameters of the tools, hints as tools; plain English where no tool fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct McpSpelling;

impl Speller for McpSpelling {
    fn field(&self, field: &Field) -> Cow<'static, str> {
        match field {
            Field::Recipient => "to".into(),
            Field::Text | Field::Caption | Field::TestMessages | Field::DocumentText => {
                "text".into()
            }
            Field::Group => "group".into(),
            Field::GroupSubject => "subject".into(),
            Field::GroupMembers => "participants".into(),
            Field::GroupInvite => "invite".into(),
            Field::Newsletter => "newsletter".into(),
            Field::ValidatedRecipient => "recipient".into(),
            Field::FileUrl => "mediaUrl".into(),
            Field::PollQuestion => "question".into(),
            Field::PollOptions => "options".into(),
            Field::PollMaxChoices => "maxChoices".into(),
            Field::EventStart => "startsAt".into(),
            Field::EventEnd => "endsAt".into(),
            Field::EventPlace => "place".into(),
            Field::EventLink => "link".into(),
            Field::EventName
            | Field::InstanceName
            | Field::ContactName
            | Field::AgentName
            | Field::DocumentName => "name".into(),
            Field::Agent => "settings".into(),
            Field::AgentType => "settings.type".into(),
            Field::AgentUrl => "settings.apiUrl".into(),
            Field::AgentKey => "apiKey".into(),
            Field::AgentProvider => "settings.providerId".into(),
            Field::AgentTimeout => "settings.timeoutMs".into(),
            Field::AgentPrompt => "settings.prompt".into(),
            Field::AgentOptions => "settings.options".into(),
            Field::AgentInstances => "instances".into(),
            Field::BlockedContact => "contact".into(),
            Field::Call => "callId".into(),
            Field::ChatDisappearing => "disappearingDays".into(),
            Field::InviteMessage => "messageId".into(),
            Field::ProfileAccount => "business".into(),
            Field::CheckedAccount => "platformUserId".into(),
            Field::PersonSearch => "search".into(),
            Field::SearchQuery => "query".into(),
            Field::SearchLimit | Field::CatalogueLimit => "limit".into(),
            Field::CataloguePage => "after".into(),
            Field::WebhookUrl => "url".into(),
            Field::WebhookEvents => "events".into(),
            Field::WebhookInstances => "instance".into(),
            Field::EventDescription | Field::WebhookDescription | Field::GroupDescription => {
                "description".into()
            }
            other => other.to_string().into(),
        }
    }

    fn hint(&self, hint: &Hint) -> Cow<'static, str> {
        match hint {
            Hint::ConnectInstance | Hint::LinkInstance(_) => {
                "connect it with omni_restart_instance".into()
            }
            Hint::ConnectAnInstance => {
                "connect one with omni_restart_instance and have a person scan its QR".into()
            }
            Hint::CreateInstance => "create one with omni_create_instance".into(),
            Hint::ListInstances => "omni_list_instances shows which".into(),
            Hint::SendMessage => "send one with omni_send_message".into(),
            // No tool can start what serves the tools.
            Hint::StartMcp => {
                "an operator of the server has to start it, or restart the server with mcp.enabled"
                    .into()
            }
            other => other.to_string().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::McpSpelling;
    use omni_app::{Error, Field, Hint, Message, Speller as _};

    /// An agent that reads the hint has no key for another API, and no HTTP client.
    #[test]
    fn the_hint_of_a_stopped_mcp_does_not_send_an_agent_to_an_http_route() {
        let hint = McpSpelling.hint(&Hint::StartMcp);
        assert!(!hint.contains('/') && !hint.contains("POST"), "{hint}");
        assert!(hint.contains("operator"), "{hint}");
    }

    #[test]
    fn hints_name_tools_and_no_routes() {
        let error = Error::ChannelNotConnected { state: "disconnected".into() };
        assert_eq!(
            error.message().spell(&McpSpelling),
            "the instance is not connected (disconnected); connect it with omni_restart_instance"
        );
        let message = Message::from("no file in ").field(Field::FileUrl).hint(Hint::ListProviders);
        assert_eq!(message.spell(&McpSpelling), "no file in mediaUrl; list the providers");
        assert_eq!(McpSpelling.field(&Field::RulePriority), "rule priority");
    }
}
