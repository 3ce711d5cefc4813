//! Persons from a table: what a dry run says, what is written, and what is refused.

use crate::support::{self, UNKNOWN_ID, direct, key_with, limited, line, test_app, test_app_on};
use axum::body::Body;
use axum::http::{Method, Request};
use omni_channel::{Inbound, InboundMessage};
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_http::HttpOptions;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};

const IMPORT: &str = "/api/v2/persons/import";
const DRY_RUN: &str = "/api/v2/persons/import?dryRun=true";
const ANN: &str = "15550002222@s.whatsapp.net";

async fn send_as(app: &TestApp, key: &str, path: &str, kind: &str, file: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("x-api-key", key)
        .header("content-type", kind)
        .body(Body::from(file.to_owned()));
    app.raw(request.expect("a request")).await
}

async fn send(app: &TestApp, path: &str, file: &str) -> Answer {
    send_as(app, &app.key, path, "text/csv; charset=utf-8", file).await
}

async fn meet(app: &TestApp, instance: InstanceId, who: &str, name: &str) {
    let message = InboundMessage {
        sender_name: Some(name.to_owned()),
        ..direct(Address::new(who), &format!("from {name}"), "hello")
    };
    support::deliver(app, instance, vec![Inbound::Message(Box::new(message))]).await;
}

/// The persons, by their numbers.
async fn persons(app: &TestApp) -> Vec<Value> {
    let list = app.get("/api/v2/persons?limit=100").await.body;
    let mut all = list["items"].as_array().expect("items").clone();
    all.sort_by_key(|person| person["primaryPhone"].to_string());
    all
}

/// What the history of a person shows.
async fn changes_of(app: &TestApp, person: &Value) -> Vec<Value> {
    let path = format!("/api/v2/persons/{}/history", person.as_str().expect("an id"));
    app.get(&path).await.body["items"].as_array().expect("items").clone()
}

/// `2 create`: the line and the outcome of each row.
fn outcomes(answer: &Answer) -> Vec<String> {
    let rows = answer.body["rows"].as_array().unwrap_or_else(|| panic!("{}", answer.body));
    let outcome = |row: &Value| format!("{} {}", row["line"], row["outcome"].as_str().expect("it"));
    rows.iter().map(outcome).collect()
}

fn counts(answer: &Answer) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"]
        .map(|name| answer.body[name].as_i64().unwrap_or_else(|| panic!("{}", answer.body)))
}

/// The table that the dashboard exports, and Ann under another name in it.
fn exported(persons: &[Value], ann: &str) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |person: &Value| {
        let name = text(&person["displayName"]);
        let name = if name == "Ann" { ann } else { &name };
        format!(
            "{},{name},{},{},{},{}\r\n",
            text(&person["id"]),
            text(&person["primaryPhone"]),
            text(&person["primaryEmail"]),
            text(&person["createdAt"]),
            text(&person["updatedAt"]),
        )
    };
    let rows: String = persons.iter().map(row).collect();
    format!("\u{feff}id,name,phone,email,created,updated\r\n{rows}")
}

