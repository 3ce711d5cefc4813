//! Agents that answer later, to the one-time address of their question.

use crate::support::{deliver, from_ann, line, test_app_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::AppConfig;
use omni_channel::Inbound;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_sandbox::script::Rule;
use omni_sandbox::webhook::Webhook;
use omni_testing::{Answer, Database, HeldTransaction, SentByMock, TestApp, TestOptions};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);
const BASE: &str = "https://omni.example.com/api/v2/agent-replies/";

struct Setup {
    app: TestApp,
    hook: Webhook,
    instance: InstanceId,
}

impl Setup {
    async fn new() -> Self {
        Self::on(Database::sqlite()).await
    }

    async fn on(database: Database) -> Self {
        let mut config =
            AppConfig { public_url: "https://omni.example.com".to_owned(), ..TestApp::config() };
        config.outbound.allow = vec!["127.0.0.1".to_owned()];
        let app = test_app_with(TestOptions { database, config }).await;
        let hook = Webhook::start(0).await.expect("a webhook");
        hook.set_later(true);
        let created = app
            .post(
                "/api/v2/instances",
                json!({
                    "name": "shop",
                    "channel": "whatsapp-baileys",
                    "agent": { "type": "webhook", "apiUrl": hook.url() },
                    "messaging": { "splitDelayMinMs": 30, "splitDelayMaxMs": 40 },
                }),
            )
            .await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
        let id = created.body["id"].as_str().expect("an id").to_owned();
        let connected = app.post(&format!("/api/v2/instances/{id}/connect"), json!({})).await;
        assert_eq!(connected.status, StatusCode::OK, "{}", connected.body);
        Self { app, hook, instance: id.parse().expect("an id") }
    }

    async fn deliver(&self, id: &str, text: &str) {
        deliver(&self.app, self.instance, vec![from_ann(id, text)]).await;
    }

    /// The token of the reply URL of the question with this number.
    async fn token(&self, number: usize) -> String {
        let calls = self.hook.expect_calls(number, SOON).await.expect("a question");
        let url = calls[number - 1].body["replyEndpoint"].as_str().expect("an address").to_owned();
        let token = url.strip_prefix(BASE).unwrap_or_else(|| panic!("{url}"));
        assert!(token.len() >= 32 + 22, "at least 128 bits of secret: {token}");
        token.to_owned()
    }

