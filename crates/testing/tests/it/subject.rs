//! The mock as a subject of the suite.

use async_trait::async_trait;
use omni_channel::conformance::{Nothing, Subject};
use omni_channel::{
    Accounts, Capability, Channel, ChannelContext, ChannelError, ChannelInfo, Closed, Inbound,
    InboundMessage, InboundSink, IngestError, Ingested, MessageIds, OutboundMedia, Pulse,
    ReceiptKind, ReceiptUpdate, Recipient, Session, SignedRequest, SinkError, StatusUpdate,
};
use omni_domain::content::{Content, MediaContent, MediaKind, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_domain::{Env, PhoneNumber};
use omni_testing::{MockChannel, MockSession, SentByMock, sign_request};
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const PERSON: &str = "15550002222@s.whatsapp.net";
const GROUP: &str = "120363@g.us";

/// What the sink stored.
#[derive(Debug, Default)]
struct Sink {
    stored: Mutex<Vec<Inbound>>,
    refuses: AtomicBool,
    has_qr: AtomicBool,
}

#[async_trait]
impl InboundSink for Sink {
    async fn accept(&self, batch: Vec<Inbound>) -> Result<(), SinkError> {
        if self.refuses.swap(false, Ordering::SeqCst) {
            return Err(SinkError::NotStored("the test refuses it".to_owned()));
        }
        self.stored.lock().expect("not poisoned").extend(batch);
        Ok(())
    }

    async fn has_message(&self, _external_id: &str) -> Result<bool, SinkError> {
        Ok(false)
    }

    fn status(&self, update: StatusUpdate) {
        self.has_qr.fetch_or(update.qr.is_some(), Ordering::SeqCst);
    }
}

/// The one account that signs requests.
struct OneAccount;

#[async_trait]
impl Accounts for OneAccount {
    async fn settings(
        &self,
        account: &str,
    ) -> Result<Option<Arc<Map<String, Value>>>, IngestError> {
        let settings = json!({ "account": account, "secret": "s3cret" });
        Ok(settings.as_object().filter(|_| account == "one").cloned().map(Arc::new))
    }
}

/// The declarations of a channel, over the behaviour of the mock.
#[derive(Debug)]
struct Claiming {
    mock: Arc<MockChannel>,
    claim: Option<(Vec<Capability>, MessageIds)>,
}

#[async_trait]
impl Channel for Claiming {
    fn kind(&self) -> ChannelType {
        self.mock.kind()
    }
    fn info(&self) -> ChannelInfo {
        let mut info = self.mock.info();
        if let Some((can, _)) = &self.claim {
            info.capabilities.can.clone_from(can);
        }
        info
    }
    fn check_settings(&self, settings: &Map<String, Value>) -> Result<(), ChannelError> {
        self.mock.check_settings(settings)
    }
    fn message_ids(&self) -> MessageIds {
        self.claim.as_ref().map_or_else(|| self.mock.message_ids(), |(_, ids)| *ids)
    }
    fn new_message_id(&self) -> String {
        self.mock.new_message_id()
    }
    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError> {
        self.mock.parse_recipient(text)
    }
    fn phone_of(&self, address: &str) -> Option<PhoneNumber> {
        self.mock.phone_of(address)
    }
    fn address_of_phone(&self, phone: &PhoneNumber) -> Option<Address> {
        self.mock.address_of_phone(phone)
    }
    fn status_chat(&self) -> Option<Address> {
        self.mock.status_chat().filter(|_| self.claim.is_none())
    }
    async fn ingest(
        &self,
        request: &SignedRequest,
        accounts: &dyn Accounts,
    ) -> Result<Ingested, IngestError> {
        self.mock.ingest(request, accounts).await
    }
    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError> {
        self.mock.open(context).await
    }
}

pub(crate) struct MockSubject {
    channel: Claiming,
    session: Arc<MockSession>,
    sink: Arc<Sink>,
    written: AtomicU32,
    stop: CancellationToken,
    running: Mutex<Option<JoinHandle<Closed>>>,
}

fn context(sink: &Arc<Sink>, instance: InstanceId) -> ChannelContext {
    ChannelContext {
        instance,
        settings: Arc::default(),
        proxy: None,
        sink: Arc::<Sink>::clone(sink),
        state: Arc::new(Nothing),
        media: Arc::new(Nothing),
        env: Env::system(),
    }
}

impl MockSubject {
    pub(crate) async fn start(ids: MessageIds, can: Option<&[Capability]>) -> Self {
        let mock = Arc::new(MockChannel::default());
        mock.network().set_ids(ids);
        if let Some(can) = can {
            mock.network().set_capabilities(can);
        }
        let (sink, id) = (Arc::<Sink>::default(), Env::system().id());
        let opened = mock.open(context(&sink, id)).await.expect("a session");
        let session = mock.session(id).expect("the same session");
        let stop = CancellationToken::new();
        let token = stop.clone();
        let running = tokio::spawn(async move { opened.run(token).await });
        while session.liveness().pulse != Pulse::Alive {
            tokio::task::yield_now().await;
        }
        session.put_person(ann());
        Self {
            channel: Claiming { mock, claim: None },
            session,
            sink,
            written: AtomicU32::new(0),
            stop,
            running: Mutex::new(Some(running)),
        }
    }

    pub(crate) fn claim(&mut self, can: &[Capability], ids: MessageIds) {
        self.channel.claim = Some((can.to_vec(), ids));
    }

    pub(crate) fn mock(&self) -> &MockChannel {
        &self.channel.mock
    }

    fn sent(&self) -> Vec<omni_channel::OutboundMessage> {
        let messages = self.session.sent().into_iter().filter_map(|one| match one {
            SentByMock::Message(message) => Some(*message),
            SentByMock::Action(_) => None,
        });
        messages.collect()
    }
}

fn ann() -> omni_channel::PersonProfile {
    omni_channel::PersonProfile {
        address: Address::new(PERSON),
        name: Some("Ann".to_owned()),
        about: None,
        picture_url: None,
        is_business: false,
    }
}

#[async_trait]
impl Subject for MockSubject {
    fn channel(&self) -> &dyn Channel {
        &self.channel
    }

    fn session(&self) -> Arc<dyn Session> {
        Arc::<MockSession>::clone(&self.session)
    }

    fn stored(&self) -> Vec<Inbound> {
        self.sink.stored.lock().expect("not poisoned").clone()
    }

    fn person(&self) -> String {
        PERSON.to_owned()
    }

    fn group(&self) -> String {
        GROUP.to_owned()
    }

    async fn file(&self, kind: MediaKind) -> OutboundMedia {
        let content = MediaContent::new(kind, "image/webp");
        OutboundMedia { content, blob_key: "file".to_owned() }
    }

    async fn person_writes(&self, text: &str) -> String {
        let external_id = format!("IN{}", self.written.fetch_add(1, Ordering::SeqCst));
        let message = Inbound::Message(Box::new(InboundMessage {
            external_id: external_id.clone(),
            chat: Address::new(PERSON),
            chat_type: ChatType::Dm,
            chat_name: None,
            sender: Address::new(PERSON),
            sender_name: None,
            sender_facts: None,
            from_me: false,
            from_history: false,
            content: Content::text(text),
            media: None,
            reply_to: None,
            context: MessageContext::default(),
            client_id: None,
            timestamp: Env::system().now(),
        }));
        self.session.deliver_until_stored(vec![message]).await;
        external_id
    }

    async fn person_reads(&self, external_id: &str) {
        for (kind, capability) in [
            (ReceiptKind::Delivered, Capability::ReceiveDeliveryReceipts),
            (ReceiptKind::Read, Capability::ReceiveReadReceipts),
        ] {
            if !self.channel.mock.info().capabilities.has(capability) {
                continue;
            }
            let receipt = ReceiptUpdate {
                chat: Address::new(PERSON),
                by: Address::new(PERSON),
                external_ids: vec![external_id.to_owned()],
                kind,
                at: Env::system().now(),
            };
            self.session.deliver_until_stored(vec![Inbound::Receipt(receipt)]).await;
        }
    }

    async fn times_shown(&self, text: &str) -> usize {
        let wanted = |message: &omni_channel::OutboundMessage| matches!(&message.content, omni_channel::OutboundContent::Text(said) if said == text);
        let sent = self.sent();
        let first = sent.iter().find(|message| wanted(message));
        first.map_or(0, |message| self.channel.mock.network().times_shown(&message.client_id))
    }

    fn refuse_next_batch(&self) {
        self.sink.refuses.store(true, Ordering::SeqCst);
    }

    async fn silence(&self) {
        self.session.set_pulse(Pulse::Quiet);
    }

    fn request(&self) -> (SignedRequest, Box<dyn Accounts>) {
        let body = json!([{
            "account": "one",
            "items": [
                { "kind": "text", "id": "R1", "from": "15550002222", "text": "hi", "at": 1 },
            ],
        }]);
        (sign_request(&body, "s3cret"), Box::new(OneAccount))
    }

    async fn offers_qr(&self) -> bool {
        let sink = Arc::<Sink>::default();
        let mock = &self.channel.mock;
        mock.show_qr(true);
        let opened = mock.open(context(&sink, Env::system().id())).await.expect("a session");
        mock.show_qr(false);
        let stop = CancellationToken::new();
        stop.cancel();
        opened.run(stop).await;
        sink.has_qr.load(Ordering::SeqCst)
    }

    async fn stop(&self) -> Closed {
        self.stop.cancel();
        let running = self.running.lock().expect("not poisoned").take();
        running.expect("it runs").await.expect("no panic")
    }
}
