//! A channel without a network: connects at once, remembers what it was asked to say, and says
//! what the test makes it hear.

use async_trait::async_trait;
use omni_channel::{
    Capabilities, Capability, Channel, ChannelContext, ChannelError, ChannelInfo, ChatAction,
    ChatInfo, Closed, ContactUpdate, Evidence, Found, HistoryAnchor, HistoryPage, HistoryRequest,
    Inbound, InboundMessage, MediaLocator, MediaUpload, OutboundMessage, PairingCode,
    PersonProfile, ProfileChange, Recipient, Sent, Session, StateStore, StateWrite, StatusUpdate,
    StoredMedia, StoredSession,
};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::{ChannelType, ConnectionState};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
    unlinked: AtomicBool,
    /// Answers for the next sends, first come first served; none means that all goes well.
    refusals: Arc<Mutex<Vec<ChannelError>>>,
}

impl MockChannel {
    /// The session of an instance, once it is open.
    pub fn session(&self, id: InstanceId) -> Option<Arc<MockSession>> {
        self.sessions.lock().unwrap().get(&id).cloned()
    }

    /// Sessions opened from now on show a QR and wait, as a number does that is not linked yet.
    pub fn show_qr(&self, wanted: bool) {
        self.unlinked.store(wanted, Ordering::SeqCst);
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
    unlinked: bool,
    world: Mutex<World>,
}

/// What the network of a mock knows.
#[derive(Debug, Default)]
struct World {
    people: HashMap<String, PersonProfile>,
    chats: Vec<ChatInfo>,
    /// Older messages, by chat, oldest first.
    past: HashMap<String, Vec<InboundMessage>>,
    changes: Vec<ProfileChange>,
    questions: Vec<String>,
    /// The phone is off: nothing older comes.
    silent: bool,
    /// Pieces of history that may still be answered; `None` is any number.
    pieces: Option<usize>,
}

/// Where the mock keeps whose session it is.
const OWNER: (&str, &str) = ("mock.device", "");

impl MockSession {
    /// Lets somebody be on the network.
    pub fn put_person(&self, person: PersonProfile) {
        self.world.lock().unwrap().people.insert(person.address.id.clone(), person);
    }

    /// Lets the account be in a chat.
    pub fn put_chat(&self, chat: ChatInfo) {
        self.world.lock().unwrap().chats.push(chat);
    }

    /// Lets a chat have older messages, oldest first.
    pub fn put_past(&self, chat: &str, messages: Vec<InboundMessage>) {
        self.world.lock().unwrap().past.insert(chat.to_owned(), messages);
    }

    /// Lets the phone answer no question about older messages, or answer them again.
    pub fn silence(&self, silent: bool) {
        self.world.lock().unwrap().silent = silent;
    }

    /// Lets only so many more pieces of history be answered; the next waits for ever.
    pub fn allow_pieces(&self, pieces: Option<usize>) {
        self.world.lock().unwrap().pieces = pieces;
    }

    /// Changes of the account's own profile, in order.
    pub fn profile_changes(&self) -> Vec<ProfileChange> {
        self.world.lock().unwrap().changes.clone()
    }

    /// What the network was asked: `find ADDRESS`, `profile ADDRESS`, ...
    pub fn questions(&self) -> Vec<String> {
        self.world.lock().unwrap().questions.clone()
    }

    fn asked(&self, question: &str, about: &str) {
        self.world.lock().unwrap().questions.push(format!("{question} {about}"));
    }

    fn person(&self, address: &str) -> Option<PersonProfile> {
        self.world.lock().unwrap().people.get(address).cloned()
    }

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

    /// No longer has the file of this locator.
    pub fn withdraw_file(&self, locator: &[u8]) {
        self.files.lock().unwrap().remove(locator);
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
    Capability::LookUpPeople,
    Capability::EditProfile,
    Capability::SyncContacts,
    Capability::SyncChats,
    Capability::SyncHistory,
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
            StoredSession {
                owner: Address::new(format!("{phone}@s.whatsapp.net")),
                phone: Some(phone),
                name: Some("Mock".to_owned()),
            }
        }))
    }
}

