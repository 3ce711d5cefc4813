//! What a client asks for after the handshake.

use crate::account::AccountId;
use crate::dialect;
use axum::http::StatusCode;
use omni_http::{ApiError, RequestInfo};
use serde::Deserialize;
use serde_json::json;
use socketioxide::extract::{AckSender, SocketRef, TryData};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Commands that wait for the one before.
const WAITING: usize = 16;

#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    Subscribe,
    Unsubscribe,
}

/// An account to follow, or to follow no longer.
pub(super) struct Command {
    pub(super) action: Action,
    pub(super) account: Result<AccountId, ApiError>,
    pub(super) reply: Reply,
}

/// The acknowledgement, if the client waits for one.
pub(super) struct Reply {
    sender: AckSender,
    info: Arc<RequestInfo>,
}

impl Reply {
    /// `{ok: true, account_id}`, or the body of an error.
    pub(super) fn send(self, outcome: Result<AccountId, ApiError>) {
        let body = match outcome {
            Ok(account) => json!({ "ok": true, "account_id": account }),
            Err(error) => dialect::body(&error, self.info.id()),
        };
        // A client that is gone needs no answer, and one with a full queue is about to be cut.
        let _ = self.sender.send(&body);
    }
}

#[derive(Deserialize)]
struct Target {
    account_id: AccountId,
}

/// Reads `subscribe` and `unsubscribe`.
pub(super) fn listen(socket: &SocketRef, info: &Arc<RequestInfo>) -> mpsc::Receiver<Command> {
    let (sender, receiver) = mpsc::channel(WAITING);
    for (name, action) in [("subscribe", Action::Subscribe), ("unsubscribe", Action::Unsubscribe)] {
        let (sender, info) = (sender.clone(), Arc::clone(info));
        socket.on(name, move |TryData(target): TryData<Target>, ack: AckSender| {
            let account = target.map(|target| target.account_id).map_err(|error| {
                ApiError::invalid("account_id", format!("expected {{account_id}}: {error}"))
            });
            let command = Command { action, account, reply: Reply { sender: ack, info } };
            if let Err(mpsc::error::TrySendError::Full(command)) = sender.try_send(command) {
                command.reply.send(Err(too_many()));
            }
            std::future::ready(())
        });
    }
    receiver
}

fn too_many() -> ApiError {
    let text = "too many commands at once; wait for the acknowledgement of each";
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", text)
}
