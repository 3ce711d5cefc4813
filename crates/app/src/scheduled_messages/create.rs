use super::requests::{self, NewScheduledMessage};
use super::{changed, request};
use crate::app::App;
use crate::error::Error;
use crate::messages::check_later;
use omni_channel::Recipient;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
use omni_domain::job::payloads::SchedulePayload;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledStatus};

/// Schedules a message. It is checked as a send is, except for what depends on the time: the connection
/// of the instance, and the message that it quotes.
pub async fn create(
    app: &App,
    caller: &Caller,
    new: NewScheduledMessage,
) -> Result<ScheduledMessage, Error> {
    let send = request(new.instance_id, &new.to, &new.text, &new.options);
    let (meta, to) = check_later(app, caller, send).await?;
    let send_at = requests::send_at(app, new.send_at)?;
    let now = app.env.now();
    let payload = SchedulePayload { scheduled_id: app.env.id() };
    let job = app.new_job(meta.tenant_id, &payload).of_instance(meta.id).due(send_at);
    let one = ScheduledMessage {
        id: payload.scheduled_id,
        tenant_id: meta.tenant_id,
        instance_id: meta.id,
        chat: address(app, meta.id, &to).await?,
        to: new.to,
        text: new.text,
        options: new.options,
        send_at,
        status: ScheduledStatus::Scheduled,
        message_id: None,
        error: None,
        job_id: job.id,
        created_at: now,
        updated_at: now,
    };
    let event = changed(app, &one, Some(meta.channel));
    let (row, most) = (one.clone(), app.config.replies.scheduled);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if tx.count_scheduled_messages(row.instance_id).await? >= i64::from(most) {
                    return Err(Error::conflict(format!(
                        "{most} messages of this instance are scheduled, which is the most; cancel one"
                    )));
                }
                tx.insert_scheduled_message(&row).await?;
                tx.insert_job(job);
                tx.append_event(event);
                Ok(())
            })
        })
        .await?;
    Ok(one)
}

/// The address of the recipient's chat, or the one that a new chat will have.
async fn address(app: &App, instance: InstanceId, to: &Recipient) -> Result<String, Error> {
    let addresses: Vec<String> = to.addresses().map(str::to_owned).collect();
    let found = app.store.find_chats(instance, &addresses).await?;
    let chat = crate::chats::first_of(to, found);
    Ok(chat.map_or_else(|| to.address.id.clone(), |chat| chat.address.id))
}
