//! How many inbound messages per second the store accepts: message, event, chat and instance
//! touched, by many concurrent callers, in writes of 1 to 200 messages; and what the busiest reads
//! and job reservations cost.
//!
//! `cargo run --release -p omni-storage --example ingest_rate [url]`; without a URL, on SQLite in
//! a temporary folder.
#![expect(clippy::print_stdout, reason = "it prints measurements")]

use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, Chat, ChatType};
use omni_domain::event::{Event, EventBody, NetworkMessage};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::{ChannelType, ConnectionState, Instance, InstanceConfig};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource};
use omni_domain::page::PageRequest;
use omni_domain::{Env, Timestamp};
use omni_storage::{
    ChatTouch, InstanceFilter, ReserveJobs, StorageError, Store, StoreOptions, Synchronous, Tx,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const T: TenantId = TenantId::DEFAULT;
const CHATS: usize = 500;
const INSTANCES: usize = 100;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    if let Some(url) = std::env::args().nth(1) {
        println!("{url}");
        return measure(Store::open(&url, StoreOptions::default()).await?).await;
    }
    let folder = tempfile::tempdir()?;
    for synchronous in [Synchronous::Full, Synchronous::Normal] {
        let url = format!("sqlite://{}/{synchronous:?}.db", folder.path().display());
        println!("sqlite, synchronous {synchronous:?}");
        let options = StoreOptions { synchronous, ..StoreOptions::default() };
        measure(Store::open(&url, options).await?).await?;
    }
    Ok(())
}

async fn measure(store: Store) -> Result<(), Failure> {
    store.migrate().await?;
    let env = Env::system();
    let chats = Arc::new(prepare(&store, &env).await?);
    for (callers, batch) in [(1, 1), (64, 1), (256, 1), (16, 10), (4, 50), (1, 200), (4, 200)] {
        ingest(&store, &env, &chats, callers, batch).await?;
    }
    read(&store).await?;
    jobs(&store, &env).await?;
    println!("  {:?}, resident {} KiB", store.stats(), resident());
    store.close().await;
    Ok(())
}

async fn prepare(store: &Store, env: &Env) -> Result<Vec<Chat>, StorageError> {
    let owners: Vec<Instance> = (0..INSTANCES).map(|n| new_instance(env, n)).collect();
    let chats: Vec<Chat> = (0..CHATS).map(|n| new_chat(env, owners[n % INSTANCES].id, n)).collect();
    let made = chats.clone();
    store
        .write(move |tx: &mut Tx| {
            Box::pin(async move {
                for owner in &owners {
                    tx.insert_instance(owner).await?;
                }
                for chat in &chats {
                    tx.insert_chat(chat).await?;
                }
                Ok::<_, StorageError>(())
            })
        })
        .await?;
    Ok(made)
}

async fn ingest(
    store: &Store,
    env: &Env,
    chats: &Arc<Vec<Chat>>,
    callers: u32,
    batch: usize,
) -> Result<(), Failure> {
    let (started, busy) = (Instant::now(), cpu());
    let stored = Arc::new(AtomicU32::new(0));
    let mut tasks = Vec::new();
    for caller in 0..callers {
        let (store, env) = (store.clone(), env.clone());
        let (chats, stored) = (Arc::clone(chats), Arc::clone(&stored));
        tasks.push(tokio::spawn(async move {
            let mut n = caller as usize * 31;
            while started.elapsed() < Duration::from_secs(3) {
                let messages: Vec<Message> = (0..batch)
                    .map(|_| {
                        n += 1;
                        new_message(&env, &chats[n % CHATS])
                    })
                    .collect();
                store.write(move |tx: &mut Tx| Box::pin(accept(tx, messages))).await?;
                stored.fetch_add(u32::try_from(batch).unwrap_or(u32::MAX), Ordering::Relaxed);
            }
            Ok::<_, StorageError>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let stored = f64::from(stored.load(Ordering::Relaxed));
    let rate = stored / started.elapsed().as_secs_f64();
    let cost = cpu().saturating_sub(busy).as_secs_f64() * 1e6 / stored;
    println!(
        "  {callers:>3} callers, {batch:>3} messages a write: {rate:>7.0} messages/s, \
         {cost:>4.0} us of processor each"
    );
    Ok(())
}

/// The writes of the inbound pipeline for messages of known chats.
async fn accept(tx: &mut Tx, messages: Vec<Message>) -> Result<(), StorageError> {
    let new = tx.insert_messages(&messages).await?;
    let mut touches = Vec::with_capacity(new.len());
    for message in messages {
        touches.push(ChatTouch {
            id: message.chat_id,
            messages: 1,
            unread: 1,
            last_message_at: Some(message.platform_timestamp),
            preview: Some(message.content.preview()),
        });
        tx.touch_instance(message.instance_id, message.created_at);
        tx.append_event(event_of(&message));
    }
    tx.touch_chats(&touches).await
}

async fn read(store: &Store) -> Result<(), Failure> {
    let (started, busy) = (Instant::now(), cpu());
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut lists = 0_u32;
            while started.elapsed() < Duration::from_secs(2) {
                let filter = InstanceFilter::default();
                store.list_instances(T, &filter, PageRequest::first(50)).await?;
                lists += 1;
            }
            Ok::<_, StorageError>(lists)
        }));
    }
    let mut lists = 0;
    for task in tasks {
        lists += task.await??;
    }
    let rate = f64::from(lists) / started.elapsed().as_secs_f64();
    let cost = cpu().saturating_sub(busy).as_secs_f64() * 1e6 / f64::from(lists);
    println!("  list_instances, 50 of {INSTANCES}: {rate:.0}/s, {cost:.0} us of processor each");
    Ok(())
}

