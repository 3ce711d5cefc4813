//! Rejecting calls.

use crate::inbound::{Book, declined_call};
use crate::jid::to_jid;
use crate::session::Core;
use crate::session::calls::Ringing;
use omni_channel::{ChannelError, UNKNOWN_CALL};
use std::sync::Arc;
use whatsapp_rust::Client;

/// Rejects a call; the network does not answer. One that the session does not have, because it was
/// opened after the call began, is addressed to the caller.
pub(super) async fn reject(
    core: &Core,
    client: &Arc<Client>,
    call_id: &str,
    caller: Option<&str>,
) -> Result<(), ChannelError> {
    let (peer, creator) = match (core.calls.get(call_id), caller) {
        (Some(call), _) => (call.from, call.creator),
        (None, Some(caller)) => {
            let caller = to_jid(caller)?;
            (caller.clone(), caller)
        }
        (None, None) => {
            return Err(ChannelError::Rejected {
                code: UNKNOWN_CALL.to_owned(),
                message: "no call with this id rings now".to_owned(),
            });
        }
    };
    let rejected = client.voip().reject_call(call_id, &peer, &creator).await;
    rejected.map_err(|_| ChannelError::NotConnected)?;
    let announced_before = || {
        let (id, from) = (call_id.to_owned(), peer.clone());
        let call = Ringing { id, from, creator: creator.clone(), caller_pn: None, group: None };
        core.calls.ends_first(call_id).then_some(call)
    };
    if let Some(call) = core.calls.end(call_id).or_else(announced_before) {
        let declined = declined_call(&call, core.context.env.now(), Book::new(client)).await;
        if core.context.sink.accept(vec![declined]).await.is_err() {
            tracing::warn!(instance.id = %core.context.instance, "the end of a rejected call could not be stored");
        }
    }
    Ok(())
}
