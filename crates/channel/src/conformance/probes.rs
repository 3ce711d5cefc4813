//! Each capability, used once.

use super::methods::{alike, businesses, communities, groups, kept, newsletters, people};
use super::{LIMIT, Outcome, SHORT, Subject, bounded, messages, theirs, wait};
use crate::inbound::{Inbound, ReceiptKind};
use crate::outbound::{ChatAction, OutboundContent, OutboundMessage};
use crate::people::{HistoryAnchor, HistoryRequest, ProfileChange};
use crate::{Capability, ChannelError, IngestError};
use omni_domain::Timestamp;
use omni_domain::content::{
    ContactCard, InteractiveAction, LinkPreview, Location, MediaKind, MessageContext,
};
use omni_domain::conversation::ChatType;

/// Uses a capability, whether it is declared or not.
pub(super) async fn probe(subject: &dyn Subject, capability: Capability) -> Outcome {
    match capability {
        Capability::SendTyping
        | Capability::MarkRead
        | Capability::SendReaction
        | Capability::EditMessage
        | Capability::DeleteMessage
        | Capability::RejectCalls
        | Capability::DeleteForMe
        | Capability::PinMessage
        | Capability::KeepMessage => act(subject, capability).await,
        Capability::LookUpPeople => people(subject).await,
        Capability::FollowPresence
        | Capability::EditProfile
        | Capability::SyncContacts
        | Capability::SyncChats
        | Capability::SyncHistory
        | Capability::PairWithCode
        | Capability::PairWithPasskey => query(subject, capability).await,
        Capability::ManageGroups => groups(subject).await,
        Capability::ManageChats
        | Capability::ManageLabels
        | Capability::BlockPeople
        | Capability::EditPrivacy
        | Capability::SaveContacts
        | Capability::ShowPresence => kept(subject, capability).await,
        Capability::ManageCommunities => communities(subject).await,
        Capability::FollowChannels => newsletters(subject).await,
        Capability::ReadBusinesses => businesses(subject).await,
        Capability::PairWithQr => Outcome::Seen(subject.offers_qr().await),
        Capability::ReceiveDeliveryReceipts => receipt(subject, ReceiptKind::Delivered).await,
        Capability::ReceiveReadReceipts => receipt(subject, ReceiptKind::Read).await,
        Capability::ReceiveRequests => request(subject).await,
        _ => {
            let message = message(subject, capability).await;
            subject.session().send(message).await.into()
        }
    }
}

/// A message that needs the capability and, beyond plain text, no other.
async fn message(subject: &dyn Subject, capability: Capability) -> OutboundMessage {
    let content = |content| messages::to_person(subject, content);
    let context = |context| messages::with_context(subject, context);
    let interactive = |action| messages::to_person(subject, messages::interactive(action));
    match capability {
        Capability::SendMedia => {
            content(OutboundContent::Media(subject.file(MediaKind::Image).await))
        }
        Capability::SendSticker => {
            content(OutboundContent::Media(subject.file(MediaKind::Sticker).await))
        }
        Capability::SendContact => content(OutboundContent::Contacts(vec![card()])),
        Capability::SendLocation => content(OutboundContent::Location(location())),
        Capability::SendPoll => content(messages::poll()),
        Capability::SendEvent => content(messages::event()),
        Capability::SendAlbum => content(OutboundContent::Album { images: 2, videos: 0 }),
        Capability::SendTemplate => content(messages::template()),
        Capability::SendButtons => interactive(messages::buttons()),
        Capability::SendList => interactive(messages::list()),
        Capability::SendLink => interactive(messages::link()),
        Capability::SendFlow => interactive(messages::flow()),
        Capability::RequestLocation => interactive(InteractiveAction::RequestLocation),
        Capability::ReplyToMessage => {
            let reply_to = Some(theirs(subject, "answer me").await);
            OutboundMessage { reply_to, ..messages::text(subject, "an answer") }
        }
        Capability::MentionPeople => {
            let mentions = vec![subject.person()];
            context(MessageContext { mentions, ..MessageContext::default() })
        }
        Capability::MentionAll => {
            context(MessageContext { mentions_all: true, ..MessageContext::default() })
        }
        Capability::ForwardMessage => {
            context(MessageContext { forwarded: true, ..MessageContext::default() })
        }
        // Networks show files once, not texts.
        Capability::SendViewOnce => OutboundMessage {
            context: MessageContext { view_once: true, ..MessageContext::default() },
            ..content(OutboundContent::Media(subject.file(MediaKind::Image).await))
        },
        Capability::SendExpiring => {
            let expires_after_seconds = Some(86_400);
            context(MessageContext { expires_after_seconds, ..MessageContext::default() })
        }
        Capability::SendLinkPreview => {
            let link_preview = Some(Box::new(LinkPreview {
                url: "https://example.org".to_owned(),
                title: Some("Example".to_owned()),
                description: None,
                thumbnail: None,
            }));
            context(MessageContext { link_preview, ..MessageContext::default() })
        }
        Capability::HandleGroups => OutboundMessage {
            to: subject.group(),
            chat_type: ChatType::Group,
            ..messages::text(subject, "to all")
        },
        Capability::PostToChannels => OutboundMessage {
            to: subject.group(),
            chat_type: ChatType::Channel,
            ..messages::text(subject, "to many")
        },
        Capability::PostStatus => OutboundMessage {
            chat_type: ChatType::Broadcast,
            audience: vec![subject.person()],
            ..messages::text(subject, "to contacts")
        },
        _ => messages::text(subject, "plain"),
    }
}

