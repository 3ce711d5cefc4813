//! The routes of WHAPI beside those of the product's own pages.

use crate::support::{
    ANN, account_id, call, connected, from_ann, from_ann_in, get, line, ok, post, put_person,
    sign_in, test_app, until,
};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use omni_app::{Caller, account_tokens, instances};
use omni_channel::{Capability, ChatAction};
use omni_domain::TenantId;
use omni_domain::conversation::{Address, ChatType};
use omni_testing::{Answer, SentByMock, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The number that the mock links first.
const OWN: &str = "15550001111@s.whatsapp.net";
/// The group that the mock makes and joins.
const GROUP: &str = "120363000000000001@g.us";
/// Its newsletter.
const NEWS: &str = "120363000000000009@newsletter";

async fn delete(app: &TestApp, token: &str, path: &str) -> Answer {
    call(app, token, Method::DELETE, path, None).await
}

#[tokio::test]
async fn an_account_is_linked_by_a_text_or_a_code_and_logged_out() {
    let app = test_app().await;
    app.channel.show_qr(true);
    let person = sign_in(&app).await;
    let created = post(&app, &person, "/api/v1/accounts", json!({ "name": "support" })).await.body;
    let (id, own) =
        (created["id"].as_str().expect("an id"), created["token"].as_str().expect("it"));
    let text = get(&app, own, "/api/v1/users/login/rowdata").await;
    assert_eq!((&ok(&text)["status"], &text.body["rowdata"]), (&json!("OK"), &json!("2@mock,qr")));

    let path = "/api/v1/users/login/15550001111";
    let code = get(&app, own, path).await;
    assert_eq!(ok(&code)["code"], "ABCD-1234");
    assert!(code.body["expire"].as_i64().is_some_and(|seconds| (1..=60).contains(&seconds)));
    let of_a_person = get(&app, &person, &format!("{path}?account_id={id}")).await;
    assert_eq!(line(&of_a_person), "409 CONFLICT", "a link changes nothing for a person");
    let wrong = get(&app, own, "/api/v1/users/login/12").await;
    assert!(wrong.body["details"]["fieldErrors"]["phone"].is_array(), "{}", wrong.body);

    ok(&call(&app, own, Method::POST, "/api/v1/users/logout", None).await);
    let health = get(&app, own, "/api/v1/health").await;
    assert_eq!(ok(&health)["status"]["text"], "NOT_INIT");
    let unlinked = get(&app, own, "/api/v1/users/profile").await;
    assert_eq!(line(&unlinked), "400 NOT_CONNECTED");
    app.stop().await;
}

#[tokio::test]
async fn an_accounts_profile_is_read_and_changed_and_its_limits_are_shown() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    put_person(&app, id, Address::new(OWN));
    let path = "/api/v1/users/profile";
    let shown = get(&app, &token, path).await;
    let expected = |name: &str, about: &str| {
        let icon = "https://example.com/a.jpg";
        json!({ "name": name, "about": about, "icon": icon })
    };
    let of = |answer: &Answer| {
        let mut body = ok(answer).clone();
        body.as_object_mut().expect("an object").remove("request_id");
        body
    };
    assert_eq!(of(&shown), expected("Mock", "Open till ten"));
    let change = json!({ "name": "Bike shop", "about": "Open" });
    let changed = call(&app, &token, Method::PATCH, path, Some(change)).await;
    assert_eq!(of(&changed), expected("Bike shop", "Open"));
    let asked = app.channel.session(id).expect("a session").profile_changes();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].name.as_deref(), Some("Bike shop"));
    let nothing = call(&app, &token, Method::PATCH, path, Some(json!({}))).await;
    assert!(nothing.body["details"]["fieldErrors"]["name"].is_array(), "{}", nothing.body);
    let icon = Some(json!({ "icon": "no picture" }));
    let wrong = call(&app, &token, Method::PATCH, path, icon).await;
    assert!(wrong.body["details"]["fieldErrors"]["icon"].is_array(), "{}", wrong.body);

    let limits = get(&app, &token, "/api/v1/limits").await;
    assert_eq!(
        of(&limits),
        json!({
            "messages": null, "chats": null, "checks": 200, "requests": null,
            "file_size": 104_857_600, "text_length": 65_536,
        })
    );
    app.stop().await;
}

