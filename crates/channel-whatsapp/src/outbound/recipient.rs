//! Resolves a recipient: whether a number is on WhatsApp, queried once.

use crate::people;
use crate::session::Core;
use crate::store::keys;
use bytes::Bytes;
use omni_channel::{ChannelError, StateWrite};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use wacore_binary::Jid;
use whatsapp_rust::Client;

/// The address to write to: the network's own spelling of a number, which differs from the
/// dialled one in some countries. Groups, LIDs and known contacts are used as given.
pub(super) async fn resolve(
    core: &Core,
    client: &Arc<Client>,
    jid: Jid,
) -> Result<Jid, ChannelError> {
    if !jid.is_pn() || client.pn().is_some_and(|own| own.is_same_chat_as(&jid)) {
        return Ok(jid);
    }
    if let Some(known) = core.spellings.get(&jid.user) {
        return Ok(known);
    }
    let known = look_up(core, client, jid.clone()).await?;
    if let Some(known) = &known {
        core.spellings.put(&jid.user, known);
    }
    Ok(known.unwrap_or(jid))
}

/// The spelling that is stored or that the network returns; `None` if the network cannot be
/// queried now.
async fn look_up(core: &Core, client: &Arc<Client>, jid: Jid) -> Result<Option<Jid>, ChannelError> {
    let state = &core.context.state;
    let failed = |_| ChannelError::Temporary("the session's state could not be read".to_owned());
    if let Some(known) = state.get(keys::KNOWN, &jid.user).await.map_err(failed)? {
        let user = String::from_utf8_lossy(&known.value).into_owned();
        return Ok(Some(if user.is_empty() { jid } else { Jid::pn(user) }));
    }
    // A LID mapping is learnt only from the network: such a contact exists.
    if client.get_lid_pn_entry(&jid).await.ok().flatten().is_some() {
        return Ok(Some(jid));
    }
    let answer = match people::find_jids(core, client, &jid).await {
        Ok(Some(answer)) => answer,
        // No spelling of the number is registered.
        Ok(None) => return Err(ChannelError::RecipientUnknown(format!("+{}", jid.user))),
        // An unknown result does not prevent the send: the network refuses it if need be.
        Err(_) => return Ok(None),
    };
    let spelled = [Some(&answer.jid), answer.pn_jid.as_ref()];
    let spelled = spelled.into_iter().flatten().find(|found| found.is_pn()).cloned();
    let spelled = spelled.unwrap_or_else(|| jid.clone()).to_non_ad();
    state.enqueue(vec![StateWrite::Put {
        ns: keys::KNOWN,
        key: jid.user.to_string(),
        value: Bytes::copy_from_slice(spelled.user.as_bytes()),
        num: wacore::time::now_secs(),
    }]);
    Ok(Some(spelled))
}

/// Recently used spellings, so that an active chat needs no look-up.
#[derive(Debug, Default)]
pub(crate) struct Spellings(Mutex<HashMap<String, Jid>>);

const MAX_SPELLINGS: usize = 256;

impl Spellings {
    fn get(&self, dialled: &str) -> Option<Jid> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(dialled).cloned()
    }

    fn put(&self, dialled: &str, known: &Jid) {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= MAX_SPELLINGS {
            map.clear();
        }
        map.insert(dialled.to_owned(), known.clone());
    }
}
