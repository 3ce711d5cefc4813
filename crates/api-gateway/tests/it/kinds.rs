//! Each kind of content as a message is read, listed and sent in an event.

use crate::socket::{Client, serve};
use crate::support::{ANN, connected, deliver, get, message_of_ann, ok, test_app};
use omni_api_gateway::document;
use omni_domain::Timestamp;
use omni_domain::content::{
    ButtonAction, CalendarEvent, Call, CallMedia, CallOutcome, Choice, ChoiceKind, ContactCard,
    Content, ContentType, Flow, FlowStart, Header, Interactive, InteractiveAction, Invite, ListRow,
    ListSection, Location, MediaContent, MediaKind, ReplyButton, Template, TemplateComponent,
    TemplateParameter, TemplatePart,
};
use omni_domain::conversation::ChatType;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The objects that a message may have; one of each kind but plain text, whose `body` is all of it.
const OBJECTS: [&str; 13] = [
    "media",
    "location",
    "contacts",
    "poll",
    "event",
    "album",
    "interactive",
    "reply",
    "hsm",
    "call",
    "group_invite",
    "newsletter_invite",
    "unknown",
];

/// Content, its `type`, the member that has it, and what is in there.
type Row = (Content, &'static str, &'static str, Value);

fn rows() -> Vec<Row> {
    let mut rows = files();
    rows.extend(simple());
    rows.extend(interactive());
    rows.extend(replies());
    rows.extend(of_businesses_and_groups());
    rows
}

fn files() -> Vec<Row> {
    let file = |kind: MediaKind| MediaContent::new(kind, "a/b");
    let plain = [
        (file(MediaKind::Image), "image"),
        (file(MediaKind::Video), "video"),
        (MediaContent { animated: true, ..file(MediaKind::Video) }, "gif"),
        (MediaContent { video_note: true, ..file(MediaKind::Video) }, "short"),
        (file(MediaKind::Audio), "audio"),
        (MediaContent { voice_note: true, ..file(MediaKind::Audio) }, "voice"),
        (file(MediaKind::Document), "document"),
        (file(MediaKind::Sticker), "sticker"),
    ];
    let view = json!({
        "mime_type": "a/b", "file_size": null, "file_name": null, "caption": null, "width": null,
        "height": null, "seconds": null, "view_once": false,
    });
    plain
        .into_iter()
        .map(|(one, kind)| (Content::Media(one), kind, "media", view.clone()))
        .collect()
}

fn simple() -> Vec<Row> {
    let place =
        |live| Location { latitude: -23.5, longitude: 46.5, name: None, address: None, live };
    let at = json!({ "latitude": -23.5, "longitude": 46.5, "name": null, "address": null });
    let card = || ContactCard {
        name: "Bo".to_owned(),
        phone: Some("+15550003333".to_owned()),
        email: None,
        organization: None,
        vcard: None,
    };
    let bo = json!({ "name": "Bo", "phone": "+15550003333", "vcard": null });
    let poll = Content::Poll {
        question: "When?".to_owned(),
        options: vec!["now".to_owned(), "later".to_owned()],
        max_choices: Some(1),
    };
    let event = CalendarEvent {
        name: "Opening".to_owned(),
        description: None,
        starts_at: None,
        ends_at: None,
        place: None,
        link: None,
        extra_guests: true,
        cancelled: false,
    };
    let opening = json!({
        "title": "Opening", "description": null, "start_time": null, "end_time": null, "place": null,
        "link": null, "extra_guests": true, "cancelled": false,
    });
    let two = Content::Contact { contacts: vec![card(), card()] };
    vec![
        (Content::text("hello"), "text", "", Value::Null),
        (Content::Location(place(false)), "location", "location", at.clone()),
        (Content::Location(place(true)), "live_location", "location", at),
        (Content::Contact { contacts: vec![card()] }, "contact", "contacts", json!([bo])),
        (two, "contact_list", "contacts", json!([bo, bo])),
        (
            poll,
            "poll",
            "poll",
            json!({ "title": "When?", "options": ["now", "later"], "count": 1 }),
        ),
        (Content::Event(Box::new(event)), "event", "event", opening),
    ]
}

