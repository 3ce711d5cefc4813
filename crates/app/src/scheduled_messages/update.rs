use super::requests::{self, ScheduledPatch};
use super::{changed, channel, locked, tag, visible};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::messages::{check_caption_later, check_text_later};
use omni_domain::access::{Caller, Scope};
use omni_domain::content::Content;
use omni_domain::ids::ScheduledMessageId;
use omni_domain::instance::ChannelType;
use omni_domain::scheduled_message::ScheduledMessage;
use omni_storage::Tx;

/// Changes text, caption or time of a message that waits for its time.
pub async fn update(
    app: &App,
    caller: &Caller,
    id: ScheduledMessageId,
    patch: ScheduledPatch,
) -> Result<ScheduledMessage, Error> {
    authorization::require(caller, Scope::MessagesSend)?;
    let found = app.store.find_scheduled_message(caller.tenant_id, id).await?;
    let channel = channel(app, &visible(caller, id, found)?).await?;
    if let Some(text) = &patch.text {
        check_text_later(app, text)?;
    }
    if let Some(caption) = &patch.caption {
        check_caption_later(app, caption)?;
    }
    if let Some(at) = patch.send_at {
        requests::send_at(app, at)?;
    }
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move { write_in(&inner, tx, &caller, id, patch, channel).await })
        })
        .await
}

/// Reads, decides and writes in one transaction, so that two changes at once both count.
async fn write_in(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    id: ScheduledMessageId,
    patch: ScheduledPatch,
    channel: Option<ChannelType>,
) -> Result<ScheduledMessage, Error> {
    let mut one = locked(tx, caller, id).await?;
    patch.precondition.check(|| tag(&one))?;
    if let Some(text) = patch.text {
        set_text(&mut one.content, text)?;
    }
    if let Some(caption) = patch.caption {
        set_caption(&mut one.content, caption)?;
    }
    if let Some(at) = patch.send_at {
        one.send_at = at;
        // A job that runs before a later time is postponed to it.
        tx.make_job_due(one.job_id, at).await?;
    }
    one.updated_at = app.env.now();
    tx.update_scheduled_message(&one).await?;
    tx.append_event(changed(app, &one, channel));
    Ok(one)
}

fn set_text(content: &mut Content, text: String) -> Result<(), Error> {
    let Content::Text { text: former } = content else {
        return Err(Error::invalid(Field::Text, "this message is a file; change its caption"));
    };
    *former = text;
    Ok(())
}

fn set_caption(content: &mut Content, caption: String) -> Result<(), Error> {
    let Content::Media(media) = content else {
        return Err(Error::invalid(Field::Caption, "this message is no file; change its text"));
    };
    media.caption = Some(caption).filter(|caption| !caption.is_empty());
    Ok(())
}
