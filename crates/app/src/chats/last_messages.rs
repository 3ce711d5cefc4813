use super::ChatDetails;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::ChatId;
use omni_domain::page::Page;

/// Adds the newest message of each chat to a page that the caller has just read.
pub async fn add_last_messages(
    app: &App,
    mut page: Page<ChatDetails>,
) -> Result<Page<ChatDetails>, Error> {
    let ids: Vec<ChatId> = page.items.iter().map(|details| details.chat.id).collect();
    let newest = app.store.last_messages(&ids).await?;
    for details in &mut page.items {
        details.last_message = newest.get(&details.chat.id).cloned();
    }
    Ok(page)
}
