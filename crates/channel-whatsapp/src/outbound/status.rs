//! Status updates: posts that contacts see for a day.

use crate::jid::to_jid;
use crate::outbound::send::{acknowledged, body};
use crate::session::Core;
use omni_channel::{ChannelError, OutboundContent, OutboundMessage, Sent};
use omni_domain::content::MediaKind;
use std::sync::Arc;
use wacore_binary::Jid;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::ExtendedTextMessage;
use waproto::whatsapp::message::extended_text_message::FontType;
use whatsapp_rust::Client;
use whatsapp_rust::features::StatusSendOptions;

/// The background of a text, as 0xAARRGGBB: the green of the network's own app.
const BACKGROUND: u32 = 0xFF1E_6E4F;
/// People in one look-up.
const LOOK_UP: usize = 256;

/// Posts to the people of the message's audience.
pub(super) async fn post(
    core: &Core,
    client: &Arc<Client>,
    message: &OutboundMessage,
) -> Result<Sent, ChannelError> {
    check(message)?;
    let people: Vec<Jid> = message
        .audience
        .iter()
        .filter_map(|address| to_jid(address).ok())
        .filter(|jid| jid.is_pn() || jid.is_lid())
        .collect();
    if people.is_empty() {
        return Err(ChannelError::Rejected {
            code: "no_audience".to_owned(),
            message: "no contact would see this status: the account has no contacts yet".to_owned(),
        });
    }
    look_up(core, client, &people).await;
    let body = shown(body(core, client, &to_jid(&message.to)?, message).await?);
    let id = message.client_id.clone();
    let options = StatusSendOptions { message_id: Some(id.clone()), ..Default::default() };
    let feature = client.status();
    acknowledged(core, client, &id, Box::pin(feature.send_raw(body, &people, options))).await
}

/// Phones show no other kinds of updates, and show each as often as one likes.
fn check(message: &OutboundMessage) -> Result<(), ChannelError> {
    let is_shown = match &message.content {
        OutboundContent::Text(_) => true,
        OutboundContent::Media(file) => {
            matches!(file.content.kind, MediaKind::Image | MediaKind::Video | MediaKind::Audio)
        }
        _ => false,
    };
    if is_shown && !message.context.view_once && message.context.album.is_none() {
        return Ok(());
    }
    Err(ChannelError::Rejected {
        code: "status_kind".to_owned(),
        message:
            "a status update is a text, a picture, a video or a voice note; it is not part of an \
                  album, and cannot be opened only once"
                .to_owned(),
    })
}

/// A text needs a background; other kinds are as in a chat.
fn shown(body: wa::Message) -> wa::Message {
    let Some(text) = body.conversation.clone() else { return body };
    wa::Message {
        extended_text_message: MessageField::some(ExtendedTextMessage {
            text: Some(text),
            background_argb: Some(BACKGROUND),
            font: Some(FontType::SYSTEM),
            ..Default::default()
        }),
        ..wa::Message::default()
    }
}

/// Status updates are encrypted for hidden identities, so those that are unknown are looked up.
/// Who is not found, or cannot be looked up within the bound of an hour, does not see the update; that is no reason to refuse it to the others.
async fn look_up(core: &Core, client: &Arc<Client>, people: &[Jid]) {
    let mut unknown = Vec::new();
    for jid in people.iter().filter(|jid| jid.is_pn()) {
        if !matches!(client.get_lid_pn_entry(jid).await, Ok(Some(_))) {
            unknown.push(jid.clone());
        }
    }
    if unknown.is_empty() {
        return;
    }
    let wanted = u32::try_from(unknown.len()).unwrap_or(u32::MAX);
    let allowed = core.context.sink.take_look_ups(wanted).await;
    if allowed < wanted {
        tracing::info!(instance.id = %core.context.instance, left_out = wanted - allowed, "a status update is not shown to contacts whose numbers cannot be looked up now");
    }
    unknown.truncate(usize::try_from(allowed).unwrap_or(usize::MAX));
    for some in unknown.chunks(LOOK_UP) {
        let contacts = client.contacts();
        let limit = core.options.query_timeout;
        let _ = tokio::time::timeout(limit, contacts.is_on_whatsapp(some)).await;
    }
}
