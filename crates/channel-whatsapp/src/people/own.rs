//! The account's own profile.

use super::error;
use crate::session::Core;
use omni_channel::{ChannelError, ProfileChange, ProfileField};
use std::future::Future;
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::features::ProfileError;

/// The limits of the phone's own app, in characters.
const MAX_NAME: usize = 25;
const MAX_ABOUT: usize = 139;

/// Applies the given changes one after another; the first refusal ends it.
pub(crate) async fn set_profile(
    core: &Core,
    client: &Arc<Client>,
    change: ProfileChange,
) -> Result<(), ChannelError> {
    check(&change)?;
    let profile = client.profile();
    if let Some(picture) = change.picture {
        // The library sends empty bytes as a removal.
        bounded(core, profile.set_profile_picture(picture.to_vec())).await.map(drop)?;
    }
    if let Some(about) = change.about {
        bounded(core, profile.set_status_text(&about)).await?;
    }
    if let Some(name) = change.name {
        Box::pin(bounded(core, profile.set_push_name(&name))).await?;
        core.milestones.renamed();
    }
    Ok(())
}

fn check(change: &ProfileChange) -> Result<(), ChannelError> {
    let too_long =
        |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most);
    let invalid = |field, message: String| Err(ChannelError::Invalid { field, message });
    if change.name.as_ref().is_some_and(|name| name.trim().is_empty())
        || too_long(&change.name, MAX_NAME)
    {
        return invalid(
            ProfileField::Name,
            format!("a WhatsApp name has 1 to {MAX_NAME} characters"),
        );
    }
    if too_long(&change.about, MAX_ABOUT) {
        return invalid(
            ProfileField::About,
            format!("WhatsApp allows {MAX_ABOUT} characters here"),
        );
    }
    Ok(())
}

async fn bounded<T>(
    core: &Core,
    change: impl Future<Output = Result<T, ProfileError>>,
) -> Result<T, ChannelError> {
    tokio::time::timeout(core.options.query_timeout, change)
        .await
        .map_err(|_| ChannelError::Timeout)?
        .map_err(|error| error::profile(&error, core.context.env.now()))
}
