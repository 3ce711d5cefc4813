use super::{Reader, check_invite};
use crate::app::App;
use crate::error::Error;
use omni_channel::NewsletterInfo;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Follows a newsletter, by its invite link, the code in it, or its address. Its chat is stored.
pub async fn follow(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<NewsletterInfo, Error> {
    let invite = check_invite(invite)?;
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    Ok(reader.newsletters()?.follow(invite).await?)
}
