//! Documents of agents: added, listed and deleted over the API, and what an agent is given of them.

use crate::support::{
    app_that_calls_out, deliver, from_ann, key_with, line, test_app, test_app_with, until,
};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::agents;
use omni_sandbox::model::Model;
use omni_testing::{Answer, Database, TestApp, TestOptions};
use serde_json::{Value, json};

const AGENTS: &str = "/api/v2/agents";
const PRICES: &str = "A cup of tea is 3 €.\n\nCoffee is 4 €.";

async fn agent(app: &TestApp, settings: Value) -> String {
    let made = app.post(AGENTS, json!({ "name": "Shop", "agent": settings })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("{AGENTS}/{}", made.body["id"].as_str().expect("an id"))
}

async fn add(app: &TestApp, agent: &str, name: &str, text: &str) -> Answer {
    app.post(&format!("{agent}/documents"), json!({ "name": name, "text": text })).await
}

/// A form with a file, and a name if there is one.
async fn upload(
    app: &TestApp,
    agent: &str,
    name: Option<&str>,
    file: (&str, &str, &[u8]),
) -> Answer {
    let (file_name, mime_type, bytes) = file;
    let mut form = Vec::new();
    if let Some(name) = name {
        let part =
            format!("--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n");
        form.extend(part.bytes());
    }
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: {mime_type}\r\n\r\n"
    );
    form.extend(head.bytes());
    form.extend(bytes);
    form.extend(b"\r\n--B--\r\n");
    let request = Request::post(format!("{agent}/documents"))
        .header("x-api-key", &app.key)
        .header("content-type", "multipart/form-data; boundary=B")
        .body(Body::from(form));
    app.raw(request.expect("a request")).await
}

