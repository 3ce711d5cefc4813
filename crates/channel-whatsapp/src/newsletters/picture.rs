//! Requests with a picture: the library has their numbers, but no methods that take a picture. Their
//! answers are those of the same requests without one.

use super::mutation::mutate;
use super::{ask, described, unchanged};
use crate::session::Core;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_channel::{ChannelError, NewNewsletter, NewsletterChange, NewsletterInfo, Picture};
use omni_domain::conversation::Address;
use omni_domain::newsletter::NewsletterRole;
use std::sync::Arc;
use wacore::iq::mex::MexDoc;
use wacore::iq::mex_operations::{create_newsletter, update_newsletter};
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::{MexError, NewsletterError};

/// Makes a newsletter with its picture.
pub(super) async fn create(
    core: &Core,
    client: &Arc<Client>,
    wanted: NewNewsletter,
) -> Result<NewsletterInfo, ChannelError> {
    let jid = ask(core, request_creation(client, &wanted)).await?;
    match ask(core, client.newsletter().get_metadata(&jid)).await {
        Ok(found) => Ok(described(found)),
        // It is made: after an error it would be made twice.
        Err(error) => {
            tracing::warn!(instance.id = %core.context.instance, %error, "a newsletter was made, but could not be read");
            Ok(NewsletterInfo {
                address: Address::new(jid.to_string()),
                name: wanted.name,
                description: wanted.description,
                followers: 1,
                verified: false,
                invite: None,
                role: Some(NewsletterRole::Owner),
                created_at: None,
            })
        }
    }
}

/// Changes a newsletter and its picture.
pub(super) async fn change(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &Jid,
    change: NewsletterChange,
) -> Result<NewsletterInfo, ChannelError> {
    ask(core, request_change(client, newsletter, change)).await?;
    ask(core, client.newsletter().get_metadata(newsletter)).await.map(described)
}

/// The address of the newsletter that was made.
async fn request_creation(client: &Client, wanted: &NewNewsletter) -> Result<Jid, NewsletterError> {
    let input = create_newsletter::Input {
        name: Some(wanted.name.clone()),
        description: wanted.description.clone(),
        picture: wanted.picture.as_ref().map(encoded),
    };
    let variables = create_newsletter::Variables { input: Some(input) };
    let doc = MexDoc { name: create_newsletter::NAME, id: create_newsletter::DOC_ID };
    let made = mutate(client, doc, &variables, "xwa2_newsletter_create").await?;
    let jid = made.and_then(|made| made["id"].as_str()?.parse::<Jid>().ok());
    // There is no newsletter yet that could be missing.
    let refused = || MexError::PayloadParsing("the newsletter was not made".to_owned());
    Ok(jid.ok_or_else(refused)?)
}

async fn request_change(
    client: &Client,
    newsletter: &Jid,
    change: NewsletterChange,
) -> Result<(), NewsletterError> {
    let updates = update_newsletter::Updates {
        name: change.name,
        description: change.description,
        picture: change.picture.as_ref().map(encoded),
        settings: None,
    };
    let variables = update_newsletter::Variables {
        newsletter_id: Some(newsletter.to_string()),
        updates: Some(updates),
    };
    let doc = MexDoc { name: update_newsletter::NAME, id: update_newsletter::DOC_ID };
    let changed = mutate(client, doc, &variables, "xwa2_newsletter_update").await?;
    changed.map(drop).ok_or_else(unchanged)
}

/// A picture in a request. An empty text, of one without bytes, removes the picture.
fn encoded(picture: &Picture) -> String {
    STANDARD.encode(&picture.0)
}
