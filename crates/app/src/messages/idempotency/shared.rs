//! Keys that were used before they belonged to credentials: shared by those of a tenant. To be
//! deleted with the table `idempotency_keys`.

use crate::messages::requests::{MediaInput, SendBody, SendMessage};
use sha2::{Digest, Sha256};

/// As earlier versions made it: of a stream only the facts count.
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
        SendBody::Contacts(cards) => cards.iter().for_each(|card| part(&format!("{card:?}"))),
        SendBody::Location(location) => part(&format!("{location:?}")),
        SendBody::Poll(poll) => part(&format!("{poll:?}")),
        SendBody::Forward(forward) => part(&format!("{forward:?}")),
        // Earlier versions had none.
        SendBody::Event(_) | SendBody::Album(_) | SendBody::Link(_) => {}
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
