//! Repeated requests: the same `Idempotency-Key` of the same credential sends once.

mod fingerprint;
mod shared;

use super::accept::{Accepted, OutboundDraft};
use super::requests::{SendBody, SendMedia, SendMessage};
use super::store_media;
use crate::app::App;
use crate::error::Error;
use fingerprint::Fingerprint;
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::MessageId;
use omni_storage::{Claim, IdempotencyKey, Tx};

/// A key, and what its request asks for.
#[derive(Debug, Clone)]
pub(crate) struct Idempotency {
    key: IdempotencyKey,
    fingerprint: String,
}

/// A key whose request is about to be drafted: an upload is not read yet.
#[derive(Debug)]
pub(crate) struct Pending {
    key: IdempotencyKey,
    fingerprint: Fingerprint,
}

impl Pending {
    /// To be called once the body is read to its end.
    pub(super) fn finish(self) -> Idempotency {
        Idempotency { key: self.key, fingerprint: self.fingerprint.finish() }
    }
}

/// What is known of a request's key.
pub(crate) enum Seen {
    /// The request has none.
    NoKey,
    /// It is new.
    New(Box<Pending>),
    /// The same request made this message.
    Repeat(MessageId),
}

/// Looks the key of a request up; `at` is its time, if it is to be sent later. Of a request whose key was
/// used, the upload is read, so that all of it is compared.
pub(super) async fn look_up(
    app: &App,
    caller: &Caller,
    request: &mut SendMessage,
    at: Option<Timestamp>,
) -> Result<Seen, Error> {
    let Some(text) = request.idempotency_key.clone() else { return Ok(Seen::NoKey) };
    let older = shared::fingerprint(request);
    let fingerprint = Fingerprint::of(request, at);
    let key =
        IdempotencyKey { tenant_id: caller.tenant_id, principal: caller.principal, key: text };
    if let Some(earlier) = app.store.find_idempotency(&key).await? {
        if let SendBody::Media(SendMedia { source, .. }) = &mut request.body {
            store_media::read_through(app, source).await?;
        }
        check_same(&fingerprint.finish(), &earlier.request_hash)?;
        return Ok(Seen::Repeat(earlier.message_id));
    }
    // Those of before had no time.
    if at.is_none()
        && let Some(earlier) = app.store.find_shared_idempotency(key.tenant_id, &key.key).await?
        && earlier.request_hash == older
    {
        return Ok(Seen::Repeat(earlier.message_id));
    }
    Ok(Seen::New(Box::new(Pending { key, fingerprint })))
}

fn check_same(fingerprint: &str, earlier: &str) -> Result<(), Error> {
    if fingerprint == earlier {
        return Ok(());
    }
    Err(Error::conflict(
        "this Idempotency-Key was used for another request; use a new key for a new message",
    ))
}

/// Claims the draft's idempotency key. Its outcome, if the key was used before.
pub(super) async fn claim(
    tx: &mut Tx,
    draft: &OutboundDraft,
    now: Timestamp,
) -> Result<Option<Result<Accepted, Error>>, Error> {
    let Some(idempotency) = &draft.idempotency else { return Ok(None) };
    let earlier = claim_key(tx, idempotency, draft.id, now).await?;
    Ok(earlier.map(|earlier| earlier.map(Accepted::Repeat)))
}

/// Claims a key for a message. The message that it made, if the key was used before.
pub(crate) async fn claim_key(
    tx: &mut Tx,
    Idempotency { key, fingerprint }: &Idempotency,
    id: MessageId,
    now: Timestamp,
) -> Result<Option<Result<MessageId, Error>>, Error> {
    match tx.claim_idempotency(key, fingerprint, id, now).await? {
        Claim::New => Ok(None),
        Claim::Existing(earlier) => {
            let same = check_same(fingerprint, &earlier.request_hash);
            Ok(Some(same.map(|()| earlier.message_id)))
        }
    }
}
