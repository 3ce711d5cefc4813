//! Answers to polls and events: the last answer of each person counts.

use super::cache::Cache;
use super::updates::target;
use crate::app::App;
use crate::error::Error;
use crate::messages::event;
use crate::sessions::InstanceMeta;
use omni_channel::AnswerUpdate;
use omni_domain::answer::Answer;
use omni_domain::event::MessageAnswered;
use omni_storage::Tx;

pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    meta: &InstanceMeta,
    update: &AnswerUpdate,
) -> Result<(), Error> {
    let Some(message) =
        target(app, tx, cache, meta, &update.chat, &update.target.external_id).await?
    else {
        return Ok(());
    };
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let (address, other) = (&update.sender.id, update.sender.alt.as_deref());
    let before = tx.find_answer(message.id, address, other).await?;
    let is_known = match &before {
        Some(known) => known.at > update.at || is_same(known, update),
        None => update.choices.is_empty(),
    };
    if is_known {
        return Ok(());
    }
    let answer = Answer {
        // One person has one answer, by whichever address it arrives.
        platform_user_id: before.map_or_else(|| address.clone(), |known| known.platform_user_id),
        choices: update.choices.clone(),
        extra_guests: update.extra_guests,
        at: update.at,
    };
    tx.put_answer(message.id, &answer).await?;
    let body = MessageAnswered {
        external_id: message.external_id.clone(),
        chat: update.chat.id.clone(),
        from: address.clone(),
        from_me: update.from_me,
        kind: update.kind,
        choices: answer.choices,
        extra_guests: answer.extra_guests,
    };
    tx.append_event(event(app, meta, body, &message, &update.chat.id));
    Ok(())
}

fn is_same(known: &Answer, update: &AnswerUpdate) -> bool {
    known.choices == update.choices && known.extra_guests == update.extra_guests
}