#[tokio::test]
async fn messages_of_all_chats_are_listed_page_by_page() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann(&app, id, "IN1", "from Ann").await;
    let body = json!({ "to": "15550003333", "body": "to Beth" });
    ok(&post(&app, &token, "/api/v1/messages/text", body).await);
    let list = "/api/v1/messages/list";
    until("both are there", async || {
        let page = get(&app, &token, list).await;
        ok(&page)["items"].as_array().is_some_and(|items| items.len() == 2)
    })
    .await;
    let (mut texts, mut path) = (BTreeSet::new(), format!("{list}?limit=1"));
    for is_last in [false, true] {
        let page = get(&app, &token, &path).await;
        assert_eq!(ok(&page)["items"].as_array().map(Vec::len), Some(1));
        let message = &page.body["items"][0];
        texts.insert(message["body"].as_str().expect("a text").to_owned());
        assert_eq!(page.body["next_cursor"].is_null(), is_last, "{}", page.body);
        let cursor = page.body["next_cursor"].as_str().unwrap_or_default();
        path = format!("{list}?limit=1&cursor={cursor}");
    }
    assert_eq!(texts, BTreeSet::from(["from Ann", "to Beth"].map(str::to_owned)));

    for (query, count) in [("time_to=1", 0), ("time_from=253402300799", 0), ("time_from=1", 2)] {
        let page = get(&app, &token, &format!("{list}?{query}")).await;
        assert_eq!(ok(&page)["items"].as_array().map(Vec::len), Some(count), "{query}");
    }
    let wrong = get(&app, &token, &format!("{list}?time_from=1767323044000")).await;
    assert!(wrong.body["details"]["fieldErrors"]["time_from"].is_array(), "{}", wrong.body);
    let of_chat = get(&app, &token, &format!("{list}/{ANN}")).await;
    let chat = get(&app, &token, &format!("/api/v1/chats/{ANN}/messages")).await;
    assert_eq!(ok(&of_chat)["items"], ok(&chat)["items"]);
    let unknown = get(&app, &token, &format!("{list}/15559990000")).await;
    assert_eq!(line(&unknown), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_uploaded_sent_by_its_id_and_deleted() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let new = json!({ "media": "aGVsbG8=", "filename": "a.txt" });
    let made = post(&app, &token, "/api/v1/media", new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let file = ok(&made);
    assert_eq!(
        (&file["mime_type"], &file["file_size"], &file["file_name"]),
        (&json!("text/plain"), &json!(5), &json!("a.txt"))
    );
    let id = file["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/media/{id}");
    assert!(file["link"].as_str().expect("a link").contains(&path), "{file}");
    let listed = get(&app, &token, "/api/v1/media").await;
    assert_eq!(ok(&listed)["items"][0]["id"], id.as_str());
    let read = get(&app, &token, &path).await;
    assert_eq!(read.body, "hello");
    assert_eq!(read.headers["content-disposition"], "attachment");

    let send = json!({ "to": "15550002222", "media": id });
    for _ in 0..2 {
        let sent = post(&app, &token, "/api/v1/messages/document", send.clone()).await;
        assert_eq!(ok(&sent)["message"]["media"]["file_name"], "a.txt");
        let own = sent.body["message"]["media"]["id"].as_str().expect("an id");
        assert_ne!(own, id, "a message has a copy");
        assert_eq!(get(&app, &token, &format!("/api/v1/media/{own}")).await.body, "hello");
        let kept = delete(&app, &token, &format!("/api/v1/media/{own}")).await;
        assert_eq!(line(&kept), "404 NOT_FOUND", "a message needs it");
    }
    let system = Caller::system(TenantId::DEFAULT);
    let other = app.connected_instance("two").await;
    let other = account_tokens::regenerate(&app.app, &system, other).await.expect("a token").token;
    assert_eq!(line(&get(&app, &other, &path).await), "404 NOT_FOUND");
    assert_eq!(line(&delete(&app, &other, &path).await), "404 NOT_FOUND");
    let stolen = post(&app, &other, "/api/v1/messages/document", send.clone()).await;
    assert_eq!(line(&stolen), "404 NOT_FOUND");

    ok(&delete(&app, &token, &path).await);
    assert_eq!(line(&get(&app, &token, &path).await), "404 NOT_FOUND");
    assert_eq!(ok(&get(&app, &token, "/api/v1/media").await)["items"], json!([]));
    let gone = post(&app, &token, "/api/v1/messages/document", send).await;
    assert_eq!(line(&gone), "404 NOT_FOUND");
    app.stop().await;
}

#[tokio::test]
async fn a_file_is_uploaded_as_a_form() {
    let app = test_app().await;
    let (_, token) = connected(&app).await;
    let form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\
        Content-Type: text/plain\r\n\r\nhi\r\n--x--\r\n";
    let request = Request::post("/api/v1/media")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=x");
    let made = app.raw(request.body(Body::from(form)).expect("a request")).await;
    assert_eq!(ok(&made)["file_name"], "b.txt");
    let empty = post(&app, &token, "/api/v1/media", json!({})).await;
    assert!(empty.body["details"]["fieldErrors"]["media"].is_array(), "{}", empty.body);
    app.stop().await;
}

#[tokio::test]
async fn a_number_is_checked_by_a_head_and_a_person_has_two_addresses() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    put_person(&app, id, Address::new(ANN).with_alt("123456@lid"));
    let path = "/api/v1/contacts/15550002222";
    let head = async |path: &str| call(&app, &token, Method::HEAD, path, None).await.status;
    assert_eq!(head(path).await, StatusCode::OK);
    assert_eq!(head("/api/v1/contacts/15550009999").await, StatusCode::NOT_FOUND);
    let profile = get(&app, &token, &format!("{path}/profile")).await;
    assert_eq!(ok(&profile)["about"], "Open till ten");
    assert_eq!(profile.body["icon"], "https://example.com/a.jpg");

    let both = json!({ "id": ANN, "lid": "123456@lid" });
    let lid = get(&app, &token, "/api/v1/contacts/lids/15550002222").await;
    assert_eq!((&ok(&lid)["id"], &lid.body["lid"]), (&both["id"], &both["lid"]));
    let named = get(&app, &token, "/api/v1/contacts/lids?ContactIDList=15550002222").await;
    assert_eq!(ok(&named)["items"], json!([both]));
    let none = get(&app, &token, "/api/v1/contacts/lids?ContactIDList=,").await;
    assert!(none.body["details"]["fieldErrors"]["ContactIDList"].is_array(), "{}", none.body);
    from_ann(&app, id, "IN1", "hello").await;
    until("Ann is a contact", async || {
        let all = get(&app, &token, "/api/v1/contacts/lids").await;
        ok(&all)["items"].as_array().is_some_and(|items| items.iter().any(|one| one["id"] == ANN))
    })
    .await;

    let card = json!({ "to": "15550003333", "name": "Ann Lee" });
    let sent = post(&app, &token, path, card).await;
    assert_eq!(
        ok(&sent)["message"]["contacts"][0]["name"].as_str(),
        Some("Ann Lee"),
        "{}",
        sent.body
    );
    assert_eq!(sent.body["message"]["contacts"][0]["phone"], "+15550002222");
    app.stop().await;
}

