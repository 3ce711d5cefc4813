//! One connected client: commands in, events out.

use super::SocketOptions;
use super::commands::{Action, Command, listen};
use super::handshake::{Admitted, Handshake};
use super::rendered::Rendered;
use crate::account::AccountId;
use crate::accounts::require_account;
use crate::webhooks;
use omni_app::events::{self, EventFeed};
use omni_app::{App, Error, authentication, instances};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use omni_http::ApiError;
use serde::Serialize;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Most accounts that one client follows.
pub(super) const MAX_ACCOUNTS: usize = 100;

/// How often it is looked whether a full queue has room. The library has nothing to wait for.
const RETRY: Duration = Duration::from_millis(20);

/// Begins the session of a client that was admitted. What it must not miss is set up before the first
/// await.
pub(super) fn start(
    app: App,
    options: SocketOptions,
    rendered: Arc<Rendered>,
    socket: &SocketRef,
) -> impl Future<Output = ()> + Send + use<> {
    let closed = Arc::new(Notify::new());
    let on_close = Arc::clone(&closed);
    socket.on_disconnect(move |_: SocketRef| {
        on_close.notify_one();
        std::future::ready(())
    });
    let handshake = Handshake::of(socket);
    let commands = handshake.as_ref().map(|handshake| listen(socket, &handshake.info));
    let socket = socket.clone();
    async move {
        let admitted = handshake.as_ref().and_then(|handshake| handshake.admitted.get().cloned());
        let (Some(admitted), Some(commands)) = (admitted, commands) else {
            let _ = socket.disconnect();
            return;
        };
        let client = Client { socket: socket.clone(), admitted, commands, closed };
        match Session::open(app, options, rendered, client).await {
            Ok(session) => session.run().await,
            Err(error) => {
                tracing::debug!(%error, "a realtime client could not be served");
                let _ = socket.disconnect();
            }
        }
    }
}

struct Client {
    socket: SocketRef,
    admitted: Admitted,
    commands: mpsc::Receiver<Command>,
    closed: Arc<Notify>,
}

struct Session {
    app: App,
    options: SocketOptions,
    rendered: Arc<Rendered>,
    socket: SocketRef,
    admitted: Admitted,
    commands: mpsc::Receiver<Command>,
    closed: Arc<Notify>,
    /// Changes of any credential: after one, the client's may be invalid.
    key_changes: watch::Receiver<u64>,
    accounts: Vec<InstanceId>,
    feed: EventFeed,
}

impl Session {
    async fn open(
        app: App,
        options: SocketOptions,
        rendered: Arc<Rendered>,
        client: Client,
    ) -> Result<Self, Error> {
        let Client { socket, admitted, commands, closed } = client;
        let mut key_changes = app.key_cache.changes();
        // A change since the credential was checked would otherwise be missed.
        key_changes.mark_changed();
        let accounts = admitted.accounts.clone();
        let since = admitted.since.map(|seq| seq.max(0));
        let feed =
            events::follow_instances(&app, &admitted.caller, accounts.clone(), since).await?;
        Ok(Self {
            app,
            options,
            rendered,
            socket,
            admitted,
            commands,
            closed,
            key_changes,
            accounts,
            feed,
        })
    }

    async fn run(mut self) {
        for account in self.accounts.clone() {
            if self.show(account).await.is_break() {
                return;
            }
        }
        let stopping = self.app.sessions.stopping();
        // For expiries, and for nodes that receive no changes.
        let mut recheck = interval(self.options.ping_interval);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.reset();
        loop {
            let flow = tokio::select! {
                () = self.closed.notified() => return,
                // The connection ends with the process, so that the client connects again by itself.
                () = stopping.cancelled() => return,
                Some(command) = self.commands.recv() => self.obey(command).await,
                event = self.feed.next() => match event {
                    Some(event) => self.push(&event).await,
                    None => return,
                },
                Ok(()) = self.key_changes.changed() => self.check().await,
                _ = recheck.tick() => self.check().await,
            };
            if flow.is_break() {
                return;
            }
        }
    }

