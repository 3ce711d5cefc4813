//! The address book, and whether the account is online.

use crate::support::{ANN, call, connected, from_ann, get, line, ok, put, test_app};
use axum::http::Method;
use omni_channel::{
    Capability, ChatAction, PersonPresence, PersonProfile, PresenceStatus, StateChange,
};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::ids::InstanceId;
use omni_testing::{SentByMock, TestApp};
use serde_json::{Value, json};

const CONTACTS: &str = "/api/v1/contacts";

/// Ann is on the network.
fn put_ann(app: &TestApp, id: InstanceId) {
    let profile = PersonProfile {
        address: Address::new(ANN),
        name: None,
        about: None,
        picture_url: None,
        is_business: false,
    };
    app.channel.session(id).expect("a session").put_person(profile);
}

#[tokio::test]
async fn a_person_is_saved_and_renamed() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    put_ann(&app, id);
    let ann = json!({ "phone": "15550002222", "name": "Ann Lee" });
    let refused = put(&app, &token, CONTACTS, ann.clone()).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR", "a network that cannot");
    app.channel.network().add_capability(Capability::SaveContacts);
    let saved = put(&app, &token, CONTACTS, ann).await;
    assert_eq!((&ok(&saved)["id"], &saved.body["name"]), (&json!(ANN), &json!("Ann Lee")));

    let path = format!("{CONTACTS}/15550002222");
    let change = Some(json!({ "name": " Ann of the shop " }));
    let renamed = call(&app, &token, Method::PATCH, &path, change).await;
    assert_eq!(ok(&renamed)["name"], "Ann of the shop");
    let asked = app.channel.session(id).expect("a session").state_changes();
    let names: Vec<&str> = asked
        .iter()
        .filter_map(|change| match change {
            StateChange::Contact { contact, name } if contact == ANN => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["Ann Lee", "Ann of the shop"]);
    // What she calls herself does not replace the name that was saved.
    from_ann(&app, id, "IN1", "hello").await;
    let listed = get(&app, &token, CONTACTS).await;
    let items = ok(&listed)["items"].as_array().expect("items").clone();
    let named: Vec<&Value> = items.iter().filter(|one| one["id"] == ANN).collect();
    assert_eq!(named.len(), 1, "{items:?}");
    assert_eq!(named[0]["name"], "Ann of the shop");

    let blank = put(&app, &token, CONTACTS, json!({ "phone": "15550002222", "name": " " })).await;
    assert!(blank.body["details"]["fieldErrors"]["name"].is_array(), "{}", blank.body);
    let group = json!({ "phone": "120363000000000001@g.us", "name": "Team" });
    let group = put(&app, &token, CONTACTS, group).await;
    assert!(group.body["details"]["fieldErrors"]["phone"].is_array(), "{}", group.body);
    app.stop().await;
}

#[tokio::test]
async fn a_chat_shows_that_the_account_records() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let path = "/api/v1/presences/15550002222";
    for presence in ["typing", "recording", "pause"] {
        ok(&put(&app, &token, path, json!({ "presence": presence, "delay": 5 })).await);
    }
    let shown = app.channel.session(id).expect("a session").sent();
    let recorded = shown.iter().filter(
        |one| matches!(one, SentByMock::Action(ChatAction::Recording { chat }) if chat == ANN),
    );
    assert_eq!(recorded.count(), 1, "{shown:?}");
    let wrong = put(&app, &token, path, json!({ "presence": "online" })).await;
    assert!(wrong.body["details"]["fieldErrors"]["presence"].is_array(), "{}", wrong.body);
    app.stop().await;
}

#[tokio::test]
async fn an_account_is_shown_as_online_and_as_offline() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::ShowPresence);
    let (id, token) = connected(&app).await;
    for presence in ["online", "offline"] {
        let body = json!({ "presence": presence });
        ok(&put(&app, &token, "/api/v1/presences/me", body).await);
    }
    let asked = app.channel.session(id).expect("a session").state_changes();
    assert_eq!(asked, [StateChange::Online(true), StateChange::Online(false)]);
    let wrong = put(&app, &token, "/api/v1/presences/me", json!({ "presence": "away" })).await;
    assert!(wrong.body["details"]["fieldErrors"]["presence"].is_array(), "{}", wrong.body);
    app.stop().await;
}

#[tokio::test]
async fn the_presence_of_a_person_is_followed_and_read() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    put_ann(&app, id);
    let path = "/api/v1/presences/15550002222";
    let refused = call(&app, &token, Method::POST, path, None).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR", "a network that cannot");
    app.channel.network().add_capability(Capability::FollowPresence);
    assert_eq!(line(&get(&app, &token, path).await), "404 NOT_FOUND", "not followed");
    let followed = call(&app, &token, Method::POST, path, None).await;
    assert_eq!(ok(&followed)["contact_id"], ANN);
    assert_eq!(
        (&followed.body["status"], &followed.body["last_seen"]),
        (&json!("pending"), &Value::Null)
    );

    let seen = PersonPresence {
        status: PresenceStatus::Offline,
        last_seen: Some(Timestamp(1_767_323_044_000)),
    };
    app.channel.session(id).expect("a session").put_presence(ANN, seen);
    let read = get(&app, &token, path).await;
    assert_eq!(ok(&read)["status"], "offline");
    assert_eq!(read.body["last_seen"], "2026-01-02T03:04:04.000Z");
    let again = call(&app, &token, Method::POST, path, None).await;
    assert_eq!(ok(&again)["status"], "offline", "twice is no error");

    let group = get(&app, &token, "/api/v1/presences/120363000000000001@g.us").await;
    assert!(group.body["details"]["fieldErrors"]["id"].is_array(), "{}", group.body);
    let stranger = get(&app, &token, "/api/v1/presences/15550009999").await;
    assert!(stranger.status.is_client_error(), "{}", stranger.body);
    app.stop().await;
}
