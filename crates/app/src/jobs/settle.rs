//! What the network took is recorded together, as it was accepted.

use super::ReservationLost;
use crate::app::App;
use crate::error::Error;
use crate::gather::{Gather, Outcomes, Together};
use crate::messages::{Partners, append_sent};
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::{JobId, MessageId};
use omni_domain::message::Message;
use omni_storage::Tx;
use std::collections::HashSet;

/// A message that the network has, and the job that brought it there.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) job: (JobId, i32),
    pub(crate) message: Message,
    pub(crate) chat: Chat,
    pub(crate) at: Timestamp,
}

/// The line in front of the store.
pub(crate) type Settler = Gather<Settling>;

/// Settling is what is done together.
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

/// A send whose reservation was lost is another worker's: nothing of it is recorded here.
async fn settle_in(app: &App, tx: &mut Tx, sends: Vec<Delivered>) -> Outcomes<()> {
    let jobs: Vec<(JobId, i32)> = sends.iter().map(|one| one.job).collect();
    let finished: HashSet<JobId> = tx.finish_jobs(&jobs).await?.into_iter().collect();
    let ours: Vec<&Delivered> = sends.iter().filter(|one| finished.contains(&one.job.0)).collect();
    let moments: Vec<(MessageId, Timestamp)> =
        ours.iter().map(|one| (one.message.id, one.at)).collect();
    // A receipt may have overtaken the acknowledgement; then a message is past `sent`, and has
    // been told so.
    let moved: HashSet<MessageId> = tx.mark_sent(&moments).await?.into_iter().collect();
    let ours: Vec<&Delivered> =
        ours.into_iter().filter(|one| moved.contains(&one.message.id)).collect();
    let partners = Partners::load(tx, ours.iter().map(|one| &one.chat)).await?;
    for one in ours {
        let Some(live) = app.sessions.get(one.message.instance_id) else { continue };
        let partner = partners.of(&one.chat);
        append_sent(app, tx, &live.meta(), &one.message, &one.chat, one.at, partner);
    }
    let lost = || Err(Error::internal(ReservationLost));
    let outcome = |one: &Delivered| if finished.contains(&one.job.0) { Ok(()) } else { lost() };
    Ok(sends.iter().map(outcome).collect())
}
