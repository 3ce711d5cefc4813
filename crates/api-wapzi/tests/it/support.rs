use axum::Router;
use axum::http::{Method, StatusCode};
use omni_app::entry_points::{self, NewAttendant};
use omni_app::instances::{self, NewInstance};
use omni_app::{App, Caller, Channels, keys};
use omni_channel_api::ApiChannel;
use omni_domain::TenantId;
use omni_domain::agent::AgentConfig;
use omni_domain::entry_point::{Attendant, AttendantOf, ENTRY_POINT, EntryPoint, prefixed};
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_http::{Host, HostContext, HttpOptions};
use omni_sandbox::model::Model;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

pub(crate) fn owner() -> Caller {
    Caller::system(TenantId::DEFAULT)
}

fn host(app: &App) -> Router {
    host_with(app, HttpOptions::default())
}

/// The same with these limits.
pub(crate) fn host_with(app: &App, http: HttpOptions) -> Router {
    let host = Host::new(HostContext::new(http, app.env.clone()));
    host.mount(omni_api_wapzi::mount(app)).into_router().expect("routes that do not conflict")
}

/// An account with an entry point, one attendant and a key.
pub(crate) struct Account {
    pub(crate) app: TestApp,
    pub(crate) model: Model,
    pub(crate) key: String,
    pub(crate) point: EntryPoint,
    pub(crate) instance: InstanceId,
    pub(crate) attendant: Attendant,
}

impl Account {
    pub(crate) async fn new() -> Self {
        Self::on(Database::sqlite()).await
    }

    pub(crate) async fn on(database: Database) -> Self {
        Self::with_attempts(database, 1).await
    }

    /// With so many attempts for each turn.
    pub(crate) async fn with_attempts(database: Database, attempts: i32) -> Self {
        let mut config = TestApp::config();
        config.outbound.allow = vec!["127.0.0.1".to_owned()];
        config.turns.max_attempts = attempts;
        let channels = Channels::from([(ChannelType::Api, Arc::new(ApiChannel) as _)]);
        let app = TestApp::with_channels(TestOptions { database, config }, channels, host).await;
        let model = Model::start(0).await.expect("a model");
        let key = rotate(&app).await;
        let point = entry_points::create(&app.app, &owner(), "support").await.expect("done");
        let instance = bot(&app, &model, "bot").await;
        let attendant = attend(&app, &point, instance, 0, None).await;
        Self { app, model, key, point, instance, attendant }
    }

    pub(crate) fn path(&self) -> String {
        format!("/v1/entry-points/{}/execute", prefixed(ENTRY_POINT, self.point.id.0))
    }

    /// Sends a message, in a conversation if one is given.
    pub(crate) async fn execute(&self, message: &str, conversation: Option<&str>) -> Answer {
        let mut body = json!({ "message": message });
        if let Some(conversation) = conversation {
            body["conversationId"] = json!(conversation);
        }
        self.app.call_as(Some(&self.key), Method::POST, &self.path(), Some(body)).await
    }

    pub(crate) async fn execution(&self, id: &str) -> Answer {
        let path = format!("/v1/executions/{id}");
        self.app.call_as(Some(&self.key), Method::GET, &path, None).await
    }

    /// Waits until an execution is neither queued nor processing.
    pub(crate) async fn ended(&self, id: &str) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.execution(id).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            if !matches!(answer.body["status"].as_str(), Some("queued" | "processing")) {
                return answer.body;
            }
            assert!(began.elapsed() < SOON, "it does not end: {}", answer.body);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The text of a member.
pub(crate) fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
}

pub(crate) async fn rotate(app: &TestApp) -> String {
    let origin = keys::Origin::default();
    keys::rotate_tenant_key(&app.app, &owner(), &origin).await.expect("done").secret
}

/// A connected instance of the channel without a network, whose agent is the model.
pub(crate) async fn bot(app: &TestApp, model: &Model, name: &str) -> InstanceId {
    let agent = AgentConfig {
        api_url: Some(model.url()),
        remote_id: Some("sandbox".to_owned()),
        ..AgentConfig::default()
    };
    let new = NewInstance {
        name: name.to_owned(),
        channel: ChannelType::Api,
        config: InstanceConfig::default(),
        agent,
        proxy: None,
    };
    let id = instances::create(&app.app, &owner(), new).await.expect("done").instance.id;
    instances::connect(&app.app, &owner(), id).await.expect("done");
    id
}

pub(crate) async fn attend(
    app: &TestApp,
    point: &EntryPoint,
    instance: InstanceId,
    position: i32,
    max_conversations: Option<i32>,
) -> Attendant {
    let new = NewAttendant {
        of: AttendantOf::Agent(instance),
        is_available: true,
        max_conversations,
        position,
    };
    entry_points::add_attendant(&app.app, &owner(), point.id, new).await.expect("done")
}
