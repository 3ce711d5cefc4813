//! Conversations with an agent: its requests, its answers, and takeovers.

use crate::socket::{Client, serve};
use crate::support::{
    ANN, BO, ann, deliver, direct, from_ann, from_ann_with, from_bo, key_with, test_app_with,
};
use axum::http::{Method, StatusCode};
use omni_app::keys::NewApiKey;
use omni_channel::{Capability, ChatInfo, Inbound, InboundMessage, MessageRef, Typing};
use omni_domain::Timestamp;
use omni_domain::content::{ContactCard, Content, MediaContent, MediaKind, QuotedCopy};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_sandbox::files::Files;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const OWN: &str = "15550001111@s.whatsapp.net";
const GROUP: &str = "1203630@g.us";
const SOON: Duration = Duration::from_secs(20);

struct Conversation {
    app: TestApp,
    model: Model,
    instance: InstanceId,
}

impl Conversation {
    async fn new(config: Value) -> Self {
        Self::on(Database::sqlite(), config).await
    }

    async fn on(database: Database, mut config: Value) -> Self {
        let mut app_config = TestApp::config();
        app_config.outbound.allow = vec!["127.0.0.1".to_owned()];
        app_config.turns.max_attempts = 2;
        let app = test_app_with(TestOptions { database, config: app_config }).await;
        let model = Model::start(0).await.expect("a model");
        config["name"] = json!("shop");
        config["channel"] = json!("whatsapp-baileys");
        config["agent"] = config["agent"].as_object().map_or_else(|| json!({}), |a| json!(a));
        config["agent"]["type"] = json!("openai");
        config["agent"]["apiUrl"] = json!(model.url());
        config["agent"]["agentId"] = json!("sandbox");
        let created = app.post("/api/v2/instances", config).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let id = created.body["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v2/instances/{id}/connect");
        let connected = app.call(Method::POST, &path, None).await;
        assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);
        Self { app, model, instance: id.parse().expect("an id") }
    }

    async fn deliver(&self, inbound: Vec<Inbound>) {
        deliver(&self.app, self.instance, inbound).await;
    }

    /// The texts that were sent so far, in order.
    fn sent(&self) -> Vec<String> {
        let sent = self.app.channel.session(self.instance).expect("a session").sent();
        sent.into_iter()
            .filter_map(|one| match one {
                SentByMock::Message(message) => match message.content {
                    omni_channel::OutboundContent::Text(text) => Some(text),
                    _ => None,
                },
                SentByMock::Action(_) => None,
            })
            .collect()
    }

    async fn turns(&self) -> Vec<Value> {
        let list = self.app.get("/api/v2/turns?limit=50").await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        list.body["items"].as_array().expect("items").clone()
    }

    /// Waits until the newest turn is in this state.
    async fn newest(&self, state: &str) -> Value {
        let began = Instant::now();
        loop {
            let turns = self.turns().await;
            if turns.first().is_some_and(|turn| turn["state"] == state) {
                return turns[0].clone();
            }
            assert!(began.elapsed() < SOON, "the newest turn is not {state}: {turns:#?}");
            // The clock is fixed otherwise, and timers would never fire.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn events(&self, kind: &str) -> Vec<Value> {
        let list = self.app.get(&format!("/api/v2/events?eventType={kind}&limit=50")).await;
        list.body["items"].as_array().expect("items").clone()
    }

    async fn wait_for_sent(&self, count: usize) -> Vec<String> {
        let began = Instant::now();
        while self.sent().len() < count {
            assert!(began.elapsed() < SOON, "only {:?} were sent", self.sent());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.sent()
    }

    fn requests(&self) -> Vec<String> {
        self.model.requests().iter().map(omni_sandbox::model::Request::last_user_text).collect()
    }

    async fn act(&self, turn: &Value, verb: &str) -> omni_testing::Answer {
        let id = turn["id"].as_str().expect("an id");
        self.app.post(&format!("/api/v2/turns/{id}/{verb}"), Value::Null).await
    }
}

fn id_of(turn: &Value) -> &str {
    turn["id"].as_str().expect("an id")
}

fn in_group(id: &str, text: &str, change: impl FnOnce(&mut InboundMessage)) -> Inbound {
    let Inbound::Message(mut message) = from_ann(id, text) else { unreachable!() };
    message.chat = Address::new(GROUP);
    message.chat_type = ChatType::Group;
    change(&mut message);
    Inbound::Message(message)
}

fn own(id: &str, text: &str) -> Inbound {
    let Inbound::Message(mut message) = from_ann(id, text) else { unreachable!() };
    message.from_me = true;
    message.sender = Address::new(OWN);
    Inbound::Message(message)
}

#[tokio::test]
async fn gathered_messages_are_one_turn_and_its_trace_has_each_stage() {
    let conversation = Conversation::new(json!({})).await;
    conversation.deliver(vec![from_ann("A1", "hello"), from_ann("A2", "is the bike there?")]).await;
    let turn = conversation.newest("done").await;
    assert_eq!(turn["outcome"], "answered", "{turn}");
    assert_eq!(conversation.requests(), ["hello\nis the bike there?"]);
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: hello\nis the bike there?"]);
    let path = format!("/api/v2/turns/{}", turn["id"].as_str().expect("an id"));
    let details = conversation.app.get(&path).await.body;
    assert_eq!(details["messageIds"].as_array().map(Vec::len), Some(2), "{details}");
    assert_eq!(details["replyMessageIds"].as_array().map(Vec::len), Some(1), "{details}");

    let inbound = conversation.events("message.received").await;
    let path = format!("/api/v2/events/{}/trace", inbound[0]["id"].as_str().expect("an id"));
    let trace = conversation.app.get(&path).await.body;
    let stages: Vec<&str> = trace["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .filter_map(|stage| stage["stage"].as_str())
        .collect();
    for stage in ["written", "stored", "collected", "agent_asked", "agent_answered", "reply_queued"]
    {
        assert!(stages.contains(&stage), "{stage} is missing: {trace}");
    }
    assert_eq!(trace["turn"]["id"], turn["id"]);
    let answer = &conversation.events("agent.response").await[0];
    assert!(answer["agentLatencyMs"].is_u64() && answer["processingTimeMs"].is_u64(), "{answer}");
    conversation.app.stop().await;
}

#[tokio::test]
async fn an_answer_is_of_no_user() {
    let conversation = Conversation::new(json!({})).await;
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    conversation.newest("done").await;
    let path = format!("/api/v2/instances/{}/chats/{ANN}/messages", conversation.instance);
    let messages = conversation.app.get(&path).await.body;
    let answer = &messages["items"][0];
    assert_eq!(answer["source"], "agent", "{messages}");
    assert!(answer.get("sentBy").is_none(), "{answer}");
    for queued in conversation.events("message.queued").await {
        assert!(queued["payload"].get("sentBy").is_none(), "{queued}");
    }
    conversation.app.stop().await;
}

#[tokio::test]
async fn answers_are_counted_with_their_tokens_and_cost() {
    let conversation = Conversation::new(json!({})).await;
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "answered");
    let path = "/api/v2/analytics?groupBy=agent";
    let report = conversation.app.get(path).await.body;
    let figures = &report["groups"][0]["figures"];
    assert_eq!((&figures["answered"], &figures["successRate"]), (&json!(1), &json!(100.0)));
    assert_eq!(figures["messagesReceived"], Value::Null, "a message is for no agent: {report}");
    assert!(figures["latencyMs"]["p50"].is_u64(), "{report}");
    // "You said: hello"
    assert_eq!((&figures["inputTokens"], &figures["outputTokens"]), (&json!(1), &json!(3)));
    assert_eq!(figures["cost"], Value::Null, "no price is guessed");
    let model = report["unpricedModels"][0].as_str().expect("a model").to_owned();

    let put = |value: Value| {
        let app = &conversation.app;
        let body = Some(json!({ "value": value }));
        async move { app.call(Method::PUT, "/api/v2/settings/agents.prices", body).await }
    };
    let turn = conversation.newest("done").await;
    let details = conversation.app.get(&format!("/api/v2/turns/{}", id_of(&turn))).await.body;
    assert_eq!(details["cost"], Value::Null, "no price is guessed: {details}");
    let refused = put(json!({ model.as_str(): { "input": -1, "output": 0 } })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    let set = put(json!({ model.as_str(): { "input": 2.0, "output": 10.0 } })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    let report = conversation.app.get(path).await.body;
    assert_eq!(report["total"]["cost"], 0.000_032);
    let turn = conversation.newest("done").await;
    assert_eq!((&turn["inputTokens"], &turn["outputTokens"]), (&json!(1), &json!(3)));
    let details = conversation.app.get(&format!("/api/v2/turns/{}", id_of(&turn))).await.body;
    assert_eq!(details["cost"], 0.000_032, "{details}");
    assert_eq!(report["unpricedModels"], json!([]));
    conversation.app.stop().await;
}

#[tokio::test]
async fn what_the_agent_was_asked_is_shown_with_its_prompt() {
    let conversation = Conversation::new(json!({ "agent": { "prompt": "Sell bikes." } })).await;
    for (id, text) in [("A1", "hello"), ("A2", "and now?"), ("A3", "later")] {
        conversation.app.clock.advance(1_000);
        conversation.deliver(vec![from_ann(id, text)]).await;
        assert_eq!(conversation.newest("done").await["outcome"], "answered", "{text}");
    }
    let turns = conversation.turns().await;
    let question = |turn: &Value| format!("/api/v2/turns/{}/question", id_of(turn));
    let asked = conversation.app.get(&question(&turns[1])).await.body;
    assert_eq!(asked["prompt"], "Sell bikes.", "{asked}");
    assert!(asked["agent"]["version"].is_i64(), "{asked}");
    let entries = asked["history"].as_array().expect("entries");
    let entries: Vec<(&Value, &Value)> =
        entries.iter().map(|entry| (&entry["role"], &entry["text"])).collect();
    let (user, assistant) = (json!("user"), json!("assistant"));
    let texts = [json!("hello"), json!("You said: hello"), json!("and now?")];
    let expected = [(&user, &texts[0]), (&assistant, &texts[1]), (&user, &texts[2])];
    assert_eq!(entries, expected, "and nothing of what followed");
    let unknown =
        conversation.app.get("/api/v2/turns/01890000-0000-7000-8000-000000000000/question").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
    conversation.app.stop().await;
}

async fn turns_are_found_by_their_messages_and_their_time(database: Database) {
    let conversation = Conversation::on(database, json!({})).await;
    for (id, text) in [("A1", "hello"), ("A2", "and now?"), ("A3", "later")] {
        conversation.app.clock.advance(1_000);
        conversation.deliver(vec![from_ann(id, text)]).await;
        assert_eq!(conversation.newest("done").await["outcome"], "answered", "{text}");
    }
    let turns = conversation.turns().await;
    let (newest, oldest) = (&turns[0], &turns[2]);
    let details = conversation.app.get(&format!("/api/v2/turns/{}", id_of(oldest))).await.body;
    for shown in [oldest, &details] {
        assert_eq!(shown["chat"]["externalId"], ANN, "{shown}");
    }
    let instance = conversation.instance;
    for message in [&details["messageIds"][0], &details["replyMessageIds"][0]] {
        let message = message.as_str().expect("an id");
        for path in [
            format!("/api/v2/turns?messageId={message}"),
            format!("/api/v2/turns?messageId={message}&instanceId={instance}&state=done"),
        ] {
            let found = conversation.app.get(&path).await.body;
            let found: Vec<&str> =
                found["items"].as_array().expect("items").iter().map(id_of).collect();
            assert_eq!(found, [id_of(oldest)], "{path}");
        }
        let other = format!("/api/v2/turns?messageId={message}&state=failed");
        assert_eq!(conversation.app.get(&other).await.body["items"], json!([]), "{other}");
    }
    let unknown = "/api/v2/turns?messageId=01890000-0000-7000-8000-000000000000";
    assert_eq!(conversation.app.get(unknown).await.body["items"], json!([]));
    let refused = conversation.app.get("/api/v2/turns?messageId=A1").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    let opened = newest["createdAt"].as_str().expect("a time");
    let recent = conversation.app.get(&format!("/api/v2/turns?since={opened}")).await.body;
    let recent: Vec<&str> = recent["items"].as_array().expect("items").iter().map(id_of).collect();
    assert_eq!(recent, [id_of(newest)], "that time is included");
    conversation.app.stop().await;
}

#[tokio::test]
async fn turns_are_found_by_what_they_ask_and_answer() {
    turns_are_found_by_their_messages_and_their_time(Database::sqlite()).await;
}

#[tokio::test]
async fn on_postgres_turns_are_found_by_what_they_ask_and_answer() {
    turns_are_found_by_their_messages_and_their_time(Database::postgres().await).await;
}

/// The ids of the turns that a query finds.
async fn found_by(conversation: &Conversation, query: &str) -> Vec<String> {
    let list = conversation.app.get(&format!("/api/v2/turns?{query}")).await;
    assert_eq!(list.status, StatusCode::OK, "{query}: {}", list.body);
    let items = list.body["items"].as_array().expect("items");
    items.iter().map(|turn| id_of(turn).to_owned()).collect()
}

async fn the_turns_of_a_person_are_found(database: Database) {
    let conversation = Conversation::on(database, json!({})).await;
    let mut turns = Vec::new();
    for inbound in [from_ann("A1", "hello"), from_bo("B1", "good morning"), from_ann("A2", "more")]
    {
        conversation.app.clock.advance(1_000);
        conversation.deliver(vec![inbound]).await;
        turns.push(conversation.newest("done").await);
    }
    let ids: Vec<&str> = turns.iter().map(id_of).collect();
    let person = |turn: &Value| turn["personId"].as_str().expect("a person").to_owned();
    let (ann, bo) = (person(&turns[0]), person(&turns[1]));
    let of_ann = format!("personId={ann}");
    assert_eq!(found_by(&conversation, &of_ann).await, [ids[2], ids[0]]);
    assert_eq!(found_by(&conversation, &format!("personId={bo}")).await, [ids[1]]);
    let instance = conversation.instance;
    let narrowed = format!("{of_ann}&instanceId={instance}&state=done&limit=1");
    assert_eq!(found_by(&conversation, &narrowed).await, [ids[2]]);
    assert!(found_by(&conversation, &format!("{of_ann}&state=failed")).await.is_empty());
    let unknown = "personId=01890000-0000-7000-8000-000000000000";
    assert!(found_by(&conversation, unknown).await.is_empty());
    let refused = conversation.app.get("/api/v2/turns?personId=Ann").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);

    let body = json!({ "sourcePersonId": bo, "targetPersonId": ann, "reason": "two phones" });
    let merged = conversation.app.post("/api/v2/persons/merge", body).await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
    let both = found_by(&conversation, &of_ann).await;
    assert_eq!(both, [ids[2], ids[1], ids[0]], "the chats of both accounts");
    conversation.app.stop().await;
}

#[tokio::test]
async fn turns_are_found_by_their_person_also_after_a_merge() {
    the_turns_of_a_person_are_found(Database::sqlite()).await;
}

#[tokio::test]
async fn on_postgres_turns_are_found_by_their_person_also_after_a_merge() {
    the_turns_of_a_person_are_found(Database::postgres().await).await;
}

#[tokio::test]
async fn a_turn_is_the_same_on_postgres() {
    let conversation = Conversation::on(Database::postgres().await, json!({})).await;
    conversation
        .deliver(vec![from_ann("A1", "one"), from_bo("B1", "other"), from_ann("A2", "two")])
        .await;
    let mut sent = conversation.wait_for_sent(2).await;
    sent.sort();
    assert_eq!(sent, ["You said: one\ntwo", "You said: other"]);
    conversation.newest("done").await;
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_turn_whose_job_cannot_be_read_fails_and_gathers_no_later_message() {
    let config = json!({ "messaging": { "debounceMode": "fixed", "debounceMs": 30_000 } });
    let conversation = Conversation::new(config).await;
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    let gathering = conversation.newest("collecting").await;
    conversation
        .app
        .execute("UPDATE jobs SET payload = '{', run_at = 0 WHERE kind = 'turn.run'")
        .await;
    let failed = conversation.newest("failed").await;
    assert_eq!(failed["id"], gathering["id"]);
    conversation.deliver(vec![from_ann("A2", "anyone?")]).await;
    assert_ne!(conversation.newest("collecting").await["id"], failed["id"]);
}

#[tokio::test]
async fn a_debounce_gathers_and_typing_extends_it() {
    let conversation = Conversation::new(json!({
        "messaging": { "debounceMode": "fixed", "debounceMs": 300 },
        "conversation": { "restartOnTyping": true },
    }))
    .await;
    conversation.deliver(vec![from_ann("A1", "one")]).await;
    conversation.app.clock.advance(200);
    conversation.deliver(vec![from_ann("A2", "two")]).await;
    conversation.app.clock.advance(200);
    let typing = Typing {
        chat: Address::new(ANN),
        sender: Address::new(ANN),
        active: true,
        recording: false,
    };
    conversation.deliver(vec![Inbound::Typing(typing)]).await;
    conversation.app.clock.advance(200);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(conversation.requests().is_empty(), "the debounce has not ended");
    conversation.app.clock.advance(200);
    conversation.newest("done").await;
    assert_eq!(conversation.requests(), ["one\ntwo"]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_blocked_sender_costs_nothing_and_gets_the_rules_text() {
    let conversation = Conversation::new(json!({})).await;
    let rule = |pattern: &str, action: Value| {
        json!({
            "type": "deny", "criteria": { "phonePatterns": [pattern] }, "priority": 1,
            "action": action,
        })
    };
    let block = rule("+15550002222", json!({ "type": "block", "message": "not now" }));
    let silent = rule("+15550003333", json!({ "type": "silent_block" }));
    for body in [block, silent] {
        let created = conversation.app.post("/api/v2/access/rules", body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    }
    conversation.deliver(vec![from_bo("B1", "let me in")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "blocked");
    let voice = Content::Media(MediaContent::new(MediaKind::Audio, "audio/ogg"));
    conversation.deliver(vec![from_ann_with("A1", voice, Some(b"where"))]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["not now"]);
    assert_eq!(conversation.newest("done").await["outcome"], "blocked");
    let denied = conversation.events("access.denied").await;
    let actions: Vec<&Value> = denied.iter().map(|event| &event["payload"]["action"]).collect();
    assert_eq!(actions, [&json!("block"), &json!("silent_block")]);
    assert!(
        conversation.model.requests().is_empty(),
        "no request was created, neither for an answer nor for a reading"
    );
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_group_is_answered_when_it_addresses_the_account() {
    let conversation = Conversation::new(json!({
        "conversation": { "replyFilter": { "onNameMatch": true, "namePatterns": ["Shop"] } },
    }))
    .await;
    conversation.app.channel.network().add_capability(Capability::HandleGroups);
    let mention = |message: &mut InboundMessage| message.context.mentions = vec![OWN.to_owned()];
    let other = |message: &mut InboundMessage| message.context.mentions = vec![BO.to_owned()];
    let quote = |message: &mut InboundMessage| {
        message.reply_to =
            Some(MessageRef { external_id: "OLD".to_owned(), sender: None, from_me: true });
    };
    conversation.deliver(vec![in_group("G1", "good morning all", |_| {})]).await;
    conversation.deliver(vec![in_group("G2", "ask him", other)]).await;
    for (id, text, change) in [
        ("G3", "mention", Box::new(mention) as Box<dyn FnOnce(&mut InboundMessage)>),
        ("G4", "quote", Box::new(quote)),
        ("G5", "hey shop!", Box::new(|_: &mut InboundMessage| {})),
    ] {
        let before = conversation.sent().len();
        conversation.deliver(vec![in_group(id, text, change)]).await;
        conversation.wait_for_sent(before + 1).await;
    }
    assert_eq!(conversation.requests(), ["mention", "quote", "hey shop!"]);
    let first = &conversation.model.requests()[0].body["messages"];
    assert!(
        first.to_string().contains("good morning all"),
        "the context includes other members: {first}"
    );
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_member_whom_the_account_has_blocked_is_not_answered_in_a_group() {
    let conversation = Conversation::new(json!({})).await;
    for capability in [Capability::BlockPeople, Capability::HandleGroups] {
        conversation.app.channel.network().add_capability(capability);
    }
    let session = conversation.app.channel.session(conversation.instance).expect("a session");
    session.put_person(ann());
    let path = format!("/api/v2/instances/{}/blocklist", conversation.instance);
    let blocked = conversation.app.post(&path, json!({ "contact": ANN })).await;
    assert!(blocked.status.is_success(), "{}", blocked.body);
    let mention = |message: &mut InboundMessage| message.context.mentions = vec![OWN.to_owned()];
    conversation.deliver(vec![in_group("G1", "answer me", mention)]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "blocked");
    let denied = conversation.events("access.denied").await;
    assert_eq!(denied[0]["payload"]["reason"], "the account has blocked the sender", "{denied:?}");
    assert_eq!(denied[0]["payload"]["action"], "silent_block", "{denied:?}");

    let of_bo = |message: &mut InboundMessage| {
        message.sender = Address::new(BO);
        mention(message);
    };
    conversation.deliver(vec![in_group("G2", "and me?", of_bo)]).await;
    conversation.wait_for_sent(1).await;
    assert_eq!(conversation.requests(), ["and me?"]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_takeover_lasts_until_the_agent_is_resumed() {
    let conversation = Conversation::new(json!({})).await;
    conversation.deliver(vec![own("O1", "I am here myself")]).await;
    conversation.deliver(vec![from_ann("A1", "thanks")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "paused");
    let list = format!("/api/v2/instances/{}/chats?paused=true", conversation.instance);
    let pause = conversation.app.get(&list).await.body["items"][0]["agentPause"].clone();
    assert_eq!(pause["by"], "person", "{pause}");
    assert!(pause["since"].is_string() && pause["until"].is_string(), "{pause}");
    let agent = format!("/api/v2/instances/{}/chats/{ANN}/agent", conversation.instance);
    let resumed = conversation.app.post(&format!("{agent}/resume"), Value::Null).await;
    assert_eq!(resumed.body["paused"], false, "{}", resumed.body);
    for none in [list.as_str(), "/api/v2/chats?paused=true"] {
        assert_eq!(conversation.app.get(none).await.body["items"], json!([]), "{none}");
    }
    conversation.deliver(vec![from_ann("A2", "and now?")]).await;
    conversation.wait_for_sent(1).await;

    let pause = json!({ "durationMs": 20_000 });
    let paused = conversation.app.post(&format!("{agent}/pause"), pause).await;
    assert_eq!(paused.body["paused"], true, "{}", paused.body);
    conversation.deliver(vec![from_ann("A3", "hello?")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "paused");
    let held = conversation.app.get("/api/v2/chats?paused=true").await.body;
    assert_eq!(held["items"][0]["agentPause"]["by"], "api", "{held}");
    conversation.app.clock.advance(20_001);
    let over = conversation.app.get("/api/v2/chats").await.body;
    assert_eq!(over["items"][0]["agentPause"], Value::Null, "its end has come: {over}");
    conversation.deliver(vec![from_ann("A4", "a while later")]).await;
    conversation.wait_for_sent(2).await;
    assert_eq!(conversation.requests().last().map(String::as_str), Some("a while later"));
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_takeover_cancels_the_request_in_progress() {
    let conversation = Conversation::new(json!({})).await;
    conversation.model.set_delay(Duration::from_secs(30));
    conversation.deliver(vec![from_ann("A1", "a hard question")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("a request");
    conversation.app.clock.advance(6_000);
    conversation.deliver(vec![own("O1", "I will do it")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "paused");
    assert!(conversation.sent().is_empty());
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_failed_turn_has_its_reason_and_can_be_retried() {
    let conversation =
        Conversation::new(json!({ "conversation": { "errorReply": "sorry, later" } })).await;
    conversation.model.script(vec![Rule::new("", Reaction::Fail(400))]);
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    let failed = conversation.newest("failed").await;
    assert_eq!(failed["error"]["stage"], "agent_request", "{failed}");
    assert_eq!(failed["error"]["code"], "agent_status", "{failed}");
    assert_eq!(conversation.wait_for_sent(1).await, ["sorry, later"]);
    // The error reply is no answer: the chat still waits for one.
    let base = format!("/api/v2/instances/{}/chats", conversation.instance);
    for list in [format!("{base}?failed=true"), "/api/v2/chats?failed=true".to_owned()] {
        let found = conversation.app.get(&list).await.body;
        assert_eq!(found["items"][0]["externalId"], ANN, "{list}: {found}");
    }
    let elsewhere = conversation.app.get(&format!("{base}?channel=discord")).await.body;
    assert_eq!(elsewhere["items"], json!([]));
    let error = &conversation.events("agent.error").await[0];
    assert_eq!(
        (&error["errorStage"], &error["status"]),
        (&json!("agent_request"), &json!("failed"))
    );
    let letters = conversation.app.get("/api/v2/dead-letters").await.body;
    assert_eq!(letters["items"][0]["kind"], "turn.run", "{letters}");
    assert_eq!(letters["items"][0]["payload"]["turnId"], failed["id"]);
    assert_eq!(letters["items"][0]["chat"]["externalId"], ANN, "{letters}");
    let path =
        format!("/api/v2/dead-letters/{}", letters["items"][0]["id"].as_str().expect("an id"));
    let letter = conversation.app.get(&path).await.body;
    assert_eq!(letter["chat"], letters["items"][0]["chat"], "{letter}");
    // Who it is with is for those who may read messages.
    let admin = key_with(&conversation.app, &["admin:*"], None).await;
    for path in [path.as_str(), "/api/v2/dead-letters"] {
        let answer = conversation.app.call_as(Some(&admin), Method::GET, path, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.to_string().contains(ANN), "{path}: {}", answer.body);
    }

    conversation.model.script(Vec::new());
    let retried = conversation.act(&failed, "retry").await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(conversation.wait_for_sent(2).await[1], "You said: hello");
    conversation.newest("done").await;
    let letters = conversation.app.get("/api/v2/dead-letters").await.body;
    assert_eq!(letters["items"], json!([]), "its dead letter is deleted");
    assert_eq!(conversation.act(&failed, "retry").await.status, StatusCode::CONFLICT);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_dead_letter_is_retried_or_dropped() {
    let conversation = Conversation::new(json!({})).await;
    conversation.model.script(vec![Rule::new("", Reaction::Fail(400)).times(2)]);
    for (id, text) in [("A1", "first"), ("A2", "second")] {
        conversation.deliver(vec![from_ann(id, text)]).await;
        conversation.newest("failed").await;
    }
    let letters = conversation.app.get("/api/v2/dead-letters").await.body["items"].clone();
    let path =
        |at: usize| format!("/api/v2/dead-letters/{}", letters[at]["id"].as_str().expect("an id"));
    let dropped = conversation.app.call(Method::DELETE, &path(1), None).await;
    assert_eq!(dropped.status, StatusCode::OK, "{}", dropped.body);
    assert_eq!(conversation.app.get(&path(1)).await.status, StatusCode::NOT_FOUND);
    let retried = conversation.app.post(&format!("{}/retry", path(0)), Value::Null).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: second"]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_cancelled_turn_sends_nothing_and_the_next_is_answered() {
    let conversation = Conversation::new(json!({})).await;
    conversation.model.script(vec![Rule::say("slow", "too late").after(Duration::from_secs(30))]);
    conversation.deliver(vec![from_ann("A1", "slow")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("a request");
    let turn = conversation.newest("running").await;
    let cancelled = conversation.act(&turn, "cancel").await;
    assert_eq!(cancelled.body["state"], "cancelled", "{}", cancelled.body);
    assert_eq!(conversation.act(&turn, "cancel").await.status, StatusCode::OK, "twice is no error");
    conversation.deliver(vec![from_ann("A2", "quick")]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: quick"]);
    conversation.app.stop().await;
}

/// The payloads of `agent.turn_changed` that a client receives before an event that is an end.
async fn turn_changes(client: &mut Client, is_end: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut changes = Vec::new();
    loop {
        let event = client.receive_kind("event").await["event"].take();
        if event["type"] == "agent.turn_changed" {
            assert_eq!((&event["seq"], &event["chatId"]), (&Value::Null, &json!(ANN)), "{event}");
            changes.push(event["payload"].clone());
        }
        if is_end(&event) {
            return changes;
        }
    }
}

/// Each with its turn.
fn states(changes: &[Value]) -> Vec<(&str, &str)> {
    fn text(value: &Value) -> &str {
        value.as_str().expect("a text")
    }
    changes.iter().map(|one| (text(&one["turnId"]), text(&one["state"]))).collect()
}

#[tokio::test]
async fn each_state_of_a_turn_reaches_sockets_in_order() {
    let conversation =
        Conversation::new(json!({ "conversation": { "newInput": "supersede" } })).await;
    let (app, model) = (&conversation.app, &conversation.model);
    let address = serve(app).await;
    let path = format!("ws/events?api_key={}", app.key);
    let mut client = Client::open(address, &path).await.expect("open");
    client.subscribe(json!({ "type": "subscribe", "channels": ["agent.*"] })).await;
    let is = |state: &'static str| move |event: &Value| event["payload"]["state"] == state;

    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    let changes = turn_changes(&mut client, is("done")).await;
    let turn = conversation.newest("done").await;
    let id = id_of(&turn);
    assert_eq!(states(&changes), [(id, "collecting"), (id, "running"), (id, "done")]);
    let last = json!({
        "turnId": id, "chatId": ANN, "state": "done", "outcome": "answered", "supersededBy": null,
    });
    assert_eq!(changes[2], last, "and no text");

    model.script(vec![Rule::new("", Reaction::Fail(400)).times(1)]);
    conversation.deliver(vec![from_ann("A2", "and now?")]).await;
    let failed = turn_changes(&mut client, is("failed")).await;
    let turn = conversation.newest("failed").await;
    assert_eq!(conversation.act(&turn, "retry").await.status, StatusCode::OK);
    let retried = turn_changes(&mut client, is("done")).await;
    let id = id_of(&turn);
    assert_eq!(states(&failed), [(id, "collecting"), (id, "running"), (id, "failed")]);
    assert_eq!(states(&retried), [(id, "collecting"), (id, "running"), (id, "done")]);

    model.script(vec![Rule::say("", "too late").after(Duration::from_secs(30)).times(2)]);
    conversation.deliver(vec![from_ann("A3", "slow")]).await;
    model.expect_requests(4, SOON).await.expect("a request");
    conversation.deliver(vec![from_ann("A4", "slower")]).await;
    let superseded = turn_changes(&mut client, is("superseded")).await;
    model.expect_requests(5, SOON).await.expect("a request");
    let turn = conversation.newest("running").await;
    assert_eq!(conversation.act(&turn, "cancel").await.status, StatusCode::OK);
    let cancelled = turn_changes(&mut client, is("cancelled")).await;
    let (id, before) = (id_of(&turn), superseded[0]["turnId"].as_str().expect("an id"));
    let seen = [superseded.as_slice(), cancelled.as_slice()].concat();
    assert_eq!(
        states(&seen),
        [
            (before, "collecting"),
            (before, "running"),
            (id, "collecting"),
            (before, "superseded"),
            (id, "running"),
            (id, "cancelled"),
        ]
    );
    assert_eq!(seen[3]["supersededBy"], id);
    conversation.app.stop().await;
}

#[tokio::test]
async fn the_states_of_turns_are_for_those_who_may_read_turns() {
    let conversation = Conversation::new(json!({})).await;
    let app = &conversation.app;
    let other = app.connected_instance("other").await;
    let of_other = NewApiKey {
        instance_ids: Some(vec![other]),
        ..TestApp::key_for(&["events:read", "messages:read"])
    };
    let keys = [
        app.key_with(&["events:read", "messages:read"]).await,
        app.key_with(&["events:read"]).await,
        app.new_key(of_other).await,
        app.foreign_key().await,
    ];
    let address = serve(app).await;
    let mut clients = Vec::new();
    for key in &keys {
        let mut client =
            Client::open(address, &format!("ws/events?api_key={key}")).await.expect("open");
        client.subscribe(json!({ "type": "subscribe" })).await;
        clients.push(client);
    }
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    conversation.newest("done").await;
    // What each of them receives after it.
    conversation.deliver(vec![own("END", "I am here myself")]).await;
    deliver(app, other, vec![from_ann("END", "END")]).await;
    let reply = json!({ "shortcut": "end", "title": "End", "text": "END" });
    let made = app.call_as(Some(&keys[3]), Method::POST, "/api/v2/quick-replies", Some(reply));
    assert_eq!(made.await.status, StatusCode::CREATED);
    let is_end =
        |event: &Value| event["externalId"] == "END" || event["type"] == "quick_reply.created";
    let mut counts = Vec::new();
    for client in &mut clients {
        counts.push(turn_changes(client, is_end).await.len());
    }
    assert_eq!(counts, [3, 0, 0, 0]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn new_messages_supersede_a_turn_if_configured() {
    let conversation =
        Conversation::new(json!({ "conversation": { "newInput": "supersede" } })).await;
    conversation
        .model
        .script(vec![Rule::say("first", "too late").after(Duration::from_secs(30)).times(1)]);
    conversation.deliver(vec![from_ann("A1", "first")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("a request");
    conversation.deliver(vec![from_ann("A2", "second")]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: first\nsecond"]);
    let turns = conversation.turns().await;
    assert_eq!(turns[1]["state"], "superseded", "{turns:#?}");
    assert_eq!(turns[1]["supersededBy"], turns[0]["id"]);
    conversation.app.stop().await;
}

/// Ann's times are a second behind the server's, like those of a network with a resolution of
/// seconds.
#[tokio::test]
async fn the_last_answer_is_in_the_next_context_whatever_the_clocks() {
    let conversation = Conversation::new(json!({})).await;
    conversation.deliver(vec![from_ann("A1", "first")]).await;
    conversation.wait_for_sent(1).await;
    conversation.deliver(vec![from_ann("A2", "second")]).await;
    conversation.wait_for_sent(2).await;
    conversation.deliver(vec![from_ann("A3", "third")]).await;
    conversation.wait_for_sent(3).await;
    let requests = conversation.model.requests();
    let messages = requests.last().expect("a request").body["messages"].as_array().expect("some");
    let texts: Vec<&str> = messages.iter().filter_map(|one| one["content"].as_str()).collect();
    assert_eq!(texts, ["first", "You said: first", "second", "You said: second", "third"]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn new_messages_are_the_next_turn_otherwise() {
    let conversation = Conversation::new(json!({})).await;
    let slow = Rule::say("", "You said: {text}").after(Duration::from_secs(2)).times(1);
    conversation.model.script(vec![slow]);
    conversation.deliver(vec![from_ann("A1", "first")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("a request");
    conversation.deliver(vec![from_ann("A2", "second")]).await;
    conversation.deliver(vec![from_ann("A3", "third")]).await;
    assert_eq!(conversation.wait_for_sent(2).await, ["You said: first", "You said: second\nthird"]);
    let requests = conversation.model.requests();
    let messages = requests[1].body["messages"].as_array().expect("some");
    let texts: Vec<&str> = messages.iter().filter_map(|one| one["content"].as_str()).collect();
    assert_eq!(
        texts,
        ["first", "You said: first", "second\nthird"],
        "its own answer is in the context"
    );
    conversation.app.stop().await;
}

#[tokio::test]
async fn the_reading_of_a_file_reaches_the_agent_as_text() {
    let conversation = Conversation::new(json!({})).await;
    let session = conversation.app.channel.session(conversation.instance).expect("a session");
    session.offer_file(b"offer", b"The bike costs 300.");
    let mut file = MediaContent::new(MediaKind::Document, "text/plain");
    file.caption = Some("see here".to_owned());
    conversation.deliver(vec![from_ann_with("A1", Content::Media(file), Some(b"offer"))]).await;
    let began = Instant::now();
    while conversation.requests().is_empty() {
        assert!(began.elapsed() < SOON, "{:#?}", conversation.turns().await);
        // The reading retries the file shortly after.
        conversation.app.clock.advance(50);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(conversation.requests(), ["[document] The bike costs 300. see here"]);
    conversation.newest("done").await;
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_video_is_described_if_configured() {
    for (enabled, text) in [(true, "[video] Watched: a cat jumps"), (false, "[video]")] {
        let conversation = Conversation::new(json!({ "media": { "processVideo": enabled } })).await;
        let settings = json!({
            "gemini.base_url": conversation.model.gemini_url(), "gemini.api_key": "key",
        });
        let body = json!({ "settings": settings });
        let set = conversation.app.call(Method::PATCH, "/api/v2/settings", Some(body)).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let session = conversation.app.channel.session(conversation.instance).expect("a session");
        session.offer_file(b"film", b"a cat jumps");
        let film = Content::Media(MediaContent::new(MediaKind::Video, "video/mp4"));
        conversation.deliver(vec![from_ann_with("A1", film, Some(b"film"))]).await;
        let began = Instant::now();
        while conversation.sent().is_empty() {
            assert!(began.elapsed() < SOON, "{:#?}", conversation.turns().await);
            conversation.app.clock.advance(50);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(conversation.requests().last().map(String::as_str), Some(text));
        assert_eq!(
            conversation.requests().len(),
            if enabled { 2 } else { 1 },
            "one of them read the video"
        );
        conversation.app.stop().await;
    }
}

#[tokio::test]
async fn the_agent_gets_the_turn_without_an_unreadable_file() {
    let conversation = Conversation::new(json!({ "conversation": { "mediaWaitMs": 500 } })).await;
    let file = MediaContent::new(MediaKind::Document, "text/plain");
    conversation.deliver(vec![from_ann_with("A1", Content::Media(file), Some(b"nowhere"))]).await;
    let began = Instant::now();
    while conversation.requests().is_empty() {
        assert!(began.elapsed() < SOON, "{:#?}", conversation.turns().await);
        conversation.app.clock.advance(50);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(conversation.requests(), ["[document]"], "a failure is no content");
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_rate_limited_person_waits_and_loses_no_message() {
    let conversation =
        Conversation::new(json!({ "conversation": { "rateLimitPerMinute": 2 } })).await;
    for (id, text) in [("A1", "one"), ("A2", "two")] {
        let before = conversation.sent().len();
        conversation.deliver(vec![from_ann(id, text)]).await;
        conversation.wait_for_sent(before + 1).await;
    }
    conversation.deliver(vec![from_ann("A3", "three")]).await;
    conversation.deliver(vec![from_ann("A4", "four")]).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(conversation.requests().len(), 2);
    conversation.app.clock.advance(60_001);
    assert_eq!(conversation.wait_for_sent(3).await[2], "You said: three\nfour");
    conversation.app.stop().await;
}

#[tokio::test]
async fn an_answer_is_sent_by_paragraph_with_a_quote_if_configured() {
    let conversation = Conversation::new(json!({
        "messaging": { "splitDelayMinMs": 10, "splitDelayMaxMs": 20 },
        "conversation": { "quoteFirst": true },
        "agent": { "streaming": true },
    }))
    .await;
    conversation.model.script(vec![Rule::say("", "first part\n\nsecond part\n\nthird")]);
    conversation.deliver(vec![from_ann("A1", "a long one")]).await;
    assert_eq!(conversation.wait_for_sent(3).await, ["first part", "second part", "third"]);
    let turn = conversation.newest("done").await;
    assert_eq!((&turn["plannedParts"], &turn["queuedParts"]), (&json!(3), &json!(3)));
    let sent = conversation.app.channel.session(conversation.instance).expect("a session").sent();
    let quoting = sent
        .iter()
        .filter(|one| matches!(one, SentByMock::Message(message) if message.reply_to.is_some()));
    assert_eq!(quoting.count(), 1);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_message_from_the_past_is_not_answered() {
    let conversation = Conversation::new(json!({})).await;
    let Inbound::Message(mut old) = from_ann("OLD", "last year") else { unreachable!() };
    old.from_history = true;
    old.timestamp = Timestamp(1_700_000_000_000);
    conversation.deliver(vec![Inbound::Message(old)]).await;
    assert!(conversation.turns().await.is_empty());
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_silent_agent_causes_no_dead_letter_and_no_error_reply() {
    let conversation =
        Conversation::new(json!({ "conversation": { "errorReply": "sorry, later" } })).await;
    conversation.model.script(vec![
        Rule::say("blank", " "),
        Rule::call("tools", "look_up", json!({})),
        Rule::say("word", "`NO_REPLY`"),
        Rule::say("own", "[nothing]"),
        Rule::say("part", "Hello.\n\nNO_REPLY"),
    ]);
    for (id, text) in [("A1", "blank"), ("A2", "tools"), ("A3", "word")] {
        conversation.deliver(vec![from_ann(id, text)]).await;
        let turn = conversation.newest("done").await;
        assert_eq!(turn["outcome"], "silent", "{text}: {turn}");
    }
    conversation.deliver(vec![from_ann("A4", "part")]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["Hello."]);
    assert_eq!(conversation.newest("done").await["outcome"], "answered");

    let path = format!("/api/v2/instances/{}", conversation.instance);
    let set = json!({ "conversation": { "silenceWord": "[nothing]" } });
    assert_eq!(conversation.app.call(Method::PATCH, &path, Some(set)).await.status, StatusCode::OK);
    conversation.deliver(vec![from_ann("A5", "own")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "silent");
    assert_eq!(conversation.sent(), ["Hello."]);
    let letters = conversation.app.get("/api/v2/dead-letters").await.body;
    assert_eq!(letters["items"], json!([]));
    conversation.app.stop().await;
}

/// Waits until the agent has this many requests, while the clock advances.
async fn wait_for_requests(conversation: &Conversation, count: usize) -> Vec<String> {
    let began = Instant::now();
    while conversation.requests().len() < count {
        assert!(began.elapsed() < SOON, "{:#?}", conversation.turns().await);
        conversation.app.clock.advance(50);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    conversation.requests()
}

#[tokio::test]
async fn a_quoted_document_is_shown_with_its_name_and_its_reading() {
    let conversation = Conversation::new(json!({})).await;
    let session = conversation.app.channel.session(conversation.instance).expect("a session");
    session.offer_file(b"offer", b"The bike costs 300.");
    let mut file = MediaContent::new(MediaKind::Document, "text/plain");
    file.file_name = Some("offer.txt".to_owned());
    conversation.deliver(vec![from_ann_with("A1", Content::Media(file), Some(b"offer"))]).await;
    wait_for_requests(&conversation, 1).await;
    conversation.newest("done").await;
    let Inbound::Message(mut message) = from_ann("A2", "until when?") else { unreachable!() };
    message.reply_to =
        Some(MessageRef { external_id: "A1".to_owned(), sender: None, from_me: false });
    conversation.deliver(vec![Inbound::Message(message)]).await;
    let document = "[document offer.txt] The bike costs 300.";
    assert_eq!(
        wait_for_requests(&conversation, 2).await,
        [document.to_owned(), format!("[in reply to Ann: {document}]\nuntil when?")]
    );
    conversation.newest("done").await;
    conversation.app.stop().await;
}

#[tokio::test]
async fn cards_are_shown_with_numbers_and_mentions_with_names() {
    let conversation = Conversation::new(json!({})).await;
    conversation.app.channel.network().add_capability(Capability::HandleGroups);
    let card = ContactCard {
        name: "Dr. Silva".to_owned(),
        phone: Some("+55 11 98888-0001".to_owned()),
        email: None,
        organization: None,
        vcard: None,
    };
    conversation
        .deliver(vec![from_ann_with("A1", Content::Contact { contacts: vec![card] }, None)])
        .await;
    conversation.wait_for_sent(1).await;
    conversation.deliver(vec![from_bo("B1", "hello")]).await;
    conversation.wait_for_sent(2).await;
    let mention = |message: &mut InboundMessage| {
        message.context.mentions = vec![OWN.to_owned(), BO.to_owned(), "999@lid".to_owned()];
    };
    let text = "@15550001111 ask @15550003333 or @999";
    conversation.deliver(vec![in_group("G1", text, mention)]).await;
    conversation.wait_for_sent(3).await;
    assert_eq!(
        conversation.requests(),
        ["[contact Dr. Silva +55 11 98888-0001]", "hello", "@Mock ask @Bo or @999"]
    );
    conversation.app.stop().await;
}

#[tokio::test]
async fn what_was_forwarded_is_marked_for_the_agent() {
    let conversation = Conversation::new(json!({})).await;
    let Inbound::Message(mut copy) = from_ann("A1", "win a prize") else { unreachable!() };
    copy.context.forwarded = true;
    conversation.deliver(vec![Inbound::Message(copy)]).await;
    conversation.wait_for_sent(1).await;
    assert_eq!(conversation.requests(), ["[forwarded] win a prize"]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_greeting_of_the_phone_does_not_pause_the_agent() {
    let conversation = Conversation::new(json!({})).await;
    conversation.model.set_delay(Duration::from_secs(2));
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("asked");
    conversation.app.clock.advance(3_000);
    conversation.deliver(vec![own("O1", "Welcome! We answer soon.")]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: hello"]);
    conversation.model.set_delay(Duration::ZERO);
    // Later in the conversation it counts as a person's message, however quick.
    conversation.app.clock.advance(60_000);
    conversation.deliver(vec![from_ann("A2", "and the price?")]).await;
    conversation.wait_for_sent(2).await;
    conversation.deliver(vec![own("O2", "I will do it")]).await;
    conversation.deliver(vec![from_ann("A3", "thanks")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "paused");
    conversation.app.stop().await;
}

#[tokio::test]
async fn messages_that_the_network_marks_as_automatic_never_pause_the_agent() {
    let conversation =
        Conversation::new(json!({ "conversation": { "automaticGraceMs": 0 } })).await;
    let Inbound::Message(mut away) = own("O1", "We are away.") else { unreachable!() };
    away.context.automatic = true;
    conversation.deliver(vec![Inbound::Message(away)]).await;
    conversation.deliver(vec![from_ann("A1", "hello")]).await;
    assert_eq!(conversation.wait_for_sent(1).await, ["You said: hello"]);
    conversation.deliver(vec![own("O2", "I am here")]).await;
    conversation.deliver(vec![from_ann("A2", "good")]).await;
    assert_eq!(conversation.newest("done").await["outcome"], "paused");
    conversation.app.stop().await;
}

/// Delivers texts from one sender, each so long after the answer to the one before, until the agent is
/// paused. How many were answered.
async fn answered_until_paused(
    conversation: &Conversation,
    who: &str,
    gap: i64,
    text: fn(usize) -> String,
) -> usize {
    const START: i64 = 1_767_323_045_000;
    for number in 0..40 {
        let mut message = direct(Address::new(who), &format!("L{number}"), &text(number));
        message.timestamp = Timestamp(START + gap * i64::try_from(number).expect("small"));
        conversation.deliver(vec![Inbound::Message(Box::new(message))]).await;
        if conversation.newest("done").await["outcome"] == "paused" {
            return number;
        }
        conversation.wait_for_sent(number + 1).await;
        conversation.app.clock.advance(gap);
    }
    panic!("it goes on without end: {:?}", conversation.sent());
}

#[tokio::test]
async fn two_agents_do_not_answer_each_other_without_end() {
    let conversation = Conversation::new(json!({})).await;
    let answered =
        answered_until_paused(&conversation, ANN, 1_000, |number: usize| format!("say {number}"))
            .await;
    assert_eq!(answered, 20);
    let paused = &conversation.events("agent.paused").await[0];
    assert_eq!(paused["payload"]["by"], "loop", "{paused}");
    conversation.app.clock.advance(3_600_001);
    let mut later = direct(Address::new(ANN), "LATER", "a person again");
    later.timestamp = Timestamp(1_767_330_000_000);
    conversation.deliver(vec![Inbound::Message(Box::new(later))]).await;
    conversation.wait_for_sent(21).await;
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_repeated_text_is_a_loop_however_slow() {
    let conversation = Conversation::new(json!({})).await;
    let text = |_: usize| "Thank you for your message.".to_owned();
    assert_eq!(answered_until_paused(&conversation, ANN, 30_000, text).await, 6);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_loop_with_another_instances_agent_is_detected_early() {
    let conversation = Conversation::new(json!({})).await;
    let text = |number: usize| format!("say {number}");
    assert_eq!(answered_until_paused(&conversation, OWN, 1_000, text).await, 4);
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_person_who_reads_before_answering_is_no_loop() {
    let conversation =
        Conversation::new(json!({ "conversation": { "loopLimit": 3, "answersPerHour": 12 } }))
            .await;
    let text = |number: usize| format!("say {number}");
    assert_eq!(
        answered_until_paused(&conversation, ANN, 20_000, text).await,
        12,
        "the limit of an hour"
    );
    conversation.app.stop().await;
}

const MARKDOWN: &str =
    "# Prices\n\n**Red** bike: *300*\n\n- small\n\n- large\n\n```\na\n\nb\n```\n\nBye";

const RENDERED: [&str; 4] =
    ["*Prices*\n\n*Red* bike: _300_", "- small\n- large", "```\na\n\nb\n```", "Bye"];

#[tokio::test]
async fn markdown_is_sent_in_the_markup_of_phones_and_split_between_blocks() {
    for streaming in [false, true] {
        let conversation = Conversation::new(json!({
            "messaging": { "splitDelayMinMs": 0, "splitDelayMaxMs": 1 },
            "agent": { "streaming": streaming },
        }))
        .await;
        conversation.model.script(vec![Rule::say("", MARKDOWN)]);
        conversation.deliver(vec![from_ann("A1", "what is there?")]).await;
        assert_eq!(conversation.wait_for_sent(4).await, RENDERED, "streaming: {streaming}");
        conversation.newest("done").await;

        let path = format!("/api/v2/instances/{}", conversation.instance);
        let set = json!({
            "conversation": { "formatMarkdown": false },
            "messaging": { "enableAutoSplit": false },
        });
        assert_eq!(
            conversation.app.call(Method::PATCH, &path, Some(set)).await.status,
            StatusCode::OK
        );
        conversation.deliver(vec![from_ann("A2", "and again")]).await;
        assert_eq!(conversation.wait_for_sent(5).await[4], MARKDOWN);
        conversation.app.stop().await;
    }
}

#[tokio::test]
async fn an_answer_mentions_members_of_the_group() {
    let conversation =
        Conversation::new(json!({ "conversation": { "replyFilter": { "mode": "all" } } })).await;
    for capability in [Capability::HandleGroups, Capability::MentionPeople] {
        conversation.app.channel.network().add_capability(capability);
    }
    let members = [ANN, BO].map(|member| (Address::new(member), "member"));
    let group = ChatInfo {
        chat: Address::new(GROUP),
        chat_type: ChatType::Group,
        name: Some("Club".to_owned()),
        participants: Some(members.into()),
    };
    conversation.deliver(vec![Inbound::Chat(group), from_bo("B1", "hello")]).await;
    conversation.wait_for_sent(1).await;
    let answer = "Ask @Bo or @+15550002222, not me@example.com or @Carla.";
    conversation.model.script(vec![Rule::say("", answer)]);
    conversation.deliver(vec![in_group("G1", "who knows?", |_| {})]).await;
    let marked = "Ask @15550003333 or @15550002222, not me@example.com or @Carla.";
    assert_eq!(conversation.wait_for_sent(2).await[1], marked);
    let sent = conversation.app.channel.session(conversation.instance).expect("a session").sent();
    let mut mentions = sent.iter().filter_map(|one| match one {
        SentByMock::Message(message) => Some(message.context.mentions.clone()),
        SentByMock::Action(_) => None,
    });
    assert_eq!(mentions.next_back().expect("a message"), [BO, ANN]);
    conversation.app.stop().await;
}

#[tokio::test]
async fn images_that_an_answer_links_are_sent_as_images() {
    let files = [
        ("/bike.png".to_owned(), ("image/png".to_owned(), b"png".to_vec())),
        ("/page".to_owned(), ("text/html".to_owned(), b"<html>".to_vec())),
    ];
    let files = Files::start(files.into()).await.expect("a server");
    let (bike, page) = (files.url("/bike.png"), files.url("/page"));
    let conversation =
        Conversation::new(json!({ "messaging": { "splitDelayMinMs": 0, "splitDelayMaxMs": 1 } }))
            .await;
    let answer = format!("Here:\n\n![the bike]({bike})\n\nNot ![this]({page}).");
    conversation.model.script(vec![Rule::say("", &answer)]);
    conversation.deliver(vec![from_ann("A1", "show me")]).await;
    let texts = ["Here:".to_owned(), "Not this.".to_owned(), format!("this ({page})")];
    assert_eq!(conversation.wait_for_sent(3).await, texts);
    let sent = conversation.app.channel.session(conversation.instance).expect("a session").sent();
    let images: Vec<Option<String>> = sent
        .into_iter()
        .filter_map(|one| match one {
            SentByMock::Message(message) => match message.content {
                omni_channel::OutboundContent::Media(media) => Some(media.content.caption),
                _ => None,
            },
            SentByMock::Action(_) => None,
        })
        .collect();
    assert_eq!(images, [Some("the bike".to_owned())]);
    let turn = conversation.newest("done").await;
    assert_eq!(turn["plannedParts"], 4, "{turn}");
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_quote_of_a_message_that_is_not_stored_is_shown_by_its_copy() {
    let conversation = Conversation::new(json!({})).await;
    let Inbound::Message(mut reply) = from_ann("A1", "this one") else { unreachable!() };
    reply.reply_to =
        Some(MessageRef { external_id: "OLD".to_owned(), sender: None, from_me: false });
    let copy = QuotedCopy { sender: None, text: "[image] new bikes".to_owned() };
    reply.context.quoted = Some(Box::new(copy));
    conversation.deliver(vec![Inbound::Message(reply)]).await;
    conversation.newest("done").await;
    assert_eq!(conversation.requests(), ["[in reply to: [image] new bikes]\nthis one"]);
    conversation.app.stop().await;
}

/// Closes the instance's connection and waits for the next one.
async fn reconnect(conversation: &Conversation) {
    let live = conversation.app.app.sessions.get(conversation.instance).expect("a session");
    let before = live.status().connected_at;
    conversation.app.clock.advance(1000);
    live.restart();
    let again = async {
        while live.status().connected_at.is_none() || live.status().connected_at == before {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, again).await.expect("a new connection");
}

async fn a_reconnect_in_the_middle(database: Database, streaming: bool) {
    let conversation = Conversation::on(
        database,
        json!({
            "messaging": { "splitDelayMinMs": 300, "splitDelayMaxMs": 300 },
            "agent": { "streaming": streaming },
        }),
    )
    .await;
    conversation.model.script(vec![Rule::say("", "first part\n\nsecond part\n\nthird")]);
    conversation.model.set_delay(Duration::from_secs(2));
    conversation.deliver(vec![from_ann("A1", "a long one")]).await;
    conversation.model.expect_requests(1, SOON).await.expect("a request");
    for _ in 0..3 {
        reconnect(&conversation).await;
    }
    let turn = conversation.newest("done").await;
    assert_eq!((&turn["outcome"], &turn["queuedParts"]), (&json!("answered"), &json!(3)));
    assert_eq!(conversation.requests().len(), 1, "it is asked once");
    let began = Instant::now();
    while conversation.events("message.sent").await.len() < 3 {
        assert!(began.elapsed() < SOON, "{:?}", conversation.sent());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(conversation.events("message.queued").await.len(), 3, "each part is queued once");
    assert!(conversation.events("system.dead_letter").await.is_empty());
    conversation.app.stop().await;
}

#[tokio::test]
async fn a_reconnect_neither_asks_again_nor_cuts_an_answer_off() {
    a_reconnect_in_the_middle(Database::sqlite(), false).await;
    a_reconnect_in_the_middle(Database::sqlite(), true).await;
}

#[tokio::test]
async fn on_postgres_a_reconnect_neither_asks_again_nor_cuts_an_answer_off() {
    a_reconnect_in_the_middle(Database::postgres().await, false).await;
    a_reconnect_in_the_middle(Database::postgres().await, true).await;
}
