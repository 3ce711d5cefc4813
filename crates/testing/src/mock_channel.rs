//! A channel without a network: connects at once, remembers what it was asked to say, and says
//! what the test makes it hear.

use async_trait::async_trait;
use omni_channel::{
    Capabilities, Capability, Channel, ChannelContext, ChannelError, ChannelInfo, ChatAction,
    Closed, Evidence, Inbound, MediaLocator, MediaUpload, OutboundMessage, PairingCode, Recipient,
    Sent, Session, StatusUpdate, StoredMedia,
};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::{ChannelType, ConnectionState};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Something the mock was asked to do.
#[derive(Debug, Clone)]
pub enum SentByMock {
    /// A message.
    Message(OutboundMessage),
    /// Something else in a chat.
    Action(ChatAction),
}

/// A channel without a network.
#[derive(Debug, Default)]
pub struct MockChannel {
    count: AtomicU64,
    sessions: Mutex<HashMap<InstanceId, Arc<MockSession>>>,
    /// Answers for the next sends, first come first served; none means that all goes well.
    refusals: Arc<Mutex<Vec<ChannelError>>>,
}

impl MockChannel {
    /// The session of an instance, once it is open.
    pub fn session(&self, id: InstanceId) -> Option<Arc<MockSession>> {
        self.sessions.lock().unwrap().get(&id).cloned()
    }

    /// The next send fails with this.
    pub fn refuse_next(&self, error: ChannelError) {
        self.refusals.lock().unwrap().push(error);
    }
}

/// A session of the mock.
#[derive(Debug)]
pub struct MockSession {
    context: ChannelContext,
    sent: Mutex<Vec<SentByMock>>,
    refusals: Arc<Mutex<Vec<ChannelError>>>,
    files: Mutex<HashMap<Vec<u8>, Vec<u8>>>,
}

impl MockSession {
    /// What it was asked to do, in order; typing left out.
    pub fn sent(&self) -> Vec<SentByMock> {
        self.sent.lock().unwrap().clone()
    }

    /// Hears something, as if it came from the network.
    pub async fn hear(&self, inbound: Vec<Inbound>) {
        self.context.sink.accept(inbound).await.unwrap();
    }

    /// Keeps a file for [`Session::fetch_media`] under this locator.
    pub fn offer_file(&self, locator: &[u8], bytes: &[u8]) {
        self.files.lock().unwrap().insert(locator.to_vec(), bytes.to_vec());
    }
}

const CAN: &[Capability] = &[
    Capability::SendText,
    Capability::SendMedia,
    Capability::SendReaction,
    Capability::SendSticker,
    Capability::SendContact,
    Capability::SendLocation,
    Capability::ReplyToMessage,
    Capability::SendTyping,
    Capability::MarkRead,
    Capability::PairWithQr,
    Capability::PairWithCode,
];

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
            capabilities: Capabilities {
                can: CAN.to_vec(),
                max_message_length: 65_536,
                max_file_size: 100 * 1024 * 1024,
            },
        }
    }

    fn check_settings(
        &self,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), ChannelError> {
        match settings.keys().find(|key| *key != "deviceName") {
            Some(key) => Err(ChannelError::Configuration(format!("`{key}` is not a setting"))),
            None => Ok(()),
        }
    }

    fn new_message_id(&self) -> String {
        format!("MOCK{:08}", self.count.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        if text.ends_with("@g.us") {
            return Ok(Recipient { address: Address::new(text), is_group: true });
        }
        let digits: String = text
            .strip_suffix("@s.whatsapp.net")
            .unwrap_or(text)
            .chars()
            .filter(|c| !" +-()".contains(*c))
            .collect();
        let is_number =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number {
            return Err(ChannelError::InvalidRecipient(
                "give a phone number with its country code".to_owned(),
            ));
        }
        Ok(Recipient { address: Address::new(format!("{digits}@s.whatsapp.net")), is_group: false })
    }

    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError> {
        let session = Arc::new(MockSession {
            sent: Mutex::default(),
            refusals: Arc::clone(&self.refusals),
            files: Mutex::default(),
            context: context.clone(),
        });
        self.sessions.lock().unwrap().insert(context.instance, Arc::clone(&session));
        Ok(session)
    }
}

#[async_trait]
impl Session for MockSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        let mut update = StatusUpdate::state(ConnectionState::Connected);
        update.owner = Some(Address::new("15550001111@s.whatsapp.net"));
        update.profile_name = Some("Mock".to_owned());
        self.context.sink.status(update);
        stop.cancelled().await;
        Closed::Stopped
    }

    fn evidence(&self) -> Evidence {
        let now = Some(self.context.env.now());
        Evidence { socket_since: now, last_frame: now, ..Evidence::default() }
    }

    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError> {
        let refusal = {
            let mut refusals = self.refusals.lock().unwrap();
            if refusals.is_empty() { None } else { Some(refusals.remove(0)) }
        };
        if let Some(error) = refusal {
            return Err(error);
        }
        let external_id = message.external_id.clone();
        self.sent.lock().unwrap().push(SentByMock::Message(message));
        Ok(Sent { external_id, at: self.context.env.now() })
    }

    async fn act(&self, action: ChatAction) -> Result<(), ChannelError> {
        if !matches!(action, ChatAction::Typing { .. }) {
            self.sent.lock().unwrap().push(SentByMock::Action(action));
        }
        Ok(())
    }

    async fn fetch_media(
        &self,
        id: MediaId,
        _kind: MediaKind,
        mime_type: &str,
        locator: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError> {
        let bytes = self.files.lock().unwrap().get(&locator.0).cloned();
        let bytes = bytes.ok_or(ChannelError::MediaGone)?;
        let upload =
            MediaUpload { id, mime_type: mime_type.to_owned(), size: Some(bytes.len() as u64) };
        let stream = futures::stream::iter([Ok(bytes.into())]);
        self.context
            .media
            .put(upload, Box::pin(stream))
            .await
            .map_err(|error| ChannelError::Temporary(error.to_string()))
    }

    async fn pair_with_code(&self, _phone: &str) -> Result<PairingCode, ChannelError> {
        let expires_at = self.context.env.now().plus(Duration::from_secs(60));
        Ok(PairingCode { code: "ABCD-1234".to_owned(), expires_at })
    }

    async fn logout(&self) -> Result<(), ChannelError> {
        Ok(())
    }
}
