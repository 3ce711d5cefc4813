//! Of the messages of a conversation the latest is answered.

use crate::support::{Account, attend, bot, owner, text};
use axum::http::{Method, StatusCode};
use omni_app::executions::{self, ExecutionQuery};
use omni_domain::entry_point::{EXECUTION, ExecutionStatus, unprefixed};
use omni_domain::page::PageRequest;
use omni_sandbox::model::{Reaction, Rule};
use omni_testing::{Database, TestApp};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_newer_message_supersedes_one_that_is_not_answered() {
    let account = Account::new().await;
    account.model.script(vec![
        Rule::new("second", Reaction::Say("to the second".into())),
        Rule::new("first", Reaction::Say("late".into())).after(Duration::from_mins(1)),
    ]);
    let first = account.execute("first", None).await;
    let conversation = text(&first.body, "conversationId");
    account.model.expect_requests(1, Duration::from_secs(20)).await.expect("it is asked");
    let second = account.execute("second", Some(&conversation)).await;
    let ended = account.ended(&text(&second.body, "executionId")).await;
    assert_eq!(
        (&ended["status"], &ended["response"]),
        (&json!("completed"), &json!("to the second"))
    );
    let first = account.ended(&text(&first.body, "executionId")).await;
    assert_eq!((&first["status"], first["response"].is_null()), (&json!("superseded"), true));
    account.app.stop().await;
}

#[tokio::test]
async fn of_fifty_calls_at_once_on_two_nodes_one_is_completed() {
    let account = Account::on(Database::postgres().await).await;
    let slow = Rule::new("", Reaction::Say("ok".into())).after(Duration::from_millis(500));
    account.model.script(vec![slow]);
    let other = account.app.joined("second-node", account.app.app.bus.clone()).await;
    let first = account.execute("begin", None).await;
    let conversation = text(&first.body, "conversationId");

    let call = |node: &TestApp, number: usize| {
        let body = json!({ "message": format!("{number}"), "conversationId": conversation });
        let (router, path, key) = (node.router.clone(), account.path(), account.key.clone());
        let node = Node { router };
        async move { node.post(&key, &path, body).await }
    };
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..50 {
        calls.spawn(call(if number % 2 == 0 { &account.app } else { &other }, number));
    }
    let mut ids = vec![text(&first.body, "executionId")];
    ids.extend(calls.join_all().await);

    let mut ends = Vec::new();
    for id in &ids {
        ends.push(text(&account.ended(id).await, "status"));
    }
    let completed = ends.iter().filter(|end| *end == "completed").count();
    let superseded = ends.iter().filter(|end| *end == "superseded").count();
    assert!(completed >= 1, "{ends:?}");
    assert_eq!(completed + superseded, ids.len(), "{ends:?}");
    let query = ExecutionQuery::default();
    let all = executions::list(&other.app, &owner(), query, PageRequest::first(60)).await;
    let mut all = all.expect("a list").items;
    all.sort_by_key(|one| one.execution.seq);
    let numbers: Vec<i64> = all.iter().map(|one| one.execution.seq).collect();
    assert_eq!(numbers, (1..=51).collect::<Vec<i64>>(), "each has a number of its own");
    let last = all.last().expect("51 executions");
    assert_eq!(last.status, ExecutionStatus::Completed, "the latest wins: {ends:?}");
    other.leave().await;
    account.app.stop().await;
}

#[tokio::test]
async fn an_attendants_limit_holds_for_calls_at_once_on_two_nodes() {
    let account = Account::on(Database::postgres().await).await;
    let limited = bot(&account.app, &account.model, "limited").await;
    attend(&account.app, &account.point, limited, -1, Some(2)).await;
    let slow = Rule::new("", Reaction::Say("ok".into())).after(Duration::from_secs(5));
    account.model.script(vec![slow]);
    let other = account.app.joined("second-node", account.app.app.bus.clone()).await;
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..12 {
        let node = if number % 2 == 0 { &account.app } else { &other };
        let (router, path, key) = (node.router.clone(), account.path(), account.key.clone());
        let body = json!({ "message": format!("{number}") });
        calls.spawn(async move { Node { router }.post(&key, &path, body).await });
    }
    let mut taken = 0;
    for id in calls.join_all().await {
        let id = unprefixed(EXECUTION, &id).expect("an id");
        let found = account.app.app.store.find_execution(owner().tenant_id, id.into()).await;
        if found.unwrap().expect("an execution").0.instance_id == limited {
            taken += 1;
        }
    }
    assert_eq!(taken, 2, "the others are answered by the attendant without a limit");
    other.leave().await;
    account.app.stop().await;
}

struct Node {
    router: axum::Router,
}

impl Node {
    /// Posts a message; the id of its execution.
    async fn post(self, key: &str, path: &str, body: serde_json::Value) -> String {
        use axum::body::{Body, to_bytes};
        use axum::extract::ConnectInfo;
        use axum::http::Request;
        use tower::ServiceExt as _;
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("x-api-key", key)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = self.router.oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        text(&serde_json::from_slice(&bytes).expect("JSON"), "executionId")
    }
}
