use super::WsOptions;
use super::handshake::{Credentials, Identity};
use super::link::{Disconnected, GOING_AWAY, Link, UNAUTHORIZED};
use super::protocol::{Command, ServerMessage, Subscription, read};
use axum::extract::ws::WebSocket;
use omni_app::chats::{ChatFeed, ChatFeedItem};
use omni_app::events::EventFeed;
use omni_app::{App, Caller};
use omni_domain::event::Event;
use omni_http::ApiError;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

/// The source of a socket's items. It keeps a position and no buffer, so that a slow client costs
/// nothing.
pub(crate) trait Feed: Send {
    type Item: Send;

    /// The next item; `None` when the server stops. May be dropped without losing one.
    fn next(&mut self) -> impl Future<Output = Option<Self::Item>> + Send;
}

impl Feed for EventFeed {
    type Item = Arc<Event>;

    async fn next(&mut self) -> Option<Arc<Event>> {
        Self::next(self).await
    }
}

impl Feed for ChatFeed {
    type Item = ChatFeedItem;

    async fn next(&mut self) -> Option<ChatFeedItem> {
        Self::next(self).await
    }
}

/// One socket: commands in, items out, and a heartbeat.
#[derive(Debug)]
pub(crate) struct Session<F> {
    app: App,
    link: Link,
    credentials: Credentials,
    feed: Option<F>,
    heartbeat: Interval,
    /// Changes of any API key: after one, the socket's may be invalid.
    key_changes: watch::Receiver<u64>,
}

/// The next step of a session.
#[derive(Debug)]
pub(crate) enum Step<S, I> {
    /// Replace the subscription.
    Subscribe(S),
    /// Send this to the client.
    Item(I),
}

impl<F: Feed> Session<F> {
    /// Authenticates a socket.
    pub(crate) async fn open(
        app: App,
        socket: WebSocket,
        identity: Identity,
        options: WsOptions,
    ) -> Result<Self, Disconnected> {
        let mut link = Link::new(socket, options);
        let mut key_changes = app.key_cache.changes();
        // A change since the request was checked would otherwise be missed.
        key_changes.mark_changed();
        let credentials = identity.authenticate(&app, &mut link, options).await?;
        let mut heartbeat = tokio::time::interval(options.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        Ok(Self { app, link, credentials, feed: None, heartbeat, key_changes })
    }

    pub(crate) const fn app(&self) -> &App {
        &self.app
    }

    pub(crate) const fn caller(&self) -> &Caller {
        &self.credentials.caller
    }

    pub(crate) const fn feed(&mut self) -> Option<&mut F> {
        self.feed.as_mut()
    }

    /// Follows this feed instead of the previous one.
    pub(crate) async fn follow(&mut self, feed: F) -> Result<(), Disconnected> {
        self.feed = Some(feed);
        self.link.send(&ServerMessage::Subscribed).await
    }

    pub(crate) async fn send(&mut self, message: &impl Serialize) -> Result<(), Disconnected> {
        self.link.send(message).await
    }

    pub(crate) async fn refuse(&mut self, error: &ApiError) -> Result<(), Disconnected> {
        self.link.send(&ServerMessage::error(error)).await
    }

    /// Waits for the next step; simple commands are handled here.
    pub(crate) async fn next<S: Subscription>(&mut self) -> Result<Step<S, F::Item>, Disconnected> {
        let stopping = self.app.sessions.stopping();
        loop {
            tokio::select! {
                command = self.link.recv() => match read(&command?) {
                    Ok(Command::Subscribe(subscribe)) => return Ok(Step::Subscribe(subscribe)),
                    Ok(Command::Unsubscribe) => {
                        self.feed = None;
                        self.link.send(&ServerMessage::Unsubscribed).await?;
                    }
                    Ok(Command::Ping) => self.link.send(&ServerMessage::Pong).await?,
                    Ok(Command::Auth) => self.link.send(&ServerMessage::Authenticated).await?,
                    Err(error) => self.refuse(&error).await?,
                },
                item = next_item(&mut self.feed) => match item {
                    Some(item) => return Ok(Step::Item(item)),
                    None => return self.go_away().await,
                },
                Ok(()) = self.key_changes.changed() => self.check_credentials().await?,
                _ = self.heartbeat.tick() => {
                    // For expiries, and for nodes that receive no changes.
                    self.check_credentials().await?;
                    self.link.ping().await?;
                }
                () = stopping.cancelled() => return self.go_away().await,
            }
        }
    }

    async fn check_credentials(&mut self) -> Result<(), Disconnected> {
        self.key_changes.mark_unchanged();
        if self.credentials.are_valid(&self.app).await {
            return Ok(());
        }
        self.link
            .close(UNAUTHORIZED, "the key is no longer valid, or its permissions have changed")
            .await;
        Err(Disconnected)
    }

    async fn go_away<T>(&mut self) -> Result<T, Disconnected> {
        self.link.close(GOING_AWAY, "the server stops; resume with `since`").await;
        Err(Disconnected)
    }
}

async fn next_item<F: Feed>(feed: &mut Option<F>) -> Option<F::Item> {
    match feed {
        Some(feed) => feed.next().await,
        None => std::future::pending().await,
    }
}
