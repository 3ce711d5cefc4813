use omni_app::{Capabilities, Capability, ChannelInfo};
use omni_domain::instance::ChannelType;
use serde::Serialize;
use utoipa::ToSchema;

/// The channels of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelsView {
    pub(super) items: Vec<ChannelView>,
}

/// A channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelView {
    #[schema(example = "whatsapp-baileys")]
    id: &'static str,
    name: &'static str,
    description: &'static str,
    /// The server's version: channels are a part of it.
    #[schema(example = "2.0.0")]
    version: &'static str,
    /// Needs a QR (or code) to be linked.
    requires_qr: bool,
    /// Can be linked through a web login.
    #[serde(rename = "supportsOAuth")]
    supports_oauth: bool,
    capabilities: CapabilitiesView,
}

/// A channel's capabilities, in the two forms that clients use: by kind and flat.
#[expect(clippy::struct_excessive_bools, reason = "the published shape: a list of flags")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CapabilitiesView {
    oauth: bool,
    /// The network sends requests to Omni.
    webhooks: bool,
    /// Omni polls the network.
    polling: bool,
    /// A connection stays open.
    realtime: bool,
    messaging: MessagingAbilitiesView,
    can_send_text: bool,
    can_send_media: bool,
    can_send_reaction: bool,
    can_send_typing: bool,
    can_receive_read_receipts: bool,
    can_receive_delivery_receipts: bool,
    can_edit_message: bool,
    can_delete_message: bool,
    can_reply_to_message: bool,
    can_forward_message: bool,
    can_send_contact: bool,
    can_send_location: bool,
    can_send_sticker: bool,
    can_handle_groups: bool,
    can_handle_broadcast: bool,
    /// Characters in one text message.
    max_message_length: usize,
    #[schema(example = json!(["image/*", "audio/*"]))]
    supported_media_types: &'static [&'static str],
    /// Bytes in one file.
    max_media_size: u64,
    /// Equal to `maxMediaSize`.
    max_file_size: u64,
}

/// What can be sent, and which operations on sent messages exist.
#[expect(clippy::struct_excessive_bools, reason = "the published shape: a list of flags")]
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessagingAbilitiesView {
    text: bool,
    media: bool,
    reactions: bool,
    threads: bool,
    typing: bool,
    presence: bool,
    read_receipts: bool,
    edit: bool,
    delete: bool,
}

const MEDIA_TYPES: &[&str] = &["image/*", "audio/*", "video/*", "application/*", "text/*"];

impl ChannelView {
    pub(super) fn new(info: &ChannelInfo, version: &'static str) -> Self {
        let capabilities = CapabilitiesView::new(info);
        Self {
            id: info.id.as_str(),
            name: info.name,
            description: info.description,
            version,
            requires_qr: info.requires_qr,
            supports_oauth: info.supports_oauth,
            capabilities,
        }
    }
}

impl CapabilitiesView {
    fn new(info: &ChannelInfo) -> Self {
        let all = &info.capabilities;
        let can = |capability| all.has(capability);
        // The official business API sends requests to Omni; the others keep a connection open.
        let webhooks = info.id == ChannelType::WhatsappCloud;
        Self {
            oauth: info.supports_oauth,
            webhooks,
            polling: false,
            realtime: !webhooks,
            messaging: MessagingAbilitiesView::new(all),
            can_send_text: can(Capability::SendText),
            can_send_media: can(Capability::SendMedia),
            can_send_reaction: can(Capability::SendReaction),
            can_send_typing: can(Capability::SendTyping),
            can_receive_read_receipts: can(Capability::ReceiveReadReceipts),
            can_receive_delivery_receipts: can(Capability::ReceiveDeliveryReceipts),
            can_edit_message: can(Capability::EditMessage),
            can_delete_message: can(Capability::DeleteMessage),
            can_reply_to_message: can(Capability::ReplyToMessage),
            can_forward_message: can(Capability::ForwardMessage),
            can_send_contact: can(Capability::SendContact),
            can_send_location: can(Capability::SendLocation),
            can_send_sticker: can(Capability::SendSticker),
            can_handle_groups: can(Capability::HandleGroups),
            can_handle_broadcast: false,
            max_message_length: all.max_message_length,
            supported_media_types: if can(Capability::SendMedia) { MEDIA_TYPES } else { &[] },
            max_media_size: all.max_file_size,
            max_file_size: all.max_file_size,
        }
    }
}

impl MessagingAbilitiesView {
    fn new(all: &Capabilities) -> Self {
        let can = |capability| all.has(capability);
        Self {
            text: can(Capability::SendText),
            media: can(Capability::SendMedia),
            reactions: can(Capability::SendReaction),
            threads: false,
            typing: can(Capability::SendTyping),
            presence: can(Capability::SendTyping),
            read_receipts: can(Capability::ReceiveReadReceipts),
            edit: can(Capability::EditMessage),
            delete: can(Capability::DeleteMessage),
        }
    }
}
