use super::Manager;
use crate::app::App;
use crate::error::{Error, Field};
use crate::images;
use crate::messages::bytes_of;
use omni_channel::{ChannelError, GroupChange, Picture};
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// Sets the picture of a group: a URL, or base64; `None` removes it.
pub async fn set_picture(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    group: &str,
    image: Option<&str>,
) -> Result<(), Error> {
    let manager = Manager::load(app, caller, id).await?;
    let group = manager.group(app, group).await?;
    let picture = match image {
        Some(image) => {
            let bytes = bytes_of(app, Field::GroupPicture, image, images::MAX_BYTES).await?;
            Some(Picture(images::avatar(Field::GroupPicture, bytes).await?))
        }
        None => None,
    };
    let changed = manager.session.change_group(&group, GroupChange::Picture(picture)).await;
    changed.map_err(|error| match error {
        ChannelError::Rejected { code, .. } if code == "406" || code == "400" => {
            Error::invalid(Field::GroupPicture, "the network refused this picture; try another one")
        }
        other => other.into(),
    })?;
    forget(app, id, group).await
}

/// Drops the kept address, which is that of the picture before.
async fn forget(app: &App, id: InstanceId, group: String) -> Result<(), Error> {
    app.store
        .write(move |tx| Box::pin(async move { tx.delete_profile(id, &group).await.map(|_| ()) }))
        .await?;
    Ok(())
}