fn interactive() -> Vec<Row> {
    let button = |id: &str, title: &str| ReplyButton { id: id.to_owned(), title: title.to_owned() };
    let buttons =
        InteractiveAction::Buttons { buttons: vec![button("y", "Yes"), button("n", "No")] };
    let row = ListRow { id: "s".to_owned(), title: "Small".to_owned(), description: None };
    let list = InteractiveAction::List {
        label: "Sizes".to_owned(),
        sections: vec![ListSection { title: Some("All".to_owned()), rows: vec![row] }],
    };
    let link = InteractiveAction::Link {
        label: "Open".to_owned(),
        url: "https://example.com/a".to_owned(),
    };
    let flow = InteractiveAction::Flow(Flow {
        id: "7".to_owned(),
        label: "Begin".to_owned(),
        token: "secret".to_owned(),
        start: FlowStart::Endpoint,
    });
    let other = InteractiveAction::Other { name: "catalog".to_owned() };
    let pair = json!({ "buttons": [
        { "type": "quick_reply", "title": "Yes", "id": "y" },
        { "type": "quick_reply", "title": "No", "id": "n" },
    ] });
    let sizes = json!({ "list": { "label": "Sizes", "sections": [
        { "title": "All", "rows": [{ "id": "s", "title": "Small", "description": null }] },
    ] } });
    let page =
        json!({ "buttons": [{ "type": "url", "title": "Open", "url": "https://example.com/a" }] });
    let form = json!({ "buttons": [{ "type": "flow", "title": "Begin", "id": "7" }] });
    let place = json!({ "buttons": [{ "type": "location" }] });
    let actions = [
        (buttons, "button", pair),
        (list, "list", sizes),
        (link, "button", page),
        (flow, "button", form),
        (InteractiveAction::RequestLocation, "button", place),
        (other, "unknown", json!({ "name": "catalog" })),
    ];
    let with_footer = actions.into_iter().map(|(action, kind, shown)| {
        let content = Content::interactive(Interactive {
            header: None,
            body: "Which one?".to_owned(),
            footer: Some("Today".to_owned()),
            action,
        });
        let view = json!({
            "type": kind, "header": null, "body": { "text": "Which one?" },
            "footer": { "text": "Today" }, "action": shown,
        });
        (content, "interactive", "interactive", view)
    });
    with_footer.chain(headers()).collect()
}

fn headers() -> Vec<Row> {
    let picture = Header::Media { file: MediaContent::new(MediaKind::Image, "image/png") };
    let headers = [
        (Header::Text { text: "Menu".to_owned() }, json!({ "type": "text", "text": "Menu" })),
        (picture, json!({ "type": "image", "text": null })),
    ];
    let row = |(header, shown): (Header, Value)| {
        let content = Content::interactive(Interactive {
            header: Some(header),
            body: "Which one?".to_owned(),
            footer: None,
            action: InteractiveAction::RequestLocation,
        });
        let view = json!({
            "type": "button", "header": shown, "body": { "text": "Which one?" }, "footer": null,
            "action": { "buttons": [{ "type": "location" }] },
        });
        (content, "interactive", "interactive", view)
    };
    headers.into_iter().map(row).collect()
}

