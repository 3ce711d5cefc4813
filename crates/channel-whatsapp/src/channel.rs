//! The channel: makes sessions, reads addresses, says what it can do.

use crate::net::Network;
use crate::options::WhatsAppOptions;
use crate::session::WhatsAppSession;
use crate::settings::Settings;
use crate::{jid, outbound, people};
use async_trait::async_trait;
use omni_channel::{
    Capabilities, Capability, Channel, ChannelContext, ChannelError, ChannelInfo, Recipient,
    Session, StateStore, StoredSession,
};
use omni_domain::instance::ChannelType;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Characters in one text message; phones refuse longer ones.
const MAX_MESSAGE_LENGTH: usize = 65_536;

/// WhatsApp as a linked device.
#[derive(Debug)]
pub struct WhatsAppChannel {
    network: Arc<Network>,
    options: Arc<WhatsAppOptions>,
}

impl WhatsAppChannel {
    /// Checks the addresses and sets up what all sessions share. Connects nothing.
    pub fn new(options: WhatsAppOptions) -> Result<Self, ChannelError> {
        let network = Network::new(&options)?;
        Ok(Self { network: Arc::new(network), options: Arc::new(options) })
    }
}

#[async_trait]
impl Channel for WhatsAppChannel {
    fn kind(&self) -> ChannelType {
        ChannelType::WhatsappBaileys
    }

    fn info(&self) -> ChannelInfo {
        ChannelInfo {
            id: self.kind(),
            name: "WhatsApp (linked device)",
            description: "A WhatsApp number, linked like WhatsApp Web by QR or code",
            requires_qr: true,
            supports_oauth: false,
            capabilities: Capabilities {
                can: vec![
                    Capability::SendText,
                    Capability::SendMedia,
                    Capability::SendReaction,
                    Capability::SendSticker,
                    Capability::SendContact,
                    Capability::SendLocation,
                    Capability::ReplyToMessage,
                    Capability::SendTyping,
                    Capability::MarkRead,
                    Capability::EditMessage,
                    Capability::DeleteMessage,
                    Capability::ReceiveDeliveryReceipts,
                    Capability::ReceiveReadReceipts,
                    Capability::HandleGroups,
                    Capability::PairWithQr,
                    Capability::PairWithCode,
                    Capability::LookUpPeople,
                    Capability::EditProfile,
                    Capability::SyncContacts,
                    Capability::SyncChats,
                    Capability::SyncHistory,
                ],
                max_message_length: MAX_MESSAGE_LENGTH,
                max_file_size: self.options.max_file_size,
            },
        }
    }

    fn check_settings(&self, settings: &Map<String, Value>) -> Result<(), ChannelError> {
        Settings::read(settings).map(drop)
    }

    fn new_message_id(&self) -> String {
        outbound::new_message_id()
    }

    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        jid::parse_recipient(text)
    }

    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError> {
        let (network, options) = (Arc::clone(&self.network), Arc::clone(&self.options));
        Ok(Arc::new(WhatsAppSession::new(network, options, context)?))
    }

    async fn stored_session(
        &self,
        state: &dyn StateStore,
    ) -> Result<Option<StoredSession>, ChannelError> {
        people::stored_session(state).await
    }
}
