//! One instance's session: its state between connections, and the trait's methods.

pub(crate) mod background;
mod build;
mod businesses;
pub(crate) mod calls;
pub(crate) mod close_reason;
mod communities;
mod milestones;
mod newsletters;
mod pairing;
mod passkey;
mod posts;
mod presences;
mod qr_codes;
mod queue;
pub(crate) mod quiescence;
mod run;
pub(crate) mod status;
pub(crate) mod vitals;
mod watch;

use crate::account::{self, Changes};
use crate::groups;
use crate::inbound::{HeldMarks, OnDemandHistory, Pump, Recent, request_history};
use crate::media;
use crate::net::{Http, Network};
use crate::options::WhatsAppOptions;
use crate::outbound::{self, Acks, Expirations, Spellings};
use crate::people;
use crate::settings::Settings;
use crate::store::Store;
use async_trait::async_trait;
use background::{Background, Task};
use bytes::Bytes;
use calls::Calls;
use close_reason::CloseReason;
use milestones::Milestones;
use omni_channel::{
    Businesses, ChannelContext, ChannelError, ChatAction, ChatInfo, Closed, Communities,
    ContactUpdate, Found, GroupChange, GroupInfo, GroupPreview, HistoryPage, HistoryRequest,
    JoinedGroup, Liveness, MediaLocator, MemberChange, MemberOutcome, NewGroup, Newsletters,
    OutboundMessage, PairingCode, PersonPresence, PersonProfile, ProfileChange, Sent, Session,
    StateChange, StoredMedia,
};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Address;
use omni_domain::ids::MediaId;
use posts::Posts;
use presences::Presences;
use qr_codes::QrCodes;
use queue::Queue;
use quiescence::Quiescence;
use status::Status;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vitals::Vitals;
use whatsapp_rust::Client;

/// What handlers, hooks and tasks of a session share. It has no reference to the client, which
/// has one to it.
pub(crate) struct Core {
    pub(crate) network: Arc<Network>,
    pub(crate) http: Arc<Http>,
    pub(crate) options: Arc<WhatsAppOptions>,
    pub(crate) settings: Settings,
    pub(crate) context: ChannelContext,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) quiescence: Arc<Quiescence>,
    pub(crate) store: Arc<Store>,
    pub(crate) status: Status,
    pub(crate) close_reason: CloseReason,
    pub(crate) milestones: Milestones,
    pub(crate) acks: Acks,
    pub(crate) spellings: Spellings,
    pub(crate) expirations: Expirations,
    pub(crate) queue: Queue,
    pub(crate) calls: Calls,
    pub(crate) posts: Posts,
    pub(crate) held_marks: HeldMarks,
    pub(crate) presences: Presences,
    pub(crate) changes: Changes,
    pub(crate) qr_codes: QrCodes,
    pub(crate) background: Arc<Background>,
    pub(crate) on_demand: OnDemandHistory,
    pub(crate) recent: Recent,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("instance", &self.context.instance).finish_non_exhaustive()
    }
}

/// The receiving ends of the queues; their lock admits one connection at a time.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub(crate) pump: Pump,
    pub(crate) tasks: mpsc::Receiver<Task>,
}

/// A session of this channel.
pub(crate) struct WhatsAppSession {
    core: Arc<Core>,
    inbox: tokio::sync::Mutex<Inbox>,
    /// Kept over reconnects: building it reads the state.
    client: RwLock<Option<Arc<Client>>>,
}

impl WhatsAppSession {
    pub(crate) fn new(
        network: Arc<Network>,
        options: Arc<WhatsAppOptions>,
        context: ChannelContext,
    ) -> Result<Self, ChannelError> {
        let settings = Settings::read(&context.settings)?;
        let http = network.client(context.proxy.as_ref(), &options)?;
        let qr_codes = QrCodes::new(settings.qr_limit.unwrap_or(options.qr_limit));
        let clock = Arc::clone(&context.env.clock);
        let vitals = Arc::new(Vitals::new(Arc::clone(&clock)));
        let quiescence = Arc::<Quiescence>::default();
        let (queue, items) = Queue::new();
        let (background, tasks) = Background::new();
        let (learnt_sender, learnt) = mpsc::channel(256);
        let background = Arc::new(background);
        let store = Store::new(
            Arc::clone(&context.state),
            Arc::clone(&context.sink),
            Arc::clone(&quiescence),
            Arc::clone(&background),
            learnt_sender,
        );
        let core = Core {
            network,
            http,
            options,
            settings,
            vitals,
            quiescence,
            store: Arc::new(store),
            status: Status::new(Arc::clone(&context.sink), clock),
            close_reason: CloseReason::default(),
            milestones: Milestones::default(),
            acks: Acks::default(),
            spellings: Spellings::default(),
            expirations: Expirations::default(),
            queue,
            calls: Calls::default(),
            posts: Posts::default(),
            held_marks: HeldMarks::default(),
            presences: Presences::default(),
            changes: Changes::default(),
            qr_codes,
            background,
            on_demand: OnDemandHistory::default(),
            recent: Recent::default(),
            context,
        };
        Ok(Self {
            core: Arc::new(core),
            inbox: tokio::sync::Mutex::new(Inbox { pump: Pump::new(items, learnt), tasks }),
            client: RwLock::new(None),
        })
    }

