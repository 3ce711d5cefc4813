//! What a linked device can do.

use crate::options::WhatsAppOptions;
use omni_channel::{Capabilities, Capability};

/// Characters in one text message; phones refuse longer ones.
const MAX_MESSAGE_LENGTH: usize = 65_536;

/// Templates and interactive messages are missing: phones do not show them when a linked device
/// sends them.
const CAN: &[Capability] = &[
    Capability::SendText,
    Capability::SendMedia,
    Capability::SendReaction,
    Capability::SendSticker,
    Capability::SendContact,
    Capability::SendLocation,
    Capability::ReplyToMessage,
    Capability::SendTyping,
    Capability::MarkRead,
    Capability::EditMessage,
    Capability::DeleteMessage,
    Capability::DeleteForMe,
    Capability::ReceiveDeliveryReceipts,
    Capability::ReceiveReadReceipts,
    Capability::HandleGroups,
    Capability::ManageGroups,
    Capability::PairWithQr,
    Capability::PairWithCode,
    Capability::PairWithPasskey,
    Capability::LookUpPeople,
    Capability::EditProfile,
    Capability::SyncContacts,
    Capability::SyncChats,
    Capability::SyncHistory,
    Capability::SendPoll,
    Capability::SendEvent,
    Capability::SendAlbum,
    Capability::PinMessage,
    Capability::KeepMessage,
    Capability::MentionPeople,
    Capability::MentionAll,
    Capability::ForwardMessage,
    Capability::ManageChats,
    Capability::ManageLabels,
    Capability::BlockPeople,
    Capability::EditPrivacy,
    Capability::SaveContacts,
    Capability::ShowPresence,
    Capability::FollowPresence,
    Capability::RejectCalls,
    Capability::PostToChannels,
    Capability::FollowChannels,
    Capability::ReadBusinesses,
    Capability::ManageCommunities,
    Capability::PostStatus,
    Capability::SendViewOnce,
    Capability::SendLinkPreview,
];

pub(crate) fn capabilities(options: &WhatsAppOptions) -> Capabilities {
    Capabilities {
        can: CAN.to_vec(),
        max_message_length: MAX_MESSAGE_LENGTH,
        max_file_size: options.max_file_size,
    }
}
