use super::WsOptions;
use super::link::{GOING_AWAY, Gone, Link, UNAUTHORIZED};
use super::pass::{Entry, Pass};
use super::protocol::{Command, ServerMessage, read};
use axum::extract::ws::WebSocket;
use omni_app::events::EventFeed;
use omni_app::{App, Caller};
use omni_domain::event::Event;
use omni_http::ApiError;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::time::{Interval, MissedTickBehavior};

/// One socket: commands in, events out, and a heartbeat.
#[derive(Debug)]
pub(super) struct Session {
    app: App,
    link: Link,
    pass: Pass,
    feed: Option<EventFeed>,
    beat: Interval,
}

/// What a session does next.
#[derive(Debug)]
pub(super) enum Step<S> {
    /// Follow something else from now on.
    Subscribe(S),
    /// Tell the client of this.
    Event(Arc<Event>),
}

impl Session {
    /// Admits a visitor.
    pub(super) async fn open(
        app: App,
        socket: WebSocket,
        entry: Entry,
        options: WsOptions,
    ) -> Result<Self, Gone> {
        let mut link = Link::new(socket, options);
        let pass = entry.admit(&app, &mut link, options).await?;
        let mut beat = tokio::time::interval(options.heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        Ok(Self { app, link, pass, feed: None, beat })
    }

    pub(super) const fn app(&self) -> &App {
        &self.app
    }

    pub(super) const fn caller(&self) -> &Caller {
        &self.pass.caller
    }

    /// Follows this feed instead of the one before.
    pub(super) async fn follow(&mut self, feed: EventFeed) -> Result<(), Gone> {
        self.feed = Some(feed);
        self.link.send(&ServerMessage::Subscribed).await
    }

    pub(super) async fn send(&mut self, message: &ServerMessage<'_>) -> Result<(), Gone> {
        self.link.send(message).await
    }

    pub(super) async fn refuse(&mut self, error: &ApiError) -> Result<(), Gone> {
        self.link.send(&ServerMessage::error(error)).await
    }

    /// Waits for the next thing to do; commands that need no more are answered on the way.
    pub(super) async fn next<S: DeserializeOwned>(&mut self) -> Result<Step<S>, Gone> {
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
                event = next_event(&mut self.feed) => {
                    if let Some(event) = event {
                        return Ok(Step::Event(event));
                    }
                    self.link.close(GOING_AWAY, "the server stops; resume with `since`").await;
                    return Err(Gone);
                }
                _ = self.beat.tick() => {
                    if !self.pass.holds(&self.app).await {
                        self.link.close(UNAUTHORIZED, "the key no longer holds").await;
                        return Err(Gone);
                    }
                    self.link.beat().await?;
                }
            }
        }
    }
}

async fn next_event(feed: &mut Option<EventFeed>) -> Option<Arc<Event>> {
    match feed {
        Some(feed) => feed.next().await,
        None => std::future::pending().await,
    }
}
