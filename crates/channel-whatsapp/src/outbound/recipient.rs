//! Whether somebody is on WhatsApp at all, asked once.

use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::{ChannelError, StateWrite};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// The address to write to: the network's own spelling of a number, which differs from the
/// dialled one in some countries. Groups, LIDs and known contacts are taken as they are.
pub(super) async fn resolve(
    core: &Core,
    client: &Arc<Client>,
    jid: Jid,
) -> Result<Jid, ChannelError> {
    if !jid.is_pn() || client.pn().is_some_and(|own| own.is_same_chat_as(&jid)) {
        return Ok(jid);
    }
    let state = &core.context.state;
    let failed = |_| ChannelError::Temporary("the session's state could not be read".to_owned());
    if let Some(known) = state.get(keys::KNOWN, &jid.user).await.map_err(failed)? {
        let user = String::from_utf8_lossy(&known.value).into_owned();
        return Ok(if user.is_empty() { jid } else { Jid::pn(user) });
    }
    // A pairing with a LID is learnt only from the network: such a contact exists.
    if client.get_lid_pn_entry(&jid).await.ok().flatten().is_some() {
        return Ok(jid);
    }
    let asked = [jid.clone()];
    let contacts = client.contacts();
    let ask = contacts.is_on_whatsapp(&asked);
    let answers = match tokio::time::timeout(core.options.query_timeout, ask).await {
        Ok(Ok(answers)) => answers,
        // Not knowing is no reason not to try: sending finds out.
        Ok(Err(_)) | Err(_) => return Ok(jid),
    };
    let Some(answer) = answers.first() else { return Ok(jid) };
    if !answer.is_registered {
        // Without an error this is a plain "no".
        if answer.contact_error.is_none() {
            return Err(ChannelError::UnknownRecipient(format!("+{}", jid.user)));
        }
        return Ok(jid);
    }
    let spelled = [Some(&answer.jid), answer.pn_jid.as_ref()];
    let spelled = spelled.into_iter().flatten().find(|found| found.is_pn()).cloned();
    let spelled = spelled.unwrap_or_else(|| jid.clone()).to_non_ad();
    state.enqueue(vec![StateWrite::Put {
        ns: keys::KNOWN,
        key: jid.user.to_string(),
        value: Bytes::copy_from_slice(spelled.user.as_bytes()),
        num: wacore::time::now_secs(),
    }]);
    Ok(spelled)
}
