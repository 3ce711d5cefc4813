//! Accepting a send: stored first, then sent to the network by a job.

use super::chat::chat_for;
use super::idempotency::{Idempotency, claim};
use super::queue::{Outgoing, queue_message};
use super::quoted::find_quoted;
use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, Live};
use crate::turns::collect;
use omni_channel::Recipient;
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Chat, Media};
use omni_domain::ids::MessageId;
use omni_domain::message::{Message, MessageSource, SentBy};
use omni_storage::Tx;
use std::sync::Arc;

/// A message to be accepted.
#[derive(Clone)]
pub(crate) struct OutboundDraft {
    pub(crate) live: Arc<Live>,
    pub(crate) to: Recipient,
    pub(crate) content: Content,
    pub(crate) context: MessageContext,
    pub(crate) media: Option<Media>,
    pub(crate) reply_to: Option<String>,
    pub(crate) idempotency: Option<Idempotency>,
    pub(crate) external_id: String,
    pub(crate) id: MessageId,
    pub(crate) source: MessageSource,
    /// The user who sends it, with their name.
    pub(crate) sent_by: Option<SentBy>,
    /// A person wrote it, instead of the agent.
    pub(crate) by_person: bool,
    /// The files of an album, which are accepted with the message that begins it.
    pub(crate) parts: Vec<PartDraft>,
}

/// A message that is accepted together with another.
#[derive(Clone)]
pub(crate) struct PartDraft {
    pub(crate) id: MessageId,
    pub(crate) external_id: String,
    pub(crate) content: Content,
    pub(crate) context: MessageContext,
    pub(crate) media: Option<Media>,
}

impl OutboundDraft {
    /// Whether its acceptance needs nothing of its own: then it is accepted together with others.
    pub(super) const fn is_plain(&self) -> bool {
        self.media.is_none() && self.reply_to.is_none() && self.parts.is_empty()
    }

    /// Whether the agent pauses in its chat.
    pub(super) const fn takes_over(&self, meta: &InstanceMeta) -> bool {
        let is_of_api = matches!(self.source, MessageSource::Api);
        self.by_person || (is_of_api && meta.conversation.takeover_on_api)
    }

    /// The keys of its stored files.
    pub(super) fn blob_keys(&self) -> Vec<String> {
        let parts = self.parts.iter().filter_map(|part| part.media.as_ref());
        let all = self.media.iter().chain(parts);
        all.filter_map(|media| media.blob_key.clone()).collect()
    }

    pub(super) fn outgoing(self, run_at: Timestamp, reply_to: Option<String>) -> Outgoing {
        Outgoing {
            id: self.id,
            external_id: self.external_id,
            content: self.content,
            context: self.context,
            source: self.source,
            sent_by: self.sent_by,
            reply_to_external_id: reply_to,
            owner: self.live.status().owner.map(|owner| owner.id),
            run_at,
        }
    }
}

impl PartDraft {
    /// It is sent as the message that begins the album.
    fn outgoing(self, begins: &Message, owner: Option<String>, run_at: Timestamp) -> Outgoing {
        Outgoing {
            id: self.id,
            external_id: self.external_id,
            content: self.content,
            context: self.context,
            source: begins.source,
            sent_by: begins.sent_by.clone(),
            reply_to_external_id: None,
            owner,
            run_at,
        }
    }
}

/// How a send was accepted.
#[derive(Debug)]
pub(crate) enum Accepted {
    /// It is queued, in this chat.
    New(Box<(Message, Chat)>),
    /// The same request was accepted before.
    Repeat(MessageId),
}

/// One transaction: idempotency key, chat, message, file, event, job.
pub(super) async fn accept(app: &App, draft: OutboundDraft) -> Result<Accepted, Error> {
    let inner = app.clone();
    app.store.write(move |tx| Box::pin(async move { accept_in(&inner, tx, draft).await })).await
}

/// The same, in the transaction of a change that belongs to it.
pub(crate) async fn accept_in(
    app: &App,
    tx: &mut Tx,
    draft: OutboundDraft,
) -> Result<Accepted, Error> {
    let meta = draft.live.meta();
    let now = app.env.now();
    if let Some(outcome) = claim(tx, &draft, now).await? {
        return outcome;
    }
    let chat = chat_for(app, tx, meta.tenant_id, meta.id, &draft.to).await?;
    let reply_to_external_id = match &draft.reply_to {
        Some(quoted) => Some(find_quoted(tx, &chat, quoted).await?.external_id),
        None => None,
    };
    let takes_over = draft.takes_over(&meta);
    let (media, parts) = (draft.media.clone(), draft.parts.clone());
    let out = draft.outgoing(now, reply_to_external_id);
    let owner = out.owner.clone();
    let message = queue_message(app, tx, &meta, &chat, out).await?;
    for part in parts {
        let media = part.media.clone();
        let out = part.outgoing(&message, owner.clone(), now);
        let file = queue_message(app, tx, &meta, &chat, out).await?;
        insert_media(tx, file.id, media).await?;
    }
    if takes_over {
        collect::pause_for_person(app, tx, &meta, chat.id, &chat.address.id, now).await?;
    }
    insert_media(tx, message.id, media).await?;
    Ok(Accepted::New(Box::new((message, chat))))
}

async fn insert_media(tx: &mut Tx, id: MessageId, media: Option<Media>) -> Result<(), Error> {
    let Some(mut media) = media else { return Ok(()) };
    media.message_id = Some(id);
    tx.insert_media(&[media]).await?;
    Ok(())
}
