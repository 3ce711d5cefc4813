//! Nodes whose machines' clocks differ.

use omni_app::{Caller, Channels, instances};
use omni_channel::Channel;
use omni_domain::agent::AgentConfig;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_domain::{Clock, Env, TenantId, Timestamp};
use omni_server::config::{Config, Sources};
use omni_server::{Overrides, Running};
use omni_testing::{Database, MockChannel};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const KEY: &str = "omni_sk_c1oCkc1oCkc1oCkc1oCkc1oCkc1oCk12";
const LIMIT: Duration = Duration::from_secs(40);

/// A machine whose clock differs by so many milliseconds.
#[derive(Debug)]
struct Off(i64);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        Timestamp(Env::system().now().0 + self.0)
    }
}

async fn node(database: &Database, folder: &Path, channel: MockChannel, off: i64) -> Running {
    let settings = [
        ("OMNI_DATABASE_URL", database.url()),
        ("OMNI_DATA_DIR", folder.display().to_string()),
        ("OMNI_SECRET_KEY", "the nodes of a test share this key".to_owned()),
        ("OMNI_API_KEY", KEY.to_owned()),
        ("OMNI__SERVER__PORT", "0".to_owned()),
        ("OMNI__CLUSTER__NODE_NAME", format!("off by {off}")),
    ];
    let env = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let config = Config::load(&Sources { env, ..Sources::default() }).expect("settings");
    let channel: Arc<dyn Channel> = Arc::new(channel);
    let overrides = Overrides {
        env: Some(Env { clock: Arc::new(Off(off)), ids: Env::system().ids }),
        channels: Some(Channels::from([(ChannelType::WhatsappBaileys, channel)])),
        ..Overrides::default()
    };
    omni_server::start(config, overrides).await.expect("it starts")
}

async fn connected(node: &Running, name: &str) -> InstanceId {
    let new = instances::NewInstance {
        name: name.to_owned(),
        channel: ChannelType::WhatsappBaileys,
        config: InstanceConfig::default(),
        agent: AgentConfig::default(),
        proxy: None,
    };
    let system = Caller::system(TenantId::DEFAULT);
    let id = instances::create(&node.app, &system, new).await.expect("made").instance.id;
    instances::connect(&node.app, &system, id).await.expect("connected");
    id
}

fn holds(node: &Running, id: InstanceId) -> bool {
    node.app.sessions.get(id).is_some_and(|live| live.is_held())
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LIMIT, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn call(request: reqwest::RequestBuilder) -> Value {
    let answer = request.header("x-api-key", KEY).send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

/// One is five seconds ahead, one five seconds behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_whose_clocks_are_ten_seconds_apart_are_one_server() {
    let database = Database::postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let network = MockChannel::default();
    let ahead = node(&database, &folder.path().join("1"), network.beside(), 5000).await;
    let behind = node(&database, &folder.path().join("2"), network.beside(), -5000).await;
    let ids = [connected(&ahead, "one").await, connected(&behind, "two").await];
    until("each owns one", || {
        let counts = [&ahead, &behind].map(|node| node.app.sessions.ready().len());
        counts == [1, 1]
    })
    .await;

    // A job that one node writes is due at once for the other.
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    for node in [&ahead, &behind] {
        for id in ids {
            let body = json!({ "instanceId": id, "to": "+1 555 000 2222", "text": "hello" });
            let asked = Instant::now();
            let sent = call(http.post(format!("{}/api/v2/messages", node.url())).json(&body)).await;
            assert_eq!(sent["status"], "sent", "{sent}");
            assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
        }
    }
    // The log has one time.
    let events = call(http.get(format!("{}/api/v2/events?limit=100", ahead.url()))).await;
    let now = Env::system().now();
    let times = events["items"].as_array().expect("events").iter();
    for time in times.map(|event| event["createdAt"].as_str().expect("a time")) {
        let at: Timestamp = time.parse().expect("a time");
        assert!(at.0 < now.0 + 1000, "{time} is in the future");
    }

    // A lease is acquired once it has expired for its owner as well.
    let (lost, kept) = if holds(&ahead, ids[0]) { (ids[0], ids[1]) } else { (ids[1], ids[0]) };
    ahead.app.store.close().await;
    until("the other node owns both", || {
        let both = holds(&ahead, lost) && holds(&behind, lost);
        assert!(!both, "two nodes own it");
        holds(&behind, lost) && holds(&behind, kept)
    })
    .await;
    behind.stop().await;
    ahead.stop().await;
    database.remove().await;
}
