//! AI layers: who is answered, by what, and what is logged.

use crate::support::{
    ANN, account_id, app_that_calls_out, app_with_ai, call, connected, deliver, from_ann, get,
    line, message_of_ann, ok, post, put, put_person, sign_in, until,
};
use axum::http::Method;
use omni_channel::{Capability, Inbound, InboundMessage};
use omni_domain::content::Content;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Database, SentByMock, TestApp};
use serde_json::{Value, json};

pub(crate) const KEY: &str = "sk-hidden-1";
pub(crate) const GLOBAL: &str = "/api/v1/ai/global";
/// A newsletter.
const NEWS: &str = "120363000000000009@newsletter";

pub(crate) struct Setup {
    pub(crate) app: TestApp,
    pub(crate) model: Model,
    pub(crate) id: InstanceId,
    /// The account's token.
    pub(crate) own: String,
    /// A person's.
    pub(crate) token: String,
}

impl Setup {
    pub(crate) async fn on(database: Database) -> Self {
        let model = Model::start(0).await.expect("a model");
        Self::of(app_that_calls_out(database).await, model).await
    }

    /// With the model's address and key in the environment.
    pub(crate) async fn with_environment(database: Database) -> Self {
        let model = Model::start(0).await.expect("a model");
        Self::of(app_with_ai(database, model.url(), KEY).await, model).await
    }

    async fn of(app: TestApp, model: Model) -> Self {
        model.require_key(KEY);
        let (id, own) = connected(&app).await;
        let token = sign_in(&app).await;
        Self { app, model, id, own, token }
    }

    /// The layer of all accounts, switched on, with these members besides.
    async fn global(&self, more: Value) -> Value {
        let mut body = json!({
            "enabled": true, "base_url": self.model.url(), "api_key": KEY, "model_name": "small",
            "default_system_prompt": "Be kind.", "temperature": 0.3, "max_tokens": 700,
            "timeout_seconds": 60, "reply_delay_seconds": 0, "reply_to_private": true,
            "reply_to_groups": false, "reply_to_channels": false, "echo_mode": false,
        });
        let members = body.as_object_mut().expect("an object");
        members.extend(more.as_object().expect("an object").clone());
        ok(&put(&self.app, &self.token, GLOBAL, body).await).clone()
    }

    pub(crate) async fn of_account(&self, body: Value) -> Value {
        let path = format!("/api/v1/accounts/{}/ai", account_id(self.id));
        ok(&put(&self.app, &self.token, &path, body).await).clone()
    }

    pub(crate) async fn of_chat(&self, body: Value) -> Value {
        ok(&put(&self.app, &self.token, &self.chat_path(), body).await).clone()
    }

    pub(crate) fn chat_path(&self) -> String {
        format!("/api/v1/chats/{ANN}/ai?account_id={}", account_id(self.id))
    }

    /// Waits until the newest entry of the log is of this message, and is that.
    pub(crate) async fn logged(&self, number: usize, status: &str) -> Value {
        let mut found = Value::Null;
        until(&format!("entry {number} is {status}"), async || {
            let list = get(&self.app, &self.token, "/api/v1/ai/logs").await;
            let items = ok(&list)["items"].as_array().expect("items").clone();
            found = items.first().cloned().unwrap_or_default();
            items.len() == number && found["status"] == status
        })
        .await;
        found
    }

    /// The system prompt and the last text of the newest request to the model.
    fn asked(&self) -> (String, String) {
        let requests = self.model.requests();
        let last = requests.last().expect("a request");
        let prompt = last.body["messages"][0]["content"].as_str().unwrap_or_default();
        (prompt.to_owned(), last.last_user_text())
    }
}

#[tokio::test]
async fn the_nearest_layer_decides_on_sqlite() {
    the_nearest_layer_decides(Database::sqlite()).await;
}

#[tokio::test]
async fn the_nearest_layer_decides_on_postgres() {
    the_nearest_layer_decides(Database::postgres().await).await;
}

