//! A person's profile on the network.

use super::error;
use crate::inbound::Book;
use crate::jid::to_jid;
use crate::session::Core;
use bytes::Bytes;
use omni_channel::{ChannelError, PersonProfile};
use std::sync::Arc;
use wacore_binary::{Jid, JidExt};
use whatsapp_rust::Client;

/// Bytes of a picture. Those of WhatsApp are far smaller; this server sets none that is larger.
const LARGEST_PICTURE: usize = 10 * 1024 * 1024;

/// The URL of a person's or group's picture. `None` if there is none or it is hidden from the
/// account.
pub(crate) async fn picture(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
) -> Result<Option<String>, ChannelError> {
    picture_of(core, client, &to_jid(address)?).await
}

async fn picture_of(
    core: &Core,
    client: &Arc<Client>,
    jid: &Jid,
) -> Result<Option<String>, ChannelError> {
    let limit = core.options.query_timeout;
    let contacts = client.contacts();
    let found = contacts
        .get_profile_picture_with_timeout(jid, false, Some(limit))
        .await
        .map_err(|error| error::contact(&error, core.context.env.now()))?;
    Ok(found.map(|picture| picture.url).filter(|url| !url.is_empty()))
}

/// The bytes of a picture. They are fetched on the session's own connections, so through its proxy.
pub(crate) async fn fetch_picture(core: &Core, url: &str) -> Result<Bytes, ChannelError> {
    let fetch = core.http.get(url, LARGEST_PICTURE);
    // The error's text may contain the URL with its tokens.
    let answer = tokio::time::timeout(core.options.query_timeout, fetch)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|_| ChannelError::Temporary("the picture could not be fetched".to_owned()))?;
    match answer.status_code {
        200 => Ok(answer.body.into()),
        403 | 404 | 410 => Err(ChannelError::MediaGone),
        other => {
            Err(ChannelError::Temporary(format!("WhatsApp's picture server answered {other}")))
        }
    }
}

/// Everything about a person.
pub(crate) async fn profile(
    core: &Core,
    client: &Arc<Client>,
    address: &str,
) -> Result<PersonProfile, ChannelError> {
    let jid = to_jid(address)?;
    if jid.is_group() || !(jid.is_pn() || jid.is_lid()) {
        let shown: String = address.chars().take(80).collect();
        return Err(ChannelError::InvalidRecipient(format!("`{shown}` is not a person's address")));
    }
    let queried = [jid.clone()];
    let contacts = client.contacts();
    let query = contacts.get_user_info(&queried);
    let answer = tokio::time::timeout(core.options.query_timeout, query)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| error::contact(&error, core.context.env.now()))?;
    let info = answer.into_values().next();
    let unknown = || ChannelError::RecipientUnknown(address.chars().take(80).collect());
    let info = info.ok_or_else(unknown)?;
    // The network answers for every queried address; only real accounts have devices.
    if info.devices.is_empty() && info.devices_error.is_none() && info.lid.is_none() {
        return Err(unknown());
    }
    let picture_url = picture_of(core, client, &jid).await?;
    Ok(PersonProfile {
        address: Book::new(client).address(&jid, info.lid.as_ref()).await,
        name: info.verified_name.and_then(|name| name.name).filter(|name| !name.is_empty()),
        about: info.status.filter(|about| !about.is_empty()),
        picture_url,
        is_business: info.is_business,
    })
}
