use super::{ALL, ENVELOPES, Treatment, name};
use crate::inbound::message::{Envelope, Me, read};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use omni_channel::{Inbound, InboundMessage};
use omni_domain::Timestamp;
use omni_domain::content::{Choice, ChoiceKind, Content, InteractiveAction, MediaKind};
use omni_domain::conversation::{Address, ChatType};
use rstest::rstest;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as kinds;

const FRIEND: &str = "15550000002@s.whatsapp.net";
const OWN: &str = "15550000001@s.whatsapp.net";

fn converted(message: &wa::Message) -> Option<Inbound> {
    let envelope = Envelope {
        id: "ID".to_owned(),
        chat: Address::new(FRIEND),
        chat_type: ChatType::Dm,
        chat_name: None,
        sender: Address::new(FRIEND),
        sender_name: None,
        from_me: false,
        from_history: false,
        timestamp: Timestamp(5_000),
        comment_on: None,
    };
    read(message, envelope, &Me { pn: Some(OWN.to_owned()), lid: None })
}

fn received(message: &wa::Message) -> InboundMessage {
    match converted(message) {
        Some(Inbound::Message(message)) => *message,
        other => panic!("not a message: {other:?}"),
    }
}

fn some<T: Default>(value: T) -> MessageField<T> {
    MessageField::some(value)
}

#[expect(clippy::unnecessary_wraps, reason = "the fields of a message are optional")]
fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn text(text: &str) -> wa::Message {
    wa::Message { conversation: owned(text), ..Default::default() }
}

fn unknown(kind: &str, text: Option<&str>) -> Content {
    Content::Unknown { kind: kind.to_owned(), text: text.map(str::to_owned) }
}

/// The key of a message that the instance wrote, as its partner refers to it.
fn target() -> MessageField<wa::MessageKey> {
    some(wa::MessageKey { id: owned("T"), from_me: Some(false), ..Default::default() })
}

#[test]
fn no_kind_of_message_vanishes() {
    for (field, treatment, set) in ALL {
        let mut message = wa::Message::default();
        set(&mut message);
        match treatment {
            Treatment::Silent(why) => {
                assert!(!why.is_empty(), "{field}");
                assert!(converted(&message).is_none(), "{field}");
            }
            Treatment::Named(why) => {
                assert!(!why.is_empty(), "{field}");
                assert_eq!(received(&message).content, unknown(&name(field), None), "{field}");
            }
            Treatment::Envelope => {
                assert_eq!(received(&message).content, unknown(&name(field), None), "{field}");
            }
            Treatment::Read => {
                let _ = received(&message);
            }
        }
    }
}

#[test]
fn every_envelope_is_opened() {
    for (field, wrap) in ENVELOPES {
        assert_eq!(received(&wrap(text("hi"))).content, Content::text("hi"), "{field}");
        let nested = wa::Message {
            ephemeral_message: some(kinds::FutureProofMessage { message: some(wrap(text("hi"))) }),
            ..Default::default()
        };
        assert_eq!(received(&nested).content, Content::text("hi"), "{field} in another");
    }
}

#[test]
fn a_message_newer_than_the_library_is_shown() {
    assert_eq!(received(&wa::Message::default()).content, unknown("unnamed", None));
}

#[test]
fn a_lottie_sticker_is_a_sticker() {
    let sticker = wa::Message {
        sticker_message: some(kinds::StickerMessage {
            mimetype: owned("application/was"),
            is_lottie: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    };
    let lottie = wa::Message {
        lottie_sticker_message: some(kinds::FutureProofMessage { message: some(sticker) }),
        ..Default::default()
    };
    let content = received(&lottie).content;
    let media = content.media().expect("a sticker");
    assert_eq!((media.kind, media.animated), (MediaKind::Sticker, true));
}

fn poll() -> MessageField<kinds::PollCreationMessage> {
    let option = |name: &str| kinds::poll_creation_message::Option {
        option_name: owned(name),
        ..Default::default()
    };
    some(kinds::PollCreationMessage {
        name: owned("When?"),
        options: vec![option("now"), option("later")],
        ..Default::default()
    })
}

#[rstest]
#[case(wa::Message { poll_creation_message_v5: poll(), ..Default::default() })]
#[case(wa::Message { poll_creation_message_v6: poll(), ..Default::default() })]
#[case(wa::Message {
    poll_creation_message_v4: some(kinds::FutureProofMessage {
        message: some(wa::Message { poll_creation_message_v3: poll(), ..Default::default() }),
    }),
    ..Default::default()
})]
fn polls_of_every_version_show_their_options(#[case] message: wa::Message) {
    let Content::Poll { question, options, .. } = received(&message).content else {
        panic!("not a poll")
    };
    assert_eq!(
        (question.as_str(), options.as_slice()),
        ("When?", &["now".into(), "later".into()][..])
    );
}

