use super::collect;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use crate::{chats, instances};
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::Chat;
use omni_domain::event::{AgentResumed, PausedBy};
use omni_domain::ids::InstanceId;
use omni_storage::ChatPause;
use std::time::Duration;

/// Longest pause with an end: 30 days.
const MAX_PAUSE: Duration = Duration::from_hours(30 * 24);

/// Pauses the agent in a chat, for a time or until [`resume`]. A turn in progress is cancelled.
pub async fn pause(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
    time: Option<Duration>,
) -> Result<(Chat, Option<Timestamp>), Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    if time.is_some_and(|time| time.is_zero() || time > MAX_PAUSE) {
        return Err(Error::invalid(
            Field::PauseDuration,
            "give a time of 1 ms to 30 days, or none for a pause without an end",
        ));
    }
    let chat = chats::find(app, &instance, chat).await?;
    let now = app.env.now();
    let pause = ChatPause {
        chat_id: chat.id,
        until: time.map(|time| now.plus(time)),
        since: now,
        by: PausedBy::Api,
        updated_at: now,
    };
    let until = pause.until;
    let event = collect::paused(app, &InstanceMeta::of(&instance), &pause, &chat.address.id);
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.pause_chat(&pause).await?;
                tx.append_event(event);
                Ok::<_, Error>(())
            })
        })
        .await?;
    Ok((chat, until))
}

/// Resumes the agent in a chat; returns whether it was paused. Messages of the meantime are part
/// of the history, but are not answered by themselves.
pub async fn resume(
    app: &App,
    caller: &Caller,
    instance: InstanceId,
    chat: &str,
) -> Result<(Chat, bool), Error> {
    let instance = instances::load(app, caller, Scope::MessagesSend, instance).await?;
    let chat = chats::find(app, &instance, chat).await?;
    let (meta, id) = (InstanceMeta::of(&instance), chat.id);
    let body = AgentResumed { chat: chat.address.id.clone() };
    let event = collect::about(app, &meta, body, id, &chat.address.id);
    let now = app.env.now();
    let was_paused = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let held = tx.chat_pause(id).await?.is_some_and(|pause| pause.holds(now));
                tx.resume_chat(id).await?;
                if held {
                    tx.append_event(event);
                }
                Ok::<_, Error>(held)
            })
        })
        .await?;
    Ok((chat, was_paused))
}
