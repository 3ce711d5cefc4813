//! What requests to a network can fail with, for the API document.

use omni_http::Failure;

/// What a request that the network has to accept can fail with.
pub(crate) const FAILURES: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
];

/// What one that names people can fail with.
pub(crate) const FAILURES_OF_PEOPLE: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
    Failure::RecipientNotOnChannel,
];

/// What one that carries a picture can fail with.
pub(crate) const FAILURES_OF_PICTURES: &[Failure] =
    &[Failure::NotFound, Failure::ChannelUnavailable, Failure::NotSupported, Failure::FetchFailed];

/// Its other failures, which have a sentence of their own.
pub(crate) const EXPLAINED_OF_PICTURES: &[(Failure, &str)] = &[
    (Failure::TooLarge, "The picture is larger than 10 MiB."),
    (Failure::SendFailed, "The network refused the change."),
    (Failure::NotConnected, "The instance is not connected."),
    (Failure::ChannelTimeout, "The network did not answer in time."),
];
