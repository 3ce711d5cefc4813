use omni_http::Failure;

/// What a change that the network has to accept can fail with.
pub(crate) const FAILURES: &[Failure] = &[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
];
