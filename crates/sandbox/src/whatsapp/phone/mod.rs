//! Virtual phones: a person's handset.

mod answers;
mod compose;
mod crypto;
mod groups;
mod inbox;
mod initial_sync;
mod kept;
mod log;
mod profile;
mod send;
mod state;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use wacore_binary::Jid;
use waproto::whatsapp as wa;

pub use compose::MediaKind;
pub(crate) use log::text_of;
pub use log::{PresenceSeen, ReceiptSeen, Received, TypingSeen};
pub(crate) use profile::{set_picture, stored_picture};
pub use send::SendOptions;
pub(crate) use state::{Inbound, PhoneState, RetryRequest};

use super::account::{Account, DeviceLabel, DeviceRef};
use super::hub::Hub;
use super::options::Addressing;
use super::presence::{Activity, send_activity, set_phone};
use super::relay::Chat;
use super::{pair_code, pairing};

/// Media that a phone sends.
#[derive(Debug, Clone)]
pub struct PhoneMedia {
    /// How it is shown.
    pub kind: MediaKind,
    /// The bytes, not encrypted.
    pub bytes: Vec<u8>,
    /// Media type, `image/png` for example.
    pub mime: String,
    /// Caption.
    pub caption: Option<String>,
    /// Name of a document.
    pub file_name: Option<String>,
    /// A voice note.
    pub voice_note: bool,
}

/// A person's phone. Cheap to clone; all clones are the same phone.
#[derive(Clone)]
pub struct Phone {
    pub(super) hub: Arc<Hub>,
    pub(super) account: Arc<Account>,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Phone").field("number", &self.number()).finish_non_exhaustive()
    }
}

impl Phone {
    pub(crate) fn new(hub: Arc<Hub>, account: Arc<Account>) -> Self {
        Self { hub, account }
    }

    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    pub(super) fn state(&self) -> &PhoneState {
        &self.account.phone
    }

    /// Digits of the number.
    pub fn number(&self) -> &str {
        &self.account.number
    }

    /// Address by number.
    pub fn jid(&self) -> String {
        self.account.pn().to_string()
    }

    /// Hidden address.
    pub fn lid(&self) -> String {
        self.account.lid().to_string()
    }

    /// Name that others see.
    pub fn push_name(&self) -> String {
        self.account.push_name()
    }

    /// Addresses of the linked devices.
    pub fn linked_devices(&self) -> Vec<String> {
        self.account.companions().iter().map(|companion| companion.pn().to_string()).collect()
    }

    /// What the phone shows of the linked devices.
    pub fn device_labels(&self) -> Vec<DeviceLabel> {
        self.account.companions().iter().map(|companion| companion.label.clone()).collect()
    }

    /// Sets which of the two addresses others see.
    pub fn set_addressing(&self, addressing: Addressing) {
        self.account.profile.lock().addressing = addressing;
    }

    /// Scans a QR code; returns once the device is linked, or waits for the account's passkey.
    pub async fn scan(&self, qr_text: &str) -> anyhow::Result<()> {
        pairing::scan(&self.hub, &self.account, qr_text).await
    }

    /// Enters a linking code, with or without the dash; returns once the device is linked.
    pub async fn enter_code(&self, code: &str) -> anyhow::Result<()> {
        pair_code::enter(&self.hub, &self.account, code).await
    }