async fn the_nearest_layer_decides(database: Database) {
    let setup = Setup::on(database).await;
    let shown = setup.global(json!({})).await;
    assert_eq!(shown["has_api_key"], true);
    assert!(!shown.to_string().contains(KEY), "{shown}");
    let read = get(&setup.app, &setup.token, GLOBAL).await;
    assert_eq!((&ok(&read)["temperature"], &read.body["max_tokens"]), (&json!(0.3), &json!(700)));

    from_ann(&setup.app, setup.id, "IN1", "one").await;
    let entry = setup.logged(1, "sent").await;
    assert_eq!((&entry["reply"], &entry["chat_id"]), (&json!("You said: one"), &json!(ANN)));
    assert_eq!(setup.asked(), ("Be kind.".to_owned(), "one".to_owned()));
    let body = &setup.model.requests()[0].body;
    assert_eq!((&body["temperature"], &body["max_tokens"]), (&json!(0.3), &json!(700)));
    assert_eq!(body["model"], "small");
    let replied = setup.app.get("/api/v2/events?eventType=agent.replied").await;
    assert_eq!(replied.body["items"][0]["payload"]["messages"], 1, "{}", replied.body);

    let chat = setup.of_chat(json!({ "mode": "disabled" })).await;
    assert_eq!((&chat["mode"], &chat["chat_id"]), (&json!("disabled"), &json!(ANN)));
    let list = get(&setup.app, &setup.own, "/api/v1/chats").await;
    assert_eq!(ok(&list)["items"][0]["ai_mode"], "disabled");
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    let entry = setup.logged(2, "skipped").await;
    assert_eq!(entry["reason"], "AI is disabled in this chat");

    setup.of_account(json!({ "mode": "disabled" })).await;
    setup.of_chat(json!({ "mode": "inherit", "system_prompt": "Be brief." })).await;
    from_ann(&setup.app, setup.id, "IN3", "three").await;
    let entry = setup.logged(3, "skipped").await;
    assert_eq!(entry["reason"], "AI is disabled for this account");
    assert_eq!(setup.model.requests().len(), 1, "nothing was asked");

    setup.of_chat(json!({ "mode": "enabled" })).await;
    from_ann(&setup.app, setup.id, "IN4", "four").await;
    setup.logged(4, "sent").await;
    assert_eq!(setup.asked(), ("Be brief.".to_owned(), "four".to_owned()));

    setup.of_account(json!({ "mode": "inherit", "model_name": "large" })).await;
    setup.of_chat(json!({ "mode": null, "system_prompt": null })).await;
    from_ann(&setup.app, setup.id, "IN5", "five").await;
    setup.logged(5, "sent").await;
    assert_eq!(setup.asked(), ("Be kind.".to_owned(), "five".to_owned()));
    assert_eq!(setup.model.requests().last().expect("a request").body["model"], "large");

    setup.global(json!({ "enabled": false })).await;
    from_ann(&setup.app, setup.id, "IN6", "six").await;
    let entry = setup.logged(6, "skipped").await;
    assert_eq!(entry["reason"], "AI is disabled globally");
    let shown = setup.global(json!({ "api_key": null })).await;
    assert_eq!(shown["has_api_key"], false);
    from_ann(&setup.app, setup.id, "IN7", "seven").await;
    let entry = setup.logged(7, "skipped").await;
    assert_eq!(entry["reason"], "no API key configured");
    setup.app.stop().await;
}

#[tokio::test]
async fn an_account_made_later_inherits_and_one_with_its_own_endpoint_does_not() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({})).await;
    let body = json!({ "name": "two" });
    let made = post(&setup.app, &setup.token, "/api/v1/accounts", body).await;
    let of_two = made.body["token"].as_str().expect("a token").to_owned();
    let question = json!({ "message": "hi" });
    let asked = post(&setup.app, &of_two, "/api/v1/ai/chat/test", question.clone()).await;
    assert_eq!(ok(&asked)["reply"], "You said: hi");

    let path = format!("/api/v1/accounts/{}/ai", made.body["id"].as_str().expect("an id"));
    let own = Model::start(0).await.expect("a model");
    let set = json!({ "base_url": own.url(), "api_key": "sk-hidden-2" });
    let set = put(&setup.app, &setup.token, &path, set).await;
    assert_eq!((&ok(&set)["has_api_key"], &set.body["model_name"]), (&json!(true), &json!(null)));
    assert!(!set.body.to_string().contains("hidden"), "{}", set.body);
    ok(&post(&setup.app, &of_two, "/api/v1/ai/chat/test", question.clone()).await);
    let requests = own.requests();
    assert_eq!(requests[0].token.as_deref(), Some("sk-hidden-2"), "not the key of all");
    assert_eq!(requests[0].body["model"], "small", "the rest is inherited");

    let set = put(&setup.app, &setup.token, &path, json!({ "base_url": null })).await;
    assert_eq!(ok(&set)["base_url"], Value::Null);
    ok(&post(&setup.app, &of_two, "/api/v1/ai/chat/test", question).await);
    assert_eq!((own.requests().len(), setup.model.requests().len()), (1, 2));

    let id = made.body["id"].as_str().expect("an id").trim_start_matches("acc_");
    let agent = json!({ "agent": { "type": "openai", "apiUrl": own.url(), "agentId": "m" } });
    let path = format!("/api/v2/instances/{id}");
    let given = setup.app.call(Method::PATCH, &path, Some(agent)).await;
    assert!(given.status.is_success(), "the other API may give it an agent: {}", given.body);
    setup.app.stop().await;
}

