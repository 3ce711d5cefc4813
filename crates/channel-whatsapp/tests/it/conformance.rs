//! The channel conforms to the contract of all channels.

use crate::harness::{LIMIT, Scene, scene_with};
use async_trait::async_trait;
use omni_channel::conformance::{self, Subject};
use omni_channel::{Channel, Closed, Inbound, OutboundMedia, Session};
use omni_channel_whatsapp::WhatsAppOptions;
use omni_domain::content::{MediaContent, MediaKind};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Shorter than the keep-alive interval, so that a silent network is detected within the test.
const SILENCE: Duration = Duration::from_secs(2);

struct WhatsApp {
    session: Arc<dyn Session>,
    channel: Arc<omni_channel_whatsapp::WhatsAppChannel>,
    group: String,
    scene: Mutex<Scene>,
    person: String,
    database: Arc<crate::doubles::Database>,
}

#[async_trait]
impl Subject for WhatsApp {
    fn channel(&self) -> &dyn Channel {
        &*self.channel
    }

    fn session(&self) -> Arc<dyn Session> {
        Arc::clone(&self.session)
    }

    fn stored(&self) -> Vec<Inbound> {
        self.database.received()
    }

    fn person(&self) -> String {
        self.person.clone()
    }

    fn group(&self) -> String {
        self.group.clone()
    }

    async fn file(&self, kind: MediaKind) -> OutboundMedia {
        let mime = if kind == MediaKind::Sticker { "image/webp" } else { "image/jpeg" };
        let bytes = vec![7; 2_000];
        let content =
            MediaContent { size: Some(bytes.len() as u64), ..MediaContent::new(kind, mime) };
        self.scene.lock().await.device.blobs.add(kind.as_str(), bytes);
        OutboundMedia { content, blob_key: kind.as_str().to_owned() }
    }

    async fn person_writes(&self, text: &str) -> String {
        let scene = self.scene.lock().await;
        scene.friend.send_text(scene.owner.number(), text).await.expect("sent")
    }

    async fn person_reads(&self, external_id: &str) {
        let scene = self.scene.lock().await;
        scene.friend.expect(LIMIT, |one| one.id == external_id).await.expect("arrived");
        scene.friend.read(external_id).await.expect("read");
    }

    async fn times_shown(&self, text: &str) -> usize {
        let received = self.scene.lock().await.friend.received();
        // A phone shows a message that arrives again under its id once.
        let shown = received.iter().filter(|one| one.text() == Some(text)).map(|one| &one.id);
        shown.collect::<BTreeSet<_>>().len()
    }

    fn refuse_next_batch(&self) {
        self.database.refuse(1);
    }

    async fn silence(&self) {
        tokio::time::sleep(SILENCE).await;
    }

    async fn offers_qr(&self) -> bool {
        // The session was linked by one.
        self.database.statuses().iter().any(|status| status.qr.is_some())
    }

    async fn stop(&self) -> Closed {
        let mut scene = self.scene.lock().await;
        scene.device.shut_down().await;
        scene.device.closings().pop().expect("it ended")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatsapp_conforms_to_the_contract() {
    let scene = scene_with(|options| WhatsAppOptions { silence_limit: SILENCE, ..options }).await;
    scene.friend.set_auto_receipts(true, false);
    let group = scene.network.create_group("Lunch", &scene.friend, &[&scene.owner]).await;
    let subject = WhatsApp {
        session: Arc::clone(&scene.device.session),
        channel: Arc::clone(&scene.device.channel),
        group: group.expect("a group"),
        person: scene.friend.jid(),
        database: Arc::clone(&scene.device.database),
        scene: Mutex::new(scene),
    };
    subject.person_writes("hello").await;
    let violations = conformance::run(&subject).await;
    assert!(violations.is_empty(), "{violations:#?}");
}
