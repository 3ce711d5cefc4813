use super::{address, cached, session};
use crate::app::App;
use crate::chats;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::profile::Profile;

/// The address of a picture.
#[derive(Debug, Clone)]
pub struct PictureView {
    /// Its address; networks let it expire after some days.
    pub url: String,
    /// When the network returned it.
    pub cached_at: Timestamp,
}

/// The address of the picture of a person or group, by an address or a chat's internal id; not found if
/// this account is not shown one.
pub async fn picture(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<PictureView, Error> {
    let who = named(app, caller, id, who).await?;
    shown(app, id, &who).await
}

/// The address of whom or what a path names.
pub(super) async fn named(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<String, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    Ok(match who.parse::<ChatId>() {
        Ok(_) => chats::find(app, &instance, who).await?.address.id,
        Err(_) => address(app, &instance, who)?.address.id,
    })
}

/// The picture that the network showed recently, or shows now.
pub(super) async fn shown(app: &App, id: InstanceId, who: &str) -> Result<PictureView, Error> {
    let profile = cached::load(app, id, who).await?;
    if cached::is_fresh(app, profile.picture_at) {
        return view(profile);
    }
    ask(app, profile).await
}

/// The picture that the network shows now, whatever it showed recently.
pub(super) async fn shown_now(app: &App, id: InstanceId, who: &str) -> Result<PictureView, Error> {
    let profile = cached::load(app, id, who).await?;
    ask(app, profile).await
}

async fn ask(app: &App, mut profile: Profile) -> Result<PictureView, Error> {
    let session = session(app, profile.instance_id).await?;
    profile.picture_url = session.profile_picture(&profile.address).await?;
    profile.picture_at = Some(app.env.now());
    cached::keep(app, profile.clone()).await?;
    view(profile)
}

fn view(profile: Profile) -> Result<PictureView, Error> {
    let Profile { address, picture_url, picture_at, .. } = profile;
    let (url, at) = picture_url
        .zip(picture_at)
        .ok_or_else(|| Error::not_found("profile picture of", address))?;
    Ok(PictureView { url, cached_at: at })
}
