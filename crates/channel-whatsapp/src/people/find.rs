//! Finds the spelling of a number that is on WhatsApp.

use super::error;
use super::variants::spellings;
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use omni_channel::{ChannelError, Found};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::IsOnWhatsAppResult;

/// Finds a person by address or number; every spelling of a number is tried.
pub(crate) async fn find(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
) -> Result<Option<Found>, ChannelError> {
    let jid = to_jid(address)?;
    if !jid.is_pn() && !jid.is_lid() {
        let shown: String = address.chars().take(80).collect();
        return Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a person's address")));
    }
    let Some(answer) = find_jids(core, client, &jid).await? else { return Ok(None) };
    let alt = answer.pn_jid.as_ref().or(answer.lid.as_ref());
    let address = Book::new(client).address(&answer.jid, alt).await;
    let name = answer.verified_name.and_then(|name| name.name).filter(|name| !name.is_empty());
    Ok(Some(Found { address, name, is_business: answer.is_business }))
}

/// The network's answer about the first spelling that is registered.
pub(crate) async fn find_jids(
    core: &Core,
    client: &Arc<Client>,
    jid: &Jid,
) -> Result<Option<IsOnWhatsAppResult>, ChannelError> {
    let queried: Vec<Jid> = if jid.is_pn() {
        spellings(&jid.user).into_iter().map(Jid::pn).collect()
    } else {
        vec![jid.to_non_ad()]
    };
    let contacts = client.contacts();
    let query = contacts.is_on_whatsapp(&queried);
    let answers = tokio::time::timeout(core.options.query_timeout, query)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| error::contact(&error, core.context.env.now()))?;
    if let Some(failed) = answers.iter().find(|one| one.contact_error.is_some())
        && answers.iter().all(|one| !one.is_registered)
    {
        let code = failed.contact_error.as_ref().and_then(|error| error.code).unwrap_or_default();
        return Err(match code {
            429 => ChannelError::RateLimited { until: None },
            _ => error::unanswered(),
        });
    }
    let position = |answer: &IsOnWhatsAppResult| {
        // An answer under another spelling than the queried ones comes last.
        queried.iter().position(|one| one.user == answer.jid.user).unwrap_or(queried.len())
    };
    Ok(answers.into_iter().filter(|answer| answer.is_registered).min_by_key(position))
}