#[tokio::test]
async fn an_answer_is_typed_before_it_is_sent() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({ "reply_delay_seconds": 2 })).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    let entry = setup.logged(1, "generated").await;
    assert_eq!(entry["reply"], "You said: one");
    assert!(setup.app.channel.session(setup.id).expect("a session").sent().is_empty());
    setup.logged(1, "sent").await;
    assert_eq!(setup.model.requests().len(), 1, "the agent is asked once");
    setup.app.stop().await;
}

#[tokio::test]
async fn an_echo_needs_no_provider_and_kinds_of_chats_can_be_left_out() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({ "echo_mode": true, "api_key": null })).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    assert_eq!(setup.logged(1, "sent").await["reply"], "one");
    setup.global(json!({ "echo_mode": true, "reply_to_private": false })).await;
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    let entry = setup.logged(2, "skipped").await;
    assert_eq!(entry["reason"], "AI does not reply in chats of this kind");
    assert!(setup.model.requests().is_empty());
    setup.app.stop().await;
}

/// A post of a newsletter that the account follows.
fn post_in(news: &str, external_id: &str) -> InboundMessage {
    InboundMessage {
        chat: Address::new(news),
        chat_type: ChatType::Channel,
        sender: Address::new(news),
        ..message_of_ann(external_id, Content::text("Open today"))
    }
}

async fn post_arrives(setup: &Setup, external_id: &str) {
    deliver(&setup.app, setup.id, post_in(NEWS, external_id)).await;
}

#[tokio::test]
async fn posts_that_arrive_together_are_logged_as_the_layers_of_their_own_channels_decide() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({})).await;
    post_arrives(&setup, "POST1").await;
    let path = format!("/api/v1/chats/{NEWS}/ai?account_id={}", account_id(setup.id));
    ok(&put(&setup.app, &setup.token, &path, json!({ "mode": "enabled" })).await);
    let others = "120363000000000010@newsletter";
    let posts = [(others, "POST2"), (NEWS, "POST3"), (others, "POST4"), (NEWS, "POST5")];
    let posts = posts.map(|(news, id)| Inbound::Message(Box::new(post_in(news, id))));
    setup.app.channel.session(setup.id).expect("a session").deliver(posts.into()).await;
    let entry = setup.logged(1, "skipped").await;
    assert_eq!(entry["chat_id"], NEWS, "both of its posts are one turn; the other is off");
    setup.app.stop().await;
}

#[tokio::test]
async fn posts_of_channels_are_logged_where_channels_are_on_and_never_answered() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({})).await;
    post_arrives(&setup, "POST1").await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    setup.logged(1, "sent").await;

    setup.global(json!({ "reply_to_channels": true })).await;
    post_arrives(&setup, "POST2").await;
    let entry = setup.logged(2, "skipped").await;
    assert_eq!(entry["chat_id"], NEWS);
    let reason = "posts of channels are not answered: only their admins can write there";
    assert_eq!(entry["reason"], reason);

    setup.of_account(json!({ "reply_to_channels": false })).await;
    post_arrives(&setup, "POST3").await;
    let path = format!("/api/v1/chats/{NEWS}/ai?account_id={}", account_id(setup.id));
    ok(&put(&setup.app, &setup.token, &path, json!({ "mode": "enabled" })).await);
    post_arrives(&setup, "POST4").await;
    let entry = setup.logged(3, "skipped").await;
    assert_eq!(entry["reason"], reason, "the chat itself is on");
    assert_eq!(setup.model.requests().len(), 1, "the model is asked by the person alone");
    let sent = setup.app.channel.session(setup.id).expect("a session").sent();
    let is_message = |one: &&SentByMock| matches!(one, SentByMock::Message(_));
    assert_eq!(sent.iter().filter(is_message).count(), 1, "the answer to the person");
    setup.app.stop().await;
}

