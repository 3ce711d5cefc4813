//! Profiles that the network returned recently, so that it is not requested for every view.

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::profile::Profile;

/// The kept profile, empty if there is none.
pub(super) async fn load(app: &App, id: InstanceId, address: &str) -> Result<Profile, Error> {
    let found = app.store.find_profile(id, address).await?;
    Ok(found.unwrap_or_else(|| Profile::new(id, address)))
}

/// Whether a profile of this age is still used.
pub(super) fn is_fresh(app: &App, asked_at: Option<Timestamp>) -> bool {
    asked_at.is_some_and(|at| app.env.now().since(at) < app.config.profiles.keep)
}

pub(super) async fn keep(app: &App, profile: Profile) -> Result<(), Error> {
    let (now, most) = (app.env.now(), app.config.profiles.max);
    app.store
        .write(move |tx| Box::pin(async move { tx.put_profile(&profile, now, most).await }))
        .await?;
    Ok(())
}

/// Drops the profile of the instance's own account, which has just changed it.
pub(super) async fn delete(app: &App, id: InstanceId, address: String) -> Result<(), Error> {
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_profile(id, &address).await.map(|_| ()) }))
        .await?;
    Ok(())
}
