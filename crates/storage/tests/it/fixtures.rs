//! Rows for tests.

use crate::harness::{Db, commit};
use omni_domain::Timestamp;
use omni_domain::agent::{Agent, AgentConfig};
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, Chat, ChatType, Identity, Person};
use omni_domain::event::{Event, EventType, Unreadable};
use omni_domain::ids::{ChatId, InstanceId, TenantId};
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource};
use omni_storage::Fence;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

pub(crate) const T: TenantId = TenantId::DEFAULT;
pub(crate) const NOW: Timestamp = Timestamp(1_738_152_000_000);

/// The next id; ids grow as real ones do.
pub(crate) fn id<I: From<Uuid>>() -> I {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let next = u128::from(NEXT.fetch_add(1, Ordering::Relaxed));
    I::from(Uuid::from_u128((0x0194_b000_0000_7000_8000_u128 << 48) + next))
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 + seconds * 1000)
}

/// Acquires a lease at that time, for ten seconds.
pub(crate) async fn owned(
    db: &Db,
    lease: &'static str,
    owner: &'static str,
    seconds: i64,
) -> Arc<Fence> {
    let ttl = Duration::from_secs(10);
    let epoch =
        commit!(db, |tx| tx.acquire_lease(lease, owner, None, Some(at(seconds)), ttl).await?);
    Fence::new(lease, epoch.expect("a write").expect("a lease that is free"))
}

pub(crate) fn new_instance(name: &str) -> Instance {
    Instance {
        id: id(),
        tenant_id: T,
        name: name.to_owned(),
        channel: ChannelType::WhatsappBaileys,
        config: InstanceConfig::default(),
        agent: None,
        wanted: true,
        state: ConnectionState::Disconnected,
        state_message: None,
        state_since: NOW,
        owner_id: None,
        owner_alt: None,
        profile_name: None,
        last_connected_at: None,
        last_message_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn new_agent(name: &str, instance: Option<InstanceId>) -> Agent {
    Agent {
        id: id(),
        tenant_id: T,
        instance_id: instance,
        name: name.to_owned(),
        version: 1,
        config: AgentConfig::default(),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn new_chat(instance: InstanceId, address: &str) -> Chat {
    Chat {
        id: id(),
        tenant_id: T,
        instance_id: instance,
        address: Address::new(address),
        chat_type: ChatType::Dm,
        name: Some(format!("Chat {address}")),
        message_count: 0,
        unread_count: 0,
        last_message_at: None,
        last_message_preview: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn new_message(chat: &Chat, external_id: &str, seconds: i64) -> Message {
    Message {
        id: id(),
        tenant_id: T,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        external_id: external_id.to_owned(),
        direction: Direction::Inbound,
        source: MessageSource::Realtime,
        sender_platform_id: chat.address.id.clone(),
        sender_name: Some("Ana".to_owned()),
        sender_identity_id: None,
        sender_person_id: None,
        content: Content::text(format!("text of {external_id}")),
        context: MessageContext::default(),
        status: DeliveryStatus::Received,
        failure_code: None,
        failure_message: None,
        hold: None,
        sent_by: None,
        reply_to_external_id: None,
        reactions: Vec::new(),
        edits: Vec::new(),
        edited_at: None,
        deleted_at: None,
        platform_timestamp: at(seconds),
        created_at: NOW,
        updated_at: NOW,
        sent_at: None,
        delivered_at: None,
        read_at: None,
    }
}

pub(crate) fn outbound(chat: &Chat, external_id: &str, status: DeliveryStatus) -> Message {
    let message = new_message(chat, external_id, 0);
    Message { direction: Direction::Outbound, source: MessageSource::Api, status, ..message }
}

pub(crate) fn new_event(instance: InstanceId, text: &str) -> Event {
    Event {
        instance_id: Some(instance),
        channel: Some(ChannelType::WhatsappBaileys),
        direction: Some(Direction::Inbound),
        text: Some(text.to_owned()),
        ..event_of(EventType::MessageReceived, serde_json::json!({ "text": text }))
    }
}

/// An event of a type, with a body that only has to be there.
pub(crate) fn event_of(kind: EventType, payload: serde_json::Value) -> Event {
    Event::new(id(), T, Unreadable::of(kind, payload), NOW)
}

pub(crate) fn new_job(kind: JobKind, order_key: Option<&str>) -> NewJob {
    NewJob {
        id: id(),
        tenant_id: T,
        instance_id: None,
        kind,
        order_key: order_key.map(str::to_owned),
        payload: serde_json::json!({ "n": 1 }),
        max_attempts: 3,
        run_at: NOW,
        created_at: NOW,
    }
}

pub(crate) fn new_person(name: &str) -> Person {
    Person {
        id: id(),
        tenant_id: T,
        display_name: Some(name.to_owned()),
        primary_phone: None,
        primary_email: None,
        avatar_url: None,
        metadata: serde_json::Map::new(),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn new_identity(person: &Person, instance: InstanceId, address: &str) -> Identity {
    Identity {
        id: id(),
        tenant_id: T,
        person_id: person.id,
        channel: ChannelType::WhatsappBaileys,
        instance_id: instance,
        address: Address::new(address),
        display_name: None,
        username: None,
        email: None,
        message_count: 0,
        first_seen_at: NOW,
        last_seen_at: NOW,
        link: omni_domain::conversation::IdentityLink::INITIAL,
    }
}

/// A stored instance.
pub(crate) async fn instance(db: &Db, name: &str) -> Instance {
    let new = new_instance(name);
    let stored = new.clone();
    commit!(db, |tx| tx.insert_instance(&new).await?).expect("an instance");
    stored
}

/// A stored chat.
pub(crate) async fn chat(db: &Db, instance: InstanceId, address: &str) -> Chat {
    let new = new_chat(instance, address);
    let stored = new.clone();
    commit!(db, |tx| tx.insert_chat(&new).await?).expect("a chat");
    stored
}

/// Stored messages.
pub(crate) async fn messages(db: &Db, messages: Vec<Message>) -> Vec<Message> {
    let stored = messages.clone();
    let ids = commit!(db, |tx| tx.insert_messages(&messages).await?).expect("messages");
    assert_eq!(ids.len(), stored.len());
    stored
}

pub(crate) async fn chat_now(db: &Db, id: ChatId) -> Chat {
    db.find_chat(T, id).await.expect("a read").expect("the chat")
}