#[tokio::test]
async fn an_invite_is_shown_before_it_is_accepted_and_a_group_has_an_icon() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let path = "/api/v1/groups/link/AbCdEf";
    assert_eq!(line(&get(&app, &token, path).await), "400 VALIDATION_ERROR", "it cannot");
    app.channel.network().add_capability(Capability::ManageGroups);
    let shown = get(&app, &token, path).await;
    assert_eq!(
        (&ok(&shown)["id"], &shown.body["name"], &shown.body["participants_count"]),
        (&json!(GROUP), &json!("Team"), &json!(2))
    );
    assert_eq!(shown.body["created_by"], "15550002222");
    assert_eq!(shown.body["created_at"], "2023-11-14T22:13:20.000Z");
    let joined = call(&app, &token, Method::PUT, path, None).await;
    assert_eq!(ok(&joined)["group_id"], GROUP);

    let icon = format!("/api/v1/groups/{GROUP}/icon");
    assert_eq!(line(&get(&app, &token, &icon).await), "404 NOT_FOUND");
    put_person(&app, id, Address::new("120363000000000005@g.us"));
    let icon = get(&app, &token, "/api/v1/groups/120363000000000005@g.us/icon").await;
    assert_eq!(ok(&icon)["icon"], "https://example.com/a.jpg");
    app.stop().await;
}

#[tokio::test]
async fn a_group_shows_what_its_settings_are_while_the_network_can_be_asked() {
    const NETWORKS: [&str; 6] = [
        "description",
        "created_at",
        "created_by",
        "restricted",
        "announcements",
        "approve_participants",
    ];
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    from_ann_in(&app, id, (GROUP, ChatType::Group), "IN1", "hello all").await;
    let path = format!("/api/v1/groups/{GROUP}");
    until("the group is there", async || get(&app, &token, &path).await.status.is_success()).await;
    let members = |shown: &Value| NETWORKS.map(|name| shown[name].clone());
    let shown = get(&app, &token, &path).await;
    assert_eq!(members(ok(&shown)), [const { Value::Null }; 6], "it cannot be asked");

    app.channel.network().add_capability(Capability::ManageGroups);
    let shown = get(&app, &token, &path).await;
    assert_eq!((&ok(&shown)["chat_id"], &shown.body["type"]), (&json!(GROUP), &json!("group")));
    assert_eq!(
        json!(members(&shown.body)),
        json!(["Who opens when", "2023-11-14T22:13:20.000Z", "15550002222", false, true, false])
    );
    let system = Caller::system(TenantId::DEFAULT);
    instances::disconnect(&app.app, &system, id).await.expect("disconnected");
    let shown = get(&app, &token, &path).await;
    assert_eq!(members(ok(&shown)), [const { Value::Null }; 6], "while it is not connected");
    app.stop().await;
}

