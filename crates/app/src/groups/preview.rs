use super::{Manager, check_invite};
use crate::app::App;
use crate::error::Error;
use omni_channel::{ChannelError, GroupPreview};
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;

/// The network's codes for an invite that is unknown, or was revoked.
const UNKNOWN: [&str; 4] = ["400", "404", "406", "410"];

/// What an invite link, or the code in it, leads to, without joining.
pub async fn preview(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    invite: &str,
) -> Result<GroupPreview, Error> {
    let invite = check_invite(invite)?;
    let manager = Manager::with_scope(app, caller, id, Scope::MessagesRead).await?;
    manager.session.preview_group(invite).await.map_err(|error| match error {
        ChannelError::Rejected { code, .. } if UNKNOWN.contains(&code.as_str()) => {
            Error::not_found("group invite", invite)
        }
        other => other.into(),
    })
}
