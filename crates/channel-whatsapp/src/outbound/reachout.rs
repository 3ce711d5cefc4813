//! What it means that the network does not let an account begin a conversation: code 463. Either
//! the account may not write to new people for some time, or this one person does not take messages of
//! strangers. The network returns which, if it is asked.

use crate::inbound::{moment, moment_of_seconds};
use crate::outbound::error;
use crate::session::Core;
use omni_channel::ChannelError;
use omni_domain::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use whatsapp_rust::{Client, ReachoutTimelock};

/// The code of a refusal that needs an explanation.
const REFUSED: &str = "463";
/// The answer is awaited for so long at most: a send waits for it.
const LIMIT: Duration = Duration::from_secs(5);
/// A number of seconds since 1970 is below it, one of milliseconds is not.
const SECONDS_BELOW: i64 = 100_000_000_000;

/// The error of a refusal with this code.
pub(super) async fn explain(core: &Core, client: &Arc<Client>, code: &str) -> ChannelError {
    if code != REFUSED {
        return error::refused(code);
    }
    let limit = LIMIT.min(core.options.query_timeout);
    match tokio::time::timeout(limit, client.mex().fetch_reachout_timelock()).await {
        Ok(Ok(lock)) if lock.is_active == Some(false) => error::refused(code),
        Ok(Ok(lock)) => restricted(end_of(&lock)),
        // More attempts would make a restriction worse, if there is one.
        Ok(Err(_)) | Err(_) => restricted(None),
    }
}

fn restricted(until: Option<Timestamp>) -> ChannelError {
    ChannelError::Restricted {
        until,
        message:
            "WhatsApp does not let this account begin conversations for now; answers to people \
                  who write are sent. Wait, and write to fewer new people afterwards"
                .to_owned(),
    }
}

fn end_of(lock: &ReachoutTimelock) -> Option<Timestamp> {
    let text = lock.time_enforcement_ends.as_deref()?.trim();
    match text.parse::<i64>() {
        Ok(seconds) if seconds < SECONDS_BELOW => moment_of_seconds(seconds),
        Ok(millis) => moment(millis),
        Err(_) => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::end_of;
    use omni_domain::Timestamp;
    use whatsapp_rust::ReachoutTimelock;

    #[test]
    fn the_end_is_read_in_each_form() {
        let read = |text: Option<&str>| {
            end_of(&ReachoutTimelock {
                is_active: Some(true),
                time_enforcement_ends: text.map(str::to_owned),
                ..ReachoutTimelock::default()
            })
        };
        let end = Some(Timestamp(1_770_000_000_000));
        assert_eq!(read(Some("1770000000")), end);
        assert_eq!(read(Some("1770000000000")), end);
        assert_eq!(read(Some("2026-02-02T02:40:00Z")), end);
        for none in ["soon", "-1", "9223372036854775807"] {
            assert_eq!(read(Some(none)), None);
        }
        assert_eq!(read(None), None);
    }
}
