use super::{
    Call, CallMedia, CallOutcome, Choice, ChoiceKind, Content, ContentType, Interactive,
    InteractiveAction, ListRow, ListSection, MessageContext, Referral, ReferralSource, ReplyButton,
    Template, TemplateComponent, TemplateParameter, TemplatePart,
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
