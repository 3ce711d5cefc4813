use super::get::ExecutionDetails;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::MessageId;
use std::collections::HashMap;

/// The texts of the messages of executions that the caller may see, by their ids. One that is deleted
/// is missing.
pub async fn messages_of(
    app: &App,
    executions: &[ExecutionDetails],
) -> Result<HashMap<MessageId, String>, Error> {
    let ids: Vec<MessageId> =
        executions.iter().map(|details| details.execution.message_id).collect();
    let found = app.store.messages_by_ids(&ids).await?;
    let texts = found.into_iter().filter_map(|message| {
        let text = message.content.typed_text().filter(|_| message.deleted_at.is_none())?;
        Some((message.id, text.to_owned()))
    });
    Ok(texts.collect())
}
