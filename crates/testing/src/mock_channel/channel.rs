//! The channel: what it is, and how it opens sessions.

use super::{MockChannel, MockSession, OWNER, address, request};
use async_trait::async_trait;
use omni_channel::{
    Accounts, Capability, ChangeWindows, Channel, ChannelContext, ChannelError, ChannelInfo,
    IngestError, Ingested, Markup, MessageIds, Pulse, Recipient, Session, SignedRequest,
    StateStore, StoredSession,
};
use omni_domain::PhoneNumber;
use omni_domain::conversation::Address;
use omni_domain::instance::ChannelType;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[async_trait]
impl Channel for MockChannel {
    fn kind(&self) -> ChannelType {
        ChannelType::WhatsappBaileys
    }

    fn info(&self) -> ChannelInfo {
        ChannelInfo {
            id: ChannelType::WhatsappBaileys,
            name: "Mock",
            description: "A channel without a network, for tests",
            requires_qr: true,
            supports_oauth: false,
            capabilities: self.network.capabilities(),
        }
    }

    fn check_settings(
        &self,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), ChannelError> {
        let takes_requests = self.network.can(Capability::ReceiveRequests);
        let is_known = |key: &str| {
            key == "deviceName" || takes_requests && matches!(key, "account" | "secret")
        };
        match settings.keys().find(|key| !is_known(key)) {
            Some(key) => Err(ChannelError::Configuration(format!("`{key}` is not a setting"))),
            None => Ok(()),
        }
    }

    fn uses_proxy(&self) -> bool {
        true
    }

    fn change_windows(&self) -> ChangeWindows {
        ChangeWindows {
            edit: Some(Duration::from_mins(15)),
            revoke: Some(Duration::from_hours(60)),
        }
    }

    fn message_ids(&self) -> MessageIds {
        self.network.ids()
    }

    fn account_key(&self, settings: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
        settings.get("account").and_then(|account| account.as_str()).map(str::to_owned)
    }

    async fn ingest(
        &self,
        request: &SignedRequest,
        accounts: &dyn Accounts,
    ) -> Result<Ingested, IngestError> {
        if !self.network.can(Capability::ReceiveRequests) {
            return Err(IngestError::Unsupported);
        }
        request::read(request, accounts).await
    }

    fn phone_of(&self, address: &str) -> Option<PhoneNumber> {
        address::phone_of(address)
    }

    fn address_of_phone(&self, phone: &PhoneNumber) -> Option<Address> {
        Some(address::of_digits(phone.digits()))
    }

    fn status_chat(&self) -> Option<Address> {
        Some(Address::new(address::STATUS))
    }

    fn markup(&self) -> Markup {
        Markup::WHATSAPP
    }

    fn new_message_id(&self) -> String {
        format!("MOCK{:08}", self.count.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        address::parse_recipient(text)
    }

    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError> {
        let session = Arc::new(MockSession {
            sent: Mutex::default(),
            typing: Mutex::default(),
            network: Arc::clone(&self.network),
            running: AtomicBool::new(false),
            pulse: Mutex::new(Pulse::Alive),
            files: Mutex::default(),
            world: Mutex::default(),
            context: context.clone(),
            unlinked: self.unlinked.load(Ordering::SeqCst),
        });
        self.sessions.lock().unwrap().insert(context.instance, Arc::clone(&session));
        Ok(session)
    }

    async fn stored_session(
        &self,
        state: &dyn StateStore,
    ) -> Result<Option<StoredSession>, ChannelError> {
        let found = state
            .get(OWNER.0, OWNER.1)
            .await
            .map_err(|error| ChannelError::Temporary(error.to_string()))?;
        Ok(found.map(|entry| {
            let phone = String::from_utf8_lossy(&entry.value).into_owned();
            StoredSession { owner: address::of_digits(&phone), name: Some("Mock".to_owned()) }
        }))
    }
}