#[rstest]
#[case::comment(
    wa::Message {
        comment_message: some(kinds::CommentMessage {
            message: some(text("well said")),
            target_message_key: target(),
        }),
        ..Default::default()
    },
    Content::text("well said")
)]
#[case::vote(
    wa::Message {
        poll_update_message: some(kinds::PollUpdateMessage {
            poll_creation_message_key: target(),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("poll_update", None)
)]
#[case::encrypted_reaction(
    wa::Message {
        enc_reaction_message: some(kinds::EncReactionMessage {
            target_message_key: target(),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("enc_reaction", None)
)]
#[case::encrypted_comment(
    wa::Message {
        enc_comment_message: some(kinds::EncCommentMessage {
            target_message_key: target(),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("enc_comment", None)
)]
#[case::encrypted_edit(
    wa::Message {
        secret_encrypted_message: some(kinds::SecretEncryptedMessage {
            target_message_key: target(),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("secret_encrypted", None)
)]
#[case::encrypted_answer_to_an_event(
    wa::Message {
        enc_event_response_message: some(kinds::EncEventResponseMessage {
            event_creation_message_key: target(),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("enc_event_response", None)
)]
#[case::edit_to_nothing(
    wa::Message {
        protocol_message: some(kinds::ProtocolMessage {
            key: target(),
            r#type: Some(kinds::protocol_message::Type::MESSAGE_EDIT),
            ..Default::default()
        }),
        ..Default::default()
    },
    unknown("message_edit", None)
)]
#[case::pin_of_a_newer_kind(
    wa::Message {
        pin_in_chat_message: some(kinds::PinInChatMessage { key: target(), ..Default::default() }),
        ..Default::default()
    },
    unknown("pin_in_chat", None)
)]
#[case::keep_of_a_newer_kind(
    wa::Message {
        keep_in_chat_message: some(kinds::KeepInChatMessage { key: target(), ..Default::default() }),
        ..Default::default()
    },
    unknown("keep_in_chat", None)
)]
#[case::answer(
    wa::Message {
        question_response_message: some(kinds::QuestionResponseMessage {
            key: target(),
            text: owned("42"),
        }),
        ..Default::default()
    },
    unknown("question_response", Some("42"))
)]
fn a_message_about_another_names_it(#[case] message: wa::Message, #[case] content: Content) {
    let received = received(&message);
    assert_eq!(received.content, content);
    let target = received.reply_to.expect("a target");
    assert_eq!((target.external_id.as_str(), target.from_me), ("T", true));
}

