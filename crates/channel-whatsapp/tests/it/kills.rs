//! A killed process loses and doubles nothing.

use crate::doubles::{Blobs, Database, context};
use crate::harness::{Device, LIMIT, options, scene};
use omni_channel::{Channel, Inbound, OutboundContent, OutboundMessage, Session};
use omni_channel_whatsapp::{WhatsAppChannel, WhatsAppOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

/// A session in a runtime of its own, which can be shut down at any await point: what was committed
/// stays, everything else is lost, sockets too.
struct Process {
    runtime: Runtime,
    database: Arc<Database>,
}

/// The messages to send, and the ids of the acknowledged ones.
#[derive(Default)]
struct Outbox {
    messages: Vec<OutboundMessage>,
    acknowledged: Mutex<BTreeSet<String>>,
}

impl Outbox {
    fn pending(&self) -> Vec<OutboundMessage> {
        let acknowledged = self.acknowledged.lock().expect("not poisoned");
        self.messages.iter().filter(|one| !acknowledged.contains(&one.client_id)).cloned().collect()
    }
}

impl Process {
    fn start(options: WhatsAppOptions, database: Arc<Database>, outbox: Arc<Outbox>) -> Self {
        let runtime =
            Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let given = Arc::clone(&database);
        runtime.spawn(async move {
            let channel = WhatsAppChannel::new(options).expect("a loopback address");
            let blobs: Arc<Blobs> = Arc::default();
            let session = channel.open(context(&given, &blobs)).await.expect("opened");
            tokio::spawn(send_all(Arc::clone(&session), outbox));
            loop {
                session.run(CancellationToken::new()).await;
            }
        });
        Self { runtime, database }
    }

    async fn kill(self) -> Arc<Database> {
        let Self { runtime, database } = self;
        let shut_down = move || runtime.shutdown_timeout(Duration::from_secs(2));
        tokio::task::spawn_blocking(shut_down).await.expect("no panic");
        database.after_crash()
    }
}

/// Like the send jobs: repeats an id until it is acknowledged.
async fn send_all(session: Arc<dyn Session>, outbox: Arc<Outbox>) {
    loop {
        for message in outbox.pending() {
            let id = message.client_id.clone();
            if session.send(message).await.is_ok() {
                outbox.acknowledged.lock().expect("not poisoned").insert(id);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn ids(received: &[Inbound]) -> BTreeMap<String, usize> {
    let mut ids = BTreeMap::new();
    for one in received {
        if let Inbound::Message(message) = one {
            *ids.entry(message.external_id.clone()).or_default() += 1;
        }
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_and_double_nothing() {
    let mut scene = scene().await;
    scene.device.shut_down().await;
    let mut phones = vec![scene.friend.clone()];
    for number in 3..7 {
        phones.push(
            scene.network.create_phone(&format!("1555000000{number}"), "P").await.expect("a phone"),
        );
    }
    let outbound = |number: usize| {
        let to = phones[number % phones.len()].jid();
        scene.device.outbound(&to, OutboundContent::Text(format!("out {number}")))
    };
    let messages: Vec<_> = (0..60).map(outbound).collect();
    let outbox = Arc::new(Outbox { messages, acknowledged: Mutex::default() });
    let writers: Vec<_> = phones
        .iter()
        .cloned()
        .enumerate()
        .map(|(who, phone)| {
            let owner = scene.owner.number().to_owned();
            tokio::spawn(async move {
                for number in 0..60 {
                    phone.send_text(&owner, &format!("{who}-{number}")).await.expect("sent");
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
            })
        })
        .collect();

    let mut database = scene.device.database.after_crash();
    for round in 0_u64..6 {
        let process = Process::start(options(&scene.network), database, Arc::clone(&outbox));
        tokio::time::sleep(Duration::from_millis(150 + 61 * round)).await;
        database = process.kill().await;
    }
    for writer in writers {
        writer.await.expect("wrote all");
    }

    let survivor = Device::start_with(options(&scene.network), database).await;
    survivor.connected().await;
    let sender = tokio::spawn(send_all(Arc::clone(&survivor.session), Arc::clone(&outbox)));
    // The channel delivers at least once; the sink drops repeats by their ids.
    survivor
        .wait("every message", |database| (ids(&database.received()).len() >= 300).then_some(()))
        .await;
    survivor.wait("every acknowledgement", |_| outbox.pending().is_empty().then_some(())).await;
    sender.abort();
    assert_eq!(ids(&survivor.database.received()).len(), 300);
    for (number, message) in outbox.messages.iter().enumerate() {
        let phone = &phones[number % phones.len()];
        phone.expect(LIMIT, |one| one.id == message.client_id).await.expect("arrived");
        let shown = phone
            .received()
            .iter()
            .filter(|one| one.id == message.client_id && one.repeats == 0)
            .count();
        assert_eq!(shown, 1, "sent message {number}");
    }
    assert_eq!(scene.network.stats().pairings, 1);
}
