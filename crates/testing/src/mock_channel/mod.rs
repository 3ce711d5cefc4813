//! A channel without a network: connects at once, records what is sent, and receives what the
//! test delivers. How it assigns ids and what it can do are the test's choice.

mod address;
mod communities;
mod network;
mod newsletters;
mod request;

pub use network::MockNetwork;
pub use request::sign;

use async_trait::async_trait;
use omni_channel::{
    Accounts, Capability, ChangeWindows, Channel, ChannelContext, ChannelError, ChannelInfo,
    ChatAction, ChatInfo, Closed, Communities, ContactUpdate, Evidence, Found, GroupChange,
    HistoryAnchor, HistoryPage, HistoryRequest, Inbound, InboundMessage, IngestError, Ingested,
    JoinedGroup, Liveness, Markup, MediaLocator, MediaUpload, MemberChange, MemberOutcome,
    MessageIds, NewGroup, Newsletters, OutboundMessage, PairingCode, PersonProfile, ProfileChange,
    Pulse, Recipient, Sent, Session, SignedRequest, SinkError, StateError, StateStore, StateWrite,
    StatusUpdate, StoredMedia, StoredSession,
};
use omni_domain::PhoneNumber;
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::{ChannelType, ConnectionState};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The group that is made or joined.
const MADE_GROUP: &str = "120363000000000001@g.us";

/// An operation of the mock.
#[derive(Debug, Clone)]
pub enum SentByMock {
    /// A message.
    Message(Box<OutboundMessage>),
    /// Another action in a chat.
    Action(ChatAction),
}

/// A channel without a network.
#[derive(Debug, Default)]
pub struct MockChannel {
    count: Arc<AtomicU64>,
    sessions: Mutex<HashMap<InstanceId, Arc<MockSession>>>,
    unlinked: AtomicBool,
    network: Arc<MockNetwork>,
}

impl MockChannel {
    /// The channel of another process on the same network.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self {
            count: Arc::clone(&self.count),
            network: Arc::clone(&self.network),
            ..Self::default()
        }
    }

    /// The session of an instance, once it is open.
    pub fn session(&self, id: InstanceId) -> Option<Arc<MockSession>> {
        self.sessions.lock().unwrap().get(&id).cloned()
    }

    /// Sessions opened from now on show a QR and wait, as for a number that is not linked yet.
    pub fn show_qr(&self, wanted: bool) {
        self.unlinked.store(wanted, Ordering::SeqCst);
    }

    /// The next send fails with this.
    pub fn refuse_next(&self, error: ChannelError) {
        self.network.refuse_next(error);
    }

    /// The state and behaviour that all sessions share.
    pub fn network(&self) -> &MockNetwork {
        &self.network
    }
}

/// A session of the mock.
#[derive(Debug)]
pub struct MockSession {
    context: ChannelContext,
    sent: Mutex<Vec<SentByMock>>,
    network: Arc<MockNetwork>,
    running: AtomicBool,
    pulse: Mutex<Pulse>,
    files: Mutex<HashMap<Vec<u8>, Vec<u8>>>,
    unlinked: bool,
    world: Mutex<World>,
}

/// The state of the mock's network.
#[derive(Debug, Default)]
struct World {
    people: HashMap<String, PersonProfile>,
    chats: Vec<ChatInfo>,
    /// Older messages, by chat, oldest first.
    past: HashMap<String, Vec<InboundMessage>>,
    changes: Vec<ProfileChange>,
    questions: Vec<String>,
    /// The phone is off: no history arrives.
    silent: bool,
    /// Pieces of history that may still be answered; `None` is any number.
    pieces: Option<usize>,
}

/// The key under which the mock stores the account of a session.
const OWNER: (&str, &str) = ("mock.device", "");

impl MockSession {
    /// Adds an account to the network.
    pub fn put_person(&self, person: PersonProfile) {
        let person = PersonProfile { address: address::with_phone(person.address), ..person };
        self.world.lock().unwrap().people.insert(person.address.id.clone(), person);
    }

    /// Adds a chat of the account.
    pub fn put_chat(&self, chat: ChatInfo) {
        let chat = ChatInfo { chat: address::with_phone(chat.chat), ..chat };
        self.world.lock().unwrap().chats.push(chat);
    }

