use super::message::{Envelope, Me, read};
use crate::media::Locator;
use omni_channel::{Inbound, InboundMessage};
use omni_domain::Timestamp;
use omni_domain::content::{Choice, ChoiceKind, Content, ContentType, MediaKind, ReferralSource};
use omni_domain::conversation::{Address, ChatType};
use rstest::rstest;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::__buffa::oneof::message::buttons_response_message::Response;
use waproto::whatsapp::message as kinds;
use waproto::whatsapp::message::protocol_message::Type;

const FRIEND: &str = "15550000002@s.whatsapp.net";
const OWN: &str = "15550000001@s.whatsapp.net";
const OWN_LID: &str = "900000000000001@lid";
const GROUP: &str = "120363021033254949@g.us";

fn me() -> Me {
    Me { pn: Some(OWN.to_owned()), lid: Some(OWN_LID.to_owned()) }
}

fn envelope(chat: &str, sender: &str) -> Envelope {
    Envelope {
        id: "ID".to_owned(),
        chat: Address::new(chat),
        chat_type: if chat == GROUP { ChatType::Group } else { ChatType::Dm },
        chat_name: None,
        sender: Address::new(sender),
        sender_name: Some("Finn".to_owned()),
        from_me: sender == OWN,
        from_history: false,
        timestamp: Timestamp(5_000),
        comment_on: None,
    }
}

fn converted(message: &wa::Message) -> Option<Inbound> {
    read(message, envelope(FRIEND, FRIEND), &me())
}

fn message(message: &wa::Message) -> InboundMessage {
    match converted(message) {
        Some(Inbound::Message(message)) => *message,
        other => panic!("not a message: {other:?}"),
    }
}

fn message_content(given: &wa::Message) -> Content {
    message(given).content
}

fn text(text: &str) -> wa::Message {
    wa::Message { conversation: Some(text.to_owned()), ..Default::default() }
}

fn some<T: Default>(value: T) -> MessageField<T> {
    MessageField::some(value)
}

fn wrapped(inner: wa::Message) -> MessageField<kinds::FutureProofMessage> {
    some(kinds::FutureProofMessage { message: some(inner) })
}

fn image() -> wa::Message {
    wa::Message {
        image_message: some(kinds::ImageMessage {
            mimetype: Some("image/png".to_owned()),
            caption: Some("look".to_owned()),
            direct_path: Some("/v/1".to_owned()),
            media_key: Some(vec![1; 32]),
            file_length: Some(10),
            width: Some(4),
            height: Some(3),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[test]
fn a_text_keeps_its_envelope() {
    let received = message(&text("hi"));
    assert_eq!(received.content, Content::text("hi"));
    assert_eq!((received.external_id.as_str(), received.timestamp), ("ID", Timestamp(5_000)));
    assert_eq!(received.sender_name.as_deref(), Some("Finn"));
    assert!(received.media.is_none() && received.reply_to.is_none() && received.context.is_empty());
}

#[rstest]
#[case(wa::Message { ephemeral_message: wrapped(image()), ..Default::default() })]
#[case(wa::Message { view_once_message: wrapped(image()), ..Default::default() })]
#[case(wa::Message { view_once_message_v2: wrapped(image()), ..Default::default() })]
#[case(wa::Message {
    ephemeral_message: wrapped(wa::Message { view_once_message_v2: wrapped(image()), ..Default::default() }),
    ..Default::default()
})]
#[case(wa::Message {
    device_sent_message: some(kinds::DeviceSentMessage { message: some(image()), ..Default::default() }),
    ..Default::default()
})]
fn envelopes_are_opened(#[case] wrapped: wa::Message) {
    let received = message(&wrapped);
    let media = received.content.media().expect("an image");
    assert_eq!((media.kind, media.caption.as_deref()), (MediaKind::Image, Some("look")));
    assert_eq!((media.width, media.height, media.size), (Some(4), Some(3), Some(10)));
    let locator: serde_json::Value =
        serde_json::from_slice(&received.media.expect("a locator").0).expect("JSON");
    assert_eq!(
        (locator["chat"].as_str(), locator["message_id"].as_str()),
        (Some(FRIEND), Some("ID"))
    );
}

