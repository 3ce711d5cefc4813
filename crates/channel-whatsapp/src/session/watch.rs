//! Notices a connection that is open and dead.

use crate::session::Core;
use crate::session::verdict::lost;
use std::sync::Arc;
use wacore::iq::keepalive::KeepaliveSpec;
use whatsapp_rust::{Client, IqError};

/// Asks for a sign of life whenever nothing sensible arrived for a while, until dropped. Bytes
/// alone are no sign: after one lost frame every later one is undecipherable, yet keeps coming.
pub(super) async fn watch(core: &Core, client: &Arc<Client>) {
    let interval = core.options.keepalive_interval;
    loop {
        let quiet = core.vitals.quiet_for();
        if let Some(left) = interval.checked_sub(quiet).filter(|left| !left.is_zero()) {
            tokio::time::sleep(left).await;
            continue;
        }
        let limit = core.options.keepalive_timeout;
        let ask = client.execute(KeepaliveSpec::with_timeout(limit));
        // An answer is an answer, whatever it says.
        let Ok(Ok(()) | Err(IqError::ServerError { .. } | IqError::ParseError(_))) =
            tokio::time::timeout(limit, ask).await
        else {
            core.verdict.demand(lost("the connection went silent"));
            return;
        };
        core.vitals.pong();
    }
}