    /// Without a key.
    async fn answer(&self, token: &str, body: &str) -> Answer {
        let request = Request::post(format!("/api/v2/agent-replies/{token}"));
        self.app.raw(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    fn sent(&self) -> Vec<String> {
        let sent = self.app.channel.session(self.instance).expect("a session").sent();
        let text = |one| match one {
            SentByMock::Message(message) => match message.content {
                omni_channel::OutboundContent::Text(text) => Some(text),
                _ => None,
            },
            SentByMock::Action(_) => None,
        };
        sent.into_iter().filter_map(text).collect()
    }

    async fn wait_for_sent(&self, count: usize) -> Vec<String> {
        let began = Instant::now();
        while self.sent().len() < count {
            assert!(began.elapsed() < SOON, "only {:?} were sent", self.sent());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.sent()
    }

    async fn newest(&self, state: &str) -> Value {
        let began = Instant::now();
        loop {
            let list = self.app.get("/api/v2/turns?limit=5").await;
            let turn = list.body["items"][0].clone();
            if turn["state"] == state {
                return turn;
            }
            assert!(began.elapsed() < SOON, "the newest turn is not {state}: {turn}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The sent texts after a while, in which nothing more must be sent.
    async fn sent_after_a_while(&self) -> Vec<String> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.sent()
    }
}

#[tokio::test]
async fn a_late_answer_is_sent_once_in_its_parts() {
    let setup = Setup::new().await;
    setup.deliver("A1", "how much?").await;
    let token = setup.token(1).await;
    let turn = setup.newest("awaiting_reply").await;
    let question = &setup.hook.calls()[0].body;
    assert_eq!(question["traceId"], turn["id"], "{question}");
    assert_eq!(question["instance"]["name"], "shop");
    assert_eq!(question["sender"]["name"], "Ann");
    let answer = setup.answer(&token, r#"{"parts":["It is 300.",{"text":"Come by!"}]}"#).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(answer.body, json!({ "accepted": true, "turnId": turn["id"] }));
    assert_eq!(setup.wait_for_sent(2).await, ["It is 300.", "Come by!"]);
    let turn = setup.newest("done").await;
    assert_eq!((&turn["outcome"], &turn["attempts"]), (&json!("answered"), &json!(1)));
    let again = setup.answer(&token, r#"{"reply":"and again"}"#).await;
    assert_eq!(line(&again), "409 CONFLICT");
    assert_eq!(setup.sent_after_a_while().await.len(), 2);
    let events = setup.app.get("/api/v2/events?eventType=agent.response").await;
    assert_eq!(events.body["items"].as_array().expect("items").len(), 1);
    setup.app.stop().await;
}

#[tokio::test]
async fn a_direct_answer_invalidates_the_reply_url() {
    let setup = Setup::new().await;
    setup.hook.set_later(false);
    setup.deliver("A1", "hello").await;
    assert_eq!(setup.wait_for_sent(1).await, ["You said: hello"]);
    setup.newest("done").await;
    let answer = setup.answer(&setup.token(1).await, r#"{"reply":"too late"}"#).await;
    assert_eq!(line(&answer), "410 GONE");
    assert_eq!(setup.sent_after_a_while().await.len(), 1);
    setup.app.stop().await;
}

#[tokio::test]
async fn a_reply_url_expires_and_its_turn_ends() {
    let setup = Setup::new().await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    assert_eq!(omni_app::turns::end_unanswered(&setup.app.app).await.expect("looked"), 0);
    setup.app.clock.advance(3_600_001);
    let answer = setup.answer(&token, "too late").await;
    assert_eq!(line(&answer), "410 GONE");
    omni_app::turns::end_unanswered(&setup.app.app).await.expect("ended");
    assert_eq!(setup.newest("done").await["outcome"], "deferred");
    assert_eq!(line(&setup.answer(&token, "still too late").await), "410 GONE");
    setup.app.clock.advance(24 * 3_600_000);
    let stop = setup.app.app.sessions.stopping();
    omni_app::turns::delete_old_reply_urls(&setup.app.app, &stop).await.expect("deleted");
    assert_eq!(line(&setup.answer(&token, "much too late").await), "404 NOT_FOUND");
    assert!(setup.sent_after_a_while().await.is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn new_messages_supersede_a_waiting_turn_if_configured() {
    let setup = Setup::new().await;
    let path = format!("/api/v2/instances/{}", setup.instance);
    let set = json!({ "conversation": { "newInput": "supersede" } });
    assert_eq!(setup.app.call(Method::PATCH, &path, Some(set)).await.status, StatusCode::OK);
    setup.deliver("A1", "how much?").await;
    let first = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    setup.deliver("A2", "the red one").await;
    let second = setup.token(2).await;
    assert_eq!(setup.hook.calls()[1].body["content"]["text"], "how much?\nthe red one");
    let turn = setup.newest("awaiting_reply").await;
    let turns = setup.app.get("/api/v2/turns?limit=5").await;
    assert_eq!(turns.body["items"][1]["state"], "superseded", "{}", turns.body);
    assert_eq!(turns.body["items"][1]["supersededBy"], turn["id"]);
    assert_eq!(line(&setup.answer(&first, "which one?").await), "410 GONE");
    assert_eq!(setup.answer(&second, "It is 300.").await.status, StatusCode::ACCEPTED);
    assert_eq!(setup.wait_for_sent(1).await, ["It is 300."]);
    setup.app.stop().await;
}

#[tokio::test]
async fn an_invalid_answer_leaves_the_reply_url_valid() {
    let setup = Setup::new().await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    for body in ["", " ", "{}", r#"{"reply":null}"#, r#"{"reply":""}"#, "[1]", "<html>"] {
        let answer = setup.answer(&token, body).await;
        assert_eq!(line(&answer), "400 VALIDATION_ERROR reply", "{body}: {}", answer.body);
    }
    let huge = format!(r#"{{"reply":"{}"}}"#, "x".repeat(1024 * 1024));
    assert_eq!(line(&setup.answer(&token, &huge).await), "413 PAYLOAD_TOO_LARGE");
    let mut wrong = token.clone();
    let last = if wrong.ends_with('a') { "b" } else { "a" };
    wrong.replace_range(wrong.len() - 1.., last);
    for unknown in [wrong.as_str(), &token[..32], &"0".repeat(72), "short", "%C3%A9%C3%A9"] {
        let answer = setup.answer(unknown, "hello").await;
        assert_eq!(line(&answer), "404 NOT_FOUND", "{unknown}");
        assert!(!answer.body.to_string().contains(unknown), "{}", answer.body);
    }
    let answer = setup.answer(&token, "in plain text").await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(setup.wait_for_sent(1).await, ["in plain text"]);
    setup.app.stop().await;
}

#[tokio::test]
async fn the_chat_continues_and_parts_of_two_turns_never_mix() {
    let setup = Setup::new().await;
    setup.deliver("A1", "first").await;
    let first = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    setup.hook.set_later(false);
    let rule = Rule::say("second", "b1\n\nb2\n\nb3").after(Duration::from_millis(300));
    setup.hook.script(vec![rule]);
    setup.deliver("A2", "second").await;
    let calls = setup.hook.expect_calls(2, SOON).await.expect("a question");
    assert_eq!(calls[1].body["content"]["text"], "second", "the first is not repeated");
    let answer = setup.answer(&first, r#"{"parts":["a1","a2"]}"#).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(setup.wait_for_sent(5).await, ["b1", "b2", "b3", "a1", "a2"]);
    setup.app.stop().await;
}

#[tokio::test]
async fn a_late_answer_may_arrive_before_the_202() {
    for later in [true, false] {
        let setup = Setup::new().await;
        setup.hook.set_later(later);
        let slow = Duration::from_millis(1500);
        setup.hook.script(vec![Rule::say("", "slow").after(slow)]);
        setup.deliver("A1", "hello").await;
        let answer = setup.answer(&setup.token(1).await, r#"{"reply":"fast"}"#).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        assert_eq!(setup.wait_for_sent(1).await, ["fast"]);
        setup.newest("done").await;
        tokio::time::sleep(slow).await;
        assert_eq!(setup.sent_after_a_while().await, ["fast"], "one answer to a question");
        setup.app.stop().await;
    }
}

#[tokio::test]
async fn of_two_concurrent_answers_one_counts() {
    let setup = Setup::on(Database::postgres().await).await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    let requests = (0..8).map(|_| setup.answer(&token, r#"{"reply":"once"}"#));
    let answers = futures::future::join_all(requests).await;
    let taken = answers.iter().filter(|answer| answer.status == StatusCode::ACCEPTED).count();
    assert_eq!(taken, 1, "{answers:#?}");
    assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 202 | 409)));
    setup.wait_for_sent(1).await;
    assert_eq!(setup.sent_after_a_while().await, ["once"]);
    setup.app.stop().await;
}

/// Between an answer's reads of its reply URL and of its turn another answer is accepted: the lock
/// delays the second read until then.
#[tokio::test]
async fn an_answer_that_loses_the_race_is_a_conflict() {
    let database = Database::postgres().await;
    let url = database.url();
    let setup = Setup::on(database).await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    let taken = "LOCK TABLE turns IN ACCESS EXCLUSIVE MODE; \
        UPDATE reply_urls SET used_at = created_at; UPDATE turns SET state = 'done'";
    let other = HeldTransaction::begin(&url, taken).await;
    let answer = setup.answer(&token, r#"{"reply":"second"}"#);
    let (answer, ()) = tokio::join!(answer, other.commit_when_awaited());
    assert_eq!(line(&answer), "409 CONFLICT", "{}", answer.body);
    assert!(setup.sent_after_a_while().await.is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn a_late_answer_is_not_sent_into_a_chat_that_a_person_took_over() {
    let setup = Setup::new().await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    setup.app.clock.advance(6_000);
    let Inbound::Message(mut own) = from_ann("O1", "I am here myself") else { unreachable!() };
    own.from_me = true;
    own.sender = Address::new("15550001111@s.whatsapp.net");
    deliver(&setup.app, setup.instance, vec![Inbound::Message(own)]).await;
    let answer = setup.answer(&token, r#"{"reply":"me too"}"#).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(setup.newest("done").await["outcome"], "paused");
    assert!(setup.sent_after_a_while().await.is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn a_waiting_turn_can_be_cancelled() {
    let setup = Setup::new().await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    let turn = setup.newest("awaiting_reply").await;
    let path = format!("/api/v2/turns/{}/cancel", turn["id"].as_str().expect("an id"));
    assert_eq!(setup.app.post(&path, Value::Null).await.body["state"], "cancelled");
    assert_eq!(line(&setup.answer(&token, "never mind").await), "410 GONE");
    assert!(setup.sent_after_a_while().await.is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn a_late_answer_may_be_silence() {
    let setup = Setup::new().await;
    setup.deliver("A1", "hello").await;
    let token = setup.token(1).await;
    setup.newest("awaiting_reply").await;
    let answer = setup.answer(&token, r#"{"reply":"NO_REPLY"}"#).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert_eq!(setup.newest("done").await["outcome"], "silent");
    assert_eq!(line(&setup.answer(&token, "and yet").await), "409 CONFLICT");
    assert!(setup.sent_after_a_while().await.is_empty());
    setup.app.stop().await;
}
