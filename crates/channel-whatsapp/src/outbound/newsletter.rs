//! Posts in newsletters, which are not encrypted and whose server numbers them.

use crate::outbound::{compose, error};
use crate::session::Core;
use omni_channel::{ChannelError, OutboundContent, OutboundMessage};
use std::sync::Arc;
use wacore_binary::Jid;
use whatsapp_rust::Client;
use whatsapp_rust::features::{MexError, NewsletterError};

/// Posts among which the one to react to is looked for.
const RECENT: u32 = 100;

/// Files of newsletters are uploaded unencrypted, which the library cannot do.
pub(super) fn check_post(message: &OutboundMessage) -> Result<(), ChannelError> {
    if !matches!(message.content, OutboundContent::Text(_)) {
        return Err(ChannelError::Rejected {
            code: "text_only".to_owned(),
            message: "only texts can be posted in a WhatsApp channel from here".to_owned(),
        });
    }
    Ok(())
}

/// Reacts to a post; an empty emoji removes the reaction.
pub(super) async fn react(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &Jid,
    post: &str,
    emoji: &str,
) -> Result<(), ChannelError> {
    let feature = client.newsletter();
    let posts = feature.get_messages(newsletter.clone(), RECENT, None).await;
    let posts = posts.map_err(|failure| refusal(core, &failure))?;
    let number = posts.iter().find(|one| one.message_id == post).map(|one| one.server_id);
    let Some(number) = number else {
        return Err(ChannelError::Rejected {
            code: "404".to_owned(),
            message: format!("the post is not among the last {RECENT} of its channel"),
        });
    };
    let sent = feature.send_reaction(newsletter, number, emoji).await;
    sent.map_err(|failure| refusal(core, &failure))
}

pub(super) async fn edit(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &Jid,
    post: String,
    text: &str,
) -> Result<(), ChannelError> {
    let feature = client.newsletter();
    let edited = feature.edit_message(newsletter, post, compose::text(text, None)).await;
    edited.map_err(|failure| refusal(core, &failure))
}

pub(super) async fn revoke(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &Jid,
    post: String,
) -> Result<(), ChannelError> {
    let revoked = client.newsletter().revoke_message(newsletter, post).await;
    revoked.map_err(|failure| refusal(core, &failure))
}

/// Why the network refused a request about a newsletter.
pub(crate) fn refusal(core: &Core, failure: &NewsletterError) -> ChannelError {
    let now = core.context.env.now();
    match failure {
        NewsletterError::Iq(failure) | NewsletterError::Mex(MexError::Request(failure)) => {
            error::iq(failure, now)
        }
        NewsletterError::Client(failure) => error::client(failure, now),
        NewsletterError::InvalidRequest(_) => ChannelError::Rejected {
            code: "404".to_owned(),
            message: "WhatsApp knows no such channel, or the account may not do this in it"
                .to_owned(),
        },
        NewsletterError::Mex(_) => ChannelError::Rejected {
            code: "400".to_owned(),
            message: "WhatsApp did not accept this about a channel; check its address or invite"
                .to_owned(),
        },
        _ => ChannelError::Temporary("WhatsApp did not answer about the channel".to_owned()),
    }
}
