//! The entry point: starts a network and creates phones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use super::account::digits;
use super::faults::Faults;
use super::groups::GroupSeen;
use super::hub::Hub;
use super::newsletters::NewsletterSeen;
use super::options::NetworkOptions;
use super::phone::Phone;
use super::stats::{ConnectionInfo, NetworkStats};
use super::{connection, control, media};

/// A running network. Cheap to clone; all clones are the same network.
#[derive(Clone)]
pub struct Network {
    hub: Arc<Hub>,
    chat: SocketAddr,
    control: Option<SocketAddr>,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").field("url", &self.ws_url()).finish_non_exhaustive()
    }
}

impl Network {
    /// Starts the chat server, the media server and, if configured, the control interface.
    pub async fn start(options: NetworkOptions) -> anyhow::Result<Self> {
        let hub = Hub::new(options)?;
        let listener = TcpListener::bind(("127.0.0.1", hub.options.ws_port)).await?;
        let chat = listener.local_addr()?;
        media::start(&hub, hub.options.media_port).await?;
        let routes =
            Router::new().route("/ws/chat", get(connection::upgrade)).with_state(Arc::clone(&hub));
        serve_http(&hub, listener, routes);
        let mut network = Self { hub, chat, control: None };
        if let Some(port) = network.hub.options.control_port {
            let listener = TcpListener::bind(("127.0.0.1", port)).await?;
            network.control = Some(listener.local_addr()?);
            serve_http(&network.hub, listener, control::routes(network.clone()));
        }
        Ok(network)
    }

    /// The URL for clients: `ws://127.0.0.1:PORT/ws/chat`.
    pub fn ws_url(&self) -> String {
        format!("ws://{}/ws/chat", self.chat)
    }

    /// The URL of the control interface, if it is configured.
    pub fn control_url(&self) -> Option<String> {
        self.control.map(|address| format!("http://{address}"))
    }

    /// The key that signs the server's certificate, as lower-case hexadecimal digits: for clients that
    /// verify certificates and can be given a root.
    pub fn root_key(&self) -> String {
        hex::encode(self.hub.noise().root)
    }

    /// Creates a phone for a number.
    #[expect(clippy::unused_async, reason = "part of the public interface, as the others are")]
    pub async fn create_phone(&self, number: &str, push_name: &str) -> anyhow::Result<Phone> {
        let number = digits(number);
        anyhow::ensure!((5..=15).contains(&number.len()), "a number has 5 to 15 digits");
        self.hub.open_account(&number, push_name)
    }

    /// The phone of a number, if it has one.
    pub fn phone(&self, number: &str) -> Option<Phone> {
        let account = self.hub.directory.by_number(&digits(number))?;
        Some(Phone::new(Arc::clone(&self.hub), account))
    }

    /// All phones, by number.
    pub fn phones(&self) -> Vec<Phone> {
        let mut accounts = self.hub.directory.all();
        accounts.sort_by(|a, b| a.number.cmp(&b.number));
        accounts.into_iter().map(|account| Phone::new(Arc::clone(&self.hub), account)).collect()
    }

    /// Creates a group and returns its address.
    #[expect(clippy::unused_async, reason = "part of the public interface, as the others are")]
    pub async fn create_group(
        &self,
        subject: &str,
        creator: &Phone,
        members: &[&Phone],
    ) -> anyhow::Result<String> {
        let members: Vec<_> = members.iter().map(|phone| Arc::clone(phone.account())).collect();
        let addressing = creator.account().addressing();
        let group = self.hub.groups.create(subject, creator.account(), &members, addressing);
        let create = wacore_binary::builder::NodeBuilder::new("create").attr("type", "new");
        group.announce(creator.account(), &create.children([group.info()]).build(), &[]);
        Ok(group.jid().to_string())
    }

    /// A group as its members see it; `None` if there is none of this address.
    pub fn group(&self, address: &str) -> Option<GroupSeen> {
        let group = self.hub.groups.by_jid(&address.parse().ok()?)?;
        let members = group.members();
        let numbers = |admins: bool| {
            let chosen = members.iter().filter(|member| !admins || group.is_admin(member));
            chosen.map(|member| member.number.clone()).collect()
        };
        Some(GroupSeen {
            subject: group.subject(),
            description: group.description().map(|description| description.text),
            settings: group.settings(),
            has_picture: group.picture().is_some(),
            requests: group.requests().iter().map(|(who, _)| who.number.clone()).collect(),
            members: numbers(false),
            admins: numbers(true),
        })
    }

    /// A newsletter as its readers see it; `None` if there is none of this address.
    pub fn newsletter(&self, address: &str) -> Option<NewsletterSeen> {
        Some(self.hub.newsletters.by_jid(&address.parse().ok()?)?.seen(&self.hub.media))
    }

    /// Arms faults.
    pub fn faults(&self) -> Faults {
        Faults { hub: Arc::clone(&self.hub) }
    }

    /// Open connections, oldest first.
    pub fn connections(&self) -> Vec<ConnectionInfo> {
        self.hub.connections()
    }

    /// The counters so far.
    pub fn stats(&self) -> NetworkStats {
        self.hub.snapshot()
    }

    /// Stops all servers and ends all connections.
    pub async fn stop(&self) {
        self.hub.stop.cancel();
        self.hub.tasks.close();
        if tokio::time::timeout(Duration::from_secs(5), self.hub.tasks.wait()).await.is_err() {
            tracing::warn!("some tasks of the sandbox did not end in time");
        }
    }

    /// Waits until the network is stopped from elsewhere.
    pub async fn stopped(&self) {
        self.hub.stop.cancelled().await;
    }

    /// A phone that must exist, for callers with numbers from requests.
    pub(crate) fn require_phone(&self, number: &str) -> anyhow::Result<Phone> {
        self.phone(number).with_context(|| format!("{number} has no phone"))
    }
}

fn serve_http(hub: &Arc<Hub>, listener: TcpListener, routes: Router) {
    let stop = hub.stop.clone();
    hub.tasks.spawn(async move {
        // A frame must not wait for the acknowledgement of the previous one.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let server = axum::serve(listener, routes);
        if let Err(error) = server.with_graceful_shutdown(stop.cancelled_owned()).await {
            tracing::warn!(%error, "a server of the sandbox ended");
        }
    });
}
