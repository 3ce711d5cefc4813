//! Posts in newsletters, which are not encrypted and whose server numbers them.

use crate::media;
use crate::outbound::{compose, error, send};
use crate::session::Core;
use omni_channel::{ChannelError, OutboundContent, OutboundMedia, OutboundMessage, Sent};
use std::sync::Arc;
use wacore::send::media_type_from_message;
use wacore_binary::Jid;
use wacore_binary::builder::NodeBuilder;
use waproto::codec::message_to_vec;
use whatsapp_rust::Client;
use whatsapp_rust::features::{MexError, NewsletterError};

/// Posts among which the one to react to is looked for.
const RECENT: u32 = 100;

/// Phones show these kinds of posts, and none only once.
pub(super) fn check_post(message: &OutboundMessage) -> Result<(), ChannelError> {
    let is_shown = matches!(message.content, OutboundContent::Text(_) | OutboundContent::Media(_));
    if is_shown && !message.context.view_once && message.context.album.is_none() {
        return Ok(());
    }
    Err(ChannelError::Rejected {
        code: "post_kind".to_owned(),
        message:
            "a post in a WhatsApp channel is a text or a file; it is not part of an album, and \
                  cannot be opened only once"
                .to_owned(),
    })
}

/// Posts a file. The library's own posts have no place for the server's name of it, without which
/// the server refuses the post.
pub(super) async fn post_file(
    core: &Core,
    client: &Arc<Client>,
    newsletter: &Jid,
    message: &OutboundMessage,
    file: &OutboundMedia,
) -> Result<Sent, ChannelError> {
    let context = send::context(core, client, newsletter, message).await?;
    let uploaded = media::upload_plain(core, client, file).await?;
    let body = compose::media(&file.content, &uploaded, context);
    let id = message.client_id.as_str();
    let mut content = NodeBuilder::new("plaintext");
    if let Some(kind) = media_type_from_message(&body) {
        content = content.attr("mediatype", kind);
    }
    let mut post = NodeBuilder::new("message")
        .attr("to", newsletter.clone())
        .attr("type", "media")
        .attr("id", id);
    if let Some(handle) = &uploaded.handle {
        post = post.attr("media_id", handle.as_str());
    }
    let post = post.children([content.bytes(message_to_vec(&body)).build()]).build();
    let sending = async {
        let sent = client.send_node(post).await;
        sent.map_err(|failure| error::client(&failure, core.context.env.now()))
    };
    send::confirmed(core, client, id, sending).await
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
        NewsletterError::Mex(MexError::ExtensionError { code, .. }) => query_refusal(*code),
        NewsletterError::InvalidRequest(_) => query_refusal(404),
        NewsletterError::Mex(_) => query_refusal(400),
        _ => ChannelError::Temporary("WhatsApp did not answer about the channel".to_owned()),
    }
}

/// A code that a query is answered with instead of data.
fn query_refusal(code: i32) -> ChannelError {
    let message = match code {
        429 => return ChannelError::RateLimited { until: None },
        500.. => {
            let text = format!("WhatsApp cannot change channels at the moment ({code})");
            return ChannelError::Temporary(text);
        }
        401 | 403 | 404 | 410 => {
            "WhatsApp has no such channel, or the account may not do this in it"
        }
        _ => "WhatsApp did not accept this about a channel; check its address or invite",
    };
    ChannelError::Rejected { code: code.to_string(), message: message.to_owned() }
}
