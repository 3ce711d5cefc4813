use crate::support::{ANN, UNKNOWN_ID, ann, deliver, from_ann, line, picture, test_app};
use axum::http::{Method, StatusCode};
use omni_channel::{Capability, PersonPresence, PersonProfile, PresenceStatus};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::TestApp;
use serde_json::json;

async fn with_ann(name: &str) -> (TestApp, InstanceId, String) {
    let app = test_app().await;
    let id = app.connected_instance(name).await;
    app.channel.session(id).expect("a session").put_person(ann());
    (app, id, format!("/api/v2/instances/{id}"))
}

#[tokio::test]
async fn recipients_are_checked_on_the_network() {
    let (app, id, base) = with_ann("one").await;
    let check = async |recipient: &str| {
        app.post(&format!("{base}/validate-recipient"), json!({ "recipient": recipient })).await
    };
    assert_eq!(
        check("+1 (555) 000-2222").await.body,
        json!({
            "valid": true, "exists": true, "normalized": ANN,
            "profile": { "name": "Ann's Bakery" },
        })
    );
    assert_eq!(
        check("+1 555 999 9999").await.body,
        json!({ "valid": true, "exists": false, "normalized": "15559999999@s.whatsapp.net" })
    );
    assert_eq!(
        check("not a number").await.body,
        json!({ "valid": false, "exists": false, "normalized": "not a number" })
    );
    assert_eq!(check("12345@g.us").await.body["exists"], false);
    assert_eq!(line(&check("").await), "400 VALIDATION_ERROR recipient");
    let away = format!("{base}/disconnect");
    assert_eq!(app.call(Method::POST, &away, None).await.status, StatusCode::OK);
    assert_eq!(line(&check("+1 555 000 2222").await), "409 CHANNEL_NOT_CONNECTED");
    assert_eq!(app.channel.session(id).expect("a session").questions().len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn a_picture_is_cached_for_a_while() {
    let (app, id, base) = with_ann("one").await;
    let path = format!("{base}/profile-picture/{ANN}");
    let first = app.get(&path).await;
    assert_eq!(
        first.body,
        json!({
            "url": "https://pictures.example/ann.jpg", "cachedAt": "2026-01-02T03:04:05.000Z",
        })
    );
    app.clock.advance(59 * 60 * 1000);
    assert_eq!(app.get(&path).await.body, first.body);
    let session = app.channel.session(id).expect("a session");
    assert_eq!(session.questions(), [format!("picture {ANN}")]);
    app.clock.advance(60 * 1000);
    assert_eq!(app.get(&path).await.body["cachedAt"], "2026-01-02T04:04:05.000Z");
    assert_eq!(session.questions().len(), 2);

    let unknown = app.get(&format!("{base}/profile-picture/15559999999")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    let again = app.get(&format!("{base}/profile-picture/15559999999")).await;
    assert_eq!(line(&again), "404 NOT_FOUND");
    assert_eq!(session.questions().len(), 3, "its absence is cached, too");
    let bad = app.get(&format!("{base}/profile-picture/unknown")).await;
    assert_eq!(line(&bad), "400 VALIDATION_ERROR platformUserId");

    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let chats = app.get(&format!("{base}/chats")).await;
    assert_eq!(chats.body["items"][0]["avatarUrl"], "https://pictures.example/ann.jpg");
    let contacts = app.get(&format!("{base}/contacts")).await;
    assert_eq!(contacts.body["items"][0]["avatarUrl"], "https://pictures.example/ann.jpg");
    app.stop().await;
}

#[tokio::test]
async fn a_picture_is_read_itself() {
    let (app, id, base) = with_ann("one").await;
    let path = format!("{base}/profile-picture/{ANN}/file");
    let read = app.get(&path).await;
    assert_eq!(read.body, json!({ "base64": "/9j/4A==", "mimetype": "image/jpeg" }));
    let session = app.channel.session(id).expect("a session");
    assert_eq!(
        session.questions(),
        [format!("picture {ANN}"), "fetch https://pictures.example/ann.jpg".to_owned()]
    );
    let unknown = app.get(&format!("{base}/profile-picture/15559999999/file")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.call(Method::POST, &format!("{base}/disconnect"), None).await;
    assert_eq!(line(&app.get(&path).await), "409 CHANNEL_NOT_CONNECTED");
    app.stop().await;
}

#[tokio::test]
async fn a_picture_that_is_gone_is_asked_for_anew_once() {
    let (app, id, base) = with_ann("one").await;
    let session = app.channel.session(id).expect("a session");
    let gone = "https://pictures.example/gone.jpg";
    let without = PersonProfile { picture_url: Some(gone.to_owned()), ..ann() };
    session.put_person(without.clone());
    let path = format!("{base}/profile-picture/{ANN}");
    assert_eq!(app.get(&path).await.body["url"], gone);

    // It was changed since.
    session.put_person(ann());
    let read = app.get(&format!("{path}/file")).await;
    assert_eq!(read.body, json!({ "base64": "/9j/4A==", "mimetype": "image/jpeg" }));
    let fetched = format!("fetch {gone}");
    let shown = "https://pictures.example/ann.jpg";
    assert_eq!(
        session.questions(),
        [
            format!("picture {ANN}"),
            fetched.clone(),
            format!("picture {ANN}"),
            format!("fetch {shown}")
        ]
    );
    assert_eq!(app.get(&path).await.body["url"], shown, "the old address is not kept");

    session.put_person(without);
    app.clock.advance(60 * 60 * 1000);
    let absent = app.get(&format!("{path}/file")).await;
    assert_eq!(line(&absent), "404 NOT_FOUND");
    let asked = session.questions();
    assert_eq!(
        asked[4..],
        [format!("picture {ANN}"), fetched.clone(), format!("picture {ANN}"), fetched]
    );
    app.stop().await;
}

#[tokio::test]
async fn the_own_picture_is_removed() {
    let (app, id, base) = with_ann("one").await;
    let path = format!("{base}/profile-picture");
    let removed = app.call(Method::DELETE, &path, None).await;
    assert_eq!(removed.body, json!({ "success": true }));
    let changes = app.channel.session(id).expect("a session").profile_changes();
    let shown = changes[0].picture.as_ref().expect("a change of the picture");
    assert!(shown.is_empty() && changes[0].name.is_none() && changes[0].about.is_none());
    app.call(Method::POST, &format!("{base}/disconnect"), None).await;
    let away = app.call(Method::DELETE, &path, None).await;
    assert_eq!(line(&away), "409 CHANNEL_NOT_CONNECTED");
    app.stop().await;
}

#[tokio::test]
async fn a_profile_combines_the_network_and_stored_records() {
    let (app, id, base) = with_ann("one").await;
    let path = format!("{base}/profile/15550002222");
    assert_eq!(
        app.get(&path).await.body,
        json!({
            "platformUserId": ANN, "name": "Ann's Bakery", "about": "open till six",
            "profilePictureUrl": "https://pictures.example/ann.jpg", "isBusiness": true,
            "cachedAt": "2026-01-02T03:04:05.000Z",
        })
    );
    deliver(&app, id, vec![from_ann("IN1", "hello")]).await;
    let known = app.get(&path).await;
    assert_eq!(known.body["name"], "Ann", "the stored name takes precedence");
    assert!(known.body["lastSeenAt"].is_string(), "{}", known.body);
    let unknown = app.get(&format!("{base}/profile/15559999999")).await;
    assert_eq!(line(&unknown), "400 RECIPIENT_NOT_ON_CHANNEL to");
    let group = app.get(&format!("{base}/profile/12345@g.us")).await;
    assert_eq!(line(&group), "400 VALIDATION_ERROR platformUserId");
    app.stop().await;
}

#[tokio::test]
async fn presence_is_what_the_network_says() {
    let (app, id, base) = with_ann("one").await;
    let path = format!("{base}/profile/{ANN}/presence");
    assert_eq!(app.get(&path).await.body["error"]["code"], "NOT_SUPPORTED");
    app.channel.network().add_capability(Capability::FollowPresence);
    let last_seen = Some(Timestamp(1_767_323_045_000));
    let offline = PersonPresence { status: PresenceStatus::Offline, last_seen };
    app.channel.session(id).expect("a session").put_presence(ANN, offline);
    let seen = app.get(&path).await;
    assert_eq!(
        seen.body,
        json!({
            "platformUserId": ANN, "online": false, "lastSeenAt": "2026-01-02T03:04:05.000Z",
        })
    );
    let hidden = app.get(&format!("{base}/profile/15559999999/presence")).await.body;
    assert_eq!((&hidden["online"], &hidden["lastSeenAt"]), (&json!(null), &json!(null)));
    let group = app.get(&format!("{base}/profile/12345@g.us/presence")).await;
    assert_eq!(line(&group), "400 VALIDATION_ERROR platformUserId");
    app.stop().await;
}

#[tokio::test]
async fn a_business_and_its_catalogue_are_read() {
    let (app, _, base) = with_ann("one").await;
    let business = format!("{base}/profile/{ANN}/business");
    let catalogue = format!("{base}/profile/{ANN}/catalogue");
    assert_eq!(app.get(&business).await.body["error"]["code"], "NOT_SUPPORTED");
    app.channel.network().add_capability(Capability::ReadBusinesses);
    let found = app.get(&business).await;
    assert_eq!(found.body["description"], "Bread and cake", "{}", found.body);
    assert_eq!(found.body["hours"][0]["opensAtMinute"], 540, "{}", found.body);
    let stranger = app.get(&format!("{base}/profile/15559999999/business")).await;
    assert_eq!(line(&stranger), "404 NOT_FOUND");
    let group = app.get(&format!("{base}/profile/12345@g.us/business")).await;
    assert_eq!(line(&group), "400 VALIDATION_ERROR platformUserId");

    let page = app.get(&catalogue).await.body;
    assert_eq!(page["items"][0]["name"], "Bread", "{page}");
    assert_eq!(page["items"][0]["isAvailable"], true, "{page}");
    let last = app.get(&format!("{catalogue}?after=page2")).await.body;
    assert_eq!((&last["items"][0]["name"], &last["next"]), (&json!("Cake"), &json!(null)));
    let many = app.get(&format!("{catalogue}?limit=101")).await;
    assert_eq!(line(&many), "400 VALIDATION_ERROR limit");
    let long = "x".repeat(1_025);
    let nowhere = app.get(&format!("{catalogue}?after={long}")).await;
    assert_eq!(line(&nowhere), "400 VALIDATION_ERROR after");
    app.stop().await;
}

#[tokio::test]
async fn the_own_profile_is_changed_on_the_network() {
    let (app, id, base) = with_ann("one").await;
    let session = app.channel.session(id).expect("a session");
    session.put_person(PersonProfile {
        address: Address::new("15550001111@s.whatsapp.net"),
        picture_url: Some("https://pictures.example/me.jpg".to_owned()),
        ..ann()
    });
    let body = json!({ "name": "Shop", "status": "back soon", "picture": picture() });
    let changed = app.call(Method::PUT, &format!("{base}/profile"), Some(body)).await;
    assert_eq!(
        changed.body,
        json!({
            "success": true,
            "profile": {
                "name": "Shop", "picture": "https://pictures.example/me.jpg",
                "status": "back soon",
            },
        })
    );
    let changes = session.profile_changes();
    assert_eq!(changes[0].name.as_deref(), Some("Shop"));
    let shown = changes[0].picture.as_ref().expect("a picture");
    assert!(shown.starts_with(&[0xff, 0xd8, 0xff]), "the network requires a JPEG");

    let set = app.post(&format!("{base}/profile-picture"), json!({ "image": picture() })).await;
    assert_eq!(set.body, json!({ "success": true, "url": "https://pictures.example/me.jpg" }));
    let cases = [
        (json!({}), "400 VALIDATION_ERROR name"),
        (json!({ "username": "bot" }), "400 VALIDATION_ERROR username"),
        (
            json!({ "activity": { "type": "sleeping", "text": "x" } }),
            "400 VALIDATION_ERROR activity.type",
        ),
        (
            json!({ "activity": { "type": "playing", "text": "x" } }),
            "400 VALIDATION_ERROR activity",
        ),
        (json!({ "picture": "***" }), "400 VALIDATION_ERROR picture"),
        (json!({ "picture": "aGVsbG8=" }), "400 VALIDATION_ERROR picture"),
        (json!({ "picture": "http://127.0.0.1:1/a.png" }), "400 VALIDATION_ERROR picture"),
    ];
    for (body, expected) in cases {
        let answer = app.call(Method::PUT, &format!("{base}/profile"), Some(body.clone())).await;
        assert_eq!(line(&answer), expected, "{body}: {}", answer.body);
    }
    let bad = app.post(&format!("{base}/profile-picture"), json!({ "image": "aGVsbG8=" })).await;
    assert_eq!(line(&bad), "400 VALIDATION_ERROR image");
    assert_eq!(session.profile_changes().len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn sessions_without_an_active_instance_are_discovered() {
    let (app, id, base) = with_ann("one").await;
    let find = json!({ "channel": "whatsapp-baileys", "authPath": "./data/auth" });
    let path = "/api/v2/instances/discover";
    assert_eq!(app.post(path, find.clone()).await.body["items"], json!([]), "it is in use");
    assert_eq!(
        app.call(Method::POST, &format!("{base}/disconnect"), None).await.status,
        StatusCode::OK
    );
    let found = app.post(path, find.clone()).await;
    let item = &found.body["items"][0];
    assert_eq!(item["sessionId"], id.to_string());
    assert_eq!(
        (&item["phone"], &item["name"], &item["connected"], &item["instanceName"]),
        (&json!("15550001111"), &json!("Mock"), &json!(false), &json!("one"))
    );
    assert!(item["lastSeen"].is_string() && found.body["note"].is_string(), "{}", found.body);

    let other = json!({ "name": "x", "scopes": ["instances:read"], "instanceIds": [UNKNOWN_ID] });
    let key =
        app.post("/api/v2/api-keys", other).await.body["key"].as_str().expect("a key").to_owned();
    let hidden = app.call_as(Some(&key), Method::POST, path, Some(find)).await;
    assert_eq!(hidden.body["items"], json!([]), "{}", hidden.body);
    let wrong = app.post(path, json!({ "channel": "discord" })).await;
    assert_eq!(line(&wrong), "400 NOT_SUPPORTED");
    app.stop().await;
}
