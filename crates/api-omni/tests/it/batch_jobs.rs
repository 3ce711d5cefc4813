use crate::support::{ANN, UNKNOWN_ID, app_that_calls_out, deliver, from_ann_with, key_with, line};
use axum::http::{Method, StatusCode};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::ids::InstanceId;
use omni_sandbox::model::{Model, Reaction, Rule};
use omni_testing::{Answer, TestApp};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const KEY: &str = "sk-model-private";

/// A model that serves as all services of the settings.
async fn model(app: &TestApp) -> Model {
    let model = Model::start(0).await.expect("a model");
    model.require_key(KEY);
    let settings = json!({
        "groq.base_url": model.url(), "groq.api_key": KEY,
        "openai.base_url": model.url(), "openai.api_key": KEY,
        "media.image_providers": "openai",
    });
    let body = json!({ "settings": settings });
    let set = app.call(Method::PATCH, "/api/v2/settings", Some(body)).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    model
}

/// A file from Ann that the network still has.
pub(crate) async fn file(
    app: &TestApp,
    id: InstanceId,
    name: &str,
    media: MediaContent,
    bytes: &[u8],
) {
    app.channel.session(id).expect("a session").offer_file(name.as_bytes(), bytes);
    deliver(app, id, vec![from_ann_with(name, Content::Media(media), Some(name.as_bytes()))]).await;
}

pub(crate) async fn create(app: &TestApp, config: Value) -> Answer {
    app.post("/api/v2/batch-jobs", json!({ "type": "media_reprocess", "config": config })).await
}

pub(crate) async fn finished(app: &TestApp, created: &Answer) -> Value {
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.body);
    let path = format!("/api/v2/batch-jobs/{}", created.body["id"].as_str().expect("an id"));
    for _ in 0..400 {
        let job = app.get(&path).await.body;
        if !["pending", "running"].contains(&job["status"].as_str().expect("a status")) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the job does not end: {}", app.get(&path).await.body);
}

pub(crate) fn counts(job: &Value) -> [u64; 4] {
    ["totalItems", "processedItems", "failedItems", "skippedItems"]
        .map(|name| job[name].as_u64().expect("a count"))
}

