//! A database with history: messages of some chats over 30 days, written by the store itself.

use anyhow::Result;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, Chat, ChatType};
use omni_domain::event::{AcceptedMessage, Event, EventBody, MessageSent, NetworkMessage};
use omni_domain::ids::{EventId, InstanceId, MessageId, TenantId};
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource};
use omni_domain::{Env, Timestamp};
use omni_storage::{StorageError, Store, StoreOptions};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Messages, and as many events, for reading.
pub(crate) const MESSAGES: usize = 100_000;
/// The same for deleting.
pub(crate) const MILLION: usize = 1_000_000;
/// Chats that they are in, where a measure is not about those.
pub(crate) const CHATS: usize = 200;
const DAYS: i64 = 30;
const VOCABULARY: f64 = 4_000.0;
const T: TenantId = TenantId::DEFAULT;

/// Writes the history into a new database; returns its instance.
pub(crate) async fn write(url: &str, count: usize, chats: usize) -> Result<InstanceId> {
    let store = Store::open(url, StoreOptions::default()).await?;
    store.migrate().await?;
    let env = Env::system();
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let owner = instance(&env);
    let id = owner.id;
    let chats: Vec<Chat> = (0..chats).map(|n| chat(&env, id, n)).collect();
    let made = chats.clone();
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_instance(&owner).await?;
                for chat in &made {
                    tx.insert_chat(chat).await?;
                }
                Ok::<_, StorageError>(())
            })
        })
        .await?;
    let end = env.now();
    let step = DAYS * 24 * 3_600_000 / i64::try_from(count)?;
    for piece in 0..count / 500 {
        let messages: Vec<Message> = (0..500)
            .map(|n| {
                let back = i64::try_from(count - piece * 500 - n).unwrap_or_default();
                let at = Timestamp(end.0 - back * step);
                message(&env, &mut random, &chats, at)
            })
            .collect();
        store
            .write(move |tx| {
                Box::pin(async move {
                    tx.insert_messages(&messages).await?;
                    for message in &messages {
                        tx.append_event(event(message));
                    }
                    Ok::<_, StorageError>(())
                })
            })
            .await?;
    }
    store.close().await;
    Ok(id)
}

/// A random word; small ranks are frequent ones, as in any language.
pub(crate) fn word(random: &mut impl Rng) -> String {
    let rank = random.random_range(1.0..VOCABULARY.ln()).exp();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
    let mut rest = rank as usize;
    let mut word = String::new();
    loop {
        word.push_str(["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"][rest % 10]);
        rest /= 10;
        if rest == 0 {
            return word;
        }
    }
}

fn instance(env: &Env) -> Instance {
    let now = env.now();
    Instance {
        id: env.id(),
        tenant_id: T,
        name: "archive".to_owned(),
        channel: ChannelType::WhatsappBaileys,
        config: InstanceConfig::default(),
        agent: None,
        wanted: false,
        state: ConnectionState::Disconnected,
        state_message: None,
        state_since: now,
        owner_id: None,
        owner_alt: None,
        profile_name: Some("Shop".to_owned()),
        last_connected_at: Some(now),
        last_message_at: None,
        created_at: now,
        updated_at: now,
    }
}

fn chat(env: &Env, instance_id: InstanceId, n: usize) -> Chat {
    let now = env.now();
    Chat {
        id: env.id(),
        tenant_id: T,
        instance_id,
        address: Address::new(format!("55119{n:08}@s.whatsapp.net")),
        chat_type: ChatType::Dm,
        name: Some(format!("Customer {n}")),
        message_count: 0,
        unread_count: 0,
        last_message_at: None,
        last_message_preview: None,
        created_at: now,
        updated_at: now,
    }
}

fn message(env: &Env, random: &mut ChaCha8Rng, chats: &[Chat], at: Timestamp) -> Message {
    let chat = &chats[random.random_range(0..chats.len())];
    let words: Vec<String> = (0..12).map(|_| word(random)).collect();
    let inbound = random.random_bool(0.6);
    let id: MessageId = env.id();
    Message {
        id,
        tenant_id: T,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        external_id: format!("3EB0{:X}", id.0.as_u128()),
        direction: if inbound { Direction::Inbound } else { Direction::Outbound },
        source: if inbound { MessageSource::Realtime } else { MessageSource::Api },
        sender_platform_id: chat.address.id.clone(),
        sender_name: chat.name.clone(),
        sender_identity_id: None,
        sender_person_id: None,
        content: Content::text(words.join(" ")),
        context: MessageContext::default(),
        status: if inbound { DeliveryStatus::Received } else { DeliveryStatus::Sent },
        failure_code: None,
        failure_message: None,
        hold: None,
        sent_by: None,
        reply_to_external_id: None,
        reactions: Vec::new(),
        edits: Vec::new(),
        edited_at: None,
        deleted_at: None,
        platform_timestamp: at,
        created_at: at,
        updated_at: at,
        sent_at: None,
        delivered_at: None,
        read_at: None,
    }
}

fn event(message: &Message) -> Event {
    Event {
        instance_id: Some(message.instance_id),
        channel: Some(ChannelType::WhatsappBaileys),
        chat_id: Some(message.chat_id),
        chat_external_id: Some(message.sender_platform_id.clone()),
        message_id: Some(message.id),
        external_id: Some(message.external_id.clone()),
        direction: Some(message.direction),
        content_type: Some(message.content.content_type()),
        text: message.content.typed_text().map(str::to_owned),
        ..Event::new(EventId(message.id.0), T, body(message), message.created_at)
    }
}

fn body(message: &Message) -> EventBody {
    let (address, content) = (message.sender_platform_id.clone(), message.content.clone());
    match message.direction {
        Direction::Inbound => EventBody::MessageReceived(Box::new(NetworkMessage {
            external_id: message.external_id.clone(),
            chat: address.clone(),
            chat_alt: None,
            chat_type: ChatType::Dm,
            from: address,
            from_alt: None,
            sender_name: message.sender_name.clone(),
            from_me: false,
            content,
            reply_to: None,
            quoted: None,
            referral: None,
            mentions: Vec::new(),
            view_once: false,
            forwarded: false,
            timestamp: message.platform_timestamp,
        })),
        Direction::Outbound => MessageSent::Accepted(Box::new(AcceptedMessage {
            external_id: message.external_id.clone(),
            chat: address.clone(),
            from: None,
            to: address,
            content,
            reply_to: None,
            mentions: Vec::new(),
            view_once: false,
            forwarded: false,
            source: message.source,
            sent_by: None,
            processing_ms: Some(42),
        }))
        .into(),
    }
}