async fn names(app: &TestApp, agent: &str) -> Vec<String> {
    let list = app.get(&format!("{agent}/documents")).await.body;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("a list: {list}"));
    items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_document_is_added_read_and_deleted_and_each_makes_a_version() {
    let app = test_app().await;
    let agent = agent(&app, json!({})).await;
    let made = add(&app, &agent, " Prices.md ", PRICES).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["name"], "Prices.md");
    assert_eq!(made.body["bytes"], PRICES.len());
    assert_eq!(made.body["characters"], PRICES.chars().count());
    assert_eq!((&made.body["passages"], &made.body["text"]), (&json!(1), &Value::Null));
    let path = format!("{agent}/documents/{}", made.body["id"].as_str().expect("an id"));
    let read = app.get(&path).await;
    assert_eq!(read.body["text"], PRICES, "{}", read.body);
    assert_eq!(names(&app, &agent).await, ["Prices.md"]);

    let again = add(&app, &agent, "Prices.md", "x").await;
    assert_eq!(line(&again), "409 CONFLICT", "{}", again.body);
    let hours = add(&app, &agent, "Hours", "Open from 9 to 6.").await;
    assert_eq!(hours.status, StatusCode::CREATED, "{}", hours.body);
    assert_eq!(app.call(Method::DELETE, &path, None).await.status, StatusCode::OK);
    assert_eq!(line(&app.call(Method::DELETE, &path, None).await), "404 NOT_FOUND");
    assert_eq!(line(&app.get(&path).await), "404 NOT_FOUND");

    let versions = app.get(&format!("{agent}/versions")).await.body;
    let documents: Vec<Vec<&Value>> = versions["items"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|version| {
            assert!(version["changedBy"].as_str().expect("an author").starts_with("api_key:"));
            version["documents"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|one| &one["name"])
                .collect()
        })
        .collect();
    let (prices, open) = (json!("Prices.md"), json!("Hours"));
    assert_eq!(documents, [vec![&open], vec![&open, &prices], vec![&prices], vec![]]);
    let events = app.get("/api/v2/events?eventType=agent.updated").await.body;
    assert_eq!(events["items"].as_array().expect("events").len(), 3, "{events}");

    // The settings become as they were, and the documents stay.
    let back = app.call(Method::POST, &format!("{agent}/versions/1/restore"), None).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    assert_eq!(names(&app, &agent).await, ["Hours"]);
    assert_eq!(app.call(Method::DELETE, &agent, None).await.status, StatusCode::OK);
    assert_eq!(line(&app.get(&format!("{agent}/documents")).await), "404 NOT_FOUND");
    assert_eq!(line(&app.get(&agent).await), "404 NOT_FOUND");
    assert_eq!(app.get(AGENTS).await.body["items"], json!([]));

    // Its rows are removed afterwards, in pieces.
    let stop = app.app.sessions.stopping();
    agents::continue_deletions(&app.app, &stop).await.expect("removed");
    assert!(app.app.store.deleted_agents(5).await.expect("a read").is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_file_becomes_a_document_if_it_holds_text() {
    let app = test_app().await;
    let agent = agent(&app, json!({})).await;
    let text_of = async |made: Answer| {
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let id = made.body["id"].as_str().expect("an id").to_owned();
        let read = app.get(&format!("{agent}/documents/{id}")).await.body;
        (made.body["name"].clone(), read["text"].clone())
    };
    let text = upload(&app, &agent, None, ("notes.txt", "text/plain", b"Open\r\nfrom 9.")).await;
    assert_eq!(text_of(text).await, (json!("notes.txt"), json!("Open\nfrom 9.")));
    let table: &[u8] = b"tea;3\ncoffee;4";
    let csv =
        upload(&app, &agent, Some("Prices"), ("a.csv", "application/octet-stream", table)).await;
    assert_eq!(text_of(csv).await, (json!("Prices"), json!("tea | 3\ncoffee | 4")));
    let page = b"<title>x</title><p>Fish &amp; chips</p><script>no()</script>";
    let html = upload(&app, &agent, None, ("menu.html", "text/html", page)).await;
    assert_eq!(text_of(html).await, (json!("menu.html"), json!("Fish & chips")));

    let picture = upload(&app, &agent, None, ("a.png", "image/png", b"\x89PNG\r\n")).await;
    assert_eq!(line(&picture), "400 VALIDATION_ERROR file");
    assert!(picture.body.to_string().contains("PDF, DOCX and XLSX"), "{}", picture.body);
    let program = upload(&app, &agent, None, ("a.exe", "application/octet-stream", b"MZ\0")).await;
    assert_eq!(line(&program), "400 VALIDATION_ERROR file");
    let empty = upload(&app, &agent, None, ("a.txt", "text/plain", b" \n")).await;
    assert_eq!(line(&empty), "400 VALIDATION_ERROR file");
    assert_eq!(names(&app, &agent).await, ["Prices", "menu.html", "notes.txt"]);
    app.stop().await;
}

#[tokio::test]
async fn a_file_that_is_read_only_in_part_is_refused() {
    let app = test_app().await;
    let agent = agent(&app, json!({})).await;
    let rows = "a,1\n".repeat(20_001);
    let file = ("prices.csv", "text/csv", rows.as_bytes());
    let refused = upload(&app, &agent, None, file).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR file", "{}", refused.body);
    assert!(refused.body.to_string().contains("split it"), "{}", refused.body);
    assert!(names(&app, &agent).await.is_empty());
    app.stop().await;
}

#[tokio::test]
async fn documents_are_bounded_in_size_and_number() {
    let mut config = TestApp::config();
    config.agents.documents = 1;
    config.agents.document_bytes = 100;
    let app = test_app_with(TestOptions { database: Database::sqlite(), config }).await;
    let agent = agent(&app, json!({})).await;
    let long = "x".repeat(101);
    let refused = add(&app, &agent, "a", &long).await;
    assert_eq!(line(&refused), "413 PAYLOAD_TOO_LARGE", "{}", refused.body);
    let refused = upload(&app, &agent, None, ("a.txt", "text/plain", long.as_bytes())).await;
    assert_eq!(line(&refused), "413 PAYLOAD_TOO_LARGE", "{}", refused.body);
    for (name, text, expected) in
        [("", "x", "400 VALIDATION_ERROR name"), ("a", " ", "400 VALIDATION_ERROR text")]
    {
        assert_eq!(line(&add(&app, &agent, name, text).await), expected);
    }
    assert_eq!(add(&app, &agent, "a", "x").await.status, StatusCode::CREATED);
    assert_eq!(line(&add(&app, &agent, "b", "x").await), "409 CONFLICT");
    let instance = app.instance("one").await.to_string();
    let key = key_with(&app, &["*"], Some(&[&instance])).await;
    let list = format!("{agent}/documents");
    let hidden = app.call_as(Some(&key), Method::GET, &list, None).await;
    assert_eq!(line(&hidden), "404 NOT_FOUND", "the agent answers for none of its instances");
    let to = json!({ "instanceIds": [instance] });
    assert_eq!(app.post(&format!("{agent}/deploy"), to).await.status, StatusCode::OK);
    let seen = app.call_as(Some(&key), Method::GET, &list, None).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    let body = json!({ "name": "c", "text": "x" });
    let refused = app.call_as(Some(&key), Method::POST, &list, Some(body)).await;
    assert_eq!(line(&refused), "403 FORBIDDEN", "others share the agent");
    app.stop().await;
}

#[tokio::test]
async fn an_agent_is_given_the_passages_that_fit_and_its_turn_shows_them() {
    let app = app_that_calls_out().await;
    let model = Model::start(0).await.expect("a model");
    let settings = json!({ "type": "openai", "apiUrl": model.url(), "prompt": "Be kind." });
    let agent = agent(&app, settings).await;
    add(&app, &agent, "Prices.md", PRICES).await;
    let hours = add(&app, &agent, "Hours", "We open at nine.").await;

    let talk = json!({ "messages": [{ "role": "user", "text": "How much is a tea?" }] });
    let tested = app.post(&format!("{agent}/test"), talk).await;
    assert_eq!(tested.status, StatusCode::OK, "{}", tested.body);
    let passages = &tested.body["passages"];
    assert_eq!(
        (&passages[0]["document"], &passages[0]["position"]),
        (&json!("Prices.md"), &json!(0))
    );
    assert_eq!((&passages[0]["text"], &passages[1]), (&json!(PRICES), &Value::Null), "{passages}");
    let system = model.requests()[0].body["messages"][0].clone();
    assert_eq!(system["role"], "system");
    let prompt = system["content"].as_str().expect("a text");
    assert!(prompt.starts_with("Be kind.\n\nPassages of documents"), "{prompt}");
    assert!(prompt.ends_with(&format!("--- Prices.md, part 1\n{PRICES}")), "{prompt}");

    let instance = app.connected_instance("one").await;
    let to = json!({ "instanceIds": [instance] });
    assert_eq!(app.post(&format!("{agent}/deploy"), to).await.status, StatusCode::OK);
    deliver(&app, instance, vec![from_ann("A1", "When do you open?")]).await;
    until("the turn is over", async || {
        app.get("/api/v2/turns").await.body["items"][0]["state"] == "done"
    })
    .await;
    let asked = model.requests().last().expect("a request").body.to_string();
    assert!(asked.contains("We open at nine.") && !asked.contains("cup of tea"), "{asked}");
    let turn = app.get("/api/v2/turns").await.body["items"][0]["id"].clone();
    let question = format!("/api/v2/turns/{}/question", turn.as_str().expect("an id"));
    let shown = app.get(&question).await.body;
    let expected = json!([{
        "documentId": hours.body["id"], "document": "Hours", "position": 0,
        "text": "We open at nine.",
    }]);
    assert_eq!(shown["passages"], expected, "{shown}");
    let events = app.get("/api/v2/events?eventType=message.received").await.body;
    let event = events["items"][0]["id"].as_str().expect("an id").to_owned();
    let trace = app.get(&format!("/api/v2/events/{event}/trace")).await.body;
    assert_eq!(trace["passages"][0]["document"], "Hours", "{trace}");

    let gone = format!("{agent}/documents/{}", hours.body["id"].as_str().expect("an id"));
    assert_eq!(app.call(Method::DELETE, &gone, None).await.status, StatusCode::OK);
    let shown = app.get(&question).await.body;
    let passage = &shown["passages"][0];
    assert_eq!((&passage["document"], &passage["text"]), (&json!("Hours"), &Value::Null));
    app.stop().await;
}