    fn client(&self) -> Option<Arc<Client>> {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_client(&self, client: Option<Arc<Client>>) {
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
    }

    /// The client, if its login has finished.
    fn live(&self) -> Result<Arc<Client>, ChannelError> {
        self.client()
            .filter(|client| client.is_connected() && client.is_logged_in())
            .ok_or(ChannelError::NotConnected)
    }
}

#[async_trait]
impl Session for WhatsAppSession {
    async fn run(&self, stop: CancellationToken) -> Closed {
        run::run(self, stop).await
    }

    fn liveness(&self) -> Liveness {
        self.core.vitals.liveness(self.core.options.silence_limit)
    }

    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError> {
        outbound::send(&self.core, &self.live()?, message).await
    }

    async fn act(&self, action: ChatAction) -> Result<(), ChannelError> {
        outbound::act(&self.core, &self.live()?, action).await
    }

    async fn fetch_media(
        &self,
        id: MediaId,
        kind: MediaKind,
        mime_type: &str,
        locator: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError> {
        media::fetch(&self.core, &self.live()?, id, kind, mime_type, locator).await
    }

    async fn pair_with_code(&self, phone: &str) -> Result<PairingCode, ChannelError> {
        pairing::with_code(self, phone).await
    }

    async fn answer_passkey(&self, assertion: &str) -> Result<(), ChannelError> {
        passkey::answer(self, assertion).await
    }

    async fn confirm_passkey(&self) -> Result<(), ChannelError> {
        passkey::confirm(self).await
    }

    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        people::find(&self.core, &self.live()?, address).await
    }

    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        people::profile(&self.core, &self.live()?, address).await
    }

    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        people::picture(&self.core, &self.live()?, address).await
    }

    async fn fetch_picture(&self, url: &str) -> Result<Bytes, ChannelError> {
        people::fetch_picture(&self.core, url).await
    }

    async fn presence(
        &self,
        address: &str,
        follow: bool,
    ) -> Result<Option<PersonPresence>, ChannelError> {
        people::presence(&self.core, &self.live()?, address, follow).await
    }

    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        people::set_profile(&self.core, &self.live()?, change).await
    }

    async fn sync_contacts(
        &self,
        addresses: &[String],
    ) -> Result<Vec<ContactUpdate>, ChannelError> {
        people::contacts(&self.core, &self.live()?, addresses).await
    }

    async fn sync_chats(&self) -> Result<Vec<ChatInfo>, ChannelError> {
        people::chats(&self.core, &self.live()?).await
    }

    async fn sync_history(&self, request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        request_history(&self.core, &self.live()?, request).await
    }

    async fn change_state(&self, change: StateChange) -> Result<(), ChannelError> {
        account::change(&self.core, &self.live()?, change).await
    }

    async fn create_group(&self, group: NewGroup) -> Result<Address, ChannelError> {
        groups::create(&self.core, &self.live()?, group).await
    }

    async fn change_group(&self, group: &str, change: GroupChange) -> Result<(), ChannelError> {
        groups::change(&self.core, &self.live()?, group, change).await
    }

    async fn change_members(
        &self,
        group: &str,
        change: MemberChange,
        members: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        groups::change_members(&self.core, &self.live()?, group, change, members).await
    }

    async fn invite_link(&self, group: &str, renew: bool) -> Result<String, ChannelError> {
        groups::link(&self.core, &self.live()?, group, renew).await
    }

    async fn join_group(&self, invite: &str) -> Result<JoinedGroup, ChannelError> {
        groups::join(&self.core, &self.live()?, invite).await
    }

    async fn preview_group(&self, invite: &str) -> Result<GroupPreview, ChannelError> {
        groups::preview(&self.core, &self.live()?, invite).await
    }

    async fn group_info(&self, group: &str) -> Result<GroupInfo, ChannelError> {
        groups::info(&self.core, &self.live()?, group).await
    }

    async fn leave_group(&self, group: &str) -> Result<(), ChannelError> {
        groups::leave(&self.core, &self.live()?, group).await
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
        pairing::logout(&self.core, &self.live()?).await
    }
}
