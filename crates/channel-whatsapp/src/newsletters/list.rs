use super::{ask, described};
use crate::session::Core;
use omni_channel::{ChannelError, NewsletterInfo};
use std::sync::Arc;
use whatsapp_rust::Client;

/// Those that the account follows, its own included.
pub(crate) async fn followed(
    core: &Core,
    client: &Arc<Client>,
) -> Result<Vec<NewsletterInfo>, ChannelError> {
    let found = ask(core, client.newsletter().list_subscribed()).await?;
    Ok(found.into_iter().map(described).collect())
}
