//! The seed knows four words for a connection; we know more and show both.

use omni_domain::instance::ConnectionState;
use omni_http::ApiError;

/// The seed's word.
pub(crate) const fn status_word(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Connected => "connected",
        ConnectionState::Connecting
        | ConnectionState::AwaitingPairing
        | ConnectionState::Reconnecting => "connecting",
        ConnectionState::Disconnected | ConnectionState::LoggedOut => "disconnected",
        ConnectionState::Error => "error",
    }
}

/// The states that a filter word stands for: one of the seed's, or one of ours.
pub(super) fn states(words: &[String]) -> Result<Vec<ConnectionState>, ApiError> {
    let mut states = Vec::new();
    for word in words {
        let before = states.len();
        let all = ConnectionState::ALL.iter().copied();
        states.extend(all.filter(|state| status_word(*state) == word));
        if states.len() == before {
            let state = word.parse().map_err(|_| {
                ApiError::invalid(
                    "status",
                    "expected connected, connecting, disconnected or error, or a finer state: \
                     awaiting_pairing, reconnecting or logged_out",
                )
            })?;
            states.push(state);
        }
    }
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::states;
    use omni_domain::instance::ConnectionState::{Disconnected, LoggedOut, Reconnecting};

    #[test]
    fn filter_words_may_be_the_seeds_or_ours() {
        let read = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            states(&words)
        };
        assert_eq!(read(&["disconnected"]).expect("known"), [Disconnected, LoggedOut]);
        assert_eq!(read(&["reconnecting"]).expect("known"), [Reconnecting]);
        assert!(read(&["gone"]).is_err());
    }
}
