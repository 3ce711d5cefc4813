//! One connected client: commands in, and the events that its rooms cannot put into its queue.

use super::SocketOptions;
use super::backlog::Next;
use super::commands::{Action, Command, listen};
use super::frame::Packet;
use super::handshake::{Admitted, Handshake};
use super::member::Member;
use super::rooms::{Membership, Rooms};
use crate::account::AccountId;
use crate::accounts::require_account;
use crate::webhooks;
use omni_app::events::Follower;
use omni_app::{App, Error, authentication, instances};
use omni_domain::event::Event;
use omni_domain::ids::InstanceId;
use omni_http::ApiError;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Most accounts that one client follows.
pub(super) const MAX_ACCOUNTS: usize = 100;

/// How often it is looked whether a full queue has room. The library has nothing to wait for.
const RETRY: Duration = Duration::from_millis(20);

/// Pause before the log is read again after a failure.
const LOG_RETRY: Duration = Duration::from_millis(500);

/// Begins the session of a client that was admitted. What it must not miss is set up before the first
/// await.
pub(super) fn start(
    app: App,
    options: SocketOptions,
    rooms: Arc<Rooms>,
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
        match Session::open(app, options, rooms, client).await {
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
    socket: SocketRef,
    admitted: Admitted,
    follower: Follower,
    commands: mpsc::Receiver<Command>,
    closed: Arc<Notify>,
    /// Changes of any credential: after one, the client's may be invalid.
    key_changes: watch::Receiver<u64>,
    member: Arc<Member>,
    membership: Membership,
    /// Whether there may be something to send that the rooms do not.
    is_sending: bool,
    /// Whether the log has more that is sent before anything else.
    is_behind: bool,
    /// Read from the log, and not sent yet.
    page: VecDeque<Event>,
}

impl Session {
    async fn open(
        app: App,
        options: SocketOptions,
        rooms: Arc<Rooms>,
        client: Client,
    ) -> Result<Self, Error> {
        let Client { socket, admitted, commands, closed } = client;
        let mut key_changes = app.key_cache.changes();
        // A change since the credential was checked would otherwise be missed.
        key_changes.mark_changed();
        let follower = Follower::new(admitted.caller.clone())?;
        rooms.follow().await?;
        let member = Member::new(socket.clone(), follower.may_link(), options.queue);
        let tenant = admitted.caller.tenant_id;
        let mut membership = Membership::new(rooms, tenant, Arc::clone(&member));
        for account in &admitted.accounts {
            follower.admit(*account)?;
            membership.enter(*account);
        }
        // Behind the entry, so that no event is lost between the two.
        let position = match admitted.since {
            Some(seq) => seq.max(0),
            None => follower.position(&app).await?,
        };
        member.advance(position);
        Ok(Self {
            app,
            options,
            socket,
            follower,
            commands,
            closed,
            key_changes,
            member,
            membership,
            is_sending: true,
            is_behind: admitted.since.is_some(),
            page: VecDeque::new(),
            admitted,
        })
    }

    async fn run(mut self) {
        for account in self.membership.accounts().to_vec() {
            if self.show(account).await.is_break() {
                return;
            }
        }
        let stopping = self.app.sessions.stopping();
        let mut stopping = pin!(stopping.cancelled());
        // For expiries, and for nodes that receive no changes.
        let mut recheck = interval(self.options.ping_interval);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.reset();
        loop {
            let flow = tokio::select! {
                // What ends the session comes before what it sends.
                biased;
                () = self.closed.notified() => return,
                // The connection ends with the process, so that the client connects again by itself.
                () = &mut stopping => return,
                Ok(()) = self.key_changes.changed() => self.check().await,
                _ = recheck.tick() => self.check().await,
                Some(command) = self.commands.recv() => self.obey(command).await,
                () = something_to_send(self.is_sending, &self.member) => self.send_next().await,
            };
            if flow.is_break() {
                return;
            }
        }
    }

    /// Sends the next event: of the log, or of what waits.
    async fn send_next(&mut self) -> ControlFlow<()> {
        self.is_sending = true;
        if let Some(event) = self.page.pop_front() {
            return self.push(&event).await;
        }
        if self.is_behind {
            return self.read_log().await;
        }
        match self.member.next() {
            Next::Frame(frame) => {
                // The client may have left the account's room meanwhile.
                if !self.membership.accounts().contains(&frame.account) {
                    return ControlFlow::Continue(());
                }
                self.emit(frame.packet(self.member.may_link())).await
            }
            Next::Log => {
                self.is_behind = true;
                ControlFlow::Continue(())
            }
            Next::Nothing => {
                self.is_sending = false;
                ControlFlow::Continue(())
            }
        }
    }

    /// Reads the next page of the log. All of it is sent before anything else is.
    async fn read_log(&mut self) -> ControlFlow<()> {
        let accounts = self.membership.accounts();
        match self.follower.read(&self.app, accounts, self.member.position()).await {
            Ok(page) => {
                self.is_behind = !page.is_last;
                self.member.advance(page.position);
                self.page = page.events.into();
                ControlFlow::Continue(())
            }
            Err(error) => {
                tracing::warn!(%error, "the event log could not be read; trying again");
                tokio::select! {
                    () = self.closed.notified() => ControlFlow::Break(()),
                    () = sleep(LOG_RETRY) => ControlFlow::Continue(()),
                }
            }
        }
    }

    async fn obey(&mut self, command: Command) -> ControlFlow<()> {
        let Command { action, account, reply } = command;
        let outcome = match (account, action) {
            (Ok(account), Action::Subscribe) => self.subscribe(account).await,
            (Ok(account), Action::Unsubscribe) => {
                self.membership.leave(account.0);
                Ok(account)
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
        self.follower.admit(account.0)?;
        let accounts = self.membership.accounts();
        if accounts.len() >= MAX_ACCOUNTS && !accounts.contains(&account.0) {
            let text = format!("one socket follows at most {MAX_ACCOUNTS} accounts");
            return Err(ApiError::invalid("account_id", text));
        }
        self.membership.enter(account.0);
        self.is_sending = true;
        Ok(account)
    }

    /// Sends the present state of an account, of which the client may have seen no change yet.
    async fn show(&mut self, account: InstanceId) -> ControlFlow<()> {
        // One that was deleted in the meantime has no state.
        let Ok(status) = instances::status(&self.app, &self.admitted.caller, account).await else {
            return ControlFlow::Continue(());
        };
        for (name, body) in webhooks::present(status, self.app.env.now()) {
            if let Some(packet) = Packet::new(name, &body, 0) {
                self.emit(&packet).await?;
            }
        }
        ControlFlow::Continue(())
    }

    async fn push(&mut self, event: &Event) -> ControlFlow<()> {
        if !event.instance_id.is_some_and(|id| self.membership.accounts().contains(&id)) {
            return ControlFlow::Continue(());
        }
        match Packet::of(&self.app, event) {
            Some(packet) => self.emit(&packet).await,
            None => ControlFlow::Continue(()),
        }
    }

    /// Puts an event into the client's queue. One that does not read is disconnected.
    async fn emit(&mut self, packet: &Packet) -> ControlFlow<()> {
        let socket = &self.socket;
        let queued = async {
            loop {
                match packet.send(socket) {
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
        // Nothing is sent on a credential that is in doubt.
        self.member.hold();
        self.is_sending = true;
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

/// While a client keeps up this waits, and events cost its session nothing.
async fn something_to_send(is_sending: bool, member: &Member) {
    if !is_sending {
        member.held().await;
    }
}
