use super::{cached, session};
use crate::app::App;
use crate::error::{Error, Field, Message};
use crate::images;
use crate::instances;
use crate::messages::bytes_of;
use bytes::Bytes;
use omni_channel::{ChannelError, ProfileChange, Session};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, Instance};
use std::sync::Arc;

/// Changes of the instance's own profile; `None` leaves a part as it is.
#[derive(Debug, Clone, Default)]
pub struct OwnProfileChange {
    /// The name others see.
    pub name: Option<String>,
    /// The text about oneself; an empty one removes it.
    pub status: Option<String>,
    /// The picture: a URL, or base64.
    pub picture: Option<String>,
    /// A Discord bot's name.
    pub username: Option<String>,
    /// A Discord bot's picture: a URL, or base64.
    pub avatar: Option<String>,
    /// The activity that a Discord bot shows.
    pub activity: Option<DiscordActivity>,
}

/// The activity that a Discord bot shows.
#[derive(Debug, Clone)]
pub struct DiscordActivity {
    /// `playing`, `watching`, `listening` or `competing`.
    pub kind: &'static str,
    /// The activity's name.
    pub text: String,
}

/// The instance's own profile after a change.
#[derive(Debug, Clone)]
pub struct OwnProfile {
    /// The name others see.
    pub name: String,
    /// The address of the picture.
    pub picture: Option<String>,
    /// The text about oneself.
    pub status: Option<String>,
}

/// Changes the instance's own profile on its network.
pub async fn set_own(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    change: OwnProfileChange,
) -> Result<OwnProfile, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    check(&instance, &change)?;
    let session = session(app, id).await?;
    let picture = match &change.picture {
        Some(text) => Some(jpeg(app, Field::ProfilePicture, text).await?),
        None => None,
    };
    let wanted = ProfileChange { name: change.name.clone(), about: change.status.clone(), picture };
    session.set_profile(wanted).await.map_err(|error| refused(error, Field::ProfilePicture))?;
    let own = own_address(app, id)?;
    cached::delete(app, id, own.clone()).await?;
    // The change is made; a failure to read the profile afterwards does not undo it.
    let shown = session.profile(&own).await.ok();
    let name = change.name.or_else(|| app.sessions.get(id)?.status().profile_name);
    Ok(OwnProfile {
        name: name.or(instance.profile_name).unwrap_or(instance.name),
        picture: shown.as_ref().and_then(|shown| shown.picture_url.clone()),
        status: change.status.or_else(|| shown.and_then(|shown| shown.about)),
    })
}

/// Changes the instance's own picture; returns its address.
pub async fn set_own_picture(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    image: &str,
) -> Result<String, Error> {
    instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let session = session(app, id).await?;
    let picture = Some(jpeg(app, Field::ProfileImage, image).await?);
    let wanted = ProfileChange { picture, ..ProfileChange::default() };
    session.set_profile(wanted).await.map_err(|error| refused(error, Field::ProfileImage))?;
    let own = own_address(app, id)?;
    cached::delete(app, id, own.clone()).await?;
    Ok(url_of(&session, &own).await.unwrap_or_default())
}

/// Removes the instance's own picture; nothing changes if it has none.
pub async fn remove_own_picture(app: &App, caller: &Caller, id: InstanceId) -> Result<(), Error> {
    instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let wanted = ProfileChange { picture: Some(Bytes::new()), ..ProfileChange::default() };
    session(app, id).await?.set_profile(wanted).await?;
    cached::delete(app, id, own_address(app, id)?).await
}

async fn url_of(session: &Arc<dyn Session>, own: &str) -> Option<String> {
    session.profile_picture(own).await.ok().flatten()
}

fn own_address(app: &App, id: InstanceId) -> Result<String, Error> {
    let owner = app.sessions.get(id).and_then(|live| live.status().owner);
    owner.map(|owner| owner.id).ok_or_else(|| Error::ChannelNotConnected { state: "error".into() })
}

/// A network refuses a picture that it does not accept with a code of its own.
fn refused(error: ChannelError, field: Field) -> Error {
    match error {
        ChannelError::Rejected { code, .. } if code == "406" || code == "400" => {
            Error::invalid(field, "the network refused this profile; try another picture")
        }
        other => other.into(),
    }
}

async fn jpeg(app: &App, field: Field, text: &str) -> Result<Bytes, Error> {
    let bytes = bytes_of(app, field.clone(), text, images::MAX_BYTES).await?;
    images::avatar(field, bytes).await
}

fn check(instance: &Instance, change: &OwnProfileChange) -> Result<(), Error> {
    let discord_only = [
        (Field::ProfileUsername, change.username.is_some()),
        (Field::ProfileAvatar, change.avatar.is_some()),
        (Field::ProfileActivity, change.activity.is_some()),
    ];
    if instance.channel != ChannelType::Discord
        && let Some((field, _)) = discord_only.into_iter().find(|(_, given)| *given)
    {
        return Err(Error::invalid(
            field,
            Message::from("only Discord bots have this; use ")
                .name(Field::ProfileName)
                .text(", ")
                .name(Field::ProfileStatus)
                .text(" and ")
                .name(Field::ProfilePicture),
        ));
    }
    if change.name.is_none() && change.status.is_none() && change.picture.is_none() {
        return Err(Error::invalid(
            Field::ProfileName,
            Message::from("name at least one change: ")
                .name(Field::ProfileName)
                .text(", ")
                .name(Field::ProfileStatus)
                .text(" or ")
                .name(Field::ProfilePicture),
        ));
    }
    Ok(())
}