#[tokio::test]
async fn a_channel_is_found_changed_and_deleted() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::FollowChannels);
    let (_, token) = connected(&app).await;
    let found = get(&app, &token, "/api/v1/channels/link/0029Va").await;
    assert_eq!((&ok(&found)["id"], &found.body["role"]), (&json!(NEWS), &json!("guest")));
    let path = format!("/api/v1/channels/{NEWS}");
    let change = Some(json!({ "name": " Daily ", "description": "What is new" }));
    let changed = call(&app, &token, Method::PATCH, &path, change).await;
    assert_eq!(
        (&ok(&changed)["name"], &changed.body["description"]),
        (&json!("Daily"), &json!("What is new"))
    );
    for wrong in [json!({}), json!({ "name": " " })] {
        let wrong = call(&app, &token, Method::PATCH, &path, Some(wrong)).await;
        assert!(wrong.body["details"]["fieldErrors"]["name"].is_array(), "{}", wrong.body);
    }
    ok(&delete(&app, &token, &path).await);
    let group = delete(&app, &token, &format!("/api/v1/channels/{GROUP}")).await;
    assert!(group.body["details"]["fieldErrors"]["id"].is_array(), "{}", group.body);
    app.stop().await;
}

#[tokio::test]
async fn a_community_is_made_and_its_groups_are_linked() {
    let app = test_app().await;
    for capability in [Capability::ManageGroups, Capability::ManageCommunities] {
        app.channel.network().add_capability(capability);
    }
    let (_, token) = connected(&app).await;
    let made = post(&app, &token, "/api/v1/communities", json!({ "subject": "All" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["community_id"], GROUP);
    let path = format!("/api/v1/communities/{GROUP}");
    let groups = get(&app, &token, &format!("{path}/subGroups")).await;
    assert_eq!(
        ok(&groups)["items"],
        json!([{
            "id": GROUP, "name": "Announcements", "announcements": true, "participants_count": 1,
        }])
    );
    let link = format!("{path}/120363000000000002@g.us");
    ok(&call(&app, &token, Method::PUT, &link, None).await);
    ok(&delete(&app, &token, &link).await);
    let wrong = call(&app, &token, Method::PUT, &format!("{path}/15550002222"), None).await;
    assert!(wrong.body["details"]["fieldErrors"]["group_id"].is_array(), "{}", wrong.body);
    assert_eq!(ok(&get(&app, &token, &path).await)["name"], "All", "its chat is stored");
    app.stop().await;
}

#[tokio::test]
async fn a_call_is_rejected_by_either_path() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    ok(&delete(&app, &token, "/api/v1/calls/CALL1").await);
    ok(&call(&app, &token, Method::POST, "/api/v1/calls/CALL2/reject", None).await);
    let sent = app.channel.session(id).expect("a session").sent();
    let rejected: Vec<&str> = sent
        .iter()
        .filter_map(|one| match one {
            SentByMock::Action(ChatAction::RejectCall { call_id, .. }) => Some(call_id.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(rejected, ["CALL1", "CALL2"]);
    app.stop().await;
}

#[tokio::test]
async fn a_story_is_published_and_listed() {
    let app = test_app().await;
    app.channel.network().add_capability(Capability::PostStatus);
    let (_, token) = connected(&app).await;
    let none = get(&app, &token, "/api/v1/stories").await;
    assert_eq!((&ok(&none)["items"], &none.body["next_cursor"]), (&json!([]), &Value::Null));
    ok(&post(&app, &token, "/api/v1/stories", json!({ "body": "open today" })).await);
    let listed = get(&app, &token, "/api/v1/stories").await;
    assert_eq!(ok(&listed)["items"][0]["body"], "open today");
    assert_eq!(listed.body["items"][0]["chat_type"], "broadcast");
    let both = json!({ "body": "x", "media": "aGVsbG8=" });
    assert_eq!(line(&post(&app, &token, "/api/v1/stories", both).await), "400 VALIDATION_ERROR");
    app.stop().await;
}

#[tokio::test]
async fn a_live_location_is_refused_with_what_to_do() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let place = json!({ "to": "15550002222", "latitude": 1, "longitude": 1 });
    let refused = post(&app, &token, "/api/v1/messages/live_location", place).await;
    assert_eq!(line(&refused), "400 VALIDATION_ERROR");
    assert!(refused.body["message"].as_str().expect("text").contains("/messages/location"));
    assert!(app.channel.session(id).expect("a session").sent().is_empty());
    // A person names the account.
    let account = account_id(id);
    let path = format!("/api/v1/limits?account_id={account}");
    ok(&get(&app, &app.key, &path).await);
    app.stop().await;
}