async fn previewed_applied_and_repeated(app: &TestApp) {
    let instance = app.connected_instance("one").await;
    meet(app, instance, ANN, "Ann").await;
    meet(app, instance, "15550003333@s.whatsapp.net", "Bo").await;
    app.clock.advance(1000);
    let before = persons(app).await;
    let (ann, bo) = (&before[0]["id"], &before[1]["id"]);
    let file = exported(&before, "\"'=Ann \"\"the\"\" Baker\"");
    let file = file + ",Cy,+1 (555) 000-4444,Cy@Example.org,,\r\n";

    let dry = send(app, DRY_RUN, &file).await;
    assert_eq!(outcomes(&dry), ["2 update", "3 unchanged", "4 create"], "{}", dry.body);
    assert_eq!((&dry.body["dryRun"], counts(&dry)), (&json!(true), [1, 1, 1, 0]));
    let renamed = json!([{ "column": "name", "before": "Ann", "after": "=Ann \"the\" Baker" }]);
    assert_eq!(dry.body["rows"][0]["changes"], renamed);
    assert_eq!(dry.body["rows"][0]["personId"], *ann);
    assert_eq!(dry.body["rows"][2]["personId"], Value::Null, "not yet");
    assert_eq!(persons(app).await, before, "a dry run writes nothing");
    let path = "/api/v2/events?eventType=identity.created,identity.updated";
    assert_eq!(app.get(path).await.body["meta"]["total"], 2, "only of Ann and Bo");

    let done = send(app, IMPORT, &file).await;
    assert_eq!(outcomes(&done), outcomes(&dry));
    assert_eq!((&done.body["dryRun"], counts(&done)), (&json!(false), [1, 1, 1, 0]));
    let after = persons(app).await;
    assert_eq!(after.len(), 3);
    assert_eq!((&after[0]["id"], &after[0]["displayName"]), (ann, &json!("=Ann \"the\" Baker")));
    assert_eq!(after[0]["createdAt"], before[0]["createdAt"], "the table does not set it");
    assert_eq!(after[1], before[1], "Bo is as he was");
    assert_eq!(after[1]["id"], *bo);
    assert_eq!(after[2]["id"], done.body["rows"][2]["personId"]);
    assert_eq!(after[2]["primaryPhone"], "+15550004444");
    assert_eq!(after[2]["primaryEmail"], "cy@example.org");
    let events = app.get(path).await.body;
    let (created, updated) = (&events["items"][0], &events["items"][1]);
    assert_eq!(created["eventType"], "identity.created", "{events}");
    assert_eq!(created["payload"]["displayName"], "Cy");
    assert_eq!((&updated["eventType"], &updated["personId"]), (&json!("identity.updated"), ann));
    assert_eq!(updated["payload"]["displayName"], "=Ann \"the\" Baker");

    let history = changes_of(app, ann).await;
    let [change] = history.as_slice() else { panic!("one change: {history:?}") };
    assert_eq!((&change["action"], &change["changes"]), (&json!("import"), &renamed));
    assert_eq!((&change["personId"], &change["otherPersonId"]), (ann, ann));
    assert!(change["changedBy"].is_string(), "{change}");
    let was = &change["evidence"]["person"];
    assert_eq!(
        (&was["displayName"], &was["identities"][0]["platformUserId"]),
        (&json!("Ann"), &json!(ANN))
    );
    for unchanged in [bo, &after[2]["id"]] {
        assert_eq!(changes_of(app, unchanged).await, [] as [Value; 0]);
    }

    let again = send(app, IMPORT, &file).await;
    assert_eq!(outcomes(&again), ["2 unchanged", "3 unchanged", "4 unchanged"], "{}", again.body);
    assert_eq!(persons(app).await, after);
    assert_eq!(app.get(path).await.body["meta"]["total"], 4);
    assert_eq!(changes_of(app, ann).await.len(), 1, "a repeat changes nothing");
    // Who writes from an imported number is the imported person.
    meet(app, instance, "15550004444@s.whatsapp.net", "Cyril").await;
    let cy = persons(app).await.pop().expect("Cy");
    assert_eq!((&cy["id"], &cy["displayName"]), (&after[2]["id"], &json!("Cy")));
}

