use super::visible;
use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::QuickReplyId;
use omni_domain::quick_reply::QuickReply;

/// A quick reply.
pub async fn get(app: &App, caller: &Caller, id: QuickReplyId) -> Result<QuickReply, Error> {
    authorization::require(caller, Scope::MessagesRead)?;
    visible(caller, id, app.store.find_quick_reply(caller.tenant_id, id).await?)
}
