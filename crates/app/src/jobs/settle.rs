//! Accepted sends are recorded together, as they are written together.

use super::ReservationLost;
use crate::app::App;
use crate::error::Error;
use crate::gather::{Gather, Outcomes, Together};
use crate::inbound::{apply_reports, readdress};
use crate::messages::{Partners, append_replied, append_sent};
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_domain::conversation::{Address, Chat};
use omni_domain::ids::{JobId, MessageId};
use omni_domain::message::Message;
use omni_storage::Tx;
use std::collections::HashSet;

/// A message that the network accepted, and the job that sent it.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) job: (JobId, i32),
    pub(crate) message: Message,
    pub(crate) chat: Chat,
    pub(crate) at: Timestamp,
    /// The network's id of it.
    pub(crate) external_id: String,
    /// The recipient's address on the network, where it differs from the chat's.
    pub(crate) recipient: Option<Address>,
}

impl Delivered {
    /// Whether the network assigned the message's id in its response.
    fn is_named_now(&self) -> bool {
        self.external_id != self.message.external_id
    }

    /// The address that the chat does not have yet.
    fn new_address(&self) -> Option<&Address> {
        let recipient = self.recipient.as_ref()?;
        let is_known = self.chat.address.all().any(|address| address == recipient.id);
        (!is_known).then_some(recipient)
    }
}

/// The queue of the store.
pub(crate) type Settler = Gather<Settling>;

/// Settlements are written together.
pub(crate) enum Settling {}

impl Together for Settling {
    type Item = Delivered;
    type Done = ();

    fn write<'t>(
        app: &'t App,
        tx: &'t mut Tx,
        sends: Vec<Delivered>,
    ) -> BoxFuture<'t, Outcomes<()>> {
        Box::pin(settle_in(app, tx, sends))
    }
}

/// A send whose reservation was lost is another worker's: nothing of it is recorded here, except
/// the id that the network assigned. Only this response has it.
async fn settle_in(app: &App, tx: &mut Tx, mut sends: Vec<Delivered>) -> Outcomes<()> {
    let jobs: Vec<(JobId, i32)> = sends.iter().map(|one| one.job).collect();
    let finished: HashSet<JobId> = tx.finish_jobs(&jobs).await?.into_iter().collect();
    let named: HashSet<MessageId> =
        sends.iter().filter(|one| one.is_named_now()).map(|one| one.message.id).collect();
    for one in sends.iter_mut().filter(|one| named.contains(&one.message.id)) {
        tx.set_external_id((one.message.id, one.message.chat_id), &one.external_id).await?;
        tx.end_handover(one.message.id).await?;
        one.message.external_id.clone_from(&one.external_id);
    }
    let is_held =
        |one: &&Delivered| finished.contains(&one.job.0) || named.contains(&one.message.id);
    let held: Vec<&Delivered> = sends.iter().filter(is_held).collect();
    let times: Vec<(MessageId, Timestamp)> =
        held.iter().map(|one| (one.message.id, one.at)).collect();
    // A receipt may have arrived before the acknowledgement; then the message is past `sent`, and
    // that event was published.
    let moved: HashSet<MessageId> = tx.mark_sent(&times).await?.into_iter().collect();
    let sent: Vec<&Delivered> =
        held.iter().filter(|one| moved.contains(&one.message.id)).copied().collect();
    let partners = Partners::load(tx, sent.iter().map(|one| &one.chat)).await?;
    for one in sent {
        let Some(live) = app.sessions.get(one.message.instance_id) else { continue };
        let partner = partners.of(&one.chat);
        let meta = live.meta();
        append_sent(app, tx, &meta, &one.message, &one.chat, one.at, partner);
        append_replied(app, tx, &meta, &one.message, &one.chat).await?;
    }
    for one in held.iter().filter(|one| named.contains(&one.message.id)) {
        let Some(live) = app.sessions.get(one.message.instance_id) else { continue };
        apply_reports(app, tx, &live.meta(), &one.external_id).await?;
    }
    for one in &held {
        let Some(address) = one.new_address() else { continue };
        let Some(live) = app.sessions.get(one.message.instance_id) else { continue };
        readdress(app, tx, &live.meta(), &one.chat.address, address).await?;
    }
    let lost = || Err(Error::internal(ReservationLost));
    let outcome = |one: &Delivered| if finished.contains(&one.job.0) { Ok(()) } else { lost() };
    Ok(sends.iter().map(outcome).collect())
}
