use super::Reader;
use crate::app::App;
use crate::error::{Error, Field};
use omni_channel::NewsletterInfo;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// Characters of an invite link.
const MAX_INVITE: usize = 200;

/// Follows a newsletter, by its invite link, the code in it, or its address. Its chat is stored.
pub async fn follow(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<NewsletterInfo, Error> {
    let invite = invite.trim();
    if invite.is_empty() || invite.chars().count() > MAX_INVITE {
        let why = "give an invite link, the code in it, or the address of a newsletter";
        return Err(Error::invalid(Field::GroupInvite, why));
    }
    let reader = Reader::load(app, caller, id, Scope::MessagesSend).await?;
    Ok(reader.newsletters()?.follow(invite).await?)
}
