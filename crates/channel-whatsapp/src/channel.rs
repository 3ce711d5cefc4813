//! The channel: creates sessions, parses addresses, declares its capabilities.

use crate::capabilities::capabilities;
use crate::net::Network;
use crate::options::WhatsAppOptions;
use crate::session::WhatsAppSession;
use crate::settings::Settings;
use crate::{jid, outbound, people};
use async_trait::async_trait;
use omni_channel::{
    ChangeWindows, Channel, ChannelContext, ChannelError, ChannelInfo, Markup, MessageIds,
    Recipient, Session, StateStore, StoredSession,
};
use omni_domain::PhoneNumber;
use omni_domain::conversation::Address;
use omni_domain::instance::ChannelType;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

/// WhatsApp as a linked device.
#[derive(Debug)]
pub struct WhatsAppChannel {
    network: Arc<Network>,
    options: Arc<WhatsAppOptions>,
}

impl WhatsAppChannel {
    /// Checks the addresses and sets up what all sessions share. Opens no connection.
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
            capabilities: capabilities(&self.options),
        }
    }

    fn uses_proxy(&self) -> bool {
        true
    }

    fn check_settings(&self, settings: &Map<String, Value>) -> Result<(), ChannelError> {
        Settings::read(settings).map(drop)
    }

    fn message_ids(&self) -> MessageIds {
        MessageIds::Chosen
    }

    /// As its own applications have them.
    fn change_windows(&self) -> ChangeWindows {
        ChangeWindows {
            edit: Some(Duration::from_mins(15)),
            revoke: Some(Duration::from_hours(60)),
        }
    }

    fn markup(&self) -> Markup {
        Markup::WHATSAPP
    }

    fn new_message_id(&self) -> String {
        outbound::new_message_id()
    }

    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        jid::parse_recipient(text)
    }

    fn phone_of(&self, address: &str) -> Option<PhoneNumber> {
        jid::phone(address)
    }

    fn address_of_phone(&self, phone: &PhoneNumber) -> Option<Address> {
        Some(jid::of_phone(phone))
    }

    fn status_chat(&self) -> Option<Address> {
        Some(Address::new(jid::STATUS))
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
