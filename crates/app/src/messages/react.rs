use super::chat::chat_for;
use super::quoted::find_quoted;
use super::recipient;
use super::requests::SendReaction;
use super::send::sender;
use super::send_order_key;
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::sendable;
use omni_domain::access::Caller;
use omni_domain::job::payloads::ActionPayload;

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
    let live = sendable(app, instance.id).await?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let external_id = app.channel(instance.channel)?.new_message_id();
    let (inner, meta) = (app.clone(), live.meta());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let chat = chat_for(&inner, tx, meta.tenant_id, meta.id, &to).await?;
                let target = find_quoted(tx, &chat, &request.message_id).await?;
                let reaction = ActionPayload::React {
                    external_id,
                    chat: chat.address.id,
                    message_id: target.id,
                    emoji,
                };
                let job = inner.new_job(meta.tenant_id, &reaction).of_instance(meta.id);
                tx.insert_job(job.in_order(send_order_key(chat.id)));
                Ok::<_, Error>(())
            })
        })
        .await
}