#[tokio::test]
async fn a_blocked_person_is_not_answered() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.app.channel.network().add_capability(Capability::BlockPeople);
    put_person(&setup.app, setup.id, Address::new(ANN));
    setup.global(json!({})).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    setup.logged(1, "sent").await;
    let (chat, entry) = (format!("/api/v1/chats/{ANN}"), format!("/api/v1/blacklist/{ANN}"));
    assert_eq!(ok(&get(&setup.app, &setup.own, &chat).await)["is_blocked"], false);

    let blocked = format!("{entry}?account_id={}", account_id(setup.id));
    ok(&call(&setup.app, &setup.token, Method::PUT, &blocked, None).await);
    assert_eq!(ok(&get(&setup.app, &setup.own, &chat).await)["is_blocked"], true);
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    assert_eq!(setup.logged(2, "skipped").await["reason"], "the sender is blocked");
    assert_eq!(setup.model.requests().len(), 1, "the model is not asked");

    ok(&call(&setup.app, &setup.token, Method::DELETE, &blocked, None).await);
    assert_eq!(ok(&get(&setup.app, &setup.own, &chat).await)["is_blocked"], false);
    from_ann(&setup.app, setup.id, "IN3", "three").await;
    setup.logged(3, "sent").await;
    setup.app.stop().await;
}

#[tokio::test]
async fn a_manual_reply_takes_the_chat_over_and_other_sends_do_not() {
    let setup = Setup::on(Database::sqlite()).await;
    setup.global(json!({})).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    setup.logged(1, "sent").await;
    let text = json!({ "to": ANN, "body": "of a program" });
    ok(&post(&setup.app, &setup.own, "/api/v1/messages/text", text).await);
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    setup.logged(2, "sent").await;

    let path = format!("/api/v1/accounts/{}/chats/{ANN}/messages", account_id(setup.id));
    // With a message that it quotes it is written alone, without one together with others.
    let found = get(&setup.app, &setup.own, &format!("/api/v1/chats/{ANN}/messages")).await;
    let quoted = ok(&found)["items"][0]["id"].clone();
    for (number, body) in
        [(3, json!({ "body": "I am Eva" })), (4, json!({ "body": "as I wrote", "quoted": quoted }))]
    {
        ok(&post(&setup.app, &setup.token, &path, body).await);
        from_ann(&setup.app, setup.id, &format!("IN{number}"), "thanks").await;
        let entry = setup.logged(number, "skipped").await;
        assert_eq!(entry["reason"], "a person has taken the chat over", "{entry}");
        let resume = format!("/api/v2/instances/{}/chats/{ANN}/agent/resume", setup.id);
        let resumed = setup.app.post(&resume, Value::Null).await;
        assert!(resumed.status.is_success(), "{}", resumed.body);
    }
    assert_eq!(setup.model.requests().len(), 2, "those before it alone");
    setup.app.stop().await;
}

#[tokio::test]
async fn a_test_asks_with_the_chat_and_sends_only_on_request() {
    let setup = Setup::on(Database::sqlite()).await;
    let path = "/api/v1/ai/chat/test";
    let question = json!({ "message": "hi" });
    let none = post(&setup.app, &setup.own, path, question.clone()).await;
    assert_eq!(line(&none), "400 AI_NOT_CONFIGURED");
    setup.global(json!({ "enabled": false })).await;
    from_ann(&setup.app, setup.id, "IN1", "earlier").await;
    setup.logged(1, "skipped").await;

    let asked = post(&setup.app, &setup.own, path, question.clone()).await;
    assert_eq!(ok(&asked)["reply"], "You said: hi");
    assert_eq!((&asked.body["sent"], &asked.body["message_id"]), (&json!(false), &json!(null)));
    let with_chat = json!({ "message": "hi", "chat_id": ANN, "send_to_chat": true });
    let sent = post(&setup.app, &setup.own, path, with_chat.clone()).await;
    assert_eq!(ok(&sent)["sent"], true);
    let body = setup.model.requests().pop().expect("a request").body;
    assert_eq!(body["messages"][1]["content"], "earlier", "{body}");
    let found = get(&setup.app, &setup.own, &format!("/api/v1/chats/{ANN}/messages")).await;
    assert_eq!(ok(&found)["items"][0]["id"], sent.body["message_id"]);

    let bold = json!({ "message": "**ten**", "chat_id": ANN, "send_to_chat": true });
    ok(&post(&setup.app, &setup.own, path, bold).await);
    let found = get(&setup.app, &setup.own, &format!("/api/v1/chats/{ANN}/messages")).await;
    assert_eq!(ok(&found)["items"][0]["body"], "You said: *ten*", "as a turn would send it");
    setup.model.script(vec![Rule::new("", Reaction::Say("NO_REPLY".to_owned()))]);
    let silent = post(&setup.app, &setup.own, path, with_chat.clone()).await;
    assert_eq!((&ok(&silent)["sent"], &silent.body["reply"]), (&json!(false), &json!("NO_REPLY")));
    setup.model.script(Vec::new());

    let nowhere = json!({ "message": "hi", "send_to_chat": true });
    let nowhere = post(&setup.app, &setup.own, path, nowhere).await;
    assert!(nowhere.body["details"]["fieldErrors"]["chat_id"].is_array(), "{}", nowhere.body);
    let path_of = format!("/api/v1/accounts/{}/disconnect", account_id(setup.id));
    ok(&call(&setup.app, &setup.token, Method::POST, &path_of, None).await);
    let gone = post(&setup.app, &setup.own, path, with_chat).await;
    assert_eq!(line(&gone), "400 NOT_CONNECTED");
    setup.global(json!({ "api_key": null })).await;
    let keyless = post(&setup.app, &setup.own, path, question).await;
    assert_eq!(line(&keyless), "400 AI_NOT_CONFIGURED");
    setup.app.stop().await;
}

