//! Conversations with an agent: what reaches it, who gets an answer, and what people may do.

use crate::support::{ANN, BO, deliver, from_ann, from_bo, said, test_app_with};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, Inbound, InboundMessage, MessageRef, Typing};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Database, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const OWN: &str = "15550001111@s.whatsapp.net";
const GROUP: &str = "1203630@g.us";
const SOON: Duration = Duration::from_secs(20);

struct Talk {
    app: TestApp,
    model: Model,
    instance: InstanceId,
}

impl Talk {
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
        let made = app.post("/api/v2/instances", config).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.body["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v2/instances/{id}/connect");
        let connected = app.call(Method::POST, &path, None).await;
        assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);
        Self { app, model, instance: id.parse().expect("an id") }
    }

    async fn deliver(&self, heard: Vec<Inbound>) {
        deliver(&self.app, self.instance, heard).await;
    }

    /// What went out so far, in order.
    fn said(&self) -> Vec<String> {
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
            // The clock stands still otherwise, and what waits for it would wait for ever.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn events(&self, kind: &str) -> Vec<Value> {
        let list = self.app.get(&format!("/api/v2/events?eventType={kind}&limit=50")).await;
        list.body["items"].as_array().expect("items").clone()
    }

    async fn said_count(&self, count: usize) -> Vec<String> {
        let began = Instant::now();
        while self.said().len() < count {
            assert!(began.elapsed() < SOON, "only {:?} went out", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.said()
    }

    fn asked(&self) -> Vec<String> {
        self.model.requests().iter().map(omni_sandbox::model::Request::last_user_text).collect()
    }

    async fn act(&self, turn: &Value, verb: &str) -> omni_testing::Answer {
        let id = turn["id"].as_str().expect("an id");
        self.app.post(&format!("/api/v2/turns/{id}/{verb}"), Value::Null).await
    }
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
async fn everything_gathered_is_one_turn_and_its_trace_tells_each_stage() {
    let talk = Talk::new(json!({})).await;
    talk.deliver(vec![from_ann("A1", "hello"), from_ann("A2", "is the bike there?")]).await;
    let turn = talk.newest("done").await;
    assert_eq!(turn["outcome"], "answered", "{turn}");
    assert_eq!(talk.asked(), ["hello\nis the bike there?"]);
    assert_eq!(talk.said_count(1).await, ["You said: hello\nis the bike there?"]);
    let path = format!("/api/v2/turns/{}", turn["id"].as_str().expect("an id"));
    let details = talk.app.get(&path).await.body;
    assert_eq!(details["messageIds"].as_array().map(Vec::len), Some(2), "{details}");
    assert_eq!(details["replyMessageIds"].as_array().map(Vec::len), Some(1), "{details}");

    let heard = talk.events("message.received").await;
    let path = format!("/api/v2/events/{}/trace", heard[0]["id"].as_str().expect("an id"));
    let trace = talk.app.get(&path).await.body;
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
    let answer = &talk.events("agent.response").await[0];
    assert!(answer["agentLatencyMs"].is_u64() && answer["processingTimeMs"].is_u64(), "{answer}");
    talk.app.stop().await;
}

#[tokio::test]
async fn a_turn_is_the_same_on_postgres() {
    let talk = Talk::on(Database::postgres().await, json!({})).await;
    talk.deliver(vec![from_ann("A1", "one"), from_bo("B1", "other"), from_ann("A2", "two")]).await;
    let mut said = talk.said_count(2).await;
    said.sort();
    assert_eq!(said, ["You said: one\ntwo", "You said: other"]);
    talk.newest("done").await;
    talk.app.stop().await;
}

#[tokio::test]
async fn a_quiet_time_gathers_and_typing_makes_it_longer() {
    let talk = Talk::new(json!({
        "messaging": { "debounceMode": "fixed", "debounceMs": 300 },
        "conversation": { "restartOnTyping": true },
    }))
    .await;
    talk.deliver(vec![from_ann("A1", "one")]).await;
    talk.app.clock.advance(200);
    talk.deliver(vec![from_ann("A2", "two")]).await;
    talk.app.clock.advance(200);
    let typing = Typing {
        chat: Address::new(ANN),
        sender: Address::new(ANN),
        active: true,
        recording: false,
    };
    talk.deliver(vec![Inbound::Typing(typing)]).await;
    talk.app.clock.advance(200);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(talk.asked().is_empty(), "it is not quiet yet");
    talk.app.clock.advance(200);
    talk.newest("done").await;
    assert_eq!(talk.asked(), ["one\ntwo"]);
    talk.app.stop().await;
}

#[tokio::test]
async fn a_blocked_sender_costs_nothing_and_is_told_if_the_rule_says_so() {
    let talk = Talk::new(json!({})).await;
    let rule = |pattern: &str, action: Value| {
        json!({
            "type": "deny", "criteria": { "phonePatterns": [pattern] }, "priority": 1,
            "action": action,
        })
    };
    let block = rule("+15550002222", json!({ "type": "block", "message": "not now" }));
    let silent = rule("+15550003333", json!({ "type": "silent_block" }));
    for body in [block, silent] {
        let made = talk.app.post("/api/v2/access/rules", body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }
    talk.deliver(vec![from_bo("B1", "let me in")]).await;
    assert_eq!(talk.newest("done").await["outcome"], "blocked");
    let voice = Content::Media(MediaContent::new(MediaKind::Audio, "audio/ogg"));
    talk.deliver(vec![said("A1", voice, Some(b"where"))]).await;
    assert_eq!(talk.said_count(1).await, ["not now"]);
    assert_eq!(talk.newest("done").await["outcome"], "blocked");
    let denied = talk.events("access.denied").await;
    let actions: Vec<&Value> = denied.iter().map(|event| &event["payload"]["action"]).collect();
    assert_eq!(actions, [&json!("block"), &json!("silent_block")]);
    assert!(talk.model.requests().is_empty(), "neither the agent nor a reader was asked");
    talk.app.stop().await;
}

#[tokio::test]
async fn a_group_is_answered_when_it_speaks_to_the_account() {
    let talk = Talk::new(json!({
        "conversation": { "replyFilter": { "onNameMatch": true, "namePatterns": ["Shop"] } },
    }))
    .await;
    talk.app.channel.network().add_capability(Capability::HandleGroups);
    let mention = |message: &mut InboundMessage| message.context.mentions = vec![OWN.to_owned()];
    let other = |message: &mut InboundMessage| message.context.mentions = vec![BO.to_owned()];
    let quote = |message: &mut InboundMessage| {
        message.reply_to =
            Some(MessageRef { external_id: "OLD".to_owned(), sender: None, from_me: true });
    };
    talk.deliver(vec![in_group("G1", "good morning all", |_| {})]).await;
    talk.deliver(vec![in_group("G2", "ask somebody", other)]).await;
    for (id, text, change) in [
        ("G3", "mention", Box::new(mention) as Box<dyn FnOnce(&mut InboundMessage)>),
        ("G4", "quote", Box::new(quote)),
        ("G5", "hey shop!", Box::new(|_: &mut InboundMessage| {})),
    ] {
        let before = talk.said().len();
        talk.deliver(vec![in_group(id, text, change)]).await;
        talk.said_count(before + 1).await;
    }
    assert_eq!(talk.asked(), ["mention", "quote", "hey shop!"]);
    let first = &talk.model.requests()[0].body["messages"];
    assert!(first.to_string().contains("good morning all"), "what others said is known: {first}");
    talk.app.stop().await;
}

#[tokio::test]
async fn a_person_who_writes_takes_the_chat_over_until_it_is_given_back() {
    let talk = Talk::new(json!({})).await;
    talk.deliver(vec![own("O1", "I am here myself")]).await;
    talk.deliver(vec![from_ann("A1", "thanks")]).await;
    assert_eq!(talk.newest("done").await["outcome"], "paused");
    let agent = format!("/api/v2/instances/{}/chats/{ANN}/agent", talk.instance);
    let resumed = talk.app.post(&format!("{agent}/resume"), Value::Null).await;
    assert_eq!(resumed.body["paused"], false, "{}", resumed.body);
    talk.deliver(vec![from_ann("A2", "and now?")]).await;
    talk.said_count(1).await;

    let pause = json!({ "durationMs": 20_000 });
    let paused = talk.app.post(&format!("{agent}/pause"), pause).await;
    assert_eq!(paused.body["paused"], true, "{}", paused.body);
    talk.deliver(vec![from_ann("A3", "hello?")]).await;
    assert_eq!(talk.newest("done").await["outcome"], "paused");
    talk.app.clock.advance(20_001);
    talk.deliver(vec![from_ann("A4", "a while later")]).await;
    talk.said_count(2).await;
    assert_eq!(talk.asked().last().map(String::as_str), Some("a while later"));
    talk.app.stop().await;
}

#[tokio::test]
async fn taking_over_calls_off_what_the_agent_is_thinking() {
    let talk = Talk::new(json!({})).await;
    talk.model.set_delay(Duration::from_secs(30));
    talk.deliver(vec![from_ann("A1", "a hard question")]).await;
    talk.model.expect_requests(1, SOON).await.expect("asked");
    talk.deliver(vec![own("O1", "I will do it")]).await;
    assert_eq!(talk.newest("done").await["outcome"], "paused");
    assert!(talk.said().is_empty());
    talk.app.stop().await;
}

#[tokio::test]
async fn a_failed_turn_says_why_and_can_be_tried_again() {
    let talk = Talk::new(json!({ "conversation": { "errorReply": "sorry, later" } })).await;
    talk.model.script(vec![Rule::new("", Reaction::Fail(400))]);
    talk.deliver(vec![from_ann("A1", "hello")]).await;
    let failed = talk.newest("failed").await;
    assert_eq!(failed["error"]["stage"], "agent_request", "{failed}");
    assert_eq!(failed["error"]["code"], "agent_status", "{failed}");
    assert_eq!(talk.said_count(1).await, ["sorry, later"]);
    let error = &talk.events("agent.error").await[0];
    assert_eq!(
        (&error["errorStage"], &error["status"]),
        (&json!("agent_request"), &json!("failed"))
    );
    let letters = talk.app.get("/api/v2/dead-letters").await.body;
    assert_eq!(letters["items"][0]["kind"], "turn.run", "{letters}");
    assert_eq!(letters["items"][0]["payload"]["turnId"], failed["id"]);

    talk.model.script(Vec::new());
    let retried = talk.act(&failed, "retry").await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(talk.said_count(2).await[1], "You said: hello");
    talk.newest("done").await;
    let letters = talk.app.get("/api/v2/dead-letters").await.body;
    assert_eq!(letters["items"], json!([]), "its dead letter is gone");
    assert_eq!(talk.act(&failed, "retry").await.status, StatusCode::CONFLICT);
    talk.app.stop().await;
}

#[tokio::test]
async fn a_dead_letter_is_tried_again_or_dropped() {
    let talk = Talk::new(json!({})).await;
    talk.model.script(vec![Rule::new("", Reaction::Fail(400)).times(2)]);
    for (id, text) in [("A1", "first"), ("A2", "second")] {
        talk.deliver(vec![from_ann(id, text)]).await;
        talk.newest("failed").await;
    }
    let letters = talk.app.get("/api/v2/dead-letters").await.body["items"].clone();
    let path =
        |at: usize| format!("/api/v2/dead-letters/{}", letters[at]["id"].as_str().expect("an id"));
    let dropped = talk.app.call(Method::DELETE, &path(1), None).await;
    assert_eq!(dropped.status, StatusCode::OK, "{}", dropped.body);
    assert_eq!(talk.app.get(&path(1)).await.status, StatusCode::NOT_FOUND);
    let retried = talk.app.post(&format!("{}/retry", path(0)), Value::Null).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.body);
    assert_eq!(talk.said_count(1).await, ["You said: second"]);
    talk.app.stop().await;
}

#[tokio::test]
async fn a_cancelled_turn_says_nothing_and_the_next_is_answered() {
    let talk = Talk::new(json!({})).await;
    talk.model.script(vec![Rule::say("slow", "too late").after(Duration::from_secs(30))]);
    talk.deliver(vec![from_ann("A1", "slow")]).await;
    talk.model.expect_requests(1, SOON).await.expect("asked");
    let turn = talk.newest("running").await;
    let cancelled = talk.act(&turn, "cancel").await;
    assert_eq!(cancelled.body["state"], "cancelled", "{}", cancelled.body);
    assert_eq!(talk.act(&turn, "cancel").await.status, StatusCode::OK, "twice is no error");
    talk.deliver(vec![from_ann("A2", "quick")]).await;
    assert_eq!(talk.said_count(1).await, ["You said: quick"]);
    talk.app.stop().await;
}

#[tokio::test]
async fn new_messages_supersede_where_the_instance_wants_that() {
    let talk = Talk::new(json!({ "conversation": { "newInput": "supersede" } })).await;
    talk.model.script(vec![Rule::say("first", "too late").after(Duration::from_secs(30)).times(1)]);
    talk.deliver(vec![from_ann("A1", "first")]).await;
    talk.model.expect_requests(1, SOON).await.expect("asked");
    talk.deliver(vec![from_ann("A2", "second")]).await;
    assert_eq!(talk.said_count(1).await, ["You said: first\nsecond"]);
    let turns = talk.turns().await;
    assert_eq!(turns[1]["state"], "superseded", "{turns:#?}");
    assert_eq!(turns[1]["supersededBy"], turns[0]["id"]);
    talk.app.stop().await;
}

/// Ann's moments are a second behind ours, as those of a network whose clock counts seconds are.
#[tokio::test]
async fn the_last_answer_is_known_in_the_next_question_whatever_the_clocks_say() {
    let talk = Talk::new(json!({})).await;
    talk.deliver(vec![from_ann("A1", "first")]).await;
    talk.said_count(1).await;
    talk.deliver(vec![from_ann("A2", "second")]).await;
    talk.said_count(2).await;
    talk.deliver(vec![from_ann("A3", "third")]).await;
    talk.said_count(3).await;
    let requests = talk.model.requests();
    let messages = requests.last().expect("asked").body["messages"].as_array().expect("some");
    let texts: Vec<&str> = messages.iter().filter_map(|one| one["content"].as_str()).collect();
    assert_eq!(texts, ["first", "You said: first", "second", "You said: second", "third"]);
    talk.app.stop().await;
}

#[tokio::test]
async fn new_messages_wait_for_the_next_turn_otherwise() {
    let talk = Talk::new(json!({})).await;
    let slow = Rule::say("", "You said: {text}").after(Duration::from_secs(2)).times(1);
    talk.model.script(vec![slow]);
    talk.deliver(vec![from_ann("A1", "first")]).await;
    talk.model.expect_requests(1, SOON).await.expect("asked");
    talk.deliver(vec![from_ann("A2", "second")]).await;
    talk.deliver(vec![from_ann("A3", "third")]).await;
    assert_eq!(talk.said_count(2).await, ["You said: first", "You said: second\nthird"]);
    let requests = talk.model.requests();
    let messages = requests[1].body["messages"].as_array().expect("some");
    let texts: Vec<&str> = messages.iter().filter_map(|one| one["content"].as_str()).collect();
    assert_eq!(texts, ["first", "You said: first", "second\nthird"], "it knows what it has said");
    talk.app.stop().await;
}

#[tokio::test]
async fn what_a_file_says_reaches_the_agent_as_text() {
    let talk = Talk::new(json!({})).await;
    let session = talk.app.channel.session(talk.instance).expect("a session");
    session.offer_file(b"offer", b"The bike costs 300.");
    let mut file = MediaContent::new(MediaKind::Document, "text/plain");
    file.caption = Some("see here".to_owned());
    talk.deliver(vec![said("A1", Content::Media(file), Some(b"offer"))]).await;
    let began = Instant::now();
    while talk.asked().is_empty() {
        assert!(began.elapsed() < SOON, "{:#?}", talk.turns().await);
        // The reading looks again for the file a moment later.
        talk.app.clock.advance(50);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(talk.asked(), ["[document] The bike costs 300. see here"]);
    talk.newest("done").await;
    talk.app.stop().await;
}

#[tokio::test]
async fn a_video_is_described_where_the_instance_wants_it() {
    for (wanted, said) in [(true, "[video] Watched: a cat jumps"), (false, "[video]")] {
        let talk = Talk::new(json!({ "media": { "processVideo": wanted } })).await;
        let settings = json!({
            "gemini.base_url": talk.model.gemini_url(), "gemini.api_key": "key",
        });
        let body = json!({ "settings": settings });
        let set = talk.app.call(Method::PATCH, "/api/v2/settings", Some(body)).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.body);
        let session = talk.app.channel.session(talk.instance).expect("a session");
        session.offer_file(b"film", b"a cat jumps");
        let film = Content::Media(MediaContent::new(MediaKind::Video, "video/mp4"));
        talk.deliver(vec![crate::support::said("A1", film, Some(b"film"))]).await;
        let began = Instant::now();
        while talk.said().is_empty() {
            assert!(began.elapsed() < SOON, "{:#?}", talk.turns().await);
            talk.app.clock.advance(50);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(talk.asked().last().map(String::as_str), Some(said));
        assert_eq!(talk.asked().len(), if wanted { 2 } else { 1 }, "one of them read the video");
        talk.app.stop().await;
    }
}

#[tokio::test]
async fn the_agent_is_asked_without_a_file_that_cannot_be_read() {
    let talk = Talk::new(json!({ "conversation": { "mediaWaitMs": 500 } })).await;
    let file = MediaContent::new(MediaKind::Document, "text/plain");
    talk.deliver(vec![said("A1", Content::Media(file), Some(b"nowhere"))]).await;
    let began = Instant::now();
    while talk.asked().is_empty() {
        assert!(began.elapsed() < SOON, "{:#?}", talk.turns().await);
        talk.app.clock.advance(50);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(talk.asked(), ["[document]"], "a failure is no content");
    talk.app.stop().await;
}

#[tokio::test]
async fn a_person_who_writes_too_often_waits_and_loses_nothing() {
    let talk = Talk::new(json!({ "conversation": { "rateLimitPerMinute": 2 } })).await;
    for (id, text) in [("A1", "one"), ("A2", "two")] {
        let before = talk.said().len();
        talk.deliver(vec![from_ann(id, text)]).await;
        talk.said_count(before + 1).await;
    }
    talk.deliver(vec![from_ann("A3", "three")]).await;
    talk.deliver(vec![from_ann("A4", "four")]).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(talk.asked().len(), 2);
    talk.app.clock.advance(60_001);
    assert_eq!(talk.said_count(3).await[2], "You said: three\nfour");
    talk.app.stop().await;
}

#[tokio::test]
async fn an_answer_is_sent_paragraph_by_paragraph_quoting_where_wanted() {
    let talk = Talk::new(json!({
        "messaging": { "splitDelayMinMs": 10, "splitDelayMaxMs": 20 },
        "conversation": { "quoteFirst": true },
        "agent": { "streaming": true },
    }))
    .await;
    talk.model.script(vec![Rule::say("", "first part\n\nsecond part\n\nthird")]);
    talk.deliver(vec![from_ann("A1", "tell me")]).await;
    assert_eq!(talk.said_count(3).await, ["first part", "second part", "third"]);
    let turn = talk.newest("done").await;
    assert_eq!((&turn["plannedParts"], &turn["queuedParts"]), (&json!(3), &json!(3)));
    let sent = talk.app.channel.session(talk.instance).expect("a session").sent();
    let quoting = sent
        .iter()
        .filter(|one| matches!(one, SentByMock::Message(message) if message.reply_to.is_some()));
    assert_eq!(quoting.count(), 1);
    talk.app.stop().await;
}

#[tokio::test]
async fn a_message_from_the_past_is_not_answered() {
    let talk = Talk::new(json!({})).await;
    let Inbound::Message(mut old) = from_ann("OLD", "last year") else { unreachable!() };
    old.from_history = true;
    old.timestamp = Timestamp(1_700_000_000_000);
    talk.deliver(vec![Inbound::Message(old)]).await;
    assert!(talk.turns().await.is_empty());
    talk.app.stop().await;
}