async fn act(subject: &dyn Subject, capability: Capability) -> Outcome {
    let session = subject.session();
    let chat = subject.person();
    let action = match capability {
        Capability::SendTyping => ChatAction::Typing { chat, active: true },
        Capability::RejectCalls => {
            ChatAction::RejectCall { call_id: "CALL1".to_owned(), caller: Some(chat) }
        }
        Capability::MarkRead => {
            let target = theirs(subject, "read me").await;
            ChatAction::MarkRead { chat, messages: vec![(target.external_id, None)] }
        }
        Capability::SendReaction => ChatAction::React {
            external_id: subject.channel().new_message_id(),
            chat,
            target: theirs(subject, "like me").await,
            emoji: "👍".to_owned(),
        },
        Capability::DeleteForMe => ChatAction::DeleteForMe {
            chat,
            target: theirs(subject, "delete me").await,
            at: Timestamp(1),
        },
        Capability::PinMessage => ChatAction::Pin {
            external_id: subject.channel().new_message_id(),
            chat,
            target: theirs(subject, "pin me").await,
            seconds: Some(86_400),
        },
        Capability::KeepMessage => ChatAction::Keep {
            external_id: subject.channel().new_message_id(),
            chat,
            target: theirs(subject, "keep me").await,
            keep: true,
        },
        _ => {
            let sent = match session.send(messages::text(subject, "to be changed")).await {
                Ok(sent) => sent.external_id,
                Err(error) => return Outcome::Refused(error),
            };
            if capability == Capability::EditMessage {
                ChatAction::Edit { chat, external_id: sent, text: "changed".to_owned() }
            } else {
                ChatAction::Revoke { chat, external_id: sent }
            }
        }
    };
    session.act(action).await.into()
}

async fn query(subject: &dyn Subject, capability: Capability) -> Outcome {
    let (session, person) = (subject.session(), subject.person());
    match capability {
        Capability::FollowPresence => session.presence(&person, true).await.into(),
        Capability::EditProfile => {
            let change =
                ProfileChange { name: Some("Shop".to_owned()), ..ProfileChange::default() };
            session.set_profile(change).await.into()
        }
        Capability::SyncContacts => session.sync_contacts(&[person]).await.into(),
        Capability::SyncChats => session.sync_chats().await.into(),
        Capability::SyncHistory => {
            let before = theirs(subject, "the newest").await;
            let before =
                HistoryAnchor { external_id: before.external_id, from_me: false, at: Timestamp(1) };
            let request =
                HistoryRequest { chat: person, before, count: 1, since: None, until: None };
            // The phone that has the history may be offline: that is not a refusal.
            match session.sync_history(request).await {
                Err(ChannelError::Timeout) => Outcome::Works,
                other => other.into(),
            }
        }
        Capability::PairWithPasskey => {
            let answered = session.answer_passkey("{}").await;
            match (answered, session.confirm_passkey().await) {
                (Err(refusal @ ChannelError::Unsupported(_)), other) => alike(refusal, [other]),
                (_, Err(refusal @ ChannelError::Unsupported(_))) => Outcome::Refused(refusal),
                // As for a code: this session is linked.
                _ => Outcome::Works,
            }
        }
        _ => match session.pair_with_code("15550009999").await {
            Err(error @ ChannelError::Unsupported(_)) => Outcome::Refused(error),
            // This session is linked: that it cannot be linked again is not a refusal.
            _ => Outcome::Works,
        },
    }
}

async fn receipt(subject: &dyn Subject, kind: ReceiptKind) -> Outcome {
    let sent = match subject.session().send(messages::text(subject, "arrive")).await {
        Ok(sent) => sent.external_id,
        Err(error) => return Outcome::Refused(error),
    };
    if bounded(LIMIT, subject.person_reads(&sent)).await.is_none() {
        return Outcome::Seen(false);
    }
    let declared = subject.channel().info().capabilities.has(match kind {
        ReceiptKind::Delivered => Capability::ReceiveDeliveryReceipts,
        _ => Capability::ReceiveReadReceipts,
    });
    let seen = wait(if declared { LIMIT } else { SHORT }, || {
        subject.stored().iter().find_map(|one| match one {
            Inbound::Receipt(receipt)
                if receipt.kind == kind && receipt.external_ids.contains(&sent) =>
            {
                Some(())
            }
            _ => None,
        })
    });
    Outcome::Seen(seen.await.is_some())
}

async fn request(subject: &dyn Subject) -> Outcome {
    let (request, accounts) = subject.request();
    match subject.channel().ingest(&request, &*accounts).await {
        Ok(ingested) => Outcome::Seen(!ingested.batches.is_empty()),
        Err(IngestError::Unsupported) => {
            Outcome::Refused(ChannelError::Unsupported(Capability::ReceiveRequests))
        }
        Err(error) => Outcome::Refused(ChannelError::Temporary(error.to_string())),
    }
}

fn card() -> ContactCard {
    ContactCard {
        name: "Ann".to_owned(),
        phone: Some("+1 555 123 4567".to_owned()),
        email: None,
        organization: None,
        vcard: None,
    }
}

fn location() -> Location {
    Location { latitude: 52.5, longitude: 13.4, name: None, address: None, live: false }
}
