use super::is_visible;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::quick_reply::QuickReply;

/// The quick replies that the caller may see, by shortcut; of an instance, also those for all.
pub async fn list(
    app: &App,
    caller: &Caller,
    instance: Option<InstanceId>,
) -> Result<Vec<QuickReply>, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    if let Some(instance) = instance {
        authorization::require_instance(caller, instance)?;
    }
    let mut replies = app.store.list_quick_replies(caller.tenant_id).await?;
    replies.retain(|reply| {
        let is_for_it = |wanted| reply.instance_id.is_none_or(|own| own == wanted);
        is_visible(caller, reply) && instance.is_none_or(is_for_it)
    });
    Ok(replies)
}
