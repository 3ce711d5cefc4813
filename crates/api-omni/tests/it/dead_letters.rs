use crate::sdk::for_sdks;
use crate::support::{key_with, line, test_app};
use axum::http::Method;
use omni_app::jobs::{self, Placement};
use omni_domain::job::{JobKind, JobState, NewJob};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// A job of every kind, with this payload.
async fn write_unreadable(app: &TestApp, payload: Value) {
    let id = app.connected_instance("one").await;
    let meta = app.app.sessions.get(id).expect("a session").meta();
    let env = app.app.env.clone();
    let written = app.app.store.write(move |tx| {
        Box::pin(async move {
            for entry in jobs::all() {
                tx.insert_job(NewJob {
                    id: env.id(),
                    tenant_id: meta.tenant_id,
                    instance_id: (entry.placement != Placement::AnyNode).then_some(id),
                    kind: entry.kind,
                    order_key: None,
                    payload: payload.clone(),
                    max_attempts: 3,
                    run_at: env.now(),
                    created_at: env.now(),
                });
            }
            Ok::<_, omni_app::Error>(())
        })
    });
    written.await.expect("written");
}

/// The dead letters in these states.
async fn listed(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.get(&format!("/api/v2/dead-letters{query}")).await.body;
    page["items"].as_array().unwrap_or_else(|| panic!("a list: {page}")).clone()
}