/// The texts of a list, each in this member.
fn texts(list: &Value, member: &str) -> Vec<String> {
    let entries = list.as_array().expect("a list").iter();
    entries.map(|entry| entry[member].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn of_a_longer_chat_the_model_is_given_the_last_20_messages() {
    let setup = Setup::on(Database::sqlite()).await;
    // Without an agent none of these is answered.
    for number in 1..25 {
        let (id, text) = (format!("IN{number}"), format!("message {number}"));
        from_ann(&setup.app, setup.id, &id, &text).await;
    }
    setup.global(json!({})).await;
    from_ann(&setup.app, setup.id, "IN25", "message 25").await;
    setup.logged(1, "sent").await;
    let numbered = |from: u32| (from..=25).map(|number| format!("message {number}"));
    let mut expected = vec!["Be kind.".to_owned()];
    expected.extend(numbered(6));
    let asked = setup.model.requests().pop().expect("a request").body;
    assert_eq!(texts(&asked["messages"], "content"), expected);

    let list = setup.app.get("/api/v2/turns").await.body;
    let turn = list["items"][0]["id"].as_str().expect("a turn");
    let shown = setup.app.get(&format!("/api/v2/turns/{turn}/question")).await.body;
    assert_eq!(texts(&shown["history"], "text"), expected[1..], "the same is shown of it");

    let test = json!({ "message": "hi", "chat_id": ANN });
    ok(&post(&setup.app, &setup.own, "/api/v1/ai/chat/test", test).await);
    let mut expected = vec!["Be kind.".to_owned()];
    expected.extend(numbered(8));
    expected.extend(["You said: message 25".to_owned(), "hi".to_owned()]);
    let asked = setup.model.requests().pop().expect("a request").body;
    assert_eq!(texts(&asked["messages"], "content"), expected, "and of a test with the chat");
    setup.app.stop().await;
}

#[tokio::test]
async fn settings_are_refused_where_they_are_wrong_or_not_the_callers() {
    let setup = Setup::on(Database::sqlite()).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    until("the chat is there", async || {
        get(&setup.app, &setup.token, &setup.chat_path()).await.status.is_success()
    })
    .await;
    let of_account = format!("/api/v1/accounts/{}/ai", account_id(setup.id));
    for (path, body, field) in [
        (GLOBAL, json!({ "temperature": 3 }), "temperature"),
        (GLOBAL, json!({ "reply_delay_seconds": 61 }), "reply_delay_seconds"),
        (GLOBAL, json!({ "base_url": "ftp://x" }), "base_url"),
        (of_account.as_str(), json!({ "api_key": KEY }), "api_key"),
        (of_account.as_str(), json!({ "mode": "on" }), "mode"),
    ] {
        let refused = put(&setup.app, &setup.token, path, body).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR", "{path} {field}");
        assert!(refused.body["details"]["fieldErrors"][field].is_array(), "{}", refused.body);
    }
    setup.global(json!({})).await;
    let moved = put(&setup.app, &setup.token, GLOBAL, json!({ "base_url": "https://x.example" }));
    assert!(moved.await.body["details"]["fieldErrors"]["api_key"].is_array());

    let off = json!({ "mode": "disabled" });
    let with_own = format!("/api/v1/chats/{ANN}/ai");
    for path in [GLOBAL, of_account.as_str(), with_own.as_str()] {
        let refused = put(&setup.app, &setup.own, path, off.clone()).await;
        assert_eq!(line(&refused), "401 UNAUTHORIZED", "{path}: not with an account's token");
    }
    let foreign = setup.app.foreign_key().await;
    let other = put(&setup.app, &foreign, &of_account, off).await;
    assert_eq!(line(&other), "404 NOT_FOUND");
    let read = get(&setup.app, &foreign, GLOBAL).await;
    assert_eq!(ok(&read)["has_api_key"], false, "each tenant has its own");
    setup.app.stop().await;
}
