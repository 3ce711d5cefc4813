use super::{
    Call, CallMedia, CallOutcome, Choice, ChoiceKind, ContactCard, Content, ContentType,
    Interactive, InteractiveAction, ListRow, ListSection, Location, MessageContext, Referral,
    ReferralSource, ReplyButton, Template, TemplateComponent, TemplateParameter, TemplatePart,
};
use serde_json::json;

/// Rows written before are read, and written as they were.
#[test]
fn what_is_stored_stays_readable() {
    for stored in [
        json!({ "type": "text", "text": "hi" }),
        json!({
            "type": "media", "kind": "image", "mimeType": "image/jpeg", "caption": "x",
            "voiceNote": false, "animated": false,
        }),
        json!({ "type": "location", "latitude": 1.5, "longitude": -2.0, "live": false }),
        json!({ "type": "contact", "contacts": [{ "name": "Ann", "phone": "+1" }] }),
        json!({ "type": "poll", "question": "?", "options": ["a", "b"] }),
        json!({ "type": "unknown", "kind": "deleted" }),
    ] {
        let content: Content = serde_json::from_value(stored.clone()).expect("content");
        assert_eq!(serde_json::to_value(&content).expect("JSON"), stored);
    }
}

fn list() -> Content {
    let row = |id: &str, title: &str| ListRow {
        id: id.to_owned(),
        title: title.to_owned(),
        description: None,
    };
    Content::interactive(Interactive {
        header: None,
        body: "Which size?".to_owned(),
        footer: Some("free delivery".to_owned()),
        action: InteractiveAction::List {
            label: "Sizes".to_owned(),
            sections: vec![ListSection {
                title: None,
                rows: vec![row("s", "Small"), row("l", "Large")],
            }],
        },
    })
}

#[test]
fn new_kinds_are_stored_and_read_back() {
    let template = Content::Template(Template {
        name: "order_update".to_owned(),
        language: "en".to_owned(),
        components: vec![TemplateComponent {
            part: TemplatePart::Body,
            parameters: vec![TemplateParameter::Text { name: None, text: "Ann".to_owned() }],
        }],
        text: None,
    });
    let choice = Content::Choice(Choice {
        kind: ChoiceKind::Flow,
        id: None,
        title: "Sent".to_owned(),
        description: None,
        data: Some(json!({ "size": "L" })),
    });
    let call = Content::Call(Call {
        media: CallMedia::Video,
        outcome: CallOutcome::Missed,
        duration_seconds: None,
    });
    let cases = [
        (template, ContentType::Template, "order_update", "[template order_update]"),
        (list(), ContentType::Interactive, "Which size?", "Which size?\n[Small | Large]"),
        (choice, ContentType::Text, "Sent", "Sent\n{\"size\":\"L\"}"),
        (call, ContentType::Call, "missed video call", "[missed video call]"),
    ];
    for (content, kind, preview, text) in cases {
        assert_eq!(content.content_type(), kind);
        assert_eq!(content.preview(), preview);
        assert_eq!(content.as_text().as_deref(), Some(text));
        let stored = serde_json::to_string(&content).expect("JSON");
        assert_eq!(serde_json::from_str::<Content>(&stored).expect("content"), content, "{stored}");
    }
}

#[test]
fn a_contact_card_is_read_with_all_its_numbers() {
    let vcard = "BEGIN:VCARD\nFN:Dr. Silva\nitem1.TEL;waid=5511988880001:+55 11 98888-0001\n\
                 tel;type=WORK:tel:+551133330000\nTEL:\nEND:VCARD";
    let card = ContactCard {
        name: "Dr. Silva".to_owned(),
        phone: Some("+5511988880001".to_owned()),
        email: Some("silva@example.com".to_owned()),
        organization: None,
        vcard: Some(vcard.to_owned()),
    };
    assert_eq!(card.phones(), ["+5511988880001", "+551133330000"]);
    let plain = ContactCard { phone: None, email: None, vcard: None, ..card.clone() };
    let content = Content::Contact { contacts: vec![card, plain] };
    assert_eq!(
        content.as_text().as_deref(),
        Some("[contact Dr. Silva +5511988880001, +551133330000, silva@example.com; Dr. Silva]")
    );
}

#[test]
fn a_place_and_a_poll_are_read_as_they_are_shown() {
    let place = Content::Location(Location {
        latitude: -8.05,
        longitude: -34.9,
        name: Some("Shop".to_owned()),
        address: Some("Rua do Sol 1".to_owned()),
        live: false,
    });
    assert_eq!(place.as_text().as_deref(), Some("[location -8.05, -34.9: Shop, Rua do Sol 1]"));
    let moving = Content::Location(Location {
        latitude: -8.05,
        longitude: -34.9,
        name: None,
        address: None,
        live: true,
    });
    assert_eq!(moving.as_text().as_deref(), Some("[live location -8.05, -34.9]"));
    let poll = Content::Poll {
        question: "When?".to_owned(),
        options: vec!["Today".to_owned(), "Tomorrow".to_owned()],
        max_choices: Some(1),
    };
    assert_eq!(poll.as_text().as_deref(), Some("[poll] When?\n[Today | Tomorrow]"));
}

#[test]
fn buttons_are_read_with_the_text() {
    let button = |title: &str| ReplyButton { id: title.to_lowercase(), title: title.to_owned() };
    let content = Content::interactive(Interactive {
        header: None,
        body: "Deliver it?".to_owned(),
        footer: None,
        action: InteractiveAction::Buttons { buttons: vec![button("Yes"), button("No")] },
    });
    assert_eq!(content.typed_text(), Some("Deliver it?"));
    assert_eq!(content.as_text().as_deref(), Some("Deliver it?\n[Yes | No]"));
}

#[test]
fn a_context_holds_only_what_there_is() {
    assert_eq!(serde_json::to_value(MessageContext::default()).expect("JSON"), json!({}));
    let context = MessageContext {
        referral: Some(Box::new(Referral {
            source: ReferralSource::Ad,
            source_id: Some("7".to_owned()),
            source_url: None,
            headline: None,
            body: None,
            media_url: None,
            click_id: None,
        })),
        view_once: true,
        ..MessageContext::default()
    };
    let stored = serde_json::to_value(&context).expect("JSON");
    assert_eq!(
        stored,
        json!({ "referral": { "source": "ad", "sourceId": "7" }, "viewOnce": true })
    );
    assert_eq!(serde_json::from_value::<MessageContext>(stored).expect("a context"), context);
}