#[test]
fn the_text_of_a_kind_without_a_form_is_kept() {
    let order = wa::Message {
        order_message: some(kinds::OrderMessage {
            message: owned("two of these"),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(received(&order).content, unknown("order", Some("two of these")));
    let payment = wa::Message {
        request_payment_message: some(kinds::RequestPaymentMessage {
            note_message: some(text("for lunch")),
            ..Default::default()
        }),
        ..Default::default()
    };
    let content = received(&payment).content;
    assert_eq!(content, unknown("request_payment", Some("for lunch")));
    assert_eq!(content.as_text().as_deref(), Some("[request_payment] for lunch"));
}

#[test]
fn a_tap_without_parameters_keeps_its_text() {
    let tap = wa::Message {
        interactive_response_message: some(kinds::InteractiveResponseMessage {
            body: some(kinds::interactive_response_message::Body {
                text: owned("Yes"),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let wanted = Choice {
        kind: ChoiceKind::Flow,
        id: None,
        title: "Yes".to_owned(),
        description: None,
        data: None,
    };
    assert_eq!(received(&tap).content, Content::Choice(wanted));
}

#[rstest]
#[case(kinds::pin_in_chat_message::Type::PIN_FOR_ALL, Some(60), Some(Timestamp(67_000)))]
#[case(kinds::pin_in_chat_message::Type::PIN_FOR_ALL, None, None)]
#[case(kinds::pin_in_chat_message::Type::UNPIN_FOR_ALL, Some(0), None)]
fn a_pin_names_its_message_and_its_end(
    #[case] kind: kinds::pin_in_chat_message::Type,
    #[case] seconds: Option<u32>,
    #[case] ends: Option<Timestamp>,
) {
    let pin = wa::Message {
        pin_in_chat_message: some(kinds::PinInChatMessage {
            key: target(),
            r#type: Some(kind),
            sender_timestamp_ms: Some(7_000),
        }),
        message_context_info: some(wa::MessageContextInfo {
            message_add_on_duration_in_secs: seconds,
            ..Default::default()
        }),
        ..Default::default()
    };
    let Some(Inbound::Pin(pin)) = converted(&pin) else { panic!("no pin") };
    assert_eq!((pin.target.external_id.as_str(), pin.by.id.as_str()), ("T", FRIEND));
    assert_eq!(pin.pinned, kind == kinds::pin_in_chat_message::Type::PIN_FOR_ALL);
    assert_eq!((pin.at, pin.expires_at), (Timestamp(7_000), ends));
}

#[rstest]
#[case(wa::KeepType::KEEP_FOR_ALL, true)]
#[case(wa::KeepType::UNDO_KEEP_FOR_ALL, false)]
fn what_is_kept_names_its_message(#[case] kind: wa::KeepType, #[case] kept: bool) {
    let keep = wa::Message {
        keep_in_chat_message: some(kinds::KeepInChatMessage {
            key: target(),
            keep_type: Some(kind),
            timestamp_ms: Some(7_000),
        }),
        ..Default::default()
    };
    let Some(Inbound::Keep(keep)) = converted(&keep) else { panic!("nothing is kept") };
    assert_eq!((keep.target.external_id.as_str(), keep.by.id.as_str()), ("T", FRIEND));
    assert_eq!((keep.kept, keep.at), (kept, Timestamp(7_000)));
}

#[test]
fn an_event_says_when_and_where_it_is() {
    let event = wa::Message {
        event_message: some(kinds::EventMessage {
            name: owned("Party"),
            description: owned("bring cake"),
            start_time: Some(1_900_000_000),
            location: some(kinds::LocationMessage {
                name: owned("The park"),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let content = received(&event).content;
    let text = content.as_text().expect("a text");
    assert_eq!(text, "[event] Party\nfrom 2030-03-17T17:46:40.000Z\nat The park\nbring cake");
    let Content::Event(event) = content else { panic!("no event") };
    assert_eq!(event.starts_at, Some(Timestamp(1_900_000_000_000)));
    assert_eq!(event.place.expect("a place").position, None);
}

#[test]
fn a_file_names_its_album() {
    let begins = wa::Message {
        album_message: some(kinds::AlbumMessage {
            expected_image_count: Some(2),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(received(&begins).content, Content::Album { images: 2, videos: 0 });
    let image =
        wa::Message { image_message: some(kinds::ImageMessage::default()), ..Default::default() };
    let key = wa::MessageKey { id: owned("A"), ..Default::default() };
    let file = received(&wacore::proto_helpers::wrap_as_album_child(image, key));
    assert_eq!(file.context.album.as_deref(), Some("A"));
    assert_eq!(file.content.media().map(|media| media.kind), Some(MediaKind::Image));
}

#[test]
fn a_mention_of_all_and_a_video_note_are_recognised() {
    let to_all = wa::Message {
        extended_text_message: some(kinds::ExtendedTextMessage {
            text: owned("@all"),
            context_info: some(wa::ContextInfo { non_jid_mentions: Some(1), ..Default::default() }),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert!(received(&to_all).context.mentions_all);
    let note =
        wa::Message { ptv_message: some(kinds::VideoMessage::default()), ..Default::default() };
    assert!(received(&note).content.media().is_some_and(|media| media.video_note));
}

#[test]
fn the_figures_of_a_poll_are_text() {
    let vote = |name: &str, count| kinds::poll_result_snapshot_message::PollVote {
        option_name: owned(name),
        option_vote_count: Some(count),
    };
    let snapshot = wa::Message {
        poll_result_snapshot_message: some(kinds::PollResultSnapshotMessage {
            name: owned("When?"),
            poll_votes: vec![vote("now", 2), vote("later", 0)],
            ..Default::default()
        }),
        ..Default::default()
    };
    let wanted = unknown("poll_result_snapshot", Some("When? now: 2, later: 0"));
    assert_eq!(received(&snapshot).content, wanted);
}

#[test]
fn a_template_shows_its_text_and_buttons() {
    use waproto::whatsapp::__buffa::oneof::hydrated_template_button::HydratedButton;
    let reply = wa::hydrated_template_button::HydratedQuickReplyButton {
        display_text: owned("Track"),
        id: owned("track"),
    };
    let template = wa::Message {
        template_message: some(kinds::TemplateMessage {
            hydrated_template: some(kinds::template_message::HydratedFourRowTemplate {
                hydrated_content_text: owned("Your parcel left"),
                hydrated_buttons: vec![wa::HydratedTemplateButton {
                    hydrated_button: Some(HydratedButton::QuickReplyButton(Box::new(reply))),
                    ..Default::default()
                }],
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let Content::Interactive(interactive) = received(&template).content else {
        panic!("not interactive")
    };
    assert_eq!(interactive.body, "Your parcel left");
    let InteractiveAction::Buttons { buttons } = interactive.action else { panic!("no buttons") };
    assert_eq!(buttons[0].id, "track");
}

#[rstest]
#[case(f64::NAN, -46.6)]
#[case(f64::INFINITY, 0.0)]
#[case(0.0, f64::NEG_INFINITY)]
#[case(91.0, 0.0)]
#[case(0.0, -180.5)]
fn a_position_that_is_none_on_earth_never_reaches_the_store(
    #[case] latitude: f64,
    #[case] longitude: f64,
) {
    let still = wa::Message {
        location_message: some(kinds::LocationMessage {
            degrees_latitude: Some(latitude),
            degrees_longitude: Some(longitude),
            name: owned("Here"),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(received(&still).content, unknown("location", Some("Here")));
    let live = wa::Message {
        live_location_message: some(kinds::LiveLocationMessage {
            degrees_latitude: Some(latitude),
            degrees_longitude: Some(longitude),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(received(&live).content, unknown("live_location", None));
}

/// The bytes that once made every list of a chat fail.
#[test]
fn a_latitude_that_is_not_a_number_is_not_a_location() {
    let bytes = STANDARD.decode("KhIJAAAAAAAA+H8RzczMzMxMR8A=").expect("base64");
    let message = waproto::codec::message_decode(&bytes).expect("a message");
    assert_eq!(received(&message).content, unknown("location", None));
}

#[test]
fn numbers_out_of_range_are_left_out() {
    let video = wa::Message {
        video_message: some(kinds::VideoMessage {
            seconds: Some(u32::MAX),
            file_length: Some(u64::MAX),
            width: Some(u32::MAX),
            height: Some(20),
            ..Default::default()
        }),
        ..Default::default()
    };
    let content = received(&video).content;
    let media = content.media().expect("a video");
    assert_eq!((media.duration_seconds, media.size), (None, None));
    assert_eq!((media.width, media.height), (None, Some(20)));
    let reaction = wa::Message {
        reaction_message: some(kinds::ReactionMessage {
            key: target(),
            text: owned("👍"),
            sender_timestamp_ms: Some(i64::MAX),
            ..Default::default()
        }),
        ..Default::default()
    };
    let Some(Inbound::Reaction(reaction)) = converted(&reaction) else { panic!("no reaction") };
    assert_eq!(reaction.at, Timestamp(5_000), "the message's own time");
}
