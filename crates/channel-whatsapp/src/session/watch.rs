//! Detects a connection that is open but dead.

use crate::session::Core;
use crate::session::close_reason::lost;
use std::sync::Arc;
use wacore::iq::keepalive::KeepaliveSpec;
use whatsapp_rust::{Client, IqError};

/// Pings the server whenever no readable stanza arrived for a while, until dropped. Bytes alone are
/// no evidence: after one lost frame every later one is unreadable, but still arrives.
pub(super) async fn watch(core: &Core, client: &Arc<Client>) {
    let interval = core.options.keepalive_interval;
    loop {
        let idle = core.vitals.idle_for();
        if let Some(left) = interval.checked_sub(idle).filter(|left| !left.is_zero()) {
            tokio::time::sleep(left).await;
            continue;
        }
        let limit = core.options.keepalive_timeout;
        let ping = client.execute(KeepaliveSpec::with_timeout(limit));
        // Any answer is a pong, an error too.
        let Ok(Ok(()) | Err(IqError::ServerError { .. } | IqError::ParseError(_))) =
            tokio::time::timeout(limit, ping).await
        else {
            core.close_reason.close(lost("the connection went silent"));
            return;
        };
        core.vitals.pong();
    }
}
