//! Messages that are sent at a time: written as rows, and queued as messages by their jobs.

mod cancel;
mod create;
mod end_overdue;
mod get;
mod list;
mod requests;
mod update;

pub use cancel::cancel;
pub use create::create;
pub use end_overdue::end_overdue;
pub(crate) use end_overdue::{TOO_LATE, is_too_late};
pub use get::get;
pub use list::{ScheduledQuery, list};
pub use requests::{NewScheduledMessage, ScheduledBody, ScheduledPatch};
pub use update::update;

use crate::app::App;
use crate::entity_tag::EntityTag;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::event::{Event, MessageScheduled};
use omni_domain::ids::ScheduledMessageId;
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};
use omni_storage::Tx;

/// The state of a scheduled message.
pub fn tag(one: &ScheduledMessage) -> EntityTag {
    EntityTag::of(one)
}

/// One that the caller may see.
fn visible(
    caller: &Caller,
    id: ScheduledMessageId,
    found: Option<ScheduledMessage>,
) -> Result<ScheduledMessage, Error> {
    found
        .filter(|one| caller.may_see(one.instance_id))
        .ok_or_else(|| Error::not_found("scheduled message", id))
}

/// One that is about to be changed, and still waits for its time.
async fn locked(
    tx: &mut Tx,
    caller: &Caller,
    id: ScheduledMessageId,
) -> Result<ScheduledMessage, Error> {
    let one = visible(caller, id, tx.lock_scheduled_message(caller.tenant_id, id).await?)?;
    let now = match one.status {
        ScheduledStatus::Scheduled => return Ok(one),
        ScheduledStatus::Sent => "is sent",
        ScheduledStatus::Failed => "has failed",
        ScheduledStatus::Cancelled => "is cancelled",
    };
    Err(Error::conflict(format!("this message {now} already; schedule another one")))
}

/// The network of the instance that sends it.
async fn channel(app: &App, one: &ScheduledMessage) -> Result<Option<ChannelType>, Error> {
    let found = app.store.find_instance(one.tenant_id, one.instance_id).await?;
    Ok(found.map(|instance| instance.channel))
}

/// The event of each change.
pub(crate) fn changed(app: &App, one: &ScheduledMessage, channel: Option<ChannelType>) -> Event {
    let body = MessageScheduled {
        scheduled_id: one.id,
        chat: one.chat.clone(),
        status: one.status,
        send_at: one.send_at,
        error: one.error.clone(),
    };
    let mut event = Event::new(app.env.id(), one.tenant_id, body, app.env.now());
    event.instance_id = Some(one.instance_id);
    event.channel = channel;
    event.chat_external_id = Some(one.chat.clone());
    event.message_id = one.message_id;
    event.direction = Some(Direction::Outbound);
    event
}

/// Deletes the row of the file of one that is not sent. Returns the key of its bytes, which are removed
/// after the commit.
async fn drop_file(tx: &mut Tx, one: &ScheduledMessage) -> Result<Option<String>, Error> {
    match one.file() {
        Some(file) => Ok(tx.delete_unsent_media(file).await?),
        None => Ok(None),
    }
}

/// Records that a locked one is not sent, with its event. Returns the key of the bytes of its file, which
/// are removed after the commit.
pub(crate) async fn fail_in(
    app: &App,
    tx: &mut Tx,
    mut one: ScheduledMessage,
    channel: Option<ChannelType>,
    error: String,
) -> Result<Option<String>, Error> {
    one.status = ScheduledStatus::Failed;
    one.error = Some(error);
    one.updated_at = app.env.now();
    tx.update_scheduled_message(&one).await?;
    tx.append_event(changed(app, &one, channel));
    drop_file(tx, &one).await
}
