//! The channel as a subject of the suite. What a program writes is stored by the application, not by
//! the session, so the subject stores it itself.

use async_trait::async_trait;
use omni_channel::conformance::{Nothing, Subject};
use omni_channel::{
    Channel, ChannelContext, Closed, Inbound, InboundMessage, InboundSink, OutboundMedia, Pulse,
    Session, SinkError, StatusUpdate,
};
use omni_channel_api::ApiChannel;
use omni_domain::Env;
use omni_domain::content::{Content, MediaContent, MediaKind, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const CONVERSATION: &str = "conv_000000000000000000000000000000ab";

/// What the sink received.
#[derive(Debug, Default)]
struct Sink {
    stored: Mutex<Vec<Inbound>>,
    statuses: Mutex<Vec<StatusUpdate>>,
}

#[async_trait]
impl InboundSink for Sink {
    async fn accept(&self, batch: Vec<Inbound>) -> Result<(), SinkError> {
        self.stored.lock().expect("not poisoned").extend(batch);
        Ok(())
    }

    async fn has_message(&self, _external_id: &str) -> Result<bool, SinkError> {
        Ok(false)
    }

    fn status(&self, update: StatusUpdate) {
        self.statuses.lock().expect("not poisoned").push(update);
    }
}

pub(crate) struct ApiSubject {
    session: Arc<dyn Session>,
    sink: Arc<Sink>,
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

impl ApiSubject {
    pub(crate) async fn start() -> Self {
        let sink = Arc::<Sink>::default();
        let opened = ApiChannel.open(context(&sink, Env::system().id())).await;
        let session = opened.expect("a session");
        let stop = CancellationToken::new();
        let (runs, token) = (Arc::clone(&session), stop.clone());
        let running = tokio::spawn(async move { runs.run(token).await });
        while session.liveness().pulse != Pulse::Alive {
            tokio::task::yield_now().await;
        }
        Self { session, sink, stop, running: Mutex::new(Some(running)) }
    }
}

#[async_trait]
impl Subject for ApiSubject {
    fn channel(&self) -> &dyn Channel {
        &ApiChannel
    }

    fn has_network(&self) -> bool {
        false
    }

    fn session(&self) -> Arc<dyn Session> {
        Arc::clone(&self.session)
    }

    fn stored(&self) -> Vec<Inbound> {
        self.sink.stored.lock().expect("not poisoned").clone()
    }

    fn person(&self) -> String {
        CONVERSATION.to_owned()
    }

    fn group(&self) -> String {
        CONVERSATION.to_owned()
    }

    async fn file(&self, kind: MediaKind) -> OutboundMedia {
        let content = MediaContent::new(kind, "image/webp");
        OutboundMedia { content, blob_key: "file".to_owned() }
    }

    async fn person_writes(&self, text: &str) -> String {
        let external_id = ApiChannel.new_message_id();
        let message = InboundMessage {
            external_id: external_id.clone(),
            chat: Address::new(CONVERSATION),
            chat_type: ChatType::Dm,
            chat_name: None,
            sender: Address::new(CONVERSATION),
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
        };
        let stored = self.sink.accept(vec![Inbound::Message(Box::new(message))]).await;
        stored.expect("it stores everything");
        external_id
    }

    async fn person_reads(&self, _external_id: &str) {}

    /// Not asked of a channel without a network.
    async fn times_shown(&self, _text: &str) -> usize {
        1
    }

    /// Not asked of a channel without a network.
    fn refuse_next_batch(&self) {}

    /// Not asked of a channel without a network.
    async fn silence(&self) {}

    async fn offers_qr(&self) -> bool {
        self.sink.statuses.lock().expect("not poisoned").iter().any(|status| status.qr.is_some())
    }

    async fn stop(&self) -> Closed {
        self.stop.cancel();
        let running = self.running.lock().expect("not poisoned").take();
        running.expect("it runs").await.expect("no panic")
    }
}
