use super::follow::report;
use super::mutation::mutate;
use super::{ask, described, newsletter_jid, picture, unchanged};
use crate::session::Core;
use omni_channel::{ChannelError, NewsletterChange, NewsletterInfo};
use std::sync::Arc;
use wacore::iq::mex::MexDoc;
use wacore::iq::mex_operations::delete_newsletter;
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::NewsletterError;

/// Changes a newsletter that the account runs.
pub(crate) async fn change(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &str,
    change: NewsletterChange,
) -> Result<NewsletterInfo, ChannelError> {
    let jid = newsletter_jid(newsletter)?;
    let changed = if change.picture.is_some() {
        picture::change(core, client, &jid, change).await?
    } else {
        let feature = client.newsletter();
        let update = feature.update(&jid, change.name.as_deref(), change.description.as_deref());
        described(ask(core, update).await?)
    };
    report(core, &changed).await;
    Ok(changed)
}

/// Deletes a newsletter that the account owns.
pub(crate) async fn delete(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &str,
) -> Result<(), ChannelError> {
    let jid = newsletter_jid(newsletter)?;
    ask(core, request_deletion(client, &jid)).await
}

/// The library defines this request, and has no method for it.
async fn request_deletion(client: &Client, jid: &Jid) -> Result<(), NewsletterError> {
    let variables = delete_newsletter::Variables { newsletter_id: Some(jid.to_string()) };
    let doc = MexDoc { name: delete_newsletter::NAME, id: delete_newsletter::DOC_ID };
    let deleted = mutate(client, doc, &variables, "xwa2_newsletter_delete_v2").await?;
    deleted.map(drop).ok_or_else(unchanged)
}