    /// Sets the older messages of a chat, oldest first.
    pub fn put_past(&self, chat: &str, messages: Vec<InboundMessage>) {
        self.world.lock().unwrap().past.insert(chat.to_owned(), messages);
    }

    /// Sets whether the phone answers requests for older messages.
    pub fn silence(&self, silent: bool) {
        self.world.lock().unwrap().silent = silent;
    }

    /// Sets how many more pieces of history are answered; the next waits for ever.
    pub fn allow_pieces(&self, pieces: Option<usize>) {
        self.world.lock().unwrap().pieces = pieces;
    }

    /// Changes of the account's own profile, in order.
    pub fn profile_changes(&self) -> Vec<ProfileChange> {
        self.world.lock().unwrap().changes.clone()
    }

    /// The requests to the network: `find ADDRESS`, `profile ADDRESS`, ...
    pub fn questions(&self) -> Vec<String> {
        self.world.lock().unwrap().questions.clone()
    }

    fn asked(&self, question: &str, about: &str) {
        self.world.lock().unwrap().questions.push(format!("{question} {about}"));
    }

    fn person(&self, address: &str) -> Option<PersonProfile> {
        self.world.lock().unwrap().people.get(address).cloned()
    }

    /// The recorded operations, in order; typing left out.
    pub fn sent(&self) -> Vec<SentByMock> {
        self.sent.lock().unwrap().clone()
    }

    /// Receives these items, as from the network.
    pub async fn deliver(&self, inbound: Vec<Inbound>) {
        let inbound = inbound.into_iter().map(address::complete).collect();
        self.context.sink.accept(inbound).await.unwrap();
    }

    /// Receives these items once, as from the network; whether they are stored.
    pub async fn try_deliver(&self, inbound: Vec<Inbound>) -> Result<(), SinkError> {
        self.context.sink.accept(inbound.into_iter().map(address::complete).collect()).await
    }

    /// Writes a record of the session's state, as a session does at any time.
    pub async fn put_state(&self, key: &str, value: &str) -> Result<(), StateError> {
        let (ns, key, value) = (OWNER.0, key.to_owned(), value.to_owned().into());
        self.context.state.apply(vec![StateWrite::Put { ns, key, value, num: 0 }]).await
    }

    /// Receives these items as a network delivers them: repeatedly until they are stored.
    pub async fn deliver_until_stored(&self, inbound: Vec<Inbound>) {
        let inbound: Vec<Inbound> = inbound.into_iter().map(address::complete).collect();
        while self.context.sink.accept(inbound.clone()).await.is_err() {
            tokio::task::yield_now().await;
        }
    }

    /// Sets the judgement of its connection from now on.
    pub fn set_pulse(&self, pulse: Pulse) {
        *self.pulse.lock().unwrap() = pulse;
    }

    /// Keeps a file for [`Session::fetch_media`] under this locator.
    pub fn offer_file(&self, locator: &[u8], bytes: &[u8]) {
        self.files.lock().unwrap().insert(locator.to_vec(), bytes.to_vec());
    }

    /// Removes the file of this locator.
    pub fn withdraw_file(&self, locator: &[u8]) {
        self.files.lock().unwrap().remove(locator);
    }
}

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

