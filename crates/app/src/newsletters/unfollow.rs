use super::Reader;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Follows a newsletter no more. Its chat and messages stay.
pub async fn unfollow(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    newsletter: &str,
) -> Result<(), Error> {
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    let newsletter = reader.newsletter(app, newsletter).await?;
    Ok(reader.newsletters()?.unfollow(&newsletter).await?)
}
