use super::{address, cached, session};
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// The address of a picture.
#[derive(Debug, Clone)]
pub struct PictureView {
    /// Its address; networks let it expire after some days.
    pub url: String,
    /// When the network returned it.
    pub cached_at: Timestamp,
}

/// The address of the picture of a person or group; not found if this account is not shown one.
pub async fn picture(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<PictureView, Error> {
    let instance = instances::load(app, caller, Scope::InstancesRead, id).await?;
    let who = address(app, &instance, who)?.address.id;
    let mut profile = cached::load(app, id, &who).await?;
    if !cached::is_fresh(app, profile.picture_at) {
        profile.picture_url = session(app, id).await?.profile_picture(&who).await?;
        profile.picture_at = Some(app.env.now());
        cached::keep(app, profile.clone()).await?;
    }
    let (url, at) = profile
        .picture_url
        .zip(profile.picture_at)
        .ok_or_else(|| Error::not_found("profile picture of", who))?;
    Ok(PictureView { url, cached_at: at })
}