/// 20,000 queued jobs of 100 order keys: reserved and finished 10 at a time.
async fn jobs(store: &Store, env: &Env) -> Result<(), Failure> {
    let now = env.now();
    let queued: Vec<NewJob> = (0..20_000).map(|n| new_job(env, n % 100, now)).collect();
    let started = Instant::now();
    store
        .write(move |tx: &mut Tx| {
            Box::pin(async move {
                for job in queued {
                    tx.insert_job(job);
                }
                Ok::<_, StorageError>(())
            })
        })
        .await?;
    println!("  20,000 jobs queued in {:?}", started.elapsed());
    let (started, busy) = (Instant::now(), cpu());
    let mut done = 0_u32;
    while started.elapsed() < Duration::from_secs(2) {
        let wanted = ReserveJobs {
            kinds: JobKind::ALL.to_vec(),
            instances: None,
            now,
            lease: Duration::from_secs(30),
            limit: 10,
        };
        let finished = store
            .write(move |tx: &mut Tx| {
                Box::pin(async move {
                    let jobs = tx.reserve_jobs(&wanted).await?;
                    for job in &jobs {
                        tx.finish_job(job.id, job.attempts).await?;
                    }
                    Ok::<_, StorageError>(jobs.len())
                })
            })
            .await?;
        done += u32::try_from(finished)?;
    }
    let rate = f64::from(done) / started.elapsed().as_secs_f64();
    let cost = cpu().saturating_sub(busy).as_secs_f64() * 1e6 / f64::from(done);
    println!("  reserve and finish: {rate:.0} jobs/s, {cost:.0} us of processor each");
    Ok(())
}

/// Processor time of this process: the cost of a message, also when other processes are busy.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split_whitespace();
    // User and system time, in hundredths of a second.
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("?").to_owned()
}

fn new_instance(env: &Env, n: usize) -> Instance {
    let now = env.now();
    Instance {
        id: env.id(),
        tenant_id: T,
        name: format!("instance {n} {}", env.id::<InstanceId>()),
        channel: ChannelType::WhatsappBaileys,
        config: InstanceConfig::default(),
        agent: None,
        wanted: true,
        state: ConnectionState::Connected,
        state_message: None,
        state_since: now,
        owner_id: Some(format!("55119{n:08}@s.whatsapp.net")),
        owner_alt: None,
        profile_name: Some("Shop".to_owned()),
        last_connected_at: Some(now),
        last_message_at: None,
        created_at: now,
        updated_at: now,
    }
}

fn new_chat(env: &Env, instance_id: InstanceId, n: usize) -> Chat {
    let now = env.now();
    Chat {
        id: env.id(),
        tenant_id: T,
        instance_id,
        address: Address::new(format!("55119{n:08}@s.whatsapp.net")).with_alt(format!("{n}@lid")),
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

fn new_message(env: &Env, chat: &Chat) -> Message {
    let now = env.now();
    let id: omni_domain::MessageId = env.id();
    Message {
        id,
        tenant_id: T,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        external_id: format!("3EB0{:X}", id.0.as_u128() & 0xffff_ffff_ffff),
        direction: Direction::Inbound,
        source: MessageSource::Realtime,
        sender_platform_id: chat.address.id.clone(),
        sender_name: chat.name.clone(),
        sender_identity_id: Some(env.id()),
        sender_person_id: Some(env.id()),
        content: Content::text("Good morning! Is the blue one still available in size 42?"),
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
        platform_timestamp: now,
        created_at: now,
        updated_at: now,
        sent_at: None,
        delivered_at: None,
        read_at: None,
    }
}

fn network(message: &Message) -> NetworkMessage {
    NetworkMessage {
        external_id: message.external_id.clone(),
        chat: message.sender_platform_id.clone(),
        chat_alt: None,
        chat_type: ChatType::Dm,
        from: message.sender_platform_id.clone(),
        from_alt: None,
        sender_name: message.sender_name.clone(),
        from_me: false,
        content: message.content.clone(),
        reply_to: None,
        quoted: None,
        referral: None,
        mentions: Vec::new(),
        view_once: false,
        forwarded: false,
        timestamp: message.platform_timestamp,
    }
}

fn event_of(message: &Message) -> Event {
    Event {
        instance_id: Some(message.instance_id),
        channel: Some(ChannelType::WhatsappBaileys),
        chat_id: Some(message.chat_id),
        chat_external_id: Some(message.sender_platform_id.clone()),
        message_id: Some(message.id),
        external_id: Some(message.external_id.clone()),
        person_id: message.sender_person_id,
        identity_id: message.sender_identity_id,
        direction: Some(message.direction),
        content_type: Some(message.content.content_type()),
        text: message.content.typed_text().map(str::to_owned),
        ..Event::new(
            omni_domain::EventId(message.id.0),
            T,
            EventBody::MessageReceived(Box::new(network(message))),
            message.created_at,
        )
    }
}

fn new_job(env: &Env, key: u32, now: Timestamp) -> NewJob {
    NewJob {
        id: env.id(),
        tenant_id: T,
        instance_id: None,
        kind: JobKind::MessageSend,
        order_key: Some(format!("chat:{key}")),
        payload: serde_json::json!({ "key": key }),
        max_attempts: 5,
        run_at: now,
        created_at: now,
    }
}
