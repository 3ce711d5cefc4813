use super::Reader;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Deletes a newsletter that the instance's account owns, for all who follow it. Its chat and messages stay
/// here.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
) -> Result<(), Error> {
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    Ok(reader.newsletters()?.delete(&newsletter).await?)
}
