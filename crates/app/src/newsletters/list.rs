use super::Reader;
use crate::app::App;
use crate::error::Error;
use omni_channel::NewsletterInfo;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// The newsletters that the instance's account follows, its own included.
pub async fn list(
    app: &App,
    caller: &Caller,
    id: InstanceId,
) -> Result<Vec<NewsletterInfo>, Error> {
    let reader = Reader::load(app, caller, id, Scope::MessagesRead).await?;
    Ok(reader.newsletters()?.followed().await?)
}
