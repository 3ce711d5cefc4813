use super::cached;
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use crate::number_checks::{self, Unknown};
use omni_channel::{ChannelError, Recipient};
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;

const MAX_RECIPIENT: usize = 200;

/// The result of checking a recipient.
#[derive(Debug, Clone)]
pub struct Validated {
    /// Well-formed.
    pub valid: bool,
    /// Whether an account with this address exists.
    pub exists: bool,
    /// The network's own spelling, or the normalized request.
    pub normalized: String,
    /// A name, if one is known.
    pub name: Option<String>,
    /// A picture, if it was requested recently.
    pub avatar: Option<String>,
}

/// Whether a recipient can receive messages. Other spellings of a number (Brazil, Mexico,
/// Argentina) are tried; `normalized` is the one that exists.
pub async fn validate_recipient(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    recipient: &str,
) -> Result<Validated, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let recipient = recipient.trim();
    if recipient.is_empty() || recipient.chars().count() > MAX_RECIPIENT {
        return Err(Error::invalid(
            Field::ValidatedRecipient,
            "give a phone number with its country code, or an address of the channel",
        ));
    }
    let Ok(asked) = app.channel(instance.channel)?.parse_recipient(recipient) else {
        return Ok(not_found(false, recipient.to_owned()));
    };
    if asked.chat_type != ChatType::Dm {
        return group(app, &instance, asked).await;
    }
    let asked = asked.address.id;
    let found = match number_checks::find(app, id, &asked).await {
        Ok(found) => found,
        Err(Unknown::Channel(ChannelError::InvalidRecipient(_))) => {
            return Ok(not_found(false, asked));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(found) = found else { return Ok(not_found(true, asked)) };
    let contact = app.store.find_contact_by_address(id, &found.address.id).await?;
    let known = contact.and_then(|contact| contact.display_name.or(contact.push_name));
    let kept = cached::load(app, id, &found.address.id).await?;
    Ok(Validated {
        valid: true,
        exists: true,
        normalized: found.address.id,
        name: known.or(found.name).or(kept.name),
        avatar: kept.picture_url,
    })
}

/// A group exists for an account that is in it: it is then among the instance's chats.
async fn group(app: &App, instance: &Instance, asked: Recipient) -> Result<Validated, Error> {
    let address = asked.address.id;
    let chat = app.store.find_chat_by_address(instance.id, &address).await?;
    let Some(chat) = chat else { return Ok(not_found(true, address)) };
    let kept = cached::load(app, instance.id, &address).await?;
    Ok(Validated {
        valid: true,
        exists: true,
        normalized: address,
        name: chat.name,
        avatar: kept.picture_url,
    })
}

const fn not_found(valid: bool, normalized: String) -> Validated {
    Validated { valid, exists: false, normalized, name: None, avatar: None }
}
