//! What the network forbids an account for some time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node};

use super::account::{Account, Companion};
use super::hub::Hub;
use super::node::{attr, now_millis, now_secs};

/// The code of a refusal to begin a conversation.
pub(crate) const STRANGER: u16 = 463;

/// The query by which a client asks until when it may not begin conversations.
const REACHOUT_QUERY: &str = "23983697327930364";

/// Limits of one companion device. Times in milliseconds since 1970; 0 is none.
#[derive(Default)]
pub(crate) struct Limits {
    no_new_chats_until: AtomicU64,
    banned_until: AtomicU64,
    ban_code: AtomicU16,
}

fn present() -> u64 {
    u64::try_from(now_millis()).unwrap_or_default()
}

fn end_of(duration: Duration) -> u64 {
    present().saturating_add(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

impl Limits {
    pub(crate) fn restrict(&self, duration: Duration) {
        self.no_new_chats_until.store(end_of(duration), Ordering::Relaxed);
    }

    pub(crate) fn ban(&self, duration: Duration, code: u16) {
        self.ban_code.store(code, Ordering::Relaxed);
        self.banned_until.store(end_of(duration), Ordering::Relaxed);
    }

    fn is_restricted(&self) -> bool {
        self.no_new_chats_until.load(Ordering::Relaxed) > present()
    }

    /// The refusal of a login during a ban.
    pub(crate) fn refusal(&self) -> Option<Node> {
        let left = self.banned_until.load(Ordering::Relaxed).saturating_sub(present());
        (left > 0).then(|| {
            NodeBuilder::new("failure")
                .attr("reason", "402")
                .attr("location", "loopback")
                .attr("code", self.ban_code.load(Ordering::Relaxed))
                .attr("expire", left.div_ceil(1000))
                .build()
        })
    }
}

/// Whether a message to this address is refused: it would begin a conversation, which the device may not
/// at present. A person who wrote before is no stranger.
pub(crate) fn refuses(hub: &Arc<Hub>, companion: &Companion, to: &Jid) -> bool {
    if !companion.limits.is_restricted() {
        return false;
    }
    let own = hub.directory.by_number(&companion.number);
    let (Some(other), Some(own)) = (hub.directory.by_jid(to), own) else { return false };
    other.number != own.number && !own.correspondents.lock().contains(&other.number)
}

/// Records that one account wrote to another.
pub(crate) fn note_written(from: &Account, to: &Account) {
    to.correspondents.lock().insert(from.number.clone());
}

/// The answer to a query that is not about addresses; `None` if it is not known.
pub(crate) fn answer(companion: &Companion, iq: &Node) -> Option<Node> {
    let query = iq.get_optional_child("query")?;
    if attr(query, "query_id").as_deref() != Some(REACHOUT_QUERY) {
        return None;
    }
    let until = companion.limits.no_new_chats_until.load(Ordering::Relaxed);
    let is_active = companion.limits.is_restricted();
    let state = json!({
        "is_active": is_active,
        "time_enforcement_ends": is_active.then(|| until.div_ceil(1000).max(now_secs()).to_string()),
        "enforcement_type": "DEFAULT",
    });
    let answer = json!({ "data": { "xwa2_fetch_account_reachout_timelock": state } });
    Some(NodeBuilder::new("result").bytes(answer.to_string().into_bytes()).build())
}
