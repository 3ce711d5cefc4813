//! The specification has four names for the status of a connection; Omni distinguishes more states,
//! and responses contain both.

use omni_domain::instance::ConnectionState;
use omni_http::ApiError;

/// The specification's name of a state.
pub(crate) const fn status_name(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Connected => "connected",
        ConnectionState::Connecting
        | ConnectionState::AwaitingPairing
        | ConnectionState::PasskeyRequired
        | ConnectionState::Reconnecting => "connecting",
        ConnectionState::Disconnected | ConnectionState::LoggedOut => "disconnected",
        ConnectionState::Error => "error",
    }
}

/// The states that names in a filter select: the specification's names or exact states.
pub(super) fn states(names: &[String]) -> Result<Vec<ConnectionState>, ApiError> {
    let mut states = Vec::new();
    for name in names {
        let before = states.len();
        let all = ConnectionState::ALL.iter().copied();
        states.extend(all.filter(|state| status_name(*state) == name));
        if states.len() == before {
            let state = name.parse().map_err(|_| {
                ApiError::invalid(
                    "status",
                    "expected connected, connecting, disconnected or error, or an exact state: \
                     awaiting_pairing, passkey_required, reconnecting or logged_out",
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
    fn a_filter_takes_the_specifications_names_and_exact_states() {
        let read = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            states(&names)
        };
        assert_eq!(read(&["disconnected"]).expect("known"), [Disconnected, LoggedOut]);
        assert_eq!(read(&["reconnecting"]).expect("known"), [Reconnecting]);
        assert!(read(&["gone"]).is_err());
    }
}
