//! A send whose time comes later: checked when it is written, drafted when it is due.

use super::accept::OutboundDraft;
use super::compose::check_text;
use super::recipient;
use super::requests::{SendBody, SendMessage};
use super::send::{draft, posting, sender};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::Recipient;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::TenantId;
use std::sync::Arc;

/// Checks what does not depend on the time of the send; the instance need not be connected. Returns
/// it with the recipient.
pub(crate) async fn check_later(
    app: &App,
    caller: &Caller,
    request: SendMessage,
) -> Result<(Arc<InstanceMeta>, Recipient), Error> {
    let instance = sender(app, caller, request.instance_id).await?;
    let to = recipient::resolve(app, &instance, &request.to).await?;
    let channel = app.channel(instance.channel)?;
    let needed = posting(to.chat_type);
    if !needed.is_empty() {
        channel.info().capabilities.require(needed)?;
    }
    recipient::mentioned(app, &instance, &request.mentions)?;
    if let SendBody::Text(text) = &request.body {
        check_text(app, text)?;
    }
    Ok((instance, to))
}

/// Whether the text may be sent later.
pub(crate) fn check_text_later(app: &App, text: &str) -> Result<(), Error> {
    check_text(app, text)
}

/// The draft of a send that is due, on behalf of the tenant: it was permitted when it was written.
pub(crate) async fn draft_later(
    app: &App,
    tenant: TenantId,
    request: SendMessage,
) -> Result<OutboundDraft, Error> {
    let caller = Caller { scopes: vec![Scope::MessagesSend], ..Caller::system(tenant) };
    let instance = sender(app, &caller, request.instance_id).await?;
    draft(app, &caller, &instance, request, None).await
}
