use super::recipient;
use super::requests::SendReaction;
use super::send::{chat_for, find_quoted, sender};
use super::{send_order_key, sendable};
use crate::app::App;
use crate::error::{Error, Field};
use crate::jobs::ActionJob;
use omni_domain::access::Caller;
use omni_domain::job::{JobKind, NewJob};

const MAX_EMOJI_CHARS: usize = 16;

/// Puts an emoji on a message, or takes it off. Durable like a send; does not wait for the
/// network.
pub async fn react(app: &App, caller: &Caller, request: SendReaction) -> Result<(), Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let emoji = request.emoji.trim().to_owned();
    let plain = emoji.chars().all(|c| c.is_ascii_alphabetic() || c.is_ascii_whitespace());
    if emoji.chars().count() > MAX_EMOJI_CHARS || (plain && !emoji.is_empty()) {
        return Err(Error::invalid(
            Field::Emoji,
            "give one emoji; an empty text takes the reaction back",
        ));
    }
    let live = sendable(app, instance.id)?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let external_id = app.channel(instance.channel)?.new_message_id();
    let (inner, meta) = (app.clone(), live.meta());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let chat = chat_for(&inner, tx, meta.tenant_id, meta.id, &to).await?;
                let target = find_quoted(tx, &chat, &request.message_id).await?;
                let now = inner.env.now();
                tx.insert_job(NewJob {
                    id: inner.env.id(),
                    tenant_id: meta.tenant_id,
                    instance_id: Some(meta.id),
                    kind: JobKind::ChatAction,
                    order_key: Some(send_order_key(chat.id)),
                    payload: ActionJob::React {
                        external_id,
                        chat: chat.address.id,
                        message_id: target.id,
                        emoji,
                    }
                    .to_value(),
                    max_attempts: inner.config.sends.max_attempts,
                    run_at: now,
                    created_at: now,
                });
                Ok::<_, Error>(())
            })
        })
        .await
}