#[async_trait]
impl Session for MockSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        if self.unlinked {
            let mut update = StatusUpdate::state(ConnectionState::AwaitingPairing);
            let expires_at = self.context.env.now().plus(Duration::from_mins(1));
            update.qr = Some(("2@mock,qr".to_owned(), expires_at));
            self.context.sink.status(update);
            stop.cancelled().await;
            return Closed::Stopped;
        }
        let mut update = StatusUpdate::state(ConnectionState::Connected);
        update.owner = Some(Address::new("15550001111@s.whatsapp.net"));
        update.profile_name = Some("Mock".to_owned());
        self.context.sink.status(update);
        self.context.state.enqueue(vec![StateWrite::Put {
            ns: OWNER.0,
            key: OWNER.1.to_owned(),
            value: "15550001111".into(),
            num: 0,
        }]);
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
        let expires_at = self.context.env.now().plus(Duration::from_mins(1));
        Ok(PairingCode { code: "ABCD-1234".to_owned(), expires_at })
    }

    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        self.asked("find", address);
        Ok(self.person(address).map(|person| Found {
            address: person.address,
            name: person.name,
            is_business: person.is_business,
        }))
    }

    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        self.asked("profile", address);
        self.person(address).ok_or_else(|| ChannelError::UnknownRecipient(address.to_owned()))
    }

    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        self.asked("picture", address);
        Ok(self.person(address).and_then(|person| person.picture_url))
    }

    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        self.world.lock().unwrap().changes.push(change);
        Ok(())
    }

    async fn sync_contacts(
        &self,
        addresses: &[String],
    ) -> Result<Vec<ContactUpdate>, ChannelError> {
        self.asked("contacts", &addresses.len().to_string());
        let known = addresses.iter().filter_map(|address| self.person(address));
        Ok(known
            .map(|person| ContactUpdate {
                address: person.address,
                saved_name: None,
                push_name: person.name,
                phone: None,
                is_business: Some(person.is_business),
            })
            .collect())
    }

    async fn sync_chats(&self) -> Result<Vec<ChatInfo>, ChannelError> {
        Ok(self.world.lock().unwrap().chats.clone())
    }

    async fn sync_history(&self, request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        self.asked("history", &request.chat);
        let may_answer = {
            let mut world = self.world.lock().unwrap();
            if world.silent {
                return Err(ChannelError::Timeout);
            }
            match &mut world.pieces {
                None => true,
                Some(0) => false,
                Some(left) => {
                    *left -= 1;
                    true
                }
            }
        };
        if !may_answer {
            std::future::pending::<()>().await;
        }
        let older: Vec<InboundMessage> = {
            let world = self.world.lock().unwrap();
            let past = world.past.get(&request.chat).cloned().unwrap_or_default();
            let mut older: Vec<InboundMessage> =
                past.into_iter().filter(|one| one.timestamp < request.before.at).collect();
            older.split_off(older.len().saturating_sub(request.count as usize))
        };
        let oldest = older.first().map(|one| HistoryAnchor {
            external_id: one.external_id.clone(),
            from_me: one.from_me,
            at: one.timestamp,
        });
        let received = u32::try_from(older.len()).unwrap();
        let wanted = older.into_iter().filter(|one| {
            request.since.is_none_or(|since| one.timestamp >= since)
                && request.until.is_none_or(|until| one.timestamp <= until)
        });
        let wanted: Vec<Inbound> = wanted.map(|one| Inbound::Message(Box::new(one))).collect();
        self.context
            .sink
            .accept(wanted)
            .await
            .map_err(|error| ChannelError::Temporary(error.to_string()))?;
        Ok(HistoryPage { received, oldest })
    }

    async fn logout(&self) -> Result<(), ChannelError> {
        Ok(())
    }
}