fn replies() -> Vec<Row> {
    let of = |kind: ChoiceKind, name: &'static str| {
        let choice = Choice {
            kind,
            id: Some("a".to_owned()),
            title: "Yes".to_owned(),
            description: None,
            data: None,
        };
        let mut view = json!({ "type": name });
        view[name] = json!({ "id": "a", "title": "Yes" });
        (Content::Choice(choice), "reply", "reply", view)
    };
    let row = Choice {
        kind: ChoiceKind::List,
        id: None,
        title: "Small".to_owned(),
        description: Some("to go".to_owned()),
        data: None,
    };
    let small = json!({
        "type": "list_reply",
        "list_reply": { "id": null, "title": "Small", "description": "to go" },
    });
    let form = Choice {
        kind: ChoiceKind::Flow,
        id: None,
        title: "Sent".to_owned(),
        description: None,
        data: Some(json!({ "size": "L" })),
    };
    let filled = json!({
        "type": "flow_reply",
        "flow_reply": { "id": null, "title": "Sent", "data": { "size": "L" } },
    });
    vec![
        of(ChoiceKind::Button, "buttons_reply"),
        of(ChoiceKind::Template, "buttons_reply"),
        of(ChoiceKind::Poll, "poll_reply"),
        of(ChoiceKind::Event, "event_reply"),
        (Content::Choice(row), "reply", "reply", small),
        (Content::Choice(form), "reply", "reply", filled),
    ]
}

fn template() -> Row {
    let value = |text: &str| TemplateParameter::Text { name: None, text: text.to_owned() };
    let button = |index, action| TemplatePart::Button { index, action };
    let component = |part, parameters| TemplateComponent { part, parameters };
    let payload = TemplateParameter::Payload { payload: "ok".to_owned() };
    let code = TemplateParameter::CouponCode { code: "SALE".to_owned() };
    let content = Content::Template(Template {
        name: "order_update".to_owned(),
        language: "pt_BR".to_owned(),
        components: vec![
            component(TemplatePart::Header, vec![value("Order 7")]),
            component(
                TemplatePart::Body,
                vec![value("Ann"), TemplateParameter::DateTime { fallback: "at five".to_owned() }],
            ),
            component(button(0, ButtonAction::QuickReply), vec![payload]),
            component(button(1, ButtonAction::CopyCode), vec![code]),
        ],
        text: None,
    });
    let view = json!({
        "name": "order_update", "language": "pt_BR", "body": null,
        "parameters": ["Order 7", "Ann", "at five"],
        "buttons": [
            { "type": "quick_reply", "index": 0, "id": "ok", "copy_code": null },
            { "type": "copy_code", "index": 1, "id": null, "copy_code": "SALE" },
        ],
    });
    (content, "hsm", "hsm", view)
}

fn of_businesses_and_groups() -> Vec<Row> {
    let call =
        |media, outcome, duration_seconds| Content::Call(Call { media, outcome, duration_seconds });
    let invite = |chat_type, chat: &str| Invite {
        chat_type,
        chat: chat.to_owned(),
        name: Some("Bakers".to_owned()),
        code: None,
        expires_at: None,
        text: None,
    };
    let group = Invite {
        code: Some("abc".to_owned()),
        expires_at: Some(Timestamp(1_803_924_000_000)),
        text: Some("come".to_owned()),
        ..invite(ChatType::Group, "120363000000000001@g.us")
    };
    let joined = json!({
        "id": "120363000000000001@g.us", "title": "Bakers", "body": "come", "invite_code": "abc",
        "expiration": "2027-03-01T18:00:00.000Z",
    });
    let channel = invite(ChatType::Channel, "120363000000000002@newsletter");
    let followed = json!({
        "id": "120363000000000002@newsletter", "title": "Bakers", "body": null,
        "invite_code": null, "expiration": null,
    });
    let unknown = Content::Unknown { kind: "order".to_owned(), text: Some("two rolls".to_owned()) };
    vec![
        template(),
        (
            Content::Album { images: 2, videos: 1 },
            "album",
            "album",
            json!({ "images": 2, "videos": 1 }),
        ),
        (
            call(CallMedia::Voice, CallOutcome::Missed, None),
            "call",
            "call",
            json!({ "status": "missed", "video_call": false, "seconds": null }),
        ),
        (
            call(CallMedia::Video, CallOutcome::Answered, Some(65)),
            "call",
            "call",
            json!({ "status": "answered", "video_call": true, "seconds": 65 }),
        ),
        (Content::Invite(group), "group_invite", "group_invite", joined),
        (Content::Invite(channel), "newsletter_invite", "newsletter_invite", followed),
        (unknown, "unknown", "unknown", json!({ "type": "order", "body": "two rolls" })),
    ]
}

