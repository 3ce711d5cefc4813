//! A channel without a network: connects at once, records what is sent, and receives what the
//! test delivers. How it assigns ids and what it can do are the test's choice.

mod address;
mod businesses;
mod channel;
mod chats;
mod communities;
mod controls;
mod network;
mod newsletters;
mod request;
mod world;

pub use network::MockNetwork;
pub use request::sign;

use async_trait::async_trait;
use bytes::Bytes;
use omni_channel::{
    Businesses, Capability, ChannelContext, ChannelError, ChatAction, ChatInfo, Closed,
    Communities, ContactUpdate, Evidence, Found, GroupChange, GroupInfo, GroupPreview, HistoryPage,
    HistoryRequest, JoinedGroup, Liveness, MediaLocator, MediaUpload, MemberChange, MemberOutcome,
    NewGroup, Newsletters, OutboundMessage, PairingCode, PersonPresence, PersonProfile,
    ProfileChange, Pulse, Sent, Session, StateChange, StateWrite, StatusUpdate, StoredMedia,
};
use omni_domain::Timestamp;
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::instance::ConnectionState;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use world::World;

/// The group that is made or joined.
const MADE_GROUP: &str = "120363000000000001@g.us";
/// The number of who made it.
const FOUNDER: &str = "15550002222";
/// Numbers with these digits let no one add them to groups.
const UNADDABLE: &str = "155599";

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
    typing: Mutex<Vec<bool>>,
    network: Arc<MockNetwork>,
    running: AtomicBool,
    pulse: Mutex<Pulse>,
    files: Mutex<HashMap<Vec<u8>, Vec<u8>>>,
    unlinked: bool,
    world: Mutex<World>,
}

/// The key under which the mock stores the account of a session.
const OWNER: (&str, &str) = ("mock.device", "");

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
        match action {
            ChatAction::Typing { active, .. } => self.typing.lock().unwrap().push(active),
            other => self.sent.lock().unwrap().push(SentByMock::Action(other)),
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

    async fn answer_passkey(&self, _assertion: &str) -> Result<(), ChannelError> {
        self.network.require(&[Capability::PairWithPasskey])
    }

    async fn confirm_passkey(&self) -> Result<(), ChannelError> {
        self.network.require(&[Capability::PairWithPasskey])
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

    /// The beginning of a JPEG; a picture whose address ends with `gone.jpg` is gone.
    async fn fetch_picture(&self, url: &str) -> Result<Bytes, ChannelError> {
        self.network.require(&[Capability::LookUpPeople])?;
        self.asked("fetch", url);
        if url.ends_with("gone.jpg") {
            return Err(ChannelError::MediaGone);
        }
        Ok(Bytes::from_static(&[0xff, 0xd8, 0xff, 0xe0]))
    }

    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        self.network.require(&[Capability::EditProfile])?;
        self.world.lock().unwrap().changes.push(change);
        Ok(())
    }

    async fn presence(
        &self,
        address: &str,
        follow: bool,
    ) -> Result<Option<PersonPresence>, ChannelError> {
        self.network.require(&[Capability::FollowPresence])?;
        Ok(self.seen(address, follow))
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
        self.history(request).await
    }

    async fn change_state(&self, change: StateChange) -> Result<(), ChannelError> {
        self.network.require(&[change.needs()])?;
        self.world.lock().unwrap().kept.push(change);
        Ok(())
    }

    async fn create_group(&self, group: NewGroup) -> Result<Address, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        self.report_made(MADE_GROUP, &group.subject, &group.members).await;
        Ok(Address::new(MADE_GROUP))
    }

    async fn change_group(&self, _group: &str, _change: GroupChange) -> Result<(), ChannelError> {
        self.network.require(&[Capability::ManageGroups])
    }

    async fn change_members(
        &self,
        _group: &str,
        change: MemberChange,
        members: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        let mut invites = match change {
            MemberChange::AddOrInvite { most } => most,
            _ => 0,
        };
        let outcome = |one: &String| {
            if !one.contains(UNADDABLE) {
                return done(one);
            }
            let invited = invites > 0;
            invites = invites.saturating_sub(1);
            MemberOutcome { refusal: Some("they forbid it".to_owned()), invited, ..done(one) }
        };
        Ok(members.iter().map(outcome).collect())
    }

    async fn invite_link(&self, _group: &str, _renew: bool) -> Result<String, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok("https://chat.example.com/AbCdEf".to_owned())
    }

    async fn join_group(&self, _invite: &str) -> Result<JoinedGroup, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        self.report_joined(MADE_GROUP).await;
        Ok(JoinedGroup { group: Address::new(MADE_GROUP), is_pending: false })
    }

    async fn preview_group(&self, _invite: &str) -> Result<GroupPreview, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        Ok(GroupPreview {
            group: Address::new(MADE_GROUP),
            subject: "Team".to_owned(),
            description: Some("Who opens when".to_owned()),
            members: Some(2),
            join_approval: false,
            disappearing_seconds: 86_400,
            created_at: Some(Timestamp(1_700_000_000_000)),
            created_by: Some(address::of_digits(FOUNDER)),
        })
    }

    async fn group_info(&self, group: &str) -> Result<GroupInfo, ChannelError> {
        self.network.require(&[Capability::ManageGroups])?;
        self.asked("group", group);
        Ok(GroupInfo {
            group: Address::new(group),
            subject: "Team".to_owned(),
            description: Some("Who opens when".to_owned()),
            admins_only_send: true,
            admins_only_edit: false,
            join_approval: false,
            disappearing_seconds: 0,
            created_at: Some(Timestamp(1_700_000_000_000)),
            created_by: Some(address::of_digits(FOUNDER)),
        })
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

    fn businesses(&self) -> Option<&dyn Businesses> {
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
