use crate::BASE;
use omni_domain::ids::{InstanceId, MessageId};

/// The address of a message's file, below the server's public one.
pub(crate) fn file_url(public_url: &str, instance: InstanceId, message: MessageId) -> String {
    format!("{public_url}{BASE}/instances/{instance}/messages/{message}/media?raw=true")
}