/// Checks that the message has this object and no other.
fn check(at: &str, message: &Value, (_, kind, member, expected): &Row) {
    assert_eq!(message["type"], *kind, "{at}: {message}");
    for object in OBJECTS {
        assert_eq!(message.get(object).is_some(), object == *member, "{at}, {object}: {message}");
    }
    if member.is_empty() {
        return;
    }
    let mut found = message[*member].clone();
    if let Some(found) = found.as_object_mut() {
        let beside: &[&str] = match *member {
            "media" => &["id", "link"],
            // Of a message that is read by its id.
            "poll" => &["total", "results"],
            _ => &[],
        };
        for name in beside {
            found.remove(*name);
        }
    }
    assert_eq!(&found, expected, "{at}");
}

/// A new kind of content, or a new `type`, has a row; of all but plain text, with an object.
#[test]
fn every_kind_of_content_has_a_row_with_its_object() {
    let rows = rows();
    // These change messages, and are none.
    let changes = [ContentType::Reaction, ContentType::Edit, ContentType::Delete];
    let kinds = ContentType::ALL.iter().copied().filter(|kind| !changes.contains(kind));
    let kinds: BTreeSet<&str> = kinds.map(ContentType::as_str).collect();
    let of_content = |(content, ..): &Row| content.content_type().as_str();
    let seen: BTreeSet<&str> = rows.iter().map(of_content).collect();
    assert_eq!(seen, kinds);

    let document = document();
    let schemas = &document["components"]["schemas"];
    let listed = schemas["MessageView"]["properties"]["type"]["enum"].as_array().expect("a list");
    let listed: BTreeSet<&str> = listed.iter().filter_map(Value::as_str).collect();
    let types: BTreeSet<&str> = rows.iter().map(|(_, kind, ..)| *kind).collect();
    assert_eq!(types, listed);

    for (_, kind, member, _) in &rows {
        assert!(OBJECTS.contains(member) || *kind == "text", "{kind} has no object");
    }
    for form in ["MessageView", "MessageData"] {
        let properties = &schemas[form]["properties"];
        for object in OBJECTS {
            assert!(properties[object].is_object(), "{form}.{object}");
        }
    }
}

#[tokio::test]
async fn each_kind_is_the_same_in_events_in_lists_and_by_its_id() {
    let app = test_app().await;
    let (id, token) = connected(&app).await;
    let address = serve(&app).await;
    let mut client = Client::admitted(address, json!({ "token": token })).await;
    let rows = rows();
    for (number, row) in rows.iter().enumerate() {
        let name = format!("IN{number}");
        deliver(&app, id, message_of_ann(&name, row.0.clone())).await;
        let event = client.event("message.received").await[0]["data"].clone();
        assert_eq!(event["wa_message_id"], name.as_str());
        check(&format!("event of {name}"), &event, row);
        let read = get(&app, &token, &format!("/api/v1/messages/{name}")).await;
        check(&name, ok(&read), row);
        assert_eq!(event["body"], read.body["body"], "{name}");
    }
    let path = format!("/api/v1/chats/{ANN}/messages?limit=200");
    let listed = get(&app, &token, &path).await;
    let listed = ok(&listed)["items"].as_array().expect("items").clone();
    assert_eq!(listed.len(), rows.len());
    for (number, row) in rows.iter().enumerate() {
        let name = format!("IN{number}");
        let found = listed.iter().find(|one| one["wa_message_id"] == name.as_str());
        check(&format!("{name} in the list"), found.expect("listed"), row);
    }
    app.stop().await;
}
