//! Messages of all kinds that carry no file, both ways.

use crate::harness::{Device, LIMIT, Scene, options, quoted, scene};
use omni_channel::{ChannelError, Inbound, OutboundContent, OutboundMessage, Poll, ReceiptKind};
use omni_domain::content::{ChoiceKind, ContactCard, Content, Location};
use omni_domain::conversation::ChatType;
use omni_sandbox::whatsapp::Addressing;
use wacore::secret_enc_addon::{AddonContext, ModificationType, encrypt_addon};
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::secret_encrypted_message::SecretEncType;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_travel_both_ways() {
    let scene = scene().await;
    let id = scene.friend.send_text(scene.owner.number(), "hello").await.expect("sent");
    let received = scene.device.text("hello").await;
    assert_eq!(received.external_id, id);
    assert_eq!(received.chat.id, scene.friend.jid());
    assert_eq!(received.chat.alt.as_deref(), Some(&*scene.friend.lid()));
    assert_eq!(received.chat_type, ChatType::Dm);
    assert_eq!(received.sender, received.chat);
    assert_eq!(received.sender_name.as_deref(), Some("Finn"));
    assert!(!received.from_me && !received.from_history);

    let id = scene.device.send_text(&scene.friend.jid(), "hello back").await;
    let arrived =
        scene.friend.expect(LIMIT, |one| one.text() == Some("hello back")).await.expect("arrived");
    assert_eq!(arrived.id, id);
    assert_eq!(arrived.from, scene.owner.jid());
    assert!(scene.device.session.liveness().evidence.last_receipt.is_some());
    assert_eq!(scene.network.stats().iqs_unknown, 0);
    assert_eq!(scene.network.stats().undecryptable, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_to_a_disappearing_chat_disappears() {
    let scene = scene().await;
    let vanishing = wa::Message {
        extended_text_message: MessageField::some(wa::message::ExtendedTextMessage {
            text: Some("gone tomorrow".to_owned()),
            context_info: MessageField::some(wa::ContextInfo {
                expiration: Some(86_400),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    scene.friend.send(scene.owner.number(), vanishing).await.expect("sent");
    let received = scene.device.text("gone tomorrow").await;
    assert_eq!(received.context.expires_after_seconds, Some(86_400));
    scene.device.send_text(&scene.friend.jid(), "so is this").await;
    let arrived =
        scene.friend.expect(LIMIT, |one| one.text() == Some("so is this")).await.expect("arrived");
    let context = &arrived.message.extended_text_message.context_info;
    assert_eq!(context.expiration, Some(86_400));

    scene.friend.send_text(scene.owner.number(), "to stay").await.expect("sent");
    scene.device.text("to stay").await;
    scene.device.send_text(&scene.friend.jid(), "this too").await;
    let arrived =
        scene.friend.expect(LIMIT, |one| one.text() == Some("this too")).await.expect("arrived");
    assert_eq!(arrived.message.extended_text_message.context_info.expiration, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_in_a_poll_is_received_as_what_was_chosen() {
    let scene = scene().await;
    let poll = Poll {
        question: "When?".to_owned(),
        options: vec!["now".to_owned(), "later".to_owned()],
        max_choices: 1,
    };
    let sent = scene.device.outbound(&scene.friend.jid(), OutboundContent::Poll(poll));
    let id = scene.device.session.send(sent).await.expect("sent").external_id;
    let arrived = scene.friend.expect(LIMIT, |one| one.id == id).await.expect("arrived");
    let secret = arrived.message.message_context_info.message_secret.clone().expect("a secret");
    let (payload, iv) = wacore::poll::encrypt_poll_vote_with_secret(
        &[wacore::poll::compute_option_hash("later").to_vec()],
        &secret,
        &id,
        &scene.owner.jid(),
        &scene.friend.jid(),
    )
    .expect("a vote");
    let vote = wa::Message {
        poll_update_message: MessageField::some(wa::message::PollUpdateMessage {
            poll_creation_message_key: MessageField::some(wa::MessageKey {
                id: Some(id.clone()),
                from_me: Some(false),
                remote_jid: Some(scene.owner.jid()),
                ..Default::default()
            }),
            vote: MessageField::some(wa::message::PollEncValue {
                enc_payload: Some(payload),
                enc_iv: Some(iv.to_vec()),
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    scene.friend.send(scene.owner.number(), vote).await.expect("sent");
    let received =
        scene.device.message("vote", |one| matches!(one.content, Content::Choice(_))).await;
    let Content::Choice(choice) = received.content else { unreachable!("matched above") };
    assert_eq!((choice.kind, choice.title.as_str()), (ChoiceKind::Poll, "later"));
    assert_eq!(choice.id.as_deref(), Some(&*id));
    assert_eq!(received.reply_to.expect("the poll").external_id, id);
}

/// What Finn encrypts with the secret of a message of his own.
struct Sealed {
    secret: [u8; 32],
    id: String,
    jid: String,
}

impl Sealed {
    /// A message with a secret, which has been received.
    async fn parent(scene: &Scene) -> Self {
        let secret = [7; 32];
        let message = wa::Message {
            conversation: Some("parent".to_owned()),
            message_context_info: MessageField::some(wa::MessageContextInfo {
                message_secret: Some(secret.to_vec()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let id = scene.friend.send(scene.owner.number(), message).await.expect("sent");
        scene.device.text("parent").await;
        Self { secret, id, jid: scene.friend.jid() }
    }

    /// As members of groups refer to it.
    fn key(&self) -> MessageField<wa::MessageKey> {
        MessageField::some(wa::MessageKey {
            id: Some(self.id.clone()),
            from_me: Some(false),
            remote_jid: Some(self.jid.clone()),
            participant: Some(self.jid.clone()),
        })
    }

    fn reaction(&self, secret: &[u8]) -> wa::Message {
        let (jid, id) = (self.jid.as_str(), self.id.as_str());
        let (payload, iv) =
            wacore::reaction::encrypt_reaction_with_secret("🔥", 1_000, secret, id, jid, jid)
                .expect("encrypted");
        wa::Message {
            enc_reaction_message: MessageField::some(wa::message::EncReactionMessage {
                target_message_key: self.key(),
                enc_payload: Some(payload),
                enc_iv: Some(iv.to_vec()),
            }),
            ..Default::default()
        }
    }

    fn comment(&self, text: &str) -> wa::Message {
        let inner = wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
        let (jid, id) = (self.jid.as_str(), self.id.as_str());
        let (payload, iv) =
            wacore::comment::encrypt_comment_with_secret(&inner, &self.secret, id, jid, jid)
                .expect("encrypted");
        wa::Message {
            enc_comment_message: MessageField::some(wa::message::EncCommentMessage {
                target_message_key: self.key(),
                enc_payload: Some(payload),
                enc_iv: Some(iv.to_vec()),
            }),
            ..Default::default()
        }
    }

    fn edit(&self, text: &str) -> wa::Message {
        use wacore::message_edit::{MessageEditContext, encrypt_message_edit};
        let edited = wa::Message { conversation: Some(text.to_owned()), ..Default::default() };
        let inner = wa::Message {
            protocol_message: MessageField::some(wa::message::ProtocolMessage {
                key: MessageField::some(wa::MessageKey {
                    id: Some(self.id.clone()),
                    from_me: Some(true),
                    ..Default::default()
                }),
                r#type: Some(wa::message::protocol_message::Type::MESSAGE_EDIT),
                edited_message: MessageField::some(edited),
                ..Default::default()
            }),
            ..Default::default()
        };
        let context = MessageEditContext {
            original_msg_id: &self.id,
            original_sender_jid: &self.jid,
            editor_jid: &self.jid,
        };
        let (payload, iv) =
            encrypt_message_edit(&inner, &self.secret, &context).expect("encrypted");
        wa::Message {
            secret_encrypted_message: MessageField::some(wa::message::SecretEncryptedMessage {
                target_message_key: self.key(),
                enc_payload: Some(payload),
                enc_iv: Some(iv.to_vec()),
                secret_enc_type: Some(
                    wa::message::secret_encrypted_message::SecretEncType::MESSAGE_EDIT,
                ),
                ..Default::default()
            }),
            ..Default::default()
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_encrypted_with_a_messages_secret_is_read_or_named_and_never_lost() {
    let scene = scene().await;
    let parent = Sealed::parent(&scene).await;
    let owner = scene.owner.number();

    scene.friend.send(owner, parent.reaction(&parent.secret)).await.expect("sent");
    let reaction = scene.device.inbound("reaction", |one| match one {
        Inbound::Reaction(reaction) => Some(reaction.clone()),
        _ => None,
    });
    let reaction = reaction.await;
    assert_eq!((reaction.emoji.as_str(), &reaction.target.external_id), ("🔥", &parent.id));

    scene.friend.send(owner, parent.comment("well said")).await.expect("sent");
    let comment = scene.device.text("well said").await;
    assert_eq!(comment.reply_to.expect("what it is on").external_id, parent.id);

    scene.friend.send(owner, parent.edit("changed")).await.expect("sent");
    let edit = scene.device.inbound("edit", |one| match one {
        Inbound::Edit(edit) => Some((**edit).clone()),
        _ => None,
    });
    let edit = edit.await;
    assert_eq!((edit.content, &edit.target.external_id), (Content::text("changed"), &parent.id));

    // One that its secret does not unlock is shown by its kind, with what it is about.
    scene.friend.send(owner, parent.reaction(&[8; 32])).await.expect("sent");
    let named = scene.device.message(
        "a reaction that cannot be read",
        |one| matches!(&one.content, Content::Unknown { kind, .. } if kind == "enc_reaction"),
    );
    assert_eq!(named.await.reply_to.expect("its target").external_id, parent.id);
    assert_eq!(scene.network.stats().undecryptable, 0);
}

/// An edit of a poll or an event of Finn's, as phones send it.
fn sealed_edit(
    scene: &Scene,
    id: &str,
    secret: &[u8],
    (kind, name): (ModificationType, SecretEncType),
    edited: &wa::Message,
) -> wa::Message {
    let jid = scene.friend.jid();
    let context = AddonContext {
        stanza_id: id,
        parent_msg_original_sender: &jid,
        modification_sender: &jid,
        modification_type: kind,
    };
    let plain = waproto::codec::message_to_vec(edited);
    let (payload, iv) = encrypt_addon(&plain, secret, &context).expect("encrypted");
    wa::Message {
        secret_encrypted_message: MessageField::some(wa::message::SecretEncryptedMessage {
            target_message_key: MessageField::some(wa::MessageKey {
                id: Some(id.to_owned()),
                from_me: Some(false),
                remote_jid: Some(jid.clone()),
                participant: Some(jid.clone()),
            }),
            enc_payload: Some(payload),
            enc_iv: Some(iv.to_vec()),
            secret_enc_type: Some(name),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn with_secret(secret: &[u8], message: wa::Message) -> wa::Message {
    wa::Message {
        message_context_info: MessageField::some(wa::MessageContextInfo {
            message_secret: Some(secret.to_vec()),
            ..Default::default()
        }),
        ..message
    }
}

fn poll_with(options: &[&str]) -> wa::Message {
    let option = |name: &&str| wa::message::poll_creation_message::Option {
        option_name: Some((*name).to_owned()),
        ..Default::default()
    };
    wa::Message {
        poll_creation_message_v3: MessageField::some(wa::message::PollCreationMessage {
            name: Some("When?".to_owned()),
            options: options.iter().map(option).collect(),
            selectable_options_count: Some(1),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn event_named(name: &str) -> wa::Message {
    wa::Message {
        event_message: MessageField::some(wa::message::EventMessage {
            name: Some(name.to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Sends a poll or an event of Finn's, and waits until it and its secret are stored.
async fn sent_with_secret(scene: &Scene, secret: &[u8], message: wa::Message) -> String {
    let sent = scene.friend.send(scene.owner.number(), with_secret(secret, message)).await;
    let id = sent.expect("sent");
    scene.device.message("the original", |one| one.external_id == id).await;
    let jid = scene.friend.jid();
    let row = format!("{jid}|{jid}|{id}");
    scene.device.wait("secret", |database| database.has_row("wa.secret", &row).then_some(())).await;
    id
}

async fn edit_of(scene: &Scene, id: &str) -> Content {
    let edit = scene.device.inbound("edit", |one| match one {
        Inbound::Edit(edit) if edit.target.external_id == id => Some(edit.content.clone()),
        _ => None,
    });
    edit.await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_poll_or_event_is_no_second_one() {
    let scene = scene().await;
    let (owner, secret) = (scene.owner.number(), [5_u8; 32]);

    let event = sent_with_secret(&scene, &secret, event_named("dinner")).await;
    let kinds = (ModificationType::EventEdit, SecretEncType::EVENT_EDIT);
    let edit = sealed_edit(&scene, &event, &secret, kinds, &event_named("supper"));
    scene.friend.send(owner, edit).await.expect("sent");
    let Content::Event(edited) = edit_of(&scene, &event).await else { panic!("no event") };
    assert_eq!(edited.name, "supper");

    let poll = sent_with_secret(&scene, &secret, poll_with(&["now", "later"])).await;
    let kinds = (ModificationType::PollEdit, SecretEncType::POLL_EDIT);
    let edit = sealed_edit(&scene, &poll, &secret, kinds, &poll_with(&["now", "never"]));
    scene.friend.send(owner, edit).await.expect("sent");
    let Content::Poll { options, .. } = edit_of(&scene, &poll).await else { panic!("no poll") };
    assert_eq!(options, ["now", "never"]);

    // A vote for an option that only the edit has.
    scene.friend.vote(owner, &poll, &["never"]).await.expect("sent");
    let vote = scene.device.message("vote", |one| matches!(one.content, Content::Choice(_))).await;
    let Content::Choice(choice) = vote.content else { unreachable!("matched above") };
    assert_eq!(choice.title, "never");

    let is_copy = |one: &Inbound| {
        matches!(one, Inbound::Message(message)
            if matches!(message.content, Content::Event(_) | Content::Poll { .. })
                && ![&event, &poll].contains(&&message.external_id))
    };
    assert!(!scene.device.database.received().iter().any(is_copy));
}

/// The library has the secret of a poll that arrives together with its edit, decrypts the edit, and returns
/// what is inside alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poll_that_was_edited_while_the_session_was_away_is_no_second_one() {
    let mut scene = scene().await;
    let (owner, secret) = (scene.owner.number(), [5_u8; 32]);
    scene.friend.send_text(owner, "before").await.expect("sent");
    scene.device.text("before").await;
    scene.device.shut_down().await;
    let database = scene.device.database.after_crash();

    let poll = with_secret(&secret, poll_with(&["now", "later"]));
    let poll = scene.friend.send(owner, poll).await.expect("sent");
    let kinds = (ModificationType::PollEdit, SecretEncType::POLL_EDIT);
    let edit = sealed_edit(&scene, &poll, &secret, kinds, &poll_with(&["now", "never"]));
    scene.friend.send(owner, edit).await.expect("sent");
    scene.friend.send_text(owner, "after").await.expect("sent");

    let device = Device::start_with(options(&scene.network), database).await;
    device.text("after").await;
    let edited = device.inbound("edit", |one| match one {
        Inbound::Edit(edit) if edit.target.external_id == poll => Some(edit.content.clone()),
        _ => None,
    });
    let Content::Poll { options, .. } = edited.await else { panic!("no poll") };
    assert_eq!(options, ["now", "never"]);
    let polls = device.database.received().iter().filter(|one| {
        matches!(one, Inbound::Message(message) if matches!(message.content, Content::Poll { .. }))
    }).count();
    assert_eq!(polls, 1);
    // A vote for an option that only the edit has.
    scene.friend.vote(owner, &poll, &["never"]).await.expect("sent");
    device
        .message(
            "vote",
            |one| matches!(&one.content, Content::Choice(choice) if choice.title == "never"),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_reaction_to_a_poll_is_read_with_the_secret_that_is_kept() {
    let scene = scene().await;
    let secret = [5_u8; 32];
    let poll = sent_with_secret(&scene, &secret, poll_with(&["now", "later"])).await;
    let parent = Sealed { secret, id: poll.clone(), jid: scene.friend.jid() };
    scene.friend.send(scene.owner.number(), parent.reaction(&secret)).await.expect("sent");
    let reaction = scene.device.inbound("reaction", |one| match one {
        Inbound::Reaction(reaction) => Some(reaction.clone()),
        _ => None,
    });
    assert_eq!(reaction.await.target.external_id, poll);

    scene.friend.send(scene.owner.number(), parent.comment("now, then")).await.expect("sent");
    let comment = scene.device.text("now, then").await;
    assert_eq!(comment.reply_to.expect("what it is on").external_id, poll);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lid_and_a_number_are_one_contact() {
    let scene = scene().await;
    scene.friend.set_addressing(Addressing::Lid);
    scene.friend.send_text(scene.owner.number(), "guess who").await.expect("sent");
    let received = scene.device.text("guess who").await;
    assert_eq!(received.chat.id, scene.friend.jid());
    assert_eq!(received.chat.alt.as_deref(), Some(&*scene.friend.lid()));
    for to in [scene.friend.jid(), scene.friend.lid()] {
        let text = format!("to {to}");
        scene.device.send_text(&to, &text).await;
        scene.friend.expect(LIMIT, |one| one.text() == Some(&text)).await.expect("arrived");
    }
    scene
        .device
        .inbound("pairing of both addresses", |one| match one {
            Inbound::Contact(contact) if contact.address.id == scene.friend.jid() => {
                contact.address.alt.clone()
            }
            _ => None,
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_the_own_phone_are_from_me() {
    let scene = scene().await;
    scene.owner.send_text(scene.friend.number(), "from my pocket").await.expect("sent");
    let received = scene.device.text("from my pocket").await;
    assert!(received.from_me);
    assert_eq!(received.chat.id, scene.friend.jid());
    assert_eq!(received.sender.id, scene.owner.jid());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locations_and_cards_travel_both_ways() {
    let scene = scene().await;
    let location = wa::Message {
        location_message: MessageField::some(wa::message::LocationMessage {
            degrees_latitude: Some(-23.5),
            degrees_longitude: Some(-46.6),
            name: Some("Here".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    scene.friend.send(scene.owner.number(), location).await.expect("sent");
    let received =
        scene.device.message("location", |one| matches!(one.content, Content::Location(_))).await;
    let Content::Location(location) = received.content else { unreachable!("matched above") };
    assert_eq!(
        (location.latitude, location.longitude, location.name.as_deref()),
        (-23.5, -46.6, Some("Here"))
    );

    let card = wa::Message {
        contact_message: MessageField::some(wa::message::ContactMessage {
            display_name: Some("Ana".to_owned()),
            vcard: Some("BEGIN:VCARD\nFN:Ana\nTEL;waid=5511:+5511\nEND:VCARD".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    scene.friend.send(scene.owner.number(), card).await.expect("sent");
    let received =
        scene.device.message("card", |one| matches!(one.content, Content::Contact { .. })).await;
    let Content::Contact { contacts } = received.content else { unreachable!("matched above") };
    assert_eq!((contacts[0].name.as_str(), contacts[0].phone.as_deref()), ("Ana", Some("+5511")));

    let to = scene.friend.jid();
    let location = Location {
        latitude: 1.5,
        longitude: 2.5,
        name: None,
        address: Some("There".to_owned()),
        live: false,
    };
    let sent = scene.device.outbound(&to, OutboundContent::Location(location));
    scene.device.session.send(sent).await.expect("sent");
    let card = |name: &str| ContactCard {
        name: name.to_owned(),
        phone: Some("+1 555 1234567".to_owned()),
        email: None,
        organization: None,
        vcard: None,
    };
    let sent =
        scene.device.outbound(&to, OutboundContent::Contacts(vec![card("One"), card("Two")]));
    scene.device.session.send(sent).await.expect("sent");
    scene
        .friend
        .expect(LIMIT, |one| one.message.location_message.address.as_deref() == Some("There"))
        .await
        .expect("a location");
    scene
        .friend
        .expect(LIMIT, |one| one.message.contacts_array_message.contacts.len() == 2)
        .await
        .expect("cards");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_quote_both_ways() {
    let scene = scene().await;
    let mine = scene.device.send_text(&scene.friend.jid(), "question").await;
    scene.friend.expect(LIMIT, |one| one.id == mine).await.expect("arrived");
    scene.friend.reply(scene.owner.number(), &mine, "answer").await.expect("sent");
    let received = scene.device.text("answer").await;
    let quote = received.reply_to.expect("a quote");
    assert_eq!(quote.external_id, mine);
    assert!(quote.from_me, "{quote:?}");

    let reply = OutboundMessage {
        reply_to: Some(quoted(&received.external_id, &scene.friend.jid(), false, "answer")),
        ..scene.device.outbound(&scene.friend.jid(), OutboundContent::Text("thanks".to_owned()))
    };
    scene.device.session.send(reply).await.expect("sent");
    let arrived =
        scene.friend.expect(LIMIT, |one| one.text() == Some("thanks")).await.expect("arrived");
    assert_eq!(arrived.quoted_id(), Some(&*received.external_id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_follow_a_message() {
    let scene = scene().await;
    scene.friend.set_auto_receipts(true, false);
    let id = scene.device.send_text(&scene.friend.jid(), "seen?").await;
    let receipt = |kind: ReceiptKind| {
        let id = id.clone();
        move |one: &Inbound| match one {
            Inbound::Receipt(receipt)
                if receipt.kind == kind && receipt.external_ids.contains(&id) =>
            {
                Some(receipt.clone())
            }
            _ => None,
        }
    };
    let delivered = scene.device.inbound("delivery", receipt(ReceiptKind::Delivered)).await;
    assert_eq!(delivered.chat.id, scene.friend.jid());
    assert_eq!(delivered.by.id, scene.friend.jid());
    scene.friend.read(&id).await.expect("read");
    scene.device.inbound("reading", receipt(ReceiptKind::Read)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_recipient_is_refused_before_anything_is_sent() {
    let scene = scene().await;
    let unknown =
        scene.device.outbound("15559999999@s.whatsapp.net", OutboundContent::Text("hi".to_owned()));
    let error = scene.device.session.send(unknown).await.expect_err("not on WhatsApp");
    assert!(matches!(error, ChannelError::RecipientUnknown(_)), "{error:?}");
    // The result for registered numbers is stored.
    scene.device.send_text(&scene.friend.jid(), "one").await;
    scene.device.send_text(&scene.friend.jid(), "two").await;
    assert_eq!(scene.network.stats().iqs_unknown, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_id_is_shown_once() {
    let scene = scene().await;
    let message =
        scene.device.outbound(&scene.friend.jid(), OutboundContent::Text("once".to_owned()));
    let first = scene.device.session.send(message.clone()).await.expect("sent");
    let second = scene.device.session.send(message).await.expect("sent again");
    assert_eq!(first.external_id, second.external_id);
    scene.friend.expect(LIMIT, |one| one.text() == Some("once")).await.expect("arrived");
    let shown = scene
        .friend
        .received()
        .iter()
        .filter(|one| one.repeats == 0 && one.text() == Some("once"))
        .count();
    assert_eq!(shown, 1);
}
