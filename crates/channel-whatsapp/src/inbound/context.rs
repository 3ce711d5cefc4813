//! The context of a message: quotes, mentions, the referral.

use crate::inbound::message::Me;
use crate::inbound::{content, unwrap};
use crate::jid::bare_text;
use omni_channel::MessageRef;
use omni_domain::content::{
    LinkPreview, MessageContext, PostRef, QuotedCopy, Referral, ReferralSource,
};
use waproto::whatsapp as wa;
use waproto::whatsapp::message::protocol_message::Type;

/// The context info of an unwrapped message; each kind has its own field for it.
pub(super) fn context(message: &wa::Message) -> Option<&wa::ContextInfo> {
    macro_rules! first_of {
        ($($field:ident),+ $(,)?) => {
            [$(message.$field.as_option().and_then(|kind| kind.context_info.as_option())),+]
                .into_iter()
                .flatten()
                .next()
        };
    }
    first_of!(
        extended_text_message,
        image_message,
        video_message,
        ptv_message,
        audio_message,
        document_message,
        sticker_message,
        location_message,
        live_location_message,
        contact_message,
        contacts_array_message,
        poll_creation_message,
        poll_creation_message_v2,
        poll_creation_message_v3,
        poll_creation_message_v5,
        poll_creation_message_v6,
        poll_result_snapshot_message,
        poll_result_snapshot_message_v3,
        buttons_response_message,
        list_response_message,
        template_button_reply_message,
        interactive_response_message,
        buttons_message,
        list_message,
        template_message,
        interactive_message,
        group_invite_message,
        newsletter_admin_invite_message,
        newsletter_follower_invite_message_v2,
        call,
        product_message,
        order_message,
        event_message,
        event_invite_message,
        album_message,
        sticker_pack_message,
        request_phone_number_message,
        message_history_bundle,
        message_history_notice,
        rich_response_message,
        split_payment_message,
    )
}

/// The message that is quoted.
pub(super) fn reply_to(context: &wa::ContextInfo, me: &Me) -> Option<MessageRef> {
    let external_id = context.stanza_id.clone().filter(|id| !id.is_empty())?;
    let sender = context.participant.as_deref().map(bare_text);
    let from_me = sender.as_deref().is_some_and(|sender| me.is(sender));
    Some(MessageRef { external_id, sender, from_me })
}

/// The context of a message in the domain's types. `message` is unwrapped.
pub(super) fn of(
    message: &wa::Message,
    context: Option<&wa::ContextInfo>,
    view_once: bool,
) -> MessageContext {
    let Some(context) = context else {
        return MessageContext {
            link_preview: link_preview(message).map(Box::new),
            view_once,
            ..MessageContext::default()
        };
    };
    MessageContext {
        mentions: context.mentioned_jid.iter().map(|jid| bare_text(jid)).collect(),
        referral: context.external_ad_reply.as_option().and_then(referral).map(Box::new),
        link_preview: link_preview(message).map(Box::new),
        shared_from: context
            .forwarded_newsletter_message_info
            .as_option()
            .and_then(shared_from)
            .map(Box::new),
        quoted: quoted(context).map(Box::new),
        forwarded: context.is_forwarded.unwrap_or(false),
        view_once,
        mentions_all: context.non_jid_mentions.is_some_and(|count| count > 0),
        album: None,
        automatic: false,
        expires_after_seconds: context.expiration.filter(|seconds| *seconds > 0),
    }
}

/// Whether the network marks a message of the account as the automatic answer to a contact from an
/// advert.
pub(super) fn is_automatic_reply(context: &wa::ContextInfo) -> bool {
    context.external_ad_reply.as_option().is_some_and(|advert| {
        advert.contains_auto_reply == Some(true)
            || advert.contains_ctwa_flows_auto_reply == Some(true)
    })
}

/// The seconds after which the messages of its chat disappear, as a message reports them: 0 if they
/// stay. `None` if it does not report them.
pub(super) fn expiration(message: &wa::Message) -> Option<u32> {
    let message = unwrap::unwrap(message);
    if let Some(protocol) = message.protocol_message.as_option() {
        let is_setting = protocol.r#type == Some(Type::EPHEMERAL_SETTING);
        return is_setting.then(|| protocol.ephemeral_expiration.unwrap_or_default());
    }
    if message.conversation.is_some() {
        return Some(0);
    }
    context(message).map(|context| context.expiration.unwrap_or_default())
}

fn full(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// The advert or post that a person wrote from. Without a source it is a link preview.
fn referral(advert: &wa::context_info::ExternalAdReplyInfo) -> Option<Referral> {
    let source_id = full(advert.source_id.as_ref());
    let click_id = full(advert.ctwa_clid.as_ref());
    let source = match advert.source_type.as_deref().filter(|source| !source.is_empty()) {
        Some("ad") => ReferralSource::Ad,
        Some("post") => ReferralSource::Post,
        Some(_) => ReferralSource::Other,
        // Only adverts have an id of the click.
        None if click_id.is_some() => ReferralSource::Ad,
        None if source_id.is_some() => ReferralSource::Other,
        None => return None,
    };
    Some(Referral {
        source,
        source_id,
        source_url: full(advert.source_url.as_ref()),
        headline: full(advert.title.as_ref()),
        body: full(advert.body.as_ref()),
        media_url: full(advert.media_url.as_ref()).or_else(|| full(advert.thumbnail_url.as_ref())),
        click_id,
    })
}

/// Characters of a quoted copy that are kept.
const MAX_QUOTED: usize = 4_096;

/// The copy of the quoted message that travels with a reply; a copy without text is of no use.
fn quoted(context: &wa::ContextInfo) -> Option<QuotedCopy> {
    let copy = unwrap::unwrap(context.quoted_message.as_option()?);
    let text = content::read(copy)?.content.as_text()?;
    let text: String = text.chars().take(MAX_QUOTED).collect();
    let sender = full(context.participant.as_ref()).map(|sender| bare_text(&sender));
    (!text.is_empty()).then_some(QuotedCopy { sender, text })
}

fn shared_from(post: &wa::context_info::ForwardedNewsletterMessageInfo) -> Option<PostRef> {
    Some(PostRef {
        chat: full(post.newsletter_jid.as_ref())?,
        chat_name: full(post.newsletter_name.as_ref()),
        external_id: post.server_message_id.map(|id| id.to_string()),
    })
}

fn link_preview(message: &wa::Message) -> Option<LinkPreview> {
    let text = message.extended_text_message.as_option()?;
    Some(LinkPreview {
        url: full(text.matched_text.as_ref())?,
        title: full(text.title.as_ref()),
        description: full(text.description.as_ref()),
        // Kept of what is sent alone: nothing shows that of received texts.
        thumbnail: None,
    })
}

#[cfg(test)]
mod tests;
