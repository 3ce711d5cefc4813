//! The account that a stored session belongs to.

use crate::jid::address_of;
use crate::store::stored_device;
use omni_channel::{ChannelError, StateStore, StoredSession};

/// `None`: there is no device, or it was never linked.
pub(crate) async fn stored_session(
    state: &dyn StateStore,
) -> Result<Option<StoredSession>, ChannelError> {
    let device = stored_device(state)
        .await
        .map_err(|_| ChannelError::Temporary("the stored session cannot be read".to_owned()))?;
    let Some(device) = device else { return Ok(None) };
    let Some(owner) = address_of(device.pn.as_ref(), device.lid.as_ref()) else { return Ok(None) };
    Ok(Some(StoredSession {
        owner,
        name: Some(device.push_name.clone()).filter(|name| !name.is_empty()),
    }))
}
