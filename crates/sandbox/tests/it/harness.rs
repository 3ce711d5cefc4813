//! A linked client, and ways to wait for what it reports.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use tokio::sync::Notify;
use wacore::net::{HttpClient, HttpRequest, HttpResponse};
use wacore::store::InMemoryBackend;
use wacore::store::traits::Backend;
use wacore::types::events::{ChannelEventHandler, Event, InboundMessage};
use waproto::whatsapp as wa;
use whatsapp_rust::bot::{Bot, BotHandle};
use whatsapp_rust::transport::TokioWebSocketTransportFactory;
use whatsapp_rust::{CacheConfig, CacheEntryConfig, Client, TokioRuntime};

/// Generous: a debug build derives linking codes slowly when other tests run too.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// HTTP for media, which accepts the sandbox's certificate.
struct Http(reqwest::Client);

/// A plain HTTP client that accepts the sandbox's certificate.
pub(crate) fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    // `RUST_LOG=debug` shows what the client and the network do.
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    reqwest::Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap()
}

/// Without a cache of sent messages the client removes one from its store to send it again, and two
/// concurrent requests get one answer.
fn caches() -> CacheConfig {
    let recent_messages = CacheEntryConfig::new(Some(Duration::from_mins(5)), 100);
    CacheConfig { recent_messages, ..CacheConfig::default() }
}

