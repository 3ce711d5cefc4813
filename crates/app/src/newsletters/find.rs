use super::{Reader, check_invite};
use crate::app::App;
use crate::error::Error;
use omni_channel::{ChannelError, NewsletterInfo};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// A newsletter that the account need not follow, by its invite link, the code in it, or its address.
pub async fn find(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<NewsletterInfo, Error> {
    let invite = check_invite(invite)?;
    let reader = Reader::load(app, caller, id, Scope::MessagesRead).await?;
    reader.newsletters()?.find(invite).await.map_err(|error| match error {
        ChannelError::Rejected { code, .. } if code == "404" => {
            Error::not_found("newsletter", invite)
        }
        other => other.into(),
    })
}
