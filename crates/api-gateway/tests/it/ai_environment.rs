//! AI with the key of the environment, where the AI of all accounts is not set.

use crate::ai::{GLOBAL, KEY, Setup};
use crate::support::{from_ann, get, line, ok, post, until};
use omni_domain::ids::TenantId;
use omni_sandbox::model::Model;
use omni_testing::{Answer, Database};
use serde_json::{Value, json};

/// Asks the account's AI for a test.
async fn tested(setup: &Setup) -> Answer {
    let question = json!({ "message": "hi" });
    post(&setup.app, &setup.own, "/api/v1/ai/chat/test", question).await
}

/// Whether the AI of all accounts is stored.
async fn is_stored(setup: &Setup) -> bool {
    let found = setup.app.app.store.ai_global(TenantId::DEFAULT).await;
    found.expect("a read").is_some()
}

#[tokio::test]
async fn an_account_that_is_switched_on_is_answered_on_sqlite() {
    an_account_that_is_switched_on_is_answered(Database::sqlite()).await;
}

#[tokio::test]
async fn an_account_that_is_switched_on_is_answered_on_postgres() {
    an_account_that_is_switched_on_is_answered(Database::postgres().await).await;
}

async fn an_account_that_is_switched_on_is_answered(database: Database) {
    let setup = Setup::with_environment(database).await;
    let asked = tested(&setup).await;
    assert_eq!(ok(&asked)["reply"], "You said: hi");
    assert!(!is_stored(&setup).await, "a test stores nothing");

    let on = json!({ "mode": "enabled", "reply_delay_seconds": 0 });
    let set = setup.of_account(on).await;
    assert_eq!((&set["mode"], &set["base_url"]), (&json!("enabled"), &Value::Null));
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    assert_eq!(setup.logged(1, "sent").await["reply"], "You said: one");
    let requests = setup.model.requests();
    assert_eq!(requests.len(), 2, "of the test, and of the message");
    for request in requests {
        assert_eq!(request.token.as_deref(), Some(KEY));
        let body = &request.body;
        assert_eq!((&body["model"], &body["max_tokens"]), (&json!("small"), &json!(700)));
    }
    let all = get(&setup.app, &setup.token, GLOBAL).await;
    assert_eq!((&ok(&all)["enabled"], &all.body["has_api_key"]), (&json!(false), &json!(true)));

    let later = setup.app.instance("two").await;
    let later = setup.app.app.store.find_instance(TenantId::DEFAULT, later).await;
    let agent = later.expect("a read").expect("an instance").agent;
    assert!(agent.is_some_and(|agent| agent.answers), "an account made later refers to it, too");

    setup.of_account(json!({ "mode": "inherit" })).await;
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    let entry = setup.logged(2, "skipped").await;
    assert_eq!(entry["reason"], "AI is disabled globally");
    setup.app.stop().await;
}

#[tokio::test]
async fn a_chat_that_is_switched_on_is_answered() {
    let setup = Setup::with_environment(Database::sqlite()).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    until("the chat is there", async || {
        get(&setup.app, &setup.token, &setup.chat_path()).await.status.is_success()
    })
    .await;
    setup.of_chat(json!({ "mode": "disabled" })).await;
    assert!(!is_stored(&setup).await, "nothing is to be answered");
    setup.of_chat(json!({ "mode": "enabled", "system_prompt": "Be brief." })).await;
    from_ann(&setup.app, setup.id, "IN2", "two").await;
    setup.logged(1, "sent").await;
    let request = setup.model.requests().pop().expect("a request");
    assert_eq!(request.token.as_deref(), Some(KEY));
    assert_eq!(request.body["messages"][0]["content"], "Be brief.");

    setup.of_chat(json!({ "mode": "inherit" })).await;
    from_ann(&setup.app, setup.id, "IN3", "three").await;
    let entry = setup.logged(2, "skipped").await;
    assert_eq!(entry["reason"], "AI is disabled globally");
    setup.app.stop().await;
}

#[tokio::test]
async fn without_a_key_an_account_that_is_switched_on_is_skipped() {
    let setup = Setup::on(Database::sqlite()).await;
    assert_eq!(line(&tested(&setup).await), "400 AI_NOT_CONFIGURED");
    setup.of_account(json!({ "mode": "disabled" })).await;
    assert!(!is_stored(&setup).await, "nothing is to be answered");
    setup.of_account(json!({ "mode": "enabled" })).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    let entry = setup.logged(1, "skipped").await;
    assert_eq!(entry["reason"], "no API key configured");
    assert_eq!(line(&tested(&setup).await), "400 AI_NOT_CONFIGURED");
    assert!(setup.model.requests().is_empty());
    setup.app.stop().await;
}

#[tokio::test]
async fn an_account_without_its_own_endpoint_any_more_is_answered() {
    let setup = Setup::with_environment(Database::sqlite()).await;
    let own = Model::start(0).await.expect("a model");
    let set = json!({
        "mode": "enabled", "reply_delay_seconds": 0, "model_name": "large",
        "base_url": own.url(), "api_key": "sk-hidden-2",
    });
    setup.of_account(set).await;
    ok(&tested(&setup).await);
    assert_eq!((own.requests().len(), setup.model.requests().len()), (1, 0));

    setup.of_account(json!({ "base_url": null })).await;
    from_ann(&setup.app, setup.id, "IN1", "one").await;
    setup.logged(1, "sent").await;
    assert_eq!((own.requests().len(), setup.model.requests().len()), (1, 1));
    setup.app.stop().await;
}
