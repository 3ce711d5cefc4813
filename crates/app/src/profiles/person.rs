use super::{address, cached, session};
use crate::app::App;
use crate::error::{Error, Field};
use crate::instances;
use omni_channel::ChannelError;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::conversation::ChatType;
use omni_domain::ids::InstanceId;
use omni_domain::instance::Instance;
use omni_domain::profile::Profile;

/// An account, as far as the network and the stored rows show it.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The channel's address.
    pub platform_user_id: String,
    /// The best name known: saved, their own, verified, or else their number.
    pub name: String,
    /// The text about themselves.
    pub about: Option<String>,
    /// The address of their picture.
    pub picture_url: Option<String>,
    /// Their latest message.
    pub last_seen_at: Option<Timestamp>,
    /// A business account.
    pub is_business: bool,
    /// When the network returned it.
    pub cached_at: Timestamp,
}

/// A person's profile; `RECIPIENT_NOT_ON_CHANNEL` if the network has no account of that address.
pub async fn person(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<PersonView, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let who = address(app, &instance, who)?;
    if who.chat_type != ChatType::Dm {
        return Err(Error::invalid(Field::ProfileAccount, "this is a group; name a person"));
    }
    let who = who.address.id;
    let mut profile = cached::load(app, id, &who).await?;
    if !cached::is_fresh(app, profile.profile_at) {
        profile = ask(app, id, &who).await?;
        cached::keep(app, profile.clone()).await?;
    }
    view(app, &instance, profile).await
}

async fn ask(app: &App, id: InstanceId, who: &str) -> Result<Profile, Error> {
    let profile = session(app, id).await?.profile(who).await.map_err(|error| match error {
        ChannelError::InvalidRecipient(message) => Error::invalid(Field::ProfileAccount, message),
        other => other.into(),
    })?;
    let now = Some(app.env.now());
    Ok(Profile {
        name: profile.name,
        about: profile.about,
        picture_url: profile.picture_url,
        is_business: profile.is_business,
        picture_at: now,
        profile_at: now,
        ..Profile::new(id, who)
    })
}

async fn view(app: &App, instance: &Instance, profile: Profile) -> Result<PersonView, Error> {
    let addresses = [profile.address.clone()];
    let contact = app.store.find_contact_by_address(instance.id, &profile.address).await?;
    let identity = app.store.find_identities(instance.id, &addresses).await?.pop();
    let phone = app.channel(instance.channel)?.phone_of(&profile.address);
    let number = || match phone {
        Some(phone) => phone.to_string(),
        None => profile.address.split('@').next().unwrap_or_default().to_owned(),
    };
    let known = contact.and_then(|contact| contact.display_name.or(contact.push_name));
    let written = identity.as_ref().and_then(|identity| identity.display_name.clone());
    Ok(PersonView {
        name: known.or(written).or_else(|| profile.name.clone()).unwrap_or_else(number),
        about: profile.about,
        picture_url: profile.picture_url,
        last_seen_at: identity.map(|identity| identity.last_seen_at),
        is_business: profile.is_business,
        cached_at: profile.profile_at.unwrap_or_else(|| app.env.now()),
        platform_user_id: profile.address,
    })
}