#[tokio::test]
async fn a_table_is_previewed_applied_and_repeated_on_sqlite() {
    let app = test_app().await;
    previewed_applied_and_repeated(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn a_table_is_previewed_applied_and_repeated_on_postgres() {
    let app = test_app_on(Database::postgres().await).await;
    previewed_applied_and_repeated(&app).await;
    app.stop().await;
}

#[tokio::test]
async fn rows_that_cannot_be_used_are_left_out_with_their_line_and_reason() {
    let app = test_app().await;
    let instance = app.connected_instance("one").await;
    meet(&app, instance, ANN, "Ann").await;
    meet(&app, instance, "15550003333@s.whatsapp.net", "Bo").await;
    let before = persons(&app).await;
    let bo = before[1]["id"].as_str().expect("an id");
    let rows: [(&str, &str); 12] = [
        ("Cy,,,+15550004444", "create"),
        ("Cyril,,,+1 555 000 4444", "of line 2"),
        ("Dan,,,12", "the phone number is not one"),
        ("Dan,,dan,", "the e-mail address is not one"),
        ("Dan,,,", "it names no one"),
        ("Dan,x,,", "the id is not one"),
        (&format!("Dan,{UNKNOWN_ID},,"), "no person has this id"),
        (&format!("Bo,{bo},,+15550002222"), "another person has this phone number"),
        (&format!("{},{bo},,", "x".repeat(201)), "longer than 200 characters"),
        ("one,too,few", "3 values for 4 columns"),
        (&format!("Bob,{bo},,"), "update"),
        ("Robert,,,15550003333", "of line 12"),
    ];
    let lines: Vec<&str> = rows.iter().map(|(row, _)| *row).collect();
    let file = format!("name;id;email;phone\n{}\n", lines.join("\n").replace(',', ";"));
    for path in [DRY_RUN, IMPORT] {
        let answer = send(&app, path, &file).await;
        let shown = answer.body["rows"].as_array().unwrap_or_else(|| panic!("{}", answer.body));
        assert_eq!(shown.len(), rows.len());
        for (at, (shown, (row, expected))) in shown.iter().zip(&rows).enumerate() {
            assert_eq!(shown["line"], at + 2);
            let reason = shown["reason"].as_str();
            let said = reason.or(shown["outcome"].as_str()).expect("a text");
            assert!(said.contains(expected), "{row}: {shown}");
        }
        assert_eq!(counts(&answer), [1, 1, 0, 10], "{}", answer.body);
    }
    let names: Vec<Value> =
        persons(&app).await.iter().map(|person| person["displayName"].clone()).collect();
    assert_eq!(names, ["Ann", "Bob", "Cy"], "what could be used is imported");
    app.stop().await;
}

#[tokio::test]
async fn an_empty_value_leaves_what_is_stored_and_numbers_may_be_exchanged() {
    let app = test_app().await;
    let file = "name,phone,email\nAnn,+15550001111,ann@example.org\nBo,+15550002222,\n";
    assert_eq!(counts(&send(&app, IMPORT, file).await), [2, 0, 0, 0]);
    let before = persons(&app).await;
    let (ann, bo) = (before[0]["id"].as_str(), before[1]["id"].as_str());
    let (ann, bo) = (ann.expect("an id"), bo.expect("an id"));
    // Ann's number becomes free before Bo gets it.
    let file = format!("id,name,phone,email\n{ann},,+15550003333,\n{bo},,+15550001111,\n");
    for path in [DRY_RUN, IMPORT] {
        assert_eq!(outcomes(&send(&app, path, &file).await), ["2 update", "3 update"], "{path}");
    }
    assert_eq!(outcomes(&send(&app, IMPORT, &file).await), ["2 unchanged", "3 unchanged"]);
    let [bo, ann]: [Value; 2] = persons(&app).await.try_into().expect("two persons");
    assert_eq!((&bo["displayName"], &ann["displayName"]), (&json!("Bo"), &json!("Ann")));
    assert_eq!(ann["primaryEmail"], "ann@example.org");
    // By their address alone.
    let file = "email,name\nANN@example.org,Anna\nnew@example.org,New\n";
    assert_eq!(outcomes(&send(&app, IMPORT, file).await), ["2 update", "3 create"]);
    assert_eq!(outcomes(&send(&app, IMPORT, file).await), ["2 unchanged", "3 unchanged"]);
    app.stop().await;
}

#[tokio::test]
async fn many_rows_are_written_in_several_transactions() {
    let app = test_app().await;
    let rows: Vec<String> =
        (0..120).map(|at| format!("Person {at},+1555{:07}\r\n", 1_000_000 + at)).collect();
    let file = format!("name,phone\r\n{}Person 0 again,+15551000000\r\n", rows.concat());
    let done = send(&app, IMPORT, &file).await;
    assert_eq!(counts(&done), [120, 0, 0, 1]);
    let last = &done.body["rows"][120];
    assert!(last["reason"].as_str().expect("a reason").contains("of line 2;"), "{last}");
    assert_eq!(counts(&send(&app, IMPORT, &file).await), [0, 0, 120, 1]);
    app.stop().await;
}

#[tokio::test]
async fn a_file_with_other_columns_or_of_another_kind_is_refused_whole() {
    let app = test_app().await;
    for (file, expected) in [
        ("", "names the columns: id, name, phone, email, created, updated"),
        ("name,Company\nAnn,Bakery\n", "`Company`"),
        ("name\nAnn\n", "no column `id`, `phone` or `email`"),
        ("phone,phone\n1,2\n", "the column `phone` twice"),
    ] {
        let refused = send(&app, IMPORT, file).await;
        assert_eq!(line(&refused), "400 VALIDATION_ERROR file", "{file:?}");
        let message = refused.body["error"]["message"].as_str().expect("a text");
        assert!(message.contains(expected), "{message}");
    }
    let json = send_as(&app, &app.key, IMPORT, "application/json", "{}").await;
    assert_eq!(line(&json), "415 UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(persons(&app).await, Vec::<Value>::new());
    app.stop().await;
}

#[tokio::test]
async fn a_file_above_the_bounds_is_refused_whole() {
    let app = limited(HttpOptions { csv_max_bytes: 40, ..HttpOptions::default() }).await;
    let refused = send(&app, IMPORT, "name,phone\nAnn,+15550001111\nBo,+15550002222\n").await;
    assert_eq!(line(&refused), "413 PAYLOAD_TOO_LARGE");
    assert_eq!(counts(&send(&app, IMPORT, "name,phone\nAnn,+15550001111\n").await), [1, 0, 0, 0]);
    app.stop().await;

    let mut config = TestApp::config();
    config.limits.import_rows = 1;
    let options = TestOptions { database: Database::sqlite(), config };
    let app = support::test_app_with(options).await;
    let refused = send(&app, IMPORT, "name,phone\nAnn,+15550001111\nBo,+15550002222\n").await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR file");
    assert_eq!(persons(&app).await, Vec::<Value>::new());
    app.stop().await;
}

#[tokio::test]
async fn another_tenants_person_is_unknown_and_untouched() {
    let app = test_app().await;
    let mine = send(&app, IMPORT, "name,phone\nAnn,+15550001111\n").await;
    let ann = mine.body["rows"][0]["personId"].as_str().expect("an id");
    let before = persons(&app).await;
    let foreign = app.foreign_key().await;
    let by_id = format!("id,name\n{ann},Taken\n");
    let refused = send_as(&app, &foreign, IMPORT, "text/csv", &by_id).await;
    let unknown = by_id.replace(ann, UNKNOWN_ID);
    let unknown = send_as(&app, &foreign, IMPORT, "text/csv", &unknown).await;
    assert_eq!(refused.body, unknown.body, "nothing shows that it exists");
    assert_eq!(counts(&refused), [0, 0, 0, 1]);
    // The same number in the other tenant is another person.
    let by_phone = "name,phone\nTaken,+15550001111\n";
    let made = send_as(&app, &foreign, IMPORT, "text/csv", by_phone).await;
    assert_eq!(counts(&made), [1, 0, 0, 0], "{}", made.body);
    assert_eq!(persons(&app).await, before);
    app.stop().await;
}

#[tokio::test]
async fn it_needs_the_scope_for_writing_and_a_key_for_all_instances() {
    let app = test_app().await;
    let file = "name,phone\nAnn,+15550001111\n";
    let instance = app.instance("one").await.to_string();
    let reader = key_with(&app, &["persons:read"], None).await;
    let of_one = key_with(&app, &["persons:write"], Some(&[&instance])).await;
    for key in [&reader, &of_one] {
        for path in [DRY_RUN, IMPORT] {
            let refused = send_as(&app, key, path, "text/csv", file).await;
            assert_eq!(line(&refused), "403 FORBIDDEN", "{path}");
        }
    }
    assert_eq!(persons(&app).await, Vec::<Value>::new());
    let writer = key_with(&app, &["persons:write"], None).await;
    let done = send_as(&app, &writer, IMPORT, "text/csv", file).await;
    assert_eq!(counts(&done), [1, 0, 0, 0], "{}", done.body);
    app.stop().await;
}
