//! Resolving `to`: a phone number, a channel address, a chat id or a person id.

use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_channel::Recipient;
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, PersonId};
use omni_domain::visible;
use uuid::Uuid;

/// The address that `to` refers to on this instance's channel.
pub(crate) async fn resolve(
    app: &App,
    instance: &InstanceMeta,
    to: &str,
) -> Result<Recipient, Error> {
    let to = visible(to);
    let to = to.trim();
    if to.is_empty() {
        return Err(Error::invalid(
            Field::Recipient,
            "name the recipient: a phone number, a chat id or a person id",
        ));
    }
    if let Ok(id) = Uuid::parse_str(to) {
        return of_ours(app, instance, id).await;
    }
    Ok(app.channel(instance.channel)?.parse_recipient(to)?)
}

/// People whom one message may mention.
const MAX_MENTIONS: usize = 256;

/// The addresses of those whom a message mentions.
pub(super) fn mentioned(
    app: &App,
    instance: &InstanceMeta,
    mentions: &[String],
) -> Result<Vec<String>, Error> {
    if mentions.len() > MAX_MENTIONS {
        return Err(Error::invalid(Field::Mentions, "mention at most 256 people"));
    }
    let channel = app.channel(instance.channel)?;
    mentions
        .iter()
        .map(|mention| match channel.parse_recipient(mention) {
            Ok(Recipient { address, chat_type: ChatType::Dm, .. }) => Ok(address.id),
            _ => Err(Error::invalid(
                Field::Mentions,
                "give phone numbers with country codes, or addresses of people on this channel",
            )),
        })
        .collect()
}

async fn of_ours(app: &App, instance: &InstanceMeta, id: Uuid) -> Result<Recipient, Error> {
    if let Some(chat) = app.store.find_chat(instance.tenant_id, ChatId(id)).await? {
        if chat.instance_id != instance.id {
            return Err(Error::invalid(Field::Recipient, "this chat belongs to another instance"));
        }
        return Ok(Recipient::new(chat.address, chat.chat_type));
    }
    let person = PersonId(id);
    if app.store.find_person(instance.tenant_id, person).await?.is_none() {
        return Err(Error::not_found("recipient", id));
    }
    let identities = app.store.list_identities(instance.tenant_id, person).await?;
    let identity = identities.into_iter().find(|identity| identity.instance_id == instance.id);
    let identity = identity.ok_or_else(|| {
        Error::RecipientNotOnChannel(format!("the person `{id}` has no account on this instance"))
    })?;
    Ok(Recipient::new(identity.address, ChatType::Dm))
}
