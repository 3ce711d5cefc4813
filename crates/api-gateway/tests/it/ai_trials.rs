//! Tests of the AI whose answer is sent to the chat.

use crate::ai::Setup;
use crate::support::{ANN, account_id, from_ann, get, ok, post, until};
use omni_testing::Database;
use serde_json::{Value, json};

/// The members of a list of which this is true.
fn found(list: &Value, is_it: impl Fn(&Value) -> bool) -> Vec<&Value> {
    list["items"].as_array().expect("a list").iter().filter(|one| is_it(one)).collect()
}

#[tokio::test]
async fn the_answer_of_a_test_has_no_user_as_sender_on_sqlite() {
    the_answer_of_a_test_has_no_user_as_sender(Database::sqlite()).await;
}

#[tokio::test]
async fn the_answer_of_a_test_has_no_user_as_sender_on_postgres() {
    the_answer_of_a_test_has_no_user_as_sender(Database::postgres().await).await;
}

async fn the_answer_of_a_test_has_no_user_as_sender(database: Database) {
    let setup = Setup::with_environment(database).await;
    from_ann(&setup.app, setup.id, "IN1", "earlier").await;
    until("the chat is there", async || {
        get(&setup.app, &setup.token, &setup.chat_path()).await.status.is_success()
    })
    .await;
    let path = format!("/api/v1/ai/chat/test?account_id={}", account_id(setup.id));
    let question = json!({ "message": "hi", "chat_id": ANN, "send_to_chat": true });
    let asked = post(&setup.app, &setup.token, &path, question).await;
    assert_eq!(ok(&asked)["sent"], true, "{}", asked.body);

    let path = format!("/api/v2/instances/{}/chats/{ANN}/messages", setup.id);
    let messages = setup.app.get(&path).await.body;
    let answers = found(&messages, |one| one["textContent"] == "You said: hi");
    let [answer] = answers[..] else { panic!("{messages}") };
    assert_eq!(answer["source"], "agent", "{answer}");
    assert!(answer.get("sentBy").is_none(), "{answer}");
    for kind in ["message.queued", "message.sent"] {
        let events = setup.app.get(&format!("/api/v2/events?eventType={kind}&limit=10")).await.body;
        let all = found(&events, |one| one["payload"]["content"]["text"] == "You said: hi");
        let [event] = all[..] else { panic!("{events}") };
        assert_eq!(event["payload"]["source"], "agent", "{event}");
        assert!(event["payload"].get("sentBy").is_none(), "{event}");
    }
    setup.app.stop().await;
}
