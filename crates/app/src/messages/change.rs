//! Changes of messages that were sent from here.

use super::{get, send_order_key};
use crate::app::App;
use crate::error::Error;
use crate::instances;
use crate::sessions::sendable;
use omni_channel::{Capability, ChangeWindows};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::ids::MessageId;
use omni_domain::job::payloads::ActionPayload;
use omni_domain::message::{DeliveryStatus, Direction, Message};
use std::time::Duration;

/// A message that may be changed, and its chat.
pub(super) struct Found {
    pub(super) message: Message,
    chat: Chat,
}

/// What is changed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    Edit,
    Revoke,
}

impl Change {
    fn window(self, windows: ChangeWindows) -> Option<Duration> {
        match self {
            Self::Edit => windows.edit,
            Self::Revoke => windows.revoke,
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Edit => "changed",
            Self::Revoke => "deleted",
        }
    }
}

/// Whether the network shows this message of ours, so that it can be changed.
pub(crate) fn is_on_network(message: &Message) -> bool {
    let is_accepted = matches!(
        message.status,
        DeliveryStatus::Sent | DeliveryStatus::Delivered | DeliveryStatus::Read
    );
    message.direction == Direction::Outbound && is_accepted && message.deleted_at.is_none()
}

/// The message, if this change of it can be made now.
pub(super) async fn find(
    app: &App,
    caller: &Caller,
    id: MessageId,
    change: Change,
    needs: Capability,
) -> Result<Found, Error> {
    let message = get(app, caller, Scope::MessagesSend, id).await?;
    let instance = instances::load(app, caller, Scope::MessagesSend, message.instance_id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[needs])?;
    check(app, &message, change, channel.change_windows())?;
    sendable(app, instance.id).await?;
    let chat = app.store.find_chat(message.tenant_id, message.chat_id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?;
    Ok(Found { message, chat })
}

/// A message of anyone that the chat shows, to be marked for all, and an id for the mark.
pub(super) async fn find_shown(
    app: &App,
    caller: &Caller,
    id: MessageId,
    needs: Capability,
) -> Result<(Found, String), Error> {
    let message = get(app, caller, Scope::MessagesSend, id).await?;
    let instance = instances::load(app, caller, Scope::MessagesSend, message.instance_id).await?;
    let channel = app.channel(instance.channel)?;
    channel.info().capabilities.require(&[needs])?;
    if message.deleted_at.is_some() {
        return Err(Error::conflict("this message is deleted"));
    }
    if message.direction == Direction::Outbound && !is_on_network(&message) {
        return Err(Error::conflict("this message is not sent; no one sees it yet"));
    }
    sendable(app, instance.id).await?;
    let chat = app.store.find_chat(message.tenant_id, message.chat_id).await?;
    let chat = chat.ok_or_else(|| Error::not_found("chat", message.chat_id))?;
    Ok((Found { message, chat }, channel.new_message_id()))
}

fn check(
    app: &App,
    message: &Message,
    change: Change,
    windows: ChangeWindows,
) -> Result<(), Error> {
    let verb = change.verb();
    if message.direction != Direction::Outbound {
        let why = format!("only messages that were sent from this account can be {verb}");
        return Err(Error::conflict(why));
    }
    if message.deleted_at.is_some() {
        return Err(Error::conflict("this message is deleted"));
    }
    if message.status == DeliveryStatus::Failed {
        return Err(Error::conflict("this message was not sent, so that no one sees it"));
    }
    if !is_on_network(message) {
        return Err(Error::conflict("this message is not sent yet; repeat this once it is"));
    }
    let Some(window) = change.window(windows) else { return Ok(()) };
    if app.env.now().since(message.platform_timestamp) > window {
        let why = format!(
            "a message can be {verb} for {} minutes after it was sent, and that time is over",
            window.as_secs() / 60
        );
        return Err(Error::conflict(why));
    }
    Ok(())
}

/// Queues the change behind what is sent in the chat.
pub(super) async fn enqueue(
    app: &App,
    found: &Found,
    action: impl FnOnce(String) -> ActionPayload,
) -> Result<(), Error> {
    let message = &found.message;
    let action = action(found.chat.address.id.clone());
    let job = app.new_job(message.tenant_id, &action).of_instance(message.instance_id);
    let job = job.in_order(send_order_key(found.chat.id));
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_job(job);
                Ok::<_, Error>(())
            })
        })
        .await
}
