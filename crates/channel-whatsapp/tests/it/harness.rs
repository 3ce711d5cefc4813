//! A session over the simulated network, run like the supervisor runs it.

use crate::doubles::{Blobs, Database, context};
use omni_channel::{
    Channel, Closed, Inbound, InboundMessage, OutboundContent, OutboundMessage, Quoted, Session,
};
use omni_channel_whatsapp::{WhatsAppChannel, WhatsAppOptions};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::ChatType;
use omni_domain::instance::ConnectionState;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// A session and its context.
pub(crate) struct Device {
    pub(crate) channel: Arc<WhatsAppChannel>,
    pub(crate) session: Arc<dyn Session>,
    pub(crate) database: Arc<Database>,
    pub(crate) blobs: Arc<Blobs>,
    stop: CancellationToken,
    supervisor: Option<JoinHandle<()>>,
    closings: Arc<Mutex<Vec<Closed>>>,
}

pub(crate) fn options(network: &Network) -> WhatsAppOptions {
    WhatsAppOptions { url: Some(network.ws_url()), ..WhatsAppOptions::default() }
}

impl Device {
    pub(crate) async fn start(network: &Network, database: Arc<Database>) -> Self {
        Self::start_with(options(network), database).await
    }

    pub(crate) async fn start_with(options: WhatsAppOptions, database: Arc<Database>) -> Self {
        let channel = Arc::new(WhatsAppChannel::new(options).expect("a loopback address"));
        let blobs: Arc<Blobs> = Arc::default();
        let session = channel.open(context(&database, &blobs)).await.expect("opened");
        let stop = CancellationToken::new();
        let closings: Arc<Mutex<Vec<Closed>>> = Arc::default();
        let supervisor =
            supervise(Arc::clone(&session), stop.clone(), Arc::clone(&closings), &database);
        Self { channel, session, database, blobs, stop, supervisor: Some(supervisor), closings }
    }

    /// Stops cleanly.
    pub(crate) async fn shut_down(&mut self) {
        self.stop.cancel();
        if let Some(supervisor) = self.supervisor.take() {
            tokio::time::timeout(LIMIT, supervisor)
                .await
                .expect("stops in time")
                .expect("no panic");
        }
    }

    pub(crate) fn closings(&self) -> Vec<Closed> {
        self.closings.lock().expect("not poisoned").clone()
    }

    /// Waits until `look` returns something.
    pub(crate) async fn wait<T>(&self, what: &str, look: impl Fn(&Database) -> Option<T>) -> T {
        let looking = async {
            loop {
                let changed = self.database.changed.notified();
                if let Some(found) = look(&self.database) {
                    return found;
                }
                // Some of the state changes without a notification.
                let _ = tokio::time::timeout(Duration::from_millis(50), changed).await;
            }
        };
        let Ok(found) = tokio::time::timeout(LIMIT, looking).await else {
            panic!(
                "no {what} in time; received {:#?}\nstatuses {:#?}\nclosings {:?}",
                self.database.received(),
                self.database.statuses(),
                self.closings()
            );
        };
        found
    }

    pub(crate) async fn closing(&self, what: &str, wanted: impl Fn(&Closed) -> bool) -> Closed {
        self.wait(what, |_| self.closings().into_iter().find(|one| wanted(one))).await
    }

    pub(crate) async fn qr(&self) -> String {
        self.wait("QR", |database| {
            database.statuses().iter().rev().find_map(|status| status.qr.clone())
        })
        .await
        .0
    }

    /// Waits for the latest status to be this.
    pub(crate) async fn state(&self, state: ConnectionState) {
        self.wait(state.as_str(), |database| {
            database.statuses().last().is_some_and(|status| status.state == state).then_some(())
        })
        .await;
    }

    pub(crate) async fn connected(&self) {
        self.state(ConnectionState::Connected).await;
    }

    /// Waits for an inbound item.
    pub(crate) async fn inbound<T>(&self, what: &str, pick: impl Fn(&Inbound) -> Option<T>) -> T {
        self.wait(what, |database| database.received().iter().find_map(&pick)).await
    }

    pub(crate) async fn message(
        &self,
        what: &str,
        pick: impl Fn(&InboundMessage) -> bool,
    ) -> InboundMessage {
        self.inbound(what, |one| match one {
            Inbound::Message(message) if pick(message) => Some((**message).clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn text(&self, text: &str) -> InboundMessage {
        self.message(text, |message| message.content == Content::text(text)).await
    }

    pub(crate) fn times_received(&self, text: &str) -> usize {
        count_texts(&self.database, text)
    }

    pub(crate) fn outbound(&self, to: &str, content: OutboundContent) -> OutboundMessage {
        OutboundMessage {
            client_id: self.channel.new_message_id(),
            to: to.to_owned(),
            chat_type: if to.ends_with("@g.us") { ChatType::Group } else { ChatType::Dm },
            content,
            context: MessageContext::default(),
            reply_to: None,
            audience: Vec::new(),
        }
    }

    /// Sends a text and returns its id.
    pub(crate) async fn send_text(&self, to: &str, text: &str) -> String {
        let message = self.outbound(to, OutboundContent::Text(text.to_owned()));
        self.session.send(message).await.expect("sent").external_id
    }
}

pub(crate) fn count_texts(database: &Database, text: &str) -> usize {
    let wanted = Content::text(text);
    database
        .received()
        .iter()
        .filter(|one| matches!(one, Inbound::Message(message) if message.content == wanted))
        .count()
}

impl Drop for Device {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(supervisor) = self.supervisor.take() {
            supervisor.abort();
        }
    }
}

/// Like the real supervisor, with short waits.
fn supervise(
    session: Arc<dyn Session>,
    stop: CancellationToken,
    closings: Arc<Mutex<Vec<Closed>>>,
    database: &Arc<Database>,
) -> JoinHandle<()> {
    let database = Arc::clone(database);
    tokio::spawn(async move {
        loop {
            let closed = session.run(stop.clone()).await;
            closings.lock().expect("not poisoned").push(closed.clone());
            database.changed.notify_waiters();
            match closed {
                Closed::Restart => {}
                Closed::Lost { .. } | Closed::Throttled { .. } => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                _ => return,
            }
        }
    })
}

/// A network, the owner's phone with a linked session, and another phone.
pub(crate) struct Scene {
    pub(crate) network: Network,
    pub(crate) owner: Phone,
    pub(crate) friend: Phone,
    pub(crate) device: Device,
}

pub(crate) async fn network() -> Network {
    Network::start(NetworkOptions::default()).await.expect("a network")
}

pub(crate) async fn scene() -> Scene {
    scene_with(|options| options).await
}

pub(crate) async fn scene_with(adapt: impl FnOnce(WhatsAppOptions) -> WhatsAppOptions) -> Scene {
    let network = network().await;
    let owner = network.create_phone("+1 555 000 0001", "Olivia").await.expect("a phone");
    let friend = network.create_phone("15550000002", "Finn").await.expect("a phone");
    let device = Device::start_with(adapt(options(&network)), Database::new()).await;
    owner.scan(&device.qr().await).await.expect("scanned");
    device.connected().await;
    Scene { network, owner, friend, device }
}

pub(crate) fn quoted(id: &str, sender: &str, from_me: bool, text: &str) -> Quoted {
    Quoted {
        external_id: id.to_owned(),
        sender: sender.to_owned(),
        from_me,
        text: Some(text.to_owned()),
    }
}