#[tokio::test]
async fn stored_media_is_read_and_shown_with_its_messages() {
    let app = app_that_calls_out().await;
    let model = model(&app).await;
    let id = app.connected_instance("one").await;
    let voice = MediaContent::new(MediaKind::Audio, "audio/ogg; codecs=opus");
    file(&app, id, "VOICE", voice, b"good morning").await;
    file(&app, id, "PIC", MediaContent::new(MediaKind::Image, "image/png"), &[0x89, 1, 2, 3]).await;
    file(&app, id, "DOC", MediaContent::new(MediaKind::Document, "text/csv"), b"a,b\n1,2\n").await;
    file(&app, id, "ZIP", MediaContent::new(MediaKind::Document, "application/zip"), b"PK").await;
    file(&app, id, "TIFF", MediaContent::new(MediaKind::Image, "image/tiff"), b"II*").await;

    let all = json!({ "instanceId": id, "mediaTypes": ["audio", "image", "document", "video"] });
    let created = create(&app, all.clone()).await;
    let job = finished(&app, &created).await;
    assert_eq!(job["status"], "completed");
    assert_eq!(counts(&job), [5, 3, 0, 2], "{job}");
    assert_eq!((&job["progressPercent"], &job["errors"]), (&json!(100), &json!([])));
    assert_eq!(job["config"]["mediaTypes"], json!(["image", "audio", "video", "document"]));
    assert!(job["totalTokens"].as_u64().expect("tokens") > 0);
    // 1.5 seconds at 0.04 dollars an hour, and the picture's tokens.
    assert!(job["totalCostUsd"].as_f64().expect("dollars") > 0.000_016);
    assert!(job["startedAt"].is_string() && job["completedAt"].is_string());

    let requests = model.requests();
    let audio = requests.iter().find(|one| one.body["mimeType"].is_string()).expect("a sound");
    assert_eq!(audio.token.as_deref(), Some(KEY));
    assert_eq!(audio.body["model"], "whisper-large-v3-turbo");
    assert_eq!(audio.body["fileName"], "audio.ogg");
    assert_eq!(audio.body["language"], json!(null), "none is set");

    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    let of = |name: &str| {
        let items = messages["items"].as_array().expect("rows");
        items.iter().find(|one| one["externalId"] == name).expect("it").clone()
    };
    assert_eq!(of("VOICE")["transcription"], "Transcript: good morning");
    let seen = of("PIC")["imageDescription"].as_str().expect("a text").to_owned();
    assert!(seen.starts_with("Seen: 4 bytes "), "{seen}");
    assert_eq!(of("DOC")["documentExtraction"], "a | b\n1 | 2");
    assert_eq!(of("ZIP")["documentExtraction"], json!(null));

    let events = app.get("/api/v2/events?eventType=media.processed").await.body;
    assert_eq!(events["meta"]["total"], 3);
    let received =
        app.get("/api/v2/events?eventType=message.received&contentType=audio").await.body;
    assert_eq!(received["items"][0]["transcription"], "Transcript: good morning");
    let one = received["items"][0]["id"].as_str().expect("an id");
    let one = app.get(&format!("/api/v2/events/{one}")).await.body;
    assert_eq!(one["transcription"], "Transcript: good morning");
    let failed = app.get("/api/v2/events?eventType=media.failed").await.body;
    assert_eq!(failed["items"][0]["payload"]["processingStatus"], "unsupported");

    let before = model.requests().len();
    let again = finished(&app, &create(&app, all.clone()).await).await;
    assert_eq!(counts(&again), [5, 0, 0, 5], "files with a result are skipped");
    assert_eq!(model.requests().len(), before);
    let mut overwrite = all;
    overwrite["overwrite"] = json!(true);
    let overwrite = finished(&app, &create(&app, overwrite).await).await;
    assert_eq!(counts(&overwrite), [5, 3, 0, 2]);
    assert_eq!(model.requests().len(), before + 2);
    for path in ["/api/v2/batch-jobs", "/api/v2/events", "/api/v2/settings"] {
        assert!(!app.get(path).await.body.to_string().contains("private"), "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_estimate_says_what_a_job_would_do_and_events_say_what_it_does() {
    let app = app_that_calls_out().await;
    let _model = model(&app).await;
    let id = app.connected_instance("one").await;
    for name in ["A", "B"] {
        file(&app, id, name, MediaContent::new(MediaKind::Audio, "audio/ogg"), b"words").await;
    }
    let estimate = |overwrite: bool| {
        let config =
            json!({ "instanceId": id, "mediaTypes": ["audio", "image"], "overwrite": overwrite });
        let body = json!({ "type": "media_reprocess", "config": config });
        app.post("/api/v2/batch-jobs/estimate", body)
    };
    let before = estimate(false).await.body;
    assert_eq!(
        before,
        json!({
            "totalItems": 2, "itemsToProcess": 2, "costUsd": null, "durationMs": null,
            "mediaTypes": [{
                "mediaType": "audio", "totalItems": 2, "itemsToProcess": 2,
                "costUsd": null, "durationMs": null,
            }],
        })
    );
    assert_eq!(app.get("/api/v2/batch-jobs").await.body["items"], json!([]), "none is started");

    let config = json!({ "instanceId": id, "mediaTypes": ["audio"] });
    let job = finished(&app, &create(&app, config).await).await;
    assert_eq!(counts(&job), [2, 2, 0, 0], "{job}");
    let done = estimate(false).await.body;
    assert_eq!((&done["itemsToProcess"], &done["costUsd"]), (&json!(0), &json!(0.0)), "{done}");
    let again = estimate(true).await.body;
    assert_eq!(
        (&again["itemsToProcess"], &again["costUsd"]),
        (&json!(2), &job["totalCostUsd"]),
        "as the first time: {again}"
    );
    assert!(again["durationMs"].is_u64(), "{again}");

    let events = app.get("/api/v2/events?eventType=system.batch_job_changed").await.body;
    let payload = |at: usize| events["items"][at]["payload"].clone();
    let statuses = [0, 1, 2].map(|at| payload(at)["status"].clone());
    assert_eq!(statuses, ["completed", "running", "pending"]);
    assert_eq!((&payload(0)["batchJobId"], &payload(0)["processedItems"]), (&job["id"], &json!(2)));
    assert_eq!(events["items"][0]["instanceId"], json!(id));
    app.stop().await;
}

#[tokio::test]
async fn failures_are_states_with_reasons_and_the_next_service_is_tried() {
    let app = app_that_calls_out().await;
    let model = model(&app).await;
    model.script(vec![
        Rule::new("first", Reaction::Fail(400)).times(1),
        Rule::new("broken", Reaction::Fail(400)),
    ]);
    let id = app.connected_instance("one").await;
    let voice = || MediaContent::new(MediaKind::Audio, "audio/ogg");
    file(&app, id, "A", voice(), b"first").await;
    file(&app, id, "B", voice(), b"broken").await;
    deliver(&app, id, vec![from_ann_with("C", Content::Media(voice()), Some(b"nowhere"))]).await;
    let config = json!({ "instanceId": id, "mediaTypes": ["audio"] });
    let job = finished(&app, &create(&app, config).await).await;
    assert_eq!(job["status"], "completed");
    assert_eq!(counts(&job), [3, 1, 2, 0], "{job}");
    let errors = job["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0]["error"], "the agent answered with status 400 (sandbox_error)");
    assert_eq!(errors[1]["error"], "the network no longer has this file");
    let messages = app.get(&format!("/api/v2/instances/{id}/chats/{ANN}/messages")).await.body;
    let items = messages["items"].as_array().expect("rows");
    let of = |name: &str| items.iter().find(|one| one["externalId"] == name).expect("it");
    assert_eq!(of("A")["transcription"], "Transcript: first", "openai responded after groq failed");
    assert_eq!(of("B")["transcription"], json!(null), "a failure is no content");
    app.stop().await;
}

#[tokio::test]
async fn one_job_at_a_time_and_cancelling_takes_effect_within_an_item() {
    let app = app_that_calls_out().await;
    let model = model(&app).await;
    model.set_delay(Duration::from_secs(20));
    let id = app.connected_instance("one").await;
    for name in ["A", "B", "C"] {
        file(&app, id, name, MediaContent::new(MediaKind::Audio, "audio/ogg"), b"words").await;
    }
    let config = json!({ "instanceId": id, "mediaTypes": ["audio"] });
    let created = create(&app, config.clone()).await;
    let path = format!("/api/v2/batch-jobs/{}", created.body["id"].as_str().expect("an id"));
    let twin = create(&app, config.clone()).await;
    assert_eq!(line(&twin), "409 CONFLICT");
    let everywhere = create(&app, json!({ "mediaTypes": ["audio"] })).await;
    assert_eq!(line(&everywhere), "409 CONFLICT");
    model.expect_requests(1, Duration::from_secs(10)).await.expect("the first file");
    let running = app.get(&path).await.body;
    assert_eq!(running["status"], "running");
    assert!(running["currentItem"].is_string());
    let cancelled = app.call(Method::POST, &format!("{path}/cancel"), None).await;
    assert_eq!(cancelled.body["status"], "cancelled");
    assert!(cancelled.body["completedAt"].is_string());
    let again = app.call(Method::POST, &format!("{path}/cancel"), None).await;
    assert_eq!(again.body["status"], "cancelled", "cancelling twice is not an error");
    model.set_delay(Duration::ZERO);
    let next = finished(&app, &create(&app, config).await).await;
    assert_eq!(counts(&next), [3, 3, 0, 0]);
    let old = app.get(&path).await.body;
    assert_eq!((&old["status"], counts(&old)), (&json!("cancelled"), [3, 0, 0, 0]));
    let ended = format!("/api/v2/batch-jobs/{}/cancel", next["id"].as_str().expect("an id"));
    let late = app.call(Method::POST, &ended, None);
    assert_eq!(line(&late.await), "409 CONFLICT");
    let list = app.get("/api/v2/batch-jobs?status=cancelled,failed").await.body;
    assert_eq!(list["items"].as_array().expect("rows").len(), 1);
    let list = app.get("/api/v2/batch-jobs?type=media_reprocess&limit=1").await.body;
    assert_eq!((&list["items"][0]["id"], &list["meta"]["hasMore"]), (&next["id"], &json!(true)));
    app.stop().await;
}

#[tokio::test]
async fn an_interrupted_job_continues_with_correct_counts() {
    let app = app_that_calls_out().await;
    let model = model(&app).await;
    let id = app.connected_instance("one").await;
    for n in 0..8 {
        let voice = MediaContent::new(MediaKind::Audio, "audio/ogg");
        file(&app, id, &format!("V{n}"), voice, format!("word {n}").as_bytes()).await;
    }
    for _ in 0..200 {
        let here = app.get("/api/v2/events?eventType=media.received").await.body;
        if here["meta"]["total"] == 8 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    model.script(vec![
        Rule::new("word 4", Reaction::Say("slow".into())).after(Duration::from_mins(1)).times(1),
    ]);
    let config = json!({ "instanceId": id, "mediaTypes": ["audio"] });
    let created = create(&app, config).await;
    model.expect_requests(5, Duration::from_secs(20)).await.expect("the fifth file");
    // As after a SIGKILL: without a clean stop the reservation expires, and another worker takes
    // over.
    let app = app.restarted_after_kill().await;
    let job = finished(&app, &created).await;
    assert_eq!(job["status"], "completed");
    assert_eq!(counts(&job), [8, 8, 0, 0], "{job}");
    assert_eq!(job["progressPercent"], 100);
    assert_eq!(model.requests().len(), 9, "only the interrupted file was requested twice");
    let events = app.get("/api/v2/events?eventType=media.processed").await.body;
    assert_eq!(events["meta"]["total"], 8);
    app.stop().await;
}

#[tokio::test]
async fn keys_of_one_instance_see_and_start_only_its_jobs() {
    let app = app_that_calls_out().await;
    let one = app.connected_instance("one").await.to_string();
    let two = app.connected_instance("two").await.to_string();
    let limited = key_with(&app, &["instances:*"], Some(&[&one])).await;
    let start = |config: Value| {
        let body = json!({ "type": "media_reprocess", "config": config });
        app.call_as(Some(&limited), Method::POST, "/api/v2/batch-jobs", Some(body))
    };
    let all = start(json!({ "mediaTypes": ["audio"] })).await;
    assert_eq!(line(&all), "403 FORBIDDEN");
    let other = start(json!({ "instanceId": two, "mediaTypes": ["audio"] })).await;
    assert_eq!(line(&other), "403 FORBIDDEN");
    let own = start(json!({ "instanceId": one, "mediaTypes": ["audio"] })).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.body);
    let foreign = create(&app, json!({ "instanceId": two, "mediaTypes": ["audio"] })).await;
    let foreign = foreign.body["id"].as_str().expect("an id").to_owned();
    let get = |path: String| {
        let (app, limited) = (&app, &limited);
        async move { app.call_as(Some(limited), Method::GET, &path, None).await }
    };
    let list = get("/api/v2/batch-jobs".to_owned()).await;
    assert_eq!(list.body["items"].as_array().expect("rows").len(), 1);
    assert_eq!(line(&get(format!("/api/v2/batch-jobs/{foreign}")).await), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn invalid_jobs_are_rejected() {
    let app = app_that_calls_out().await;
    let cases = [
        (json!({ "mediaTypes": [] }), "400 VALIDATION_ERROR config.mediaTypes"),
        (json!({ "mediaTypes": ["smell"] }), "400 VALIDATION_ERROR config.mediaTypes[0]"),
        (json!({}), "400 VALIDATION_ERROR config.mediaTypes"),
        (json!({ "mediaTypes": ["audio"], "since": "soon" }), "400 VALIDATION_ERROR config.since"),
        (
            json!({ "mediaTypes": ["audio"], "since": "2026-01-02T00:00:00Z",
                "until": "2026-01-01T00:00:00Z" }),
            "400 VALIDATION_ERROR config.since",
        ),
        (json!({ "mediaTypes": ["audio"], "instanceId": UNKNOWN_ID }), "404 NOT_FOUND"),
        (json!({ "mediaTypes": ["audio"], "more": 1 }), "400 VALIDATION_ERROR config.more"),
    ];
    for (config, expected) in cases {
        assert_eq!(line(&create(&app, config.clone()).await), expected, "{config}");
    }
    for query in ["status=lost", "type=import"] {
        let answer = app.get(&format!("/api/v2/batch-jobs?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
    let empty = create(&app, json!({ "mediaTypes": ["audio"] })).await;
    let job = finished(&app, &empty).await;
    assert_eq!((&job["status"], counts(&job)), (&json!("completed"), [0, 0, 0, 0]));
    app.stop().await;
}

#[tokio::test]
async fn media_of_a_chat_with_processing_disabled_is_skipped() {
    let app = app_that_calls_out().await;
    let model = model(&app).await;
    let id = app.connected_instance("one").await;
    file(&app, id, "A", MediaContent::new(MediaKind::Audio, "audio/ogg"), b"private words").await;
    let path = format!("/api/v2/instances/{id}/chats/{ANN}/processing?enabled=false");
    let off = app.call(Method::PATCH, &path, None).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.body);
    let config = json!({ "instanceId": id, "mediaTypes": ["audio"] });
    let job = finished(&app, &create(&app, config).await).await;
    assert_eq!(counts(&job), [1, 0, 0, 1], "{job}");
    assert!(model.requests().is_empty());
    app.stop().await;
}
