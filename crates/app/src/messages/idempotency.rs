//! Repeated requests: the same `Idempotency-Key` sends once.

use super::MediaInput;
use super::accept::{Accepted, OutboundDraft};
use super::requests::{SendBody, SendMessage};
use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_storage::{Claim, Tx};
use sha2::{Digest, Sha256};

/// What makes two requests the same, for the idempotency key. Of a stream only its metadata counts.
pub(super) fn fingerprint(request: &SendMessage) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(&request.instance_id.to_string());
    part(&request.to);
    part(request.reply_to.as_deref().unwrap_or_default());
    for mention in &request.mentions {
        part(mention);
    }
    match &request.body {
        SendBody::Text(text) => part(text),
        SendBody::Contact(card) => part(&format!("{card:?}")),
        SendBody::Location(location) => part(&format!("{location:?}")),
        SendBody::Media(media) => {
            part(media.kind.as_str());
            part(media.caption.as_deref().unwrap_or_default());
            part(media.file_name.as_deref().unwrap_or_default());
            match &media.source {
                MediaInput::Url(text) | MediaInput::Base64(text) => part(text),
                MediaInput::Stream { size, .. } => part(&format!("{size:?}")),
            }
        }
    }
    hex::encode(hash.finalize())
}

fn check_same(fingerprint: &str, earlier: &str) -> Result<(), Error> {
    if fingerprint == earlier {
        return Ok(());
    }
    Err(Error::conflict(
        "this Idempotency-Key was used for another request; use a new key for a new message",
    ))
}

/// The message of an earlier request with this key, if it was the same request.
pub(super) async fn repeat_of(
    app: &App,
    caller: &Caller,
    key: &str,
    fingerprint: &str,
) -> Result<Option<MessageId>, Error> {
    let Some((message_id, earlier)) = app.store.find_idempotency(caller.tenant_id, key).await?
    else {
        return Ok(None);
    };
    check_same(fingerprint, &earlier)?;
    Ok(Some(message_id))
}

/// Claims the draft's idempotency key. Its outcome, if the key was used before.
pub(super) async fn claim(
    tx: &mut Tx,
    draft: &OutboundDraft,
    now: Timestamp,
) -> Result<Option<Result<Accepted, Error>>, Error> {
    let Some((key, fingerprint)) = &draft.idempotency else { return Ok(None) };
    let tenant = draft.live.meta().tenant_id;
    match tx.claim_idempotency(tenant, key, fingerprint, draft.id, now).await? {
        Claim::New => Ok(None),
        Claim::Existing { message_id, request_hash } => {
            Ok(Some(check_same(fingerprint, &request_hash).map(|()| Accepted::Repeat(message_id))))
        }
    }
}