#[test]
fn endless_envelopes_end() {
    let mut message = text("deep");
    for _ in 0..50 {
        message = wa::Message { ephemeral_message: wrapped(message), ..Default::default() };
    }
    let wanted = Content::Unknown { kind: "ephemeral".to_owned(), text: None };
    assert_eq!(message_content(&message), wanted);
}

#[test]
fn media_content_states_how_it_is_played() {
    let voice = wa::Message {
        audio_message: some(kinds::AudioMessage {
            ptt: Some(true),
            seconds: Some(3),
            direct_path: Some("/v/2".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let received = message(&voice).content;
    let voice = received.media().expect("audio");
    assert!(voice.voice_note);
    assert_eq!(
        (voice.duration_seconds, voice.mime_type.as_str()),
        (Some(3), "audio/ogg; codecs=opus")
    );
    let gif = wa::Message {
        video_message: some(kinds::VideoMessage { gif_playback: Some(true), ..Default::default() }),
        ..Default::default()
    };
    let received = message(&gif);
    assert!(received.content.media().expect("video").animated);
    assert!(received.media.is_none(), "a video without a path has no locator");
    let document = wa::Message {
        document_message: some(kinds::DocumentMessage {
            title: Some("a.pdf".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let document =
        wa::Message { document_with_caption_message: wrapped(document), ..Default::default() };
    assert_eq!(
        message(&document).content.media().expect("file").file_name.as_deref(),
        Some("a.pdf")
    );
}

#[test]
fn polls_show_their_choices() {
    let option = |name: &str| kinds::poll_creation_message::Option {
        option_name: Some(name.to_owned()),
        ..Default::default()
    };
    let poll = wa::Message {
        poll_creation_message_v3: some(kinds::PollCreationMessage {
            name: Some("When?".to_owned()),
            options: vec![option("now"), option("later")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let wanted = Content::Poll {
        question: "When?".to_owned(),
        options: vec!["now".to_owned(), "later".to_owned()],
        max_choices: None,
    };
    assert_eq!(message(&poll).content, wanted);
}

fn choice(kind: ChoiceKind, id: &str, title: &str) -> Choice {
    let (id, title) = (Some(id.to_owned()), title.to_owned());
    Choice { kind, id, title, description: None, data: None }
}

#[test]
fn a_choice_is_read_with_its_id() {
    let cases = [
        (
            wa::Message {
                template_button_reply_message: some(kinds::TemplateButtonReplyMessage {
                    selected_id: Some("t1".to_owned()),
                    selected_display_text: Some("Yes".to_owned()),
                    ..Default::default()
                }),
                ..Default::default()
            },
            choice(ChoiceKind::Template, "t1", "Yes"),
        ),
        (
            wa::Message {
                list_response_message: some(kinds::ListResponseMessage {
                    title: Some("Small".to_owned()),
                    single_select_reply: some(kinds::list_response_message::SingleSelectReply {
                        selected_row_id: Some("s".to_owned()),
                    }),
                    ..Default::default()
                }),
                ..Default::default()
            },
            choice(ChoiceKind::List, "s", "Small"),
        ),
        (
            wa::Message {
                buttons_response_message: some(kinds::ButtonsResponseMessage {
                    selected_button_id: Some("b1".to_owned()),
                    response: Some(Response::SelectedDisplayText("No".to_owned())),
                    ..Default::default()
                }),
                ..Default::default()
            },
            choice(ChoiceKind::Button, "b1", "No"),
        ),
    ];
    for (sent, wanted) in cases {
        let content = message(&sent).content;
        assert_eq!(content, Content::Choice(wanted));
        assert_eq!(content.content_type(), ContentType::Text, "clients read it as text");
    }
}

#[test]
fn interactive_messages_are_read_with_their_options() {
    let list = wa::Message {
        list_message: some(kinds::ListMessage {
            description: Some("Which size?".to_owned()),
            button_text: Some("Sizes".to_owned()),
            sections: vec![kinds::list_message::Section {
                title: None,
                rows: vec![kinds::list_message::Row {
                    row_id: Some("s".to_owned()),
                    title: Some("Small".to_owned()),
                    description: None,
                }],
            }],
            ..Default::default()
        }),
        ..Default::default()
    };
    let content = message(&list).content;
    assert_eq!(content.as_text().as_deref(), Some("Which size?\n[Small]"));
    assert!(!content.is_answerable(), "no agent answers a program");
}

#[test]
fn invitations_and_calls_are_named() {
    let invite = wa::Message {
        group_invite_message: some(kinds::GroupInviteMessage {
            group_jid: Some("12036@g.us".to_owned()),
            group_name: Some("Lunch".to_owned()),
            invite_code: Some("abc".to_owned()),
            invite_expiration: Some(60),
            ..Default::default()
        }),
        ..Default::default()
    };
    let Content::Invite(invite) = message(&invite).content else { panic!("an invitation") };
    assert_eq!((invite.chat.as_str(), invite.expires_at), ("12036@g.us", Some(Timestamp(60_000))));
    let call = wa::Message {
        call_log_messsage: some(kinds::CallLogMessage {
            is_video: Some(true),
            call_outcome: Some(kinds::call_log_message::CallOutcome::MISSED),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(message(&call).content.preview(), "missed video call");
}

#[test]
fn the_context_of_a_message_is_read() {
    let sent = wa::Message {
        extended_text_message: some(kinds::ExtendedTextMessage {
            text: Some("see https://example.org".to_owned()),
            matched_text: Some("https://example.org".to_owned()),
            title: Some("Example".to_owned()),
            context_info: some(wa::ContextInfo {
                is_forwarded: Some(true),
                expiration: Some(86_400),
                external_ad_reply: some(wa::context_info::ExternalAdReplyInfo {
                    source_type: Some("ad".to_owned()),
                    source_id: Some("7".to_owned()),
                    ctwa_clid: Some("click".to_owned()),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let context = message(&sent).context;
    let preview = context.link_preview.expect("a preview");
    assert_eq!(preview.title.as_deref(), Some("Example"));
    let referral = context.referral.expect("a referral");
    assert_eq!(
        (referral.source, referral.click_id.as_deref()),
        (ReferralSource::Ad, Some("click"))
    );
    assert!(context.forwarded && !context.view_once);
    assert_eq!(context.expires_after_seconds, Some(86_400));
    let once = wa::Message { view_once_message_v2: wrapped(image()), ..Default::default() };
    assert!(message(&once).context.view_once);
}

#[test]
fn live_locations_are_marked() {
    let location = wa::Message {
        live_location_message: some(kinds::LiveLocationMessage {
            degrees_latitude: Some(1.0),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert!(matches!(message(&location).content, Content::Location(location) if location.live));
}

#[test]
fn quotes_and_mentions_are_found() {
    let answer = wa::Message {
        extended_text_message: some(kinds::ExtendedTextMessage {
            text: Some("@you yes".to_owned()),
            context_info: some(wa::ContextInfo {
                stanza_id: Some("Q".to_owned()),
                participant: Some("900000000000001:7@lid".to_owned()),
                mentioned_jid: vec!["15550000003:2@s.whatsapp.net".to_owned()],
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let received = message(&answer);
    let quote = received.reply_to.expect("a quote");
    assert_eq!((quote.external_id.as_str(), quote.from_me), ("Q", true));
    assert_eq!(quote.sender.as_deref(), Some(OWN_LID));
    assert_eq!(received.context.mentions, ["15550000003@s.whatsapp.net"]);
}

#[test]
fn an_automatic_reply_to_an_advert_is_marked_on_own_messages_alone() {
    let advert = wa::context_info::ExternalAdReplyInfo {
        contains_auto_reply: Some(true),
        ..Default::default()
    };
    let reply = wa::Message {
        extended_text_message: some(kinds::ExtendedTextMessage {
            text: Some("We are back at nine.".to_owned()),
            context_info: some(wa::ContextInfo {
                external_ad_reply: some(advert),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    for (sender, expected) in [(OWN, true), (FRIEND, false)] {
        let received = read(&reply, envelope(FRIEND, sender), &me());
        let Some(Inbound::Message(received)) = received else { panic!("{received:?}") };
        assert_eq!(received.context.automatic, expected, "{sender}");
    }
}

#[test]
fn messages_between_programs_give_nothing() {
    let share = wa::Message {
        protocol_message: some(kinds::ProtocolMessage {
            r#type: Some(Type::APP_STATE_SYNC_KEY_SHARE),
            ..Default::default()
        }),
        ..Default::default()
    };
    let keys = wa::Message {
        sender_key_distribution_message: some(kinds::SenderKeyDistributionMessage::default()),
        ..Default::default()
    };
    for silent in [share, keys] {
        assert!(converted(&silent).is_none(), "{silent:?}");
    }
}

#[test]
fn content_that_cannot_be_shown_is_named() {
    let order =
        wa::Message { order_message: some(kinds::OrderMessage::default()), ..Default::default() };
    let wanted = Content::Unknown { kind: "order".to_owned(), text: None };
    assert_eq!(message(&order).content, wanted);
}

fn key(from_me: bool, participant: Option<&str>) -> MessageField<wa::MessageKey> {
    some(wa::MessageKey {
        id: Some("T".to_owned()),
        from_me: Some(from_me),
        participant: participant.map(str::to_owned),
        ..Default::default()
    })
}

fn reaction(key: MessageField<wa::MessageKey>) -> wa::Message {
    wa::Message {
        reaction_message: some(kinds::ReactionMessage {
            key,
            text: Some("👍".to_owned()),
            sender_timestamp_ms: Some(6_000),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Whose message is the target depends on the sender.
#[rstest]
#[case::theirs_to_ours(FRIEND, FRIEND, false, None, Some(OWN), true)]
#[case::theirs_to_their_own(FRIEND, FRIEND, true, None, Some(FRIEND), false)]
#[case::ours_to_theirs(FRIEND, OWN, false, None, Some(FRIEND), false)]
#[case::ours_to_our_own(FRIEND, OWN, true, None, Some(OWN), true)]
#[case::in_a_group_to_ours(
    GROUP,
    FRIEND,
    false,
    Some("900000000000001:1@lid"),
    Some(OWN_LID),
    true
)]
#[case::in_a_group_to_a_third(GROUP, FRIEND, false, Some("3@lid"), Some("3@lid"), false)]
fn reactions_name_their_target(
    #[case] chat: &str,
    #[case] sender: &str,
    #[case] key_from_me: bool,
    #[case] participant: Option<&str>,
    #[case] author: Option<&str>,
    #[case] from_me: bool,
) {
    let received = read(&reaction(key(key_from_me, participant)), envelope(chat, sender), &me());
    let Some(Inbound::Reaction(received)) = received else { panic!("{received:?}") };
    assert_eq!((received.target.external_id.as_str(), received.emoji.as_str()), ("T", "👍"));
    assert_eq!((received.target.sender.as_deref(), received.target.from_me), (author, from_me));
    assert_eq!((received.at, received.from_me), (Timestamp(6_000), sender == OWN));
}

fn edit() -> wa::Message {
    wa::Message {
        protocol_message: some(kinds::ProtocolMessage {
            key: key(true, None),
            r#type: Some(Type::MESSAGE_EDIT),
            edited_message: some(text("better")),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[rstest]
#[case(edit())]
#[case(wa::Message { edited_message: wrapped(edit()), ..Default::default() })]
fn edits_are_read_in_both_forms(#[case] message: wa::Message) {
    let Some(Inbound::Edit(edit)) = converted(&message) else { panic!("no edit") };
    assert_eq!((edit.target.external_id.as_str(), edit.target.from_me), ("T", false));
    assert_eq!(edit.content, Content::text("better"));
}

#[test]
fn an_admin_may_revoke_the_message_of_another() {
    let revoke = wa::Message {
        protocol_message: some(kinds::ProtocolMessage {
            key: key(false, Some("3@lid")),
            r#type: Some(Type::REVOKE),
            ..Default::default()
        }),
        ..Default::default()
    };
    let received = read(&revoke, envelope(GROUP, FRIEND), &me());
    let Some(Inbound::Revoke(revoke)) = received else { panic!("{received:?}") };
    assert_eq!((revoke.by.id.as_str(), revoke.target.sender.as_deref()), (FRIEND, Some("3@lid")));
}

#[test]
fn a_locator_names_its_message() {
    let locator = Locator::of(MediaKind::Image, &*image().image_message).expect("a locator");
    assert!(locator.message_id.is_empty(), "set when the message is known");
}
