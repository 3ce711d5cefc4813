use crate::session::ApiSession;
use async_trait::async_trait;
use omni_channel::{
    Capabilities, Capability, Channel, ChannelContext, ChannelError, ChannelInfo, MessageIds,
    Recipient, Session,
};
use omni_domain::PhoneNumber;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::entry_point::{CONVERSATION, prefixed, unprefixed};
use omni_domain::instance::ChannelType;
use serde_json::{Map, Value};
use std::sync::Arc;
use uuid::Uuid;

/// Characters in one message; the application has the lower limit.
const MAX_CHARS: usize = 1_000_000;

/// The channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApiChannel;

#[async_trait]
impl Channel for ApiChannel {
    fn kind(&self) -> ChannelType {
        ChannelType::Api
    }

    fn info(&self) -> ChannelInfo {
        ChannelInfo {
            id: ChannelType::Api,
            name: "API",
            description: "Programs talk with the agent through entry points; there is no network",
            requires_qr: false,
            supports_oauth: false,
            capabilities: Capabilities {
                can: vec![Capability::SendText],
                max_message_length: MAX_CHARS,
                max_file_size: 0,
            },
        }
    }

    fn check_settings(&self, settings: &Map<String, Value>) -> Result<(), ChannelError> {
        match settings.keys().next() {
            Some(key) => Err(ChannelError::Configuration(format!(
                "`{key}` is not a setting of this channel, which has none"
            ))),
            None => Ok(()),
        }
    }

    fn message_ids(&self) -> MessageIds {
        MessageIds::Chosen
    }

    fn new_message_id(&self) -> String {
        prefixed("msg_", Uuid::from_u128(rand::random()))
    }

    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        if unprefixed(CONVERSATION, text).is_some() {
            return Ok(Recipient::new(Address::new(text), ChatType::Dm));
        }
        let shown: String = text.chars().take(80).collect();
        Err(ChannelError::InvalidRecipient(format!(
            "`{shown}` is no conversation; give the `{CONVERSATION}…` id of one"
        )))
    }

    fn phone_of(&self, _: &str) -> Option<PhoneNumber> {
        None
    }

    fn address_of_phone(&self, _: &PhoneNumber) -> Option<Address> {
        None
    }

    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError> {
        Ok(Arc::new(ApiSession::new(context)))
    }
}

#[cfg(test)]
mod tests {
    use super::ApiChannel;
    use omni_channel::Channel as _;

    #[test]
    fn only_conversations_are_recipients() {
        let id = "conv_000000000000000000000000000000ab";
        let recipient = ApiChannel.parse_recipient(id).expect("a conversation");
        assert_eq!(recipient.address.id, id);
        for wrong in ["", "conv_1", "+1 555 000 2222", "exec_000000000000000000000000000000ab"] {
            assert!(ApiChannel.parse_recipient(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_has_no_settings() {
        let mut settings = serde_json::Map::new();
        assert!(ApiChannel.check_settings(&settings).is_ok());
        settings.insert("deviceName".to_owned(), "x".into());
        assert!(ApiChannel.check_settings(&settings).is_err());
    }
}