/// Those of [`write_unreadable`], once all are given up.
async fn given_up(app: &TestApp) -> Vec<Value> {
    for _ in 0..200 {
        let letters = listed(app, "").await;
        if letters.len() == JobKind::ALL.len() {
            return letters;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not all were given up");
}

#[tokio::test]
async fn a_resolved_dead_letter_names_who_resolved_it_and_waits_no_longer() {
    let app = for_sdks().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let letters = given_up(&app).await;
    let id = letters[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(letters[0]["status"], "pending", "{}", letters[0]);
    let path = format!("/api/v2/dead-letters/{id}/resolve");
    for note in [String::new(), " ".to_owned(), "x".repeat(501)] {
        let refused = app.post(&path, json!({ "note": note })).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR note");
    }
    let resolved = app.post(&path, json!({ "note": " answered by phone " })).await;
    assert_eq!(resolved.status.as_u16(), 200, "{}", resolved.body);
    let letter = &resolved.body["data"];
    assert_eq!(letter["status"], "resolved", "{letter}");
    assert_eq!(letter["note"], "answered by phone");
    assert!(letter["resolvedAt"].is_string() && letter["resolvedBy"].is_string(), "{letter}");
    let keys = app.get("/api/v2/api-keys").await.body;
    assert!(keys.to_string().contains(letter["resolvedBy"].as_str().expect("a key")), "{keys}");
    // It is not in the list of those that wait, and it is in the list of all.
    let all = JobKind::ALL.len();
    let is_it = |letters: &[Value]| letters.iter().any(|letter| letter["id"] == id.as_str());
    let (pending, done) =
        (listed(&app, "?status=pending").await, listed(&app, "?status=resolved").await);
    assert_eq!((pending.len(), is_it(&pending)), (all - 1, false));
    assert_eq!((done.len(), is_it(&done)), (1, true));
    assert_eq!(listed(&app, "").await.len(), all);
    assert_eq!(listed(&app, "?status=pending,resolved").await.len(), all);
    assert!(listed(&app, "?status=abandoned").await.is_empty(), "of the original's clients");
    let stats = app.get("/api/v2/dead-letters/stats").await.body;
    assert_eq!((&stats["pending"], &stats["resolved"]), (&json!(all - 1), &json!(1)), "{stats}");
    // The number that operators watch does not count it.
    let dead = app.app.store.job_counts().await.expect("a read");
    let dead: i64 =
        dead.iter().filter(|row| row.state == JobState::Dead).map(|row| row.count).sum();
    assert_eq!(usize::try_from(dead).expect("a count"), all - 1);
    let retried = app.post(&format!("/api/v2/dead-letters/{id}/retry"), Value::Null).await.body;
    assert_eq!((&retried["status"], &retried["note"]), (&json!("retrying"), &Value::Null));
    app.stop().await;
    let strict = test_app().await;
    let refused = strict.get("/api/v2/dead-letters?status=abandoned").await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR status[0]");
    strict.stop().await;
}

/// All that pass the filter, two to a page, as they are shown.
async fn paged(app: &TestApp, filter: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v2/dead-letters?limit=2{filter}{cursor}");
        let page = app.get(&path).await.body;
        found.extend(page["items"].as_array().unwrap_or_else(|| panic!("a list: {page}")).clone());
        let Some(next) = page["meta"]["cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

fn of_kinds(letters: &[Value], kinds: &[&str]) -> Vec<Value> {
    let is_wanted =
        |letter: &&Value| letter["kind"].as_str().is_some_and(|kind| kinds.contains(&kind));
    letters.iter().filter(is_wanted).cloned().collect()
}

#[tokio::test]
async fn dead_letters_are_listed_by_kind_and_by_instance() {
    let app = test_app().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let letters = given_up(&app).await;
    let one = letters.iter().find_map(|letter| letter["instanceId"].as_str()).expect("an instance");
    let other = app.instance("two").await;
    let two_kinds = of_kinds(&letters, &["turn.run", "batch.run"]);
    assert_eq!(two_kinds.len(), 2);
    let of_one: Vec<Value> =
        letters.iter().filter(|letter| letter["instanceId"] == one).cloned().collect();
    assert!(of_one.len() > 2 && of_one.len() < letters.len(), "some: {letters:?}");
    for (filter, expected) in [
        (String::new(), letters.clone()),
        ("&kind=turn.run".to_owned(), of_kinds(&letters, &["turn.run"])),
        ("&kind=turn.run,batch.run".to_owned(), two_kinds.clone()),
        ("&kind=turn.run&kind=batch.run".to_owned(), two_kinds),
        (format!("&instanceId={one}"), of_one.clone()),
        (
            format!("&instanceId={one}&kind=message.send&status=pending"),
            of_kinds(&letters, &["message.send"]),
        ),
        (format!("&instanceId={one}&kind=message.send&status=resolved"), Vec::new()),
        (format!("&instanceId={other}"), Vec::new()),
    ] {
        assert_eq!(paged(&app, &filter).await, expected, "{filter}");
    }
    for (query, answer) in [
        ("kind=mail.send", "400 VALIDATION_ERROR kind[0]"),
        ("kind=turn.run,mail.send", "400 VALIDATION_ERROR kind[1]"),
        ("instanceId=one", "400 VALIDATION_ERROR instanceId"),
    ] {
        let refused = app.get(&format!("/api/v2/dead-letters?{query}")).await;
        assert_eq!(line(&refused), answer, "{query}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_key_of_some_instances_lists_the_dead_letters_of_these_alone() {
    let app = test_app().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let letters = given_up(&app).await;
    let one = letters.iter().find_map(|letter| letter["instanceId"].as_str()).expect("an instance");
    let other = app.instance("two").await.to_string();
    let own = key_with(&app, &["admin:*"], Some(&[one])).await;
    let foreign = key_with(&app, &["admin:*"], Some(&[other.as_str()])).await;
    let listed = async |key: &str, query: &str| {
        let path = format!("/api/v2/dead-letters{query}");
        app.call_as(Some(key), Method::GET, &path, None).await
    };
    let of_one = format!("?instanceId={one}");
    let all = listed(&own, "").await.body["items"].clone();
    assert!(all.as_array().is_some_and(|all| all.iter().all(|letter| letter["instanceId"] == one)));
    assert_eq!(listed(&own, &of_one).await.body["items"], all);
    // Those of no instance are for keys of all.
    assert_eq!(listed(&own, "?kind=batch.run").await.body["items"], json!([]));
    assert_ne!(listed(&own, "?kind=message.send").await.body["items"], json!([]));
    for query in ["", "?kind=message.send", &format!("?instanceId={other}")] {
        let page = listed(&foreign, query).await.body;
        assert_eq!(page["items"], json!([]), "{query}: {page}");
    }
    for query in [of_one.clone(), format!("{of_one}&status=retrying")] {
        assert_eq!(line(&listed(&foreign, &query).await), "403 FORBIDDEN", "{query}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_unreadable_job_is_a_dead_letter_at_once() {
    let app = test_app().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let letters = given_up(&app).await;
    let kinds: BTreeSet<&str> = letters.iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, JobKind::ALL.iter().map(|kind| kind.as_str()).collect(), "{letters:#?}");
    for letter in &letters {
        assert_eq!(letter["attempts"], 1, "{letter}");
        let error = letter["error"].as_str().unwrap_or_default();
        assert!(error.starts_with("its payload cannot be read"), "{letter}");
        assert_ne!(letter["payload"], Value::Null, "{letter}");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_done_with_a_dead_letter_is_an_event_for_administrators() {
    let app = test_app().await;
    write_unreadable(&app, json!({ "unknown": 7 })).await;
    let letters = given_up(&app).await;
    let id = |at: usize| letters[at]["id"].as_str().expect("an id").to_owned();
    let path = |at: usize| format!("/api/v2/dead-letters/{}", id(at));
    let resolved = app.post(&format!("{}/resolve", path(0)), json!({ "note": "by phone" })).await;
    assert_eq!(resolved.status.as_u16(), 200, "{}", resolved.body);
    let deleted = app.call(Method::DELETE, &path(1), None).await;
    assert!(deleted.status.is_success(), "{}", deleted.body);
    let gone = app.call(Method::DELETE, &path(1), None).await;
    assert_eq!(line(&gone), "404 NOT_FOUND");
    let retried = app.post(&format!("{}/retry", path(2)), Value::Null).await;
    assert!(retried.status.is_success(), "{}", retried.body);

    let list = "/api/v2/events?eventType=system.dead_letter_changed";
    let found = app.get(list).await.body;
    let done: Vec<Value> = found["items"]
        .as_array()
        .unwrap_or_else(|| panic!("events: {found}"))
        .iter()
        .rev()
        .map(|event| {
            let body = &event["payload"];
            assert!(!body.to_string().contains("by phone"), "{body}");
            assert!(body["changedBy"].as_str().is_some_and(|by| by.starts_with("api_key:")));
            json!([body["jobId"], body["kind"], body["action"]])
        })
        .collect();
    let expected = |at: usize, action: &str| json!([id(at), letters[at]["kind"], action]);
    let expected = [expected(0, "resolved"), expected(1, "deleted"), expected(2, "retried")];
    assert_eq!(done, expected);
    let reader = key_with(&app, &["events:read", "instances:read", "messages:read"], None).await;
    let hidden = app.call_as(Some(&reader), Method::GET, list, None).await.body;
    assert_eq!(hidden["items"], json!([]));
    app.stop().await;
}
