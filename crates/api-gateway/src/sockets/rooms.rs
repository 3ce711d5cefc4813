//! Accounts and those who follow them. One task receives the events of this process's bus, and gives
//! each to the clients in its room.

use super::frame::Frame;
use super::member::Member;
use omni_app::events::{self, EventTail};
use omni_app::{App, Error};
use omni_domain::event::Event;
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OnceCell;

/// So many events are given out in a row; then the tasks that write to connections run.
const IN_A_ROW: u32 = 8;

/// The rooms of this process.
pub(super) struct Rooms {
    app: App,
    /// Set with the task's start: a server without realtime clients follows nothing.
    follows: OnceCell<()>,
    state: Mutex<State>,
}

/// An event names both, so that none reaches another tenant.
type Room = (TenantId, InstanceId);

#[derive(Default)]
struct State {
    members: HashMap<Room, HashMap<u64, Arc<Member>>>,
    /// The number of the last event that was given out.
    position: i64,
    /// The number of the last member that entered.
    last_member: u64,
}

impl Rooms {
    pub(super) fn new(app: App) -> Arc<Self> {
        Arc::new(Self { app, follows: OnceCell::new(), state: Mutex::default() })
    }

    /// Follows the events of this process, unless they are followed already. Those behind a position that is read
    /// afterwards reach the rooms.
    pub(super) async fn follow(self: &Arc<Self>) -> Result<(), Error> {
        let start = || async {
            let tail = events::follow_all(&self.app).await?;
            self.state().position = tail.position();
            tokio::spawn(Arc::clone(self).run(tail));
            Ok::<(), Error>(())
        };
        self.follows.get_or_try_init(start).await?;
        Ok(())
    }

    async fn run(self: Arc<Self>, mut tail: EventTail) {
        let mut given = 0;
        while let Some(event) = tail.next().await {
            // One event must not end those of all clients.
            if catch_unwind(AssertUnwindSafe(|| self.give(&event))).is_err() {
                tracing::error!(seq = event.seq, "giving an event to realtime clients panicked");
            }
            given = (given + 1) % IN_A_ROW;
            if given == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    fn give(&self, event: &Event) {
        let mut state = self.state();
        state.position = state.position.max(event.seq);
        let Some(account) = event.instance_id else { return };
        let Some(members) = state.members.get(&(event.tenant_id, account)) else { return };
        let Some(frame) = Frame::of(&self.app, account, event).map(Arc::new) else { return };
        for member in members.values() {
            member.give(&frame);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The rooms that one client is in; it leaves them when this is dropped.
pub(super) struct Membership {
    rooms: Arc<Rooms>,
    tenant: TenantId,
    member: Arc<Member>,
    number: u64,
    accounts: Vec<InstanceId>,
}

impl Membership {
    pub(super) fn new(rooms: Arc<Rooms>, tenant: TenantId, member: Arc<Member>) -> Self {
        let number = {
            let mut state = rooms.state();
            state.last_member += 1;
            state.last_member
        };
        Self { rooms, tenant, member, number, accounts: Vec::new() }
    }

    /// Those that the client follows.
    pub(super) fn accounts(&self) -> &[InstanceId] {
        &self.accounts
    }

    /// Enters an account's room. The session sends from then on, so that what it has to send about the
    /// account comes before the room's events.
    pub(super) fn enter(&mut self, account: InstanceId) {
        let mut state = self.rooms.state();
        self.member.enter(state.position);
        let room = state.members.entry((self.tenant, account)).or_default();
        room.insert(self.number, Arc::clone(&self.member));
        drop(state);
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
    }

    /// Nothing of the account is put into the client's queue afterwards.
    pub(super) fn leave(&mut self, account: InstanceId) {
        self.accounts.retain(|id| *id != account);
        let mut state = self.rooms.state();
        let key = (self.tenant, account);
        let Some(room) = state.members.get_mut(&key) else { return };
        room.remove(&self.number);
        if room.is_empty() {
            state.members.remove(&key);
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        for account in std::mem::take(&mut self.accounts) {
            self.leave(account);
        }
    }
}
