use super::{expiration, of};
use omni_domain::content::{QuotedCopy, ReferralSource};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::context_info::ExternalAdReplyInfo;
use waproto::whatsapp::message::protocol_message::Type;
use waproto::whatsapp::message::{ExtendedTextMessage, ImageMessage, ProtocolMessage};

fn text(text: &str, context: wa::ContextInfo) -> wa::Message {
    wa::Message {
        extended_text_message: MessageField::some(ExtendedTextMessage {
            text: Some(text.to_owned()),
            context_info: MessageField::some(context),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[test]
fn an_advert_is_kept_whatever_its_type() {
    let advert = |source_type: Option<&str>, source_id: Option<&str>, click: Option<&str>| {
        let context = wa::ContextInfo {
            external_ad_reply: MessageField::some(ExternalAdReplyInfo {
                source_type: source_type.map(str::to_owned),
                source_id: source_id.map(str::to_owned),
                source_url: Some("https://fb.me/1".to_owned()),
                ctwa_clid: click.map(str::to_owned),
                ..Default::default()
            }),
            ..Default::default()
        };
        of(&text("hi", context.clone()), Some(&context), false).referral
    };
    let ad = advert(Some("ad"), Some("120"), Some("click")).expect("a referral");
    assert_eq!((ad.source, ad.source_id.as_deref()), (ReferralSource::Ad, Some("120")));
    assert_eq!(ad.source_url.as_deref(), Some("https://fb.me/1"));
    assert_eq!(ad.click_id.as_deref(), Some("click"));
    assert_eq!(advert(None, None, Some("click")).expect("a click").source, ReferralSource::Ad);
    assert_eq!(advert(None, Some("1"), None).expect("an id").source, ReferralSource::Other);
    assert!(advert(None, None, None).is_none(), "a preview of a link");
}

#[test]
fn the_text_of_a_quoted_message_is_kept() {
    let quoting = |copy: wa::Message| {
        let context = wa::ContextInfo {
            stanza_id: Some("S".to_owned()),
            participant: Some("15550000003:4@s.whatsapp.net".to_owned()),
            quoted_message: MessageField::some(copy),
            ..Default::default()
        };
        of(&text("yes", context.clone()), Some(&context), false).quoted.map(|quoted| *quoted)
    };
    let status = wa::Message {
        image_message: MessageField::some(ImageMessage {
            caption: Some("new in the shop".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let wanted = QuotedCopy {
        sender: Some("15550000003@s.whatsapp.net".to_owned()),
        text: "[image] new in the shop".to_owned(),
    };
    assert_eq!(quoting(status), Some(wanted));
    let long = wa::Message { conversation: Some("x".repeat(9_000)), ..Default::default() };
    assert_eq!(quoting(long).expect("a copy").text.len(), 4_096);
    assert_eq!(quoting(wa::Message::default()), None, "nothing travelled with it");
}

#[test]
fn a_message_reports_how_long_its_chat_keeps_messages() {
    let context = wa::ContextInfo { expiration: Some(604_800), ..Default::default() };
    assert_eq!(expiration(&text("hi", context)), Some(604_800));
    let plain = wa::Message { conversation: Some("hi".to_owned()), ..Default::default() };
    assert_eq!(expiration(&plain), Some(0));
    let protocol = |kind, seconds| wa::Message {
        protocol_message: MessageField::some(ProtocolMessage {
            r#type: Some(kind),
            ephemeral_expiration: seconds,
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(expiration(&protocol(Type::EPHEMERAL_SETTING, Some(86_400))), Some(86_400));
    assert_eq!(expiration(&protocol(Type::EPHEMERAL_SETTING, None)), Some(0));
    assert_eq!(expiration(&protocol(Type::REVOKE, None)), None);
}