#[async_trait::async_trait]
impl HttpClient for Http {
    async fn execute(&self, request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let mut builder = match request.method.as_str() {
            "POST" => self.0.post(&request.url),
            _ => self.0.get(&request.url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let response = builder.send().await?;
        let status_code = response.status().as_u16();
        Ok(HttpResponse { status_code, body: response.bytes().await?.to_vec() })
    }
}

/// Events of a client, kept so that they can be looked for more than once.
#[derive(Default)]
struct Seen {
    events: Mutex<VecDeque<Arc<Event>>>,
    changed: Notify,
}

/// The real client under test.
pub(crate) struct Device {
    pub(crate) client: Arc<Client>,
    pub(crate) backend: Arc<dyn Backend>,
    handle: Option<BotHandle>,
    seen: Arc<Seen>,
}

pub(crate) async fn network() -> Network {
    Network::start(NetworkOptions::default()).await.unwrap()
}

/// A network, the owner's phone with a linked client, and another phone.
pub(crate) struct Scene {
    pub(crate) network: Network,
    pub(crate) owner: Phone,
    pub(crate) friend: Phone,
    pub(crate) device: Device,
}

pub(crate) async fn scene() -> Scene {
    scene_with(NetworkOptions::default()).await
}

pub(crate) async fn scene_with(options: NetworkOptions) -> Scene {
    let network = Network::start(options).await.unwrap();
    let owner = network.create_phone("+1 555 000 0001", "Olivia").await.unwrap();
    let friend = network.create_phone("15550000002", "Finn").await.unwrap();
    let device = Device::link(&network, &owner).await;
    Scene { network, owner, friend, device }
}

impl Device {
    /// Starts a client on a store.
    pub(crate) async fn start(network: &Network, backend: Arc<dyn Backend>) -> Self {
        Self::start_with(network, backend, |builder| builder).await
    }

    pub(crate) async fn start_with<F>(
        network: &Network,
        backend: Arc<dyn Backend>,
        adapt: F,
    ) -> Self
    where
        F: FnOnce(Builder) -> Builder,
    {
        let (handler, events) = ChannelEventHandler::new();
        let factory = TokioWebSocketTransportFactory::new().with_url(network.ws_url());
        let builder = Bot::builder()
            .with_backend_arc(backend.clone())
            .with_transport_factory(factory)
            .with_http_client(Http(http()))
            .with_runtime(TokioRuntime)
            .with_version((2, 3000, 1))
            .with_cache_config(caches())
            .with_wanted_pre_key_count(30);
        let bot = adapt(builder).build().await.unwrap();
        let client = bot.client();
        client.subscribe_handler(handler).detach();
        let seen = Arc::new(Seen::default());
        let sink = seen.clone();
        tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                sink.events.lock().unwrap().push_back(event);
                sink.changed.notify_waiters();
            }
        });
        Self { client, backend, handle: Some(bot.spawn()), seen }
    }

    /// Links a new client by QR code and waits until it is connected.
    pub(crate) async fn link(network: &Network, owner: &Phone) -> Self {
        let device = Self::start(network, Arc::new(InMemoryBackend::new())).await;
        let code = device.qr().await;
        owner.scan(&code).await.unwrap();
        device.connected().await;
        device
    }

    pub(crate) async fn qr(&self) -> String {
        self.find("a QR code", |event| match event {
            Event::PairingQrCode(qr) => Some(qr.code.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn connected(&self) {
        self.find("connected", |event| matches!(event, Event::Connected(_)).then_some(())).await;
    }

    /// Stops the client but keeps its store.
    pub(crate) async fn shut_down(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.shutdown().await;
        }
    }

    /// Waits until the client has stopped by itself.
    pub(crate) async fn ended(&mut self) {
        let handle = self.handle.take().unwrap();
        tokio::time::timeout(LIMIT, handle).await.unwrap_or_else(|_elapsed| {
            panic!("it runs; seen: {:?}", self.seen.events.lock().unwrap())
        });
    }

    /// Clears the events received so far.
    pub(crate) fn clear_events(&self) {
        self.seen.events.lock().unwrap().clear();
    }

    /// Waits for an event, past ones included.
    pub(crate) async fn find<T>(&self, what: &str, pick: impl Fn(&Event) -> Option<T>) -> T {
        let looking = async {
            loop {
                let changed = self.seen.changed.notified();
                let found = self.seen.events.lock().unwrap().iter().find_map(|event| pick(event));
                if let Some(found) = found {
                    return found;
                }
                changed.await;
            }
        };
        tokio::time::timeout(LIMIT, looking).await.unwrap_or_else(|_elapsed| {
            panic!("no {what} in time; seen: {:?}", self.seen.events.lock().unwrap())
        })
    }

    /// Waits for a message.
    pub(crate) async fn message(&self, pick: impl Fn(&InboundMessage) -> bool) -> InboundMessage {
        self.find("message", |event| event.messages().find(|one| pick(one)).cloned()).await
    }

    pub(crate) async fn text(&self, text: &str) -> InboundMessage {
        self.message(|one| text_of(&one.message) == Some(text)).await
    }

    /// How many acknowledgements of a message were reported.
    pub(crate) fn acks(&self, id: &str) -> usize {
        let events = self.seen.events.lock().unwrap();
        let of_it =
            |event: &&Arc<Event>| matches!(&***event, Event::ServerAck(ack) if ack.id == id);
        events.iter().filter(of_it).count()
    }

    /// How many messages with this id were reported.
    pub(crate) fn count(&self, id: &str) -> usize {
        let events = self.seen.events.lock().unwrap();
        events.iter().flat_map(|event| event.messages()).filter(|one| one.info.id == id).count()
    }
}

pub(crate) type Builder = whatsapp_rust::bot::BotBuilder<
    whatsapp_rust::bot::Provided,
    whatsapp_rust::bot::Provided,
    whatsapp_rust::bot::Provided,
    whatsapp_rust::bot::Provided,
>;

pub(crate) fn text_of(message: &wa::Message) -> Option<&str> {
    let extended = message.extended_text_message.as_option().and_then(|one| one.text.as_deref());
    message.conversation.as_deref().or(extended)
}

pub(crate) fn text(text: &str) -> wa::Message {
    wa::Message { conversation: Some(text.to_owned()), ..Default::default() }
}

pub(crate) fn jid(address: &str) -> wacore_binary::Jid {
    address.parse().unwrap()
}