    async fn obey(&mut self, command: Command) -> ControlFlow<()> {
        let Command { action, account, reply } = command;
        let outcome = match (account, action) {
            (Ok(account), Action::Subscribe) => self.subscribe(account).await,
            (Ok(account), Action::Unsubscribe) => {
                let mut others = self.accounts.clone();
                others.retain(|id| *id != account.0);
                self.select(others).map(|()| account)
            }
            (Err(error), _) => Err(error),
        };
        let account = outcome.as_ref().ok().map(|account| account.0);
        reply.send(outcome);
        match (account, action) {
            (Some(account), Action::Subscribe) => self.show(account).await,
            _ => ControlFlow::Continue(()),
        }
    }

    async fn subscribe(&mut self, account: AccountId) -> Result<AccountId, ApiError> {
        require_account(&self.app, &self.admitted.caller, account).await?;
        let mut accounts = self.accounts.clone();
        if !accounts.contains(&account.0) {
            accounts.push(account.0);
        }
        if accounts.len() > MAX_ACCOUNTS {
            let text = format!("one socket follows at most {MAX_ACCOUNTS} accounts");
            return Err(ApiError::invalid("account_id", text));
        }
        self.select(accounts)?;
        Ok(account)
    }

    fn select(&mut self, accounts: Vec<InstanceId>) -> Result<(), ApiError> {
        self.feed.select_instances(accounts.clone())?;
        self.accounts = accounts;
        Ok(())
    }

    /// Sends the present state of an account, of which the client may have seen no change yet.
    async fn show(&mut self, account: InstanceId) -> ControlFlow<()> {
        // One that was deleted in the meantime has no state.
        let Ok(status) = instances::status(&self.app, &self.admitted.caller, account).await else {
            return ControlFlow::Continue(());
        };
        for (name, body) in webhooks::present(status, self.app.env.now()) {
            self.emit(name, &body).await?;
        }
        ControlFlow::Continue(())
    }

    async fn push(&mut self, event: &Arc<Event>) -> ControlFlow<()> {
        if !event.instance_id.is_some_and(|id| self.accounts.contains(&id)) {
            return ControlFlow::Continue(());
        }
        let Some(form) = self.rendered.of(&self.app, event) else {
            return ControlFlow::Continue(());
        };
        let (name, body) = &*form;
        // The number of what has a row, from which a client resumes.
        match event.seq {
            0 => self.emit(name, body).await,
            seq => self.emit(name, &(body, seq)).await,
        }
    }

    /// Puts an event into the client's queue. One that does not read is disconnected.
    async fn emit(&mut self, name: &str, arguments: &(impl Serialize + Sync)) -> ControlFlow<()> {
        let socket = &self.socket;
        let queued = async {
            loop {
                match socket.emit(name, arguments) {
                    Ok(()) => return ControlFlow::Continue(()),
                    Err(SendError::Socket(SocketError::InternalChannelFull)) => sleep(RETRY).await,
                    Err(_) => return ControlFlow::Break(()),
                }
            }
        };
        tokio::select! {
            queued = timeout(self.options.send_wait, queued) => match queued {
                Ok(flow) => flow,
                Err(_) => self.cut("reads too slowly").await,
            },
            () = self.closed.notified() => ControlFlow::Break(()),
        }
    }

    /// Whether the credential is still valid, with the same rights.
    async fn check(&mut self) -> ControlFlow<()> {
        self.key_changes.mark_unchanged();
        // One that was gone before its end could be reported.
        if !self.socket.connected() {
            return ControlFlow::Break(());
        }
        let is_valid = match authentication::recheck(&self.app, &self.admitted.credential).await {
            Ok(caller) => caller == self.admitted.caller,
            Err(Error::Unauthorized(_) | Error::Forbidden(_)) => false,
            // The database is temporarily unavailable.
            Err(_) => true,
        };
        if is_valid { ControlFlow::Continue(()) } else { self.cut("lost its credential").await }
    }

    /// Ends the client's session. Where its queue is full this waits for room, or for the library, which
    /// ends a client whose queue has no room for a ping.
    async fn cut(&mut self, reason: &'static str) -> ControlFlow<()> {
        tracing::debug!(reason, "a realtime client is disconnected");
        while let Err(SocketError::InternalChannelFull) = self.socket.clone().disconnect() {
            tokio::select! {
                () = self.closed.notified() => break,
                () = sleep(RETRY) => {}
            }
        }
        ControlFlow::Break(())
    }
}