#[async_trait]
impl Session for MockSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        if self.unlinked {
            let mut update = StatusUpdate::state(ConnectionState::AwaitingPairing);
            let expires_at = self.context.env.now().plus(Duration::from_mins(1));
            let can_pair = self.network.can(Capability::PairWithQr);
            update.qr = can_pair.then(|| ("2@mock,qr".to_owned(), expires_at));
            self.context.sink.status(update);
            stop.cancelled().await;
            return Closed::Stopped;
        }
        let mut update = StatusUpdate::state(ConnectionState::Connected);
        let number = self.network.number_of(self.context.instance);
        update.owner = Some(address::of_digits(&number));
        update.profile_name = Some("Mock".to_owned());
        self.running.store(true, Ordering::SeqCst);
        self.context.sink.status(update);
        self.context.state.enqueue(vec![StateWrite::Put {
            ns: OWNER.0,
            key: OWNER.1.to_owned(),
            value: number.into(),
            num: 0,
        }]);
        stop.cancelled().await;
        self.running.store(false, Ordering::SeqCst);
        Closed::Stopped
    }

    fn liveness(&self) -> Liveness {
        let now = Some(self.context.env.now());
        let evidence = Evidence { socket_since: now, last_frame: now, ..Evidence::default() };
        let running = self.running.load(Ordering::SeqCst);
        let pulse = if running { *self.pulse.lock().unwrap() } else { Pulse::Quiet };
        Liveness { pulse, evidence }
    }

    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError> {
        if !self.running.load(Ordering::SeqCst) {
            return Err(ChannelError::NotConnected);
        }
        self.network.require(&message.needs())?;
        let external_id = self.network.take(&message.client_id)?;
        let recipient = address::on_the_network(&message.to);
        self.sent.lock().unwrap().push(SentByMock::Message(Box::new(message)));
        self.network.answer().await?;
        Ok(Sent { external_id, at: self.context.env.now(), recipient })
    }

    async fn act(&self, action: ChatAction) -> Result<(), ChannelError> {
        self.network.require(&[action.needs()])?;
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
        self.network.require(&[Capability::PairWithCode])?;
        let expires_at = self.context.env.now().plus(Duration::from_mins(1));
        Ok(PairingCode { code: "ABCD-1234".to_owned(), expires_at })
    }

    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        self.network.require(&[Capability::LookUpPeople])?;
        self.asked("find", address);
        Ok(self.person(address).map(|person| Found {
            address: person.address,
            name: person.name,
            is_business: person.is_business,
        }))
    }

    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        self.network.require(&[Capability::LookUpPeople])?;
        self.asked("profile", address);
        self.person(address).ok_or_else(|| ChannelError::RecipientUnknown(address.to_owned()))
    }

    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        self.network.require(&[Capability::LookUpPeople])?;
        self.asked("picture", address);
        Ok(self.person(address).and_then(|person| person.picture_url))
    }

    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        self.network.require(&[Capability::EditProfile])?;
        self.world.lock().unwrap().changes.push(change);
        Ok(())
    }

    async fn sync_contacts(
        &self,
        addresses: &[String],
    ) -> Result<Vec<ContactUpdate>, ChannelError> {
        self.network.require(&[Capability::SyncContacts])?;
        self.asked("contacts", &addresses.len().to_string());
        let known = addresses.iter().filter_map(|address| self.person(address));
        Ok(known
            .map(|person| ContactUpdate {
                address: person.address,
                saved_name: None,
                push_name: person.name,
                is_business: Some(person.is_business),
            })
            .collect())
    }

    async fn sync_chats(&self) -> Result<Vec<ChatInfo>, ChannelError> {
        self.network.require(&[Capability::SyncChats])?;
        Ok(self.world.lock().unwrap().chats.clone())
    }

    async fn sync_history(&self, request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        self.network.require(&[Capability::SyncHistory])?;
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
        let wanted: Vec<Inbound> =
            wanted.map(|one| address::complete(Inbound::Message(Box::new(one)))).collect();
        self.context
            .sink
            .accept(wanted)
            .await
            .map_err(|error| ChannelError::Temporary(error.to_string()))?;
        Ok(HistoryPage { received, oldest })
    }

    async fn create_group(&self, _group: NewGroup) -> Result<Address, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok(Address::new(MADE_GROUP))
    }

    async fn change_group(&self, _group: &str, _change: GroupChange) -> Result<(), ChannelError> {
        self.network.require(&[Capability::ManageGroups])
    }

    async fn change_members(
        &self,
        _group: &str,
        _change: MemberChange,
        members: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok(members.iter().map(|one| done(one)).collect())
    }

    async fn invite_link(&self, _group: &str, _renew: bool) -> Result<String, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok("https://chat.example.com/AbCdEf".to_owned())
    }

    async fn join_group(&self, _invite: &str) -> Result<JoinedGroup, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok(JoinedGroup { group: Address::new(MADE_GROUP), is_pending: false })
    }

    async fn leave_group(&self, _group: &str) -> Result<(), ChannelError> {
        self.network.require(&[Capability::ManageGroups])
    }

    fn communities(&self) -> Option<&dyn Communities> {
        Some(self)
    }

    fn newsletters(&self) -> Option<&dyn Newsletters> {
        Some(self)
    }

    async fn logout(&self) -> Result<(), ChannelError> {
        Ok(())
    }
}

/// What was done for a member.
fn done(member: &str) -> MemberOutcome {
    MemberOutcome { member: Address::new(member), refusal: None, invited: false }
}
