//! Received files that are not fetched automatically. A client that requests one of a denied sender gets
//! it, as long as the network has it; without space it is not fetched at all.

use super::usage;
use crate::access;
use crate::app::App;
use crate::error::Error;
use crate::system::{self, DiskState};
use omni_domain::conversation::Media;
use omni_domain::message::Direction;

/// Why there is no space for a received file; `None` if there is.
pub(crate) async fn without_space(app: &App, media: &Media) -> Result<Option<String>, Error> {
    let disk = system::disk(app).await;
    if let Some(problem) = disk.problem() {
        let setting = match disk {
            DiskState::Low { .. } => " (limits.disk_free_min_bytes)",
            _ => "",
        };
        return Ok(Some(format!(
            "not fetched: {problem}{setting}; make space and ask for it again"
        )));
    }
    let size = media.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
    let quota = usage::exceeded(app, media.tenant_id, media.instance_id, size).await?;
    Ok(quota.map(|quota| format!("not fetched: {}", quota.reason())))
}

/// Whether the access rules deny a file's sender, and the instance does not store files of those.
pub(crate) async fn is_of_denied_sender(app: &App, media: &Media) -> Result<bool, Error> {
    let (tenant, Some(message)) = (media.tenant_id, media.message_id) else { return Ok(false) };
    let Some(instance) = app.store.find_instance(tenant, media.instance_id).await? else {
        return Ok(false);
    };
    if instance.config.media.process_on_blocked {
        return Ok(false);
    }
    let Some(message) = app.store.find_message(tenant, message).await? else { return Ok(false) };
    if message.direction == Direction::Outbound {
        return Ok(false);
    }
    let Some(chat) = app.store.find_chat(tenant, message.chat_id).await? else { return Ok(false) };
    let verdict = access::decide_for_message(app, &instance, &chat, &message).await?;
    Ok(!verdict.allowed)
}
