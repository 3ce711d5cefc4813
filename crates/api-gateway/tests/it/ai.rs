//! AI layers: who is answered, by what, and what is logged.

use crate::support::{
    ANN, account_id, app_that_calls_out, call, connected, from_ann, get, line, ok, post, put,
    sign_in, until,
};
use axum::http::Method;
use omni_domain::ids::InstanceId;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Database, TestApp};
use serde_json::{Value, json};

const KEY: &str = "sk-hidden-1";
const GLOBAL: &str = "/api/v1/ai/global";

struct Setup {
    app: TestApp,
    model: Model,
    id: InstanceId,
    /// The account's token.
    own: String,
    /// A person's.
    token: String,
}

impl Setup {
    async fn on(database: Database) -> Self {
        let app = app_that_calls_out(database).await;
        let model = Model::start(0).await.expect("a model");
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

    async fn of_account(&self, body: Value) -> Value {
        let path = format!("/api/v1/accounts/{}/ai", account_id(self.id));
        ok(&put(&self.app, &self.token, &path, body).await).clone()
    }

    async fn of_chat(&self, body: Value) -> Value {
        ok(&put(&self.app, &self.token, &self.chat_path(), body).await).clone()
    }

    fn chat_path(&self) -> String {
        format!("/api/v1/chats/{ANN}/ai?account_id={}", account_id(self.id))
    }

    /// Waits until the newest entry of the log is of this message, and is that.
    async fn logged(&self, number: usize, status: &str) -> Value {
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
