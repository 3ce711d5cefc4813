//! What every route that sends a message declares.

use omni_domain::access::Scope;
use omni_http::{Endpoint, Failure};

/// A message without a file.
pub(super) const SEND: Endpoint = Endpoint::scope(Scope::MessagesSend)
    .fails(&[
        Failure::NotFound,
        Failure::NotConnected,
        Failure::RecipientNotOnChannel,
        Failure::NotSupported,
    ])
    .explains(&[
        (Failure::Conflict, "The Idempotency-Key was used for another request."),
        (
            Failure::SendFailed,
            "The network refused the send; `details.channelCode` gives the reason.",
        ),
    ]);

/// A message with files.
pub(super) const SEND_FILES: Endpoint = SEND
    .fails(&[
        Failure::NotFound,
        Failure::NotConnected,
        Failure::RecipientNotOnChannel,
        Failure::NotSupported,
        Failure::FetchFailed,
        Failure::TooLarge,
    ])
    .with_files();
