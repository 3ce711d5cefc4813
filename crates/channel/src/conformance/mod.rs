//! The conformance suite of channels. A channel's tests give it a [`Subject`]: a connected session
//! and a person at the other end of its network. [`run`] returns the violations.
//!
//! - `capabilities()` declares exactly what the methods do: what is declared works, and the rest is
//!   refused with [`ChannelError::Unsupported`].
//! - The chat of what a session makes is reported before the answer.
//! - Ids are assigned as `message_ids()` declares, and a repeat is shown as often as it declares.
//! - A message that the sink did not store is delivered again, under the same id.
//! - A session judges its connection: alive while it works, no longer when it is silent.
//! - It stops on request, and then sends nothing.

mod delivery;
mod doubles;
mod ids;
mod life;
mod messages;
mod methods;
mod probes;

pub use doubles::Nothing;

use crate::connection::Closed;
use crate::inbound::Inbound;
use crate::ingest::{Accounts, SignedRequest};
use crate::outbound::OutboundMedia;
use crate::session::{Channel, Session};
use crate::{Capability, ChannelError, Quoted};
use async_trait::async_trait;
use omni_domain::content::MediaKind;
use omni_domain::conversation::ChatType;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// For conditions that are waited for.
const LIMIT: Duration = Duration::from_secs(20);
/// For what must not happen.
const SHORT: Duration = Duration::from_millis(500);

/// A channel with a connected session, and a person at the other end of its network.
#[async_trait]
pub trait Subject: Send + Sync {
    /// The channel.
    fn channel(&self) -> &dyn Channel;

    /// Whether messages travel over a network: one that delivers them again, and that may fall silent
    /// or show a message twice. Without one there is nothing of that to check.
    fn has_network(&self) -> bool {
        true
    }

    /// Its session. It runs and is connected until [`Subject::stop`].
    fn session(&self) -> Arc<dyn Session>;

    /// What the session's sink stored so far.
    fn stored(&self) -> Vec<Inbound>;

    /// The address of the person at the other end, who has written to the account before.
    fn person(&self) -> String;

    /// The address of a group that both are in, where the channel has groups.
    fn group(&self) -> String;

    /// A file whose bytes are in the session's blob store.
    async fn file(&self, kind: MediaKind) -> OutboundMedia;

    /// The person sends this text; returns the message's id on the channel.
    async fn person_writes(&self, text: &str) -> String;

    /// The person's device receives and shows the message with this id, and sends the receipts.
    async fn person_reads(&self, external_id: &str);

    /// How often the person is shown a message with this text.
    async fn times_shown(&self, text: &str) -> usize;

    /// The sink refuses the next batch, like an unavailable database.
    fn refuse_next_batch(&self);

    /// Nothing arrives from the network from now on. Returns when that must have been detected.
    async fn silence(&self);

    /// A request that the network could send, and the accounts that it names; an empty one of a
    /// network that sends none.
    fn request(&self) -> (SignedRequest, Box<dyn Accounts>) {
        (doubles::empty_request(), Box::new(Nothing))
    }

    /// Whether a session without credentials offers a QR.
    async fn offers_qr(&self) -> bool;

    /// Stops the session; returns why it ended.
    async fn stop(&self) -> Closed;
}

/// A part of the contract that a channel violates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Runs the suite and returns the violations. The session is stopped afterwards.
pub async fn run(subject: &dyn Subject) -> Vec<Violation> {
    let mut report = Report::default();
    ids::check(subject, &mut report).await;
    for capability in Capability::ALL {
        let outcome = probes::probe(subject, *capability).await;
        judge(subject, *capability, outcome, &mut report);
    }
    status_chat(subject.channel(), &mut report);
    if subject.has_network() {
        delivery::check(subject, &mut report).await;
    }
    life::check(subject, &mut report).await;
    report.0
}

#[derive(Default)]
struct Report(Vec<Violation>);

impl Report {
    fn add(&mut self, violation: impl Into<String>) {
        self.0.push(Violation(violation.into()));
    }
}

/// The outcome of using a capability.
enum Outcome {
    Works,
    Refused(ChannelError),
    /// Its effect is observed elsewhere: whether it was.
    Seen(bool),
}

impl<T> From<Result<T, ChannelError>> for Outcome {
    fn from(result: Result<T, ChannelError>) -> Self {
        result.map_or_else(Self::Refused, |_| Self::Works)
    }
}

fn judge(subject: &dyn Subject, capability: Capability, outcome: Outcome, report: &mut Report) {
    let all = subject.channel().info().capabilities;
    let declared = all.has(capability);
    match (declared, outcome) {
        (true, Outcome::Works | Outcome::Seen(true)) | (false, Outcome::Seen(false)) => {}
        (false, Outcome::Refused(ChannelError::Unsupported(what))) if what == capability => {}
        (false, Outcome::Refused(ChannelError::Unsupported(what)))
            if capability.rests_on() == Some(what) && !all.has(what) => {}
        (true, Outcome::Refused(error)) => {
            report.add(format!("{capability:?} is declared and fails: {error} ({error:?})"));
        }
        (true, Outcome::Seen(false)) => {
            report.add(format!("{capability:?} is declared and was not seen"));
        }
        (false, Outcome::Works | Outcome::Seen(true)) => {
            report.add(format!("{capability:?} is not declared and works"));
        }
        (false, Outcome::Refused(error)) => {
            report.add(format!("{capability:?} is not declared and is refused with {error:?}"));
        }
    }
}

/// A channel that posts status updates has a chat for them, which is also a recipient.
fn status_chat(channel: &dyn Channel, report: &mut Report) {
    if !channel.info().capabilities.has(Capability::PostStatus) {
        return;
    }
    match channel.status_chat().map(|chat| channel.parse_recipient(&chat.id)) {
        Some(Ok(recipient)) if recipient.chat_type == ChatType::Broadcast => {}
        Some(parsed) => {
            report.add(format!("the chat of status updates is no recipient of them: {parsed:?}"));
        }
        None => report.add("PostStatus is declared, and the channel has no chat for it"),
    }
}

/// Waits until `look` returns something.
async fn wait<T>(limit: Duration, look: impl Fn() -> Option<T>) -> Option<T> {
    let looking = async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    bounded(limit, looking).await
}

async fn bounded<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, work).await.ok()
}

/// A message of the person, to react to or to quote.
async fn theirs(subject: &dyn Subject, text: &str) -> Quoted {
    let external_id = subject.person_writes(text).await;
    let sender = subject.person();
    wait(LIMIT, || delivery::find(subject, &external_id)).await;
    Quoted { external_id, sender, from_me: false, text: Some(text.to_owned()) }
}