    /// Logs every linked device out.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn unlink(&self) {
        for companion in self.account.companions() {
            self.hub.remove_companion(&companion);
        }
    }

    /// Sends any message to a number, an address or a group; returns its id.
    pub async fn send(&self, to: &str, message: wa::Message) -> anyhow::Result<String> {
        self.send_with(to, message, SendOptions::default()).await
    }

    /// Sends a message under a given id.
    pub async fn send_with_id(
        &self,
        to: &str,
        id: &str,
        message: wa::Message,
    ) -> anyhow::Result<()> {
        let options = SendOptions { id: Some(id.to_owned()), ..Default::default() };
        self.send_with(to, message, options).await.map(drop)
    }

    /// Sends a message with options.
    pub async fn send_with(
        &self,
        to: &str,
        message: wa::Message,
        options: SendOptions,
    ) -> anyhow::Result<String> {
        let chat = self.chat(to)?;
        self.send_to(chat, message, options).await
    }

    /// Shows in a chat that the person is typing, or stopped.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn typing(&self, to: &str, on: bool) -> anyhow::Result<()> {
        let to = self.chat_jid(to)?;
        let activity = if on { Activity::Typing } else { Activity::Paused };
        send_activity(&self.hub, &DeviceRef::phone(&self.account), &to, activity);
        Ok(())
    }

    /// Shows in a chat that the person is recording a voice note.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn recording(&self, to: &str) -> anyhow::Result<()> {
        let to = self.chat_jid(to)?;
        send_activity(&self.hub, &DeviceRef::phone(&self.account), &to, Activity::Recording);
        Ok(())
    }

    fn chat_jid(&self, to: &str) -> anyhow::Result<Jid> {
        Ok(match self.chat(to)? {
            Chat::Group(group) => group.jid(),
            Chat::Direct(other) => other.pn(),
            Chat::Status | Chat::Peer => Jid::status_broadcast(),
        })
    }

    /// Sets the person's presence: available or not.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn presence(&self, available: bool) {
        set_phone(&self.hub, &self.account, available);
    }

    /// Subscribes to the presence of a number.
    pub fn watch_presence(&self, number: &str) -> anyhow::Result<()> {
        let Chat::Direct(other) = self.chat(number)? else {
            anyhow::bail!("groups have no presence");
        };
        self.hub.presence.subscribe(&other.number, self.number());
        Ok(())
    }

    /// Sends a read receipt for a message that arrived.
    pub async fn read(&self, message_id: &str) -> anyhow::Result<()> {
        self.confirm(message_id, "read").await
    }

    /// Sends a played receipt for a voice note that arrived.
    pub async fn played(&self, message_id: &str) -> anyhow::Result<()> {
        self.confirm(message_id, "played").await
    }

    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    async fn confirm(&self, message_id: &str, kind: &str) -> anyhow::Result<()> {
        let received = {
            let arrivals = self.state().logs.arrivals.lock();
            arrivals.iter().rev().find(|one| one.id == message_id).cloned()
        };
        let received = received.with_context(|| format!("no message {message_id} has arrived"))?;
        let author: Jid = received.from.parse()?;
        let author = self.hub.directory.by_jid(&author).context("the author is unknown")?;
        let chat = self.chat(&received.chat)?;
        self.receipt(received.id, &chat, &DeviceRef::phone(&author), Some(kind));
        Ok(())
    }

    /// Sets which receipts the phone sends by itself. The default is delivery receipts only.
    pub fn set_auto_receipts(&self, delivered: bool, read: bool) {
        self.state().acknowledges.store(delivered, Ordering::Relaxed);
        self.state().reads.store(read, Ordering::Relaxed);
    }

    /// Disables the phone: nothing is encrypted for it or delivered to it. Its
    /// linked devices continue. For load tests, which otherwise spend half of
    /// their time on a handset that they do not check.
    pub fn set_absent(&self, absent: bool) {
        self.state().absent.store(absent, Ordering::Relaxed);
    }

    /// Every arrival in order, as far as the log holds them.
    pub fn received(&self) -> Vec<Received> {
        self.state().logs.arrivals.lock().iter().cloned().collect()
    }

    /// How many messages have arrived in all, dropped from the log or not.
    pub fn received_count(&self) -> u64 {
        self.state().logs.arrivals.lock().total()
    }

    /// Received receipts, in order.
    pub fn receipts(&self) -> Vec<ReceiptSeen> {
        self.state().logs.receipts.lock().iter().cloned().collect()
    }

    /// Presence changes, in order.
    pub fn presences(&self) -> Vec<PresenceSeen> {
        self.state().logs.presences.lock().iter().cloned().collect()
    }

    /// Typing changes, in order.
    pub fn typing_seen(&self) -> Vec<TypingSeen> {
        self.state().logs.typing.lock().iter().cloned().collect()
    }

    /// Waits for an arrival, past ones included.
    pub async fn expect(
        &self,
        timeout: Duration,
        predicate: impl Fn(&Received) -> bool,
    ) -> anyhow::Result<Received> {
        self.wait(timeout, || {
            self.state().logs.arrivals.lock().iter().find(|one| predicate(one)).cloned()
        })
        .await
        .with_context(|| {
            let texts: Vec<String> = self.received().iter().map(summary).collect();
            format!("{} did not receive the expected message; it received {texts:?}", self.number())
        })
    }

    /// Waits for a receipt, past ones included.
    pub async fn expect_receipt(
        &self,
        timeout: Duration,
        predicate: impl Fn(&ReceiptSeen) -> bool,
    ) -> anyhow::Result<ReceiptSeen> {
        self.wait(timeout, || {
            self.state().logs.receipts.lock().iter().find(|one| predicate(one)).cloned()
        })
        .await
        .with_context(|| format!("{} saw only {:?}", self.number(), self.receipts()))
    }

    /// Waits until typing or presence changes match.
    pub async fn expect_activity(
        &self,
        timeout: Duration,
        predicate: impl Fn(&[TypingSeen], &[PresenceSeen]) -> bool,
    ) -> anyhow::Result<()> {
        self.wait(timeout, || predicate(&self.typing_seen(), &self.presences()).then_some(()))
            .await
            .with_context(|| format!("{:?} {:?}", self.typing_seen(), self.presences()))
    }

    async fn wait<T>(&self, timeout: Duration, look: impl Fn() -> Option<T>) -> Option<T> {
        let looking = async {
            loop {
                let changed = self.state().logs.changed.notified();
                if let Some(found) = look() {
                    return found;
                }
                changed.await;
            }
        };
        tokio::time::timeout(timeout, looking).await.ok()
    }

    /// Goes offline: what arrives is queued.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn go_offline(&self) {
        self.state().online.store(false, Ordering::Relaxed);
    }

    /// Goes online and processes what was queued.
    #[expect(clippy::unused_async, reason = "part of the public interface, like the others")]
    pub async fn go_online(&self) {
        self.state().online.store(true, Ordering::Relaxed);
        self.state().went_online.notify_one();
    }
}

fn summary(received: &Received) -> String {
    format!("{} {}: {}", received.id, received.from, received.text().unwrap_or("(no text)"))
}
