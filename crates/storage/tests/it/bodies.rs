//! Every body of an event is read back as it was written, and rows of earlier versions are read.

use crate::fixtures::{NOW, T, id};
use crate::harness::{both, commit};
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::answer::AnswerKind;
use omni_domain::batch::{BatchKind, BatchStatus};
use omni_domain::content::{
    CallMedia, CallOutcome, ContactCard, Content, Location, MediaContent, MediaKind, QuotedCopy,
    Referral, ReferralSource,
};
use omni_domain::conversation::{ChatType, LinkedBy};
use omni_domain::event::{
    AcceptedMessage, AccessDecision, AccessRuleChanged, AgentCancelled, AgentChanged,
    AgentDeployment, AgentError, AgentPaused, AgentReplied, AgentResponse, AgentResumed,
    AiLayerChanged, BatchJobChanged, BlocklistChanged, CallEnded, CallReceived, CancelReason,
    ChatAssignment, ChatCreated, ChatEmptied, ChatNoteChanged, ChatUpdated, CustomWebhook,
    DeadLetter, DeadLetterChanged, DeletionScope, EntryPointChanged, Event, EventBody, EventType,
    FailureReason, FetchFailure, GroupChanges, GroupParticipants, GroupUpdated, IdentityCreated,
    IdentityLinked, IdentityMerged, IdentityUnlinked, IdentityUpdated, InstanceBanned,
    InstanceChanged, InstanceConnected, InstanceDisconnected, InstanceFailed, InstanceLoggedOut,
    InstanceQrOffered, InstanceRestricted, InstanceRestrictionEnded, InstanceStatus, KeyChanged,
    LabelChanged, LetterChange, LogoutReason, MediaFailed, MediaProcessed, MediaReceived,
    MergeReason, MessageAnswered, MessageDeleted, MessageEdited, MessageFailed, MessageHeld,
    MessageKept, MessageLabelled, MessagePinned, MessageScheduled, MessageSent, MessageStarred,
    NetworkMessage, NoteChange, OfferedQr, OnboardingChanged, ParticipantAction, PausedBy,
    Presence, PrivacyChanged, ProcessingFailure, ProviderChanged, ProviderHealthChanged,
    QueuedMessage, QuickReplyChanged, Reaction, Reading, RuleChange, RuleSnapshot, SettingChanged,
    StatusChange, StoredType, SyncReport, TurnChanged, Typing, Unreadable, UserChanged,
    ViewChanged, WebhookEndpointChanged, WebhookEndpointDisabled,
};
use omni_domain::instance::{ChannelType, ConnectionState};
use omni_domain::job::JobKind;
use omni_domain::media_content::{ProcessingKind, ProcessingStatus};
use omni_domain::message::{DeliveryStatus, MessageSource, SentBy};
use omni_domain::pacing::HoldReason;
use omni_domain::page::PageRequest;
use omni_domain::rules::{AccessMode, RuleAction, RuleActionKind, RuleCriteria, RuleType};
use omni_domain::scheduled_message::ScheduledStatus;
use omni_domain::sync::{SyncStage, SyncStatus};
use omni_domain::turn::{TurnOutcome, TurnStage, TurnState};
use omni_domain::webhook::DisabledReason;
use omni_storage::EventFilter;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Bodies of each form.
const CASES: usize = 12;

fn text() -> BoxedStrategy<String> {
    prop_oneof![any::<String>(), "[a-z@.0-9]{0,20}", Just("a\0b \u{1F44D} \"\\".to_owned())].boxed()
}

fn maybe() -> BoxedStrategy<Option<String>> {
    option::of(text()).boxed()
}

fn uuid<I: From<Uuid> + std::fmt::Debug + Clone + 'static>() -> BoxedStrategy<I> {
    any::<u128>().prop_map(|bits| I::from(Uuid::from_u128(bits))).boxed()
}

fn time() -> BoxedStrategy<Timestamp> {
    // The years that RFC 3339 writes.
    (-62_135_596_800_000_i64..253_402_300_800_000).prop_map(Timestamp).boxed()
}

fn one_of<V: Copy + std::fmt::Debug + 'static>(all: &'static [V]) -> BoxedStrategy<V> {
    proptest::sample::select(all).boxed()
}

fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
    .boxed()
}

fn content() -> BoxedStrategy<Content> {
    let media = (
        one_of(MediaKind::ALL),
        option::of(uuid()),
        text(),
        option::of(any::<u64>()),
        maybe(),
        (maybe(), option::of(any::<u32>()), any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |(kind, media_id, mime, size, caption, (file_name, seconds, voice_note, animated))| {
                Content::Media(MediaContent {
                    media_id,
                    size,
                    caption,
                    file_name,
                    duration_seconds: seconds,
                    width: seconds,
                    voice_note,
                    animated,
                    ..MediaContent::new(kind, mime)
                })
            },
        );
    // Halves are written and read exactly.
    let location =
        (-180_i16..180, -180_i16..180, maybe(), any::<bool>()).prop_map(|(a, b, name, live)| {
            let (latitude, longitude) = (f64::from(a) / 2.0, f64::from(b));
            Content::Location(Location { latitude, longitude, address: name.clone(), name, live })
        });
    let card = (text(), maybe(), maybe()).prop_map(|(name, phone, email)| ContactCard {
        name,
        organization: email.clone(),
        vcard: phone.clone(),
        phone,
        email,
    });
    prop_oneof![
        text().prop_map(Content::text),
        media,
        location,
        vec(card, 1..3).prop_map(|contacts| Content::Contact { contacts }),
        (text(), vec(text(), 0..3)).prop_map(|(question, options)| Content::Poll {
            question,
            options,
            max_choices: None
        }),
        (text(), maybe()).prop_map(|(kind, text)| Content::Unknown { kind, text }),
    ]
    .boxed()
}

fn network() -> BoxedStrategy<Box<NetworkMessage>> {
    (
        (text(), text(), maybe(), text(), maybe()),
        one_of(ChatType::ALL),
        maybe(),
        (any::<bool>(), any::<bool>(), any::<bool>()),
        content(),
        (maybe(), maybe(), maybe()),
        vec(text(), 0..3),
        time(),
    )
        .prop_map(
            |(
                (external_id, chat, chat_alt, from, from_alt),
                chat_type,
                sender_name,
                (from_me, view_once, forwarded),
                content,
                (reply_to, quoted, source_id),
                mentions,
                timestamp,
            )| {
                let quoted = quoted.map(|text| QuotedCopy { sender: reply_to.clone(), text });
                let referral = source_id.map(|source_id| Referral {
                    source: ReferralSource::Ad,
                    source_id: Some(source_id),
                    source_url: None,
                    headline: None,
                    body: None,
                    media_url: None,
                    click_id: None,
                });
                Box::new(NetworkMessage {
                    external_id,
                    chat,
                    chat_alt,
                    chat_type,
                    from,
                    from_alt,
                    sender_name,
                    from_me,
                    content,
                    reply_to,
                    quoted: quoted.map(Box::new),
                    referral: referral.map(Box::new),
                    mentions,
                    view_once,
                    forwarded,
                    timestamp,
                })
            },
        )
        .boxed()
}

fn status() -> BoxedStrategy<StatusChange> {
    (text(), maybe(), one_of(DeliveryStatus::ALL), option::of(time()), option::of(time()))
        .prop_map(|(external_id, chat, status, delivered_at, read_at)| StatusChange {
            external_id,
            chat,
            status,
            delivered_at,
            read_at,
        })
        .boxed()
}

fn sent_by() -> BoxedStrategy<SentBy> {
    (uuid(), maybe()).prop_map(|(id, name)| SentBy::User { id, name }).boxed()
}

fn messages() -> Vec<BoxedStrategy<EventBody>> {
    sent_and_received().into_iter().chain(changes_of_messages()).collect()
}

fn sent_and_received() -> Vec<BoxedStrategy<EventBody>> {
    let outgoing = || {
        let by = (one_of(MessageSource::ALL), option::of(sent_by()));
        (text(), text(), content(), maybe(), (any::<bool>(), any::<bool>()), by)
    };
    vec![
        network().prop_map(EventBody::MessageReceived).boxed(),
        network().prop_map(EventBody::MessageUndecryptable).boxed(),
        network().prop_map(|message| MessageSent::FromDevice(message).into()).boxed(),
        outgoing()
            .prop_map(|(chat, to, content, reply_to, (view_once, forwarded), (source, sent_by))| {
                QueuedMessage { chat, to, content, reply_to, view_once, forwarded, source, sent_by }
                    .into()
            })
            .boxed(),
        (text(), outgoing(), maybe(), vec(text(), 0..3), option::of(any::<u64>()))
            .prop_map(|(external_id, outgoing, from, mentions, processing_ms)| {
                let (chat, to, content, reply_to, (view_once, forwarded), (source, sent_by)) =
                    outgoing;
                MessageSent::Accepted(Box::new(AcceptedMessage {
                    external_id,
                    chat,
                    from,
                    to,
                    content,
                    reply_to,
                    mentions,
                    view_once,
                    forwarded,
                    source,
                    sent_by,
                    processing_ms,
                }))
                .into()
            })
            .boxed(),
        status().prop_map(|change| MessageSent::Acknowledged(change).into()).boxed(),
        status().prop_map(EventBody::MessageDelivered).boxed(),
        status().prop_map(EventBody::MessageRead).boxed(),
        (text(), text(), text(), text(), any::<bool>())
            .prop_map(|(external_id, chat, error, error_code, retryable)| {
                MessageFailed { external_id, chat, error, error_code, retryable }.into()
            })
            .boxed(),
        (text(), text(), one_of(HoldReason::ALL), time())
            .prop_map(|(external_id, chat, reason, not_before)| {
                MessageHeld { external_id, chat, reason, not_before }.into()
            })
            .boxed(),
    ]
}

fn changes_of_messages() -> Vec<BoxedStrategy<EventBody>> {
    let reaction = || {
        (text(), text(), text(), any::<bool>(), text(), any::<bool>()).prop_map(
            |(external_id, chat, from, from_me, emoji, is_custom_emoji)| Reaction {
                external_id,
                chat,
                from,
                from_me,
                emoji,
                is_custom_emoji,
            },
        )
    };
    let pin = || {
        (text(), text(), text(), any::<bool>(), option::of(time())).prop_map(
            |(external_id, chat, by, from_me, until)| MessagePinned {
                external_id,
                chat,
                by,
                from_me,
                until,
            },
        )
    };
    vec![
        (text(), text(), content(), time())
            .prop_map(|(external_id, chat, new_content, edited_at)| {
                MessageEdited { external_id, chat, new_content, edited_at }.into()
            })
            .boxed(),
        (text(), text(), text())
            .prop_map(|(external_id, chat, by)| {
                MessageDeleted { external_id, chat, deleted_for: DeletionScope::Everyone, by }
                    .into()
            })
            .boxed(),
        (
            (text(), text(), text(), any::<bool>()),
            one_of(AnswerKind::ALL),
            vec(text(), 0..3),
            any::<u32>(),
        )
            .prop_map(|((external_id, chat, from, from_me), kind, choices, extra_guests)| {
                MessageAnswered { external_id, chat, from, from_me, kind, choices, extra_guests }
                    .into()
            })
            .boxed(),
        pin().prop_map(EventBody::MessagePinned).boxed(),
        pin().prop_map(EventBody::MessageUnpinned).boxed(),
        (text(), text(), text(), any::<bool>(), any::<bool>())
            .prop_map(|(external_id, chat, by, from_me, kept)| {
                MessageKept { external_id, chat, by, from_me, kept }.into()
            })
            .boxed(),
        (uuid(), text(), one_of(ScheduledStatus::ALL), time(), maybe())
            .prop_map(|(scheduled_id, chat, status, send_at, error)| {
                MessageScheduled { scheduled_id, chat, status, send_at, error }.into()
            })
            .boxed(),
        reaction().prop_map(EventBody::ReactionReceived).boxed(),
        reaction().prop_map(EventBody::ReactionRemoved).boxed(),
    ]
}

fn files() -> Vec<BoxedStrategy<EventBody>> {
    vec![
        (uuid(), option::of(uuid()), text(), any::<u64>())
            .prop_map(|(media_id, message_id, mime_type, size)| {
                MediaReceived { media_id, message_id, mime_type, size }.into()
            })
            .boxed(),
        (uuid(), option::of(uuid()), text())
            .prop_map(|(media_id, message_id, error)| {
                MediaFailed::Fetch(FetchFailure { media_id, message_id, error }).into()
            })
            .boxed(),
        (uuid(), option::of(uuid()), one_of(ProcessingStatus::ALL), maybe(), option::of(uuid()))
            .prop_map(|(media, message, status, error, batch)| {
                MediaFailed::Processing(ProcessingFailure::new(
                    media, message, status, error, batch,
                ))
                .into()
            })
            .boxed(),
        (
            (uuid(), option::of(uuid())),
            one_of(ProcessingKind::ALL),
            text(),
            maybe(),
            maybe(),
            (any::<u64>(), any::<u64>(), any::<u64>()),
            option::of(uuid()),
        )
            .prop_map(
                |(
                    (media_id, message_id),
                    kind,
                    content,
                    language,
                    model,
                    (tokens, cost_micros, processing_ms),
                    batch_job_id,
                )| {
                    MediaProcessed {
                        media_id,
                        message_id,
                        reading: Reading { kind, content, language: language.clone() },
                        model,
                        provider: language,
                        tokens,
                        cost_micros,
                        processing_ms,
                        batch_job_id,
                    }
                    .into()
                },
            )
            .boxed(),
    ]
}

fn people() -> Vec<BoxedStrategy<EventBody>> {
    let reason = prop_oneof![
        Just(MergeReason::SameAccount),
        (maybe(), option::of(uuid()))
            .prop_map(|(note, merged_by)| MergeReason::AdminLinked { note, merged_by }),
    ];
    vec![
        (uuid(), maybe(), maybe(), maybe())
            .prop_map(|(person_id, display_name, primary_phone, primary_email)| {
                IdentityCreated { person_id, display_name, primary_phone, primary_email }.into()
            })
            .boxed(),
        (uuid(), maybe(), maybe(), maybe())
            .prop_map(|(person_id, display_name, primary_phone, primary_email)| {
                IdentityUpdated { person_id, display_name, primary_phone, primary_email }.into()
            })
            .boxed(),
        (
            uuid(),
            uuid(),
            one_of(ChannelType::ALL),
            text(),
            one_of(LinkedBy::ALL),
            any::<i64>(),
            maybe(),
        )
            .prop_map(
                |(person_id, identity_id, channel, address, linked_by, confidence, reason)| {
                    IdentityLinked {
                        person_id,
                        identity_id,
                        channel,
                        address,
                        linked_by,
                        confidence,
                        reason,
                    }
                    .into()
                },
            )
            .boxed(),
        (uuid(), uuid(), uuid(), text())
            .prop_map(|(person_id, identity_id, new_person_id, reason)| {
                IdentityUnlinked { person_id, identity_id, new_person_id, reason }.into()
            })
            .boxed(),
        (uuid(), uuid(), vec(uuid(), 0..3), reason)
            .prop_map(|(target_person_id, source_person_id, merged_identity_ids, reason)| {
                IdentityMerged { target_person_id, source_person_id, merged_identity_ids, reason }
                    .into()
            })
            .boxed(),
    ]
}

fn rules() -> Vec<BoxedStrategy<EventBody>> {
    let decision = || {
        (
            (uuid(), text(), option::of(uuid()), option::of(uuid())),
            one_of(RuleActionKind::ALL),
            text(),
            one_of(AccessMode::ALL),
        )
            .prop_map(
                |((message_id, address, person_id, rule_id), action, reason, mode)| {
                    AccessDecision { message_id, address, person_id, rule_id, action, reason, mode }
                },
            )
    };
    let criteria = (vec(text(), 0..2), option::of(uuid()), option::of(one_of(ChannelType::ALL)))
        .prop_map(|(platform_user_ids, person_id, channel)| RuleCriteria {
            phone_patterns: vec!["+1555*".parse().expect("a pattern")],
            platform_user_ids,
            person_id,
            channel,
        });
    let rule = (
        option::of(uuid()),
        one_of(RuleType::ALL),
        criteria,
        any::<i64>(),
        (one_of(RuleActionKind::ALL), maybe()),
        any::<bool>(),
        option::of(time()),
        maybe(),
        time(),
    )
        .prop_map(
            |(
                instance_id,
                rule_type,
                criteria,
                priority,
                (kind, message),
                enabled,
                expires_at,
                reason,
                at,
            )| {
                RuleSnapshot {
                    id: id(),
                    instance_id,
                    rule_type,
                    criteria,
                    priority,
                    action: RuleAction { kind, message },
                    enabled,
                    expires_at,
                    reason,
                    created_at: at,
                    updated_at: at,
                }
            },
        );
    vec![
        decision().prop_map(EventBody::AccessAllowed).boxed(),
        decision().prop_map(EventBody::AccessDenied).boxed(),
        (rule, one_of(RuleChange::ALL), option::of(uuid()))
            .prop_map(|(rule, action, changed_by)| {
                AccessRuleChanged { rule_id: rule.id, action, rule, changed_by }.into()
            })
            .boxed(),
    ]
}

fn agents() -> Vec<BoxedStrategy<EventBody>> {
    let count = || option::of(any::<u64>());
    vec![
        (
            (option::of(uuid()), uuid()),
            any::<u64>(),
            any::<i32>(),
            count(),
            any::<u64>(),
            (maybe(), maybe()),
            (count(), count()),
        )
            .prop_map(
                |(
                    (turn_id, message_id),
                    messages,
                    attempts,
                    processing_ms,
                    latency_ms,
                    (model, reply),
                    (input_tokens, output_tokens),
                )| {
                    AgentResponse {
                        turn_id,
                        message_id,
                        messages,
                        attempts,
                        processing_ms,
                        latency_ms,
                        model,
                        input_tokens,
                        output_tokens,
                        reply,
                    }
                    .into()
                },
            )
            .boxed(),
        (
            (option::of(uuid()), option::of(uuid())),
            text(),
            text(),
            one_of(TurnStage::ALL),
            any::<i32>(),
            any::<bool>(),
            count(),
        )
            .prop_map(
                |(
                    (turn_id, message_id),
                    error,
                    error_code,
                    error_stage,
                    retry_count,
                    will_retry,
                    processing_ms,
                )| {
                    AgentError {
                        turn_id,
                        message_id,
                        error,
                        error_code,
                        error_stage,
                        retry_count,
                        will_retry,
                        processing_ms,
                    }
                    .into()
                },
            )
            .boxed(),
        (uuid(), text(), one_of(CancelReason::ALL), option::of(uuid()))
            .prop_map(|(turn_id, chat, reason, superseded_by)| {
                AgentCancelled { turn_id, chat, reason, superseded_by }.into()
            })
            .boxed(),
        (text(), option::of(time()), one_of(PausedBy::ALL))
            .prop_map(|(chat, until, by)| AgentPaused { chat, until, by }.into())
            .boxed(),
        text().prop_map(|chat| AgentResumed { chat }.into()).boxed(),
    ]
}

fn managed_agents() -> Vec<BoxedStrategy<EventBody>> {
    let changed = || {
        (uuid(), text(), any::<i32>(), option::of(uuid()), principal()).prop_map(
            |(agent_id, name, version, instance_id, changed_by)| AgentChanged {
                agent_id,
                name,
                version,
                instance_id,
                changed_by,
            },
        )
    };
    let deployment = || {
        (uuid(), text(), uuid(), principal()).prop_map(
            |(agent_id, name, instance_id, changed_by)| AgentDeployment {
                agent_id,
                name,
                instance_id,
                changed_by,
            },
        )
    };
    vec![
        changed().prop_map(EventBody::AgentCreated).boxed(),
        changed().prop_map(EventBody::AgentUpdated).boxed(),
        changed().prop_map(EventBody::AgentDeleted).boxed(),
        deployment().prop_map(EventBody::AgentDeployed).boxed(),
        deployment().prop_map(EventBody::AgentUndeployed).boxed(),
        (maybe(), principal())
            .prop_map(|(current_step, changed_by)| {
                OnboardingChanged { current_step, changed_by }.into()
            })
            .boxed(),
    ]
}

fn configuration() -> Vec<BoxedStrategy<EventBody>> {
    [configured_server(), configured_programs(), other_changes()].concat()
}

fn configured_server() -> Vec<BoxedStrategy<EventBody>> {
    let instance = || {
        (uuid(), one_of(ChannelType::ALL), text(), principal()).prop_map(
            |(instance_id, channel, name, changed_by)| InstanceChanged {
                instance_id,
                channel,
                name,
                changed_by,
            },
        )
    };
    let key = || {
        (uuid(), text(), principal()).prop_map(|(key_id, name, changed_by)| KeyChanged {
            key_id,
            name,
            changed_by,
        })
    };
    let user = || {
        (uuid(), text(), principal()).prop_map(|(user_id, name, changed_by)| UserChanged {
            user_id,
            name,
            changed_by,
        })
    };
    let setting =
        || (text(), principal()).prop_map(|(key, changed_by)| SettingChanged { key, changed_by });
    vec![
        instance().prop_map(EventBody::InstanceCreated).boxed(),
        instance().prop_map(EventBody::InstanceUpdated).boxed(),
        instance().prop_map(EventBody::InstanceDeleted).boxed(),
        key().prop_map(EventBody::KeyCreated).boxed(),
        key().prop_map(EventBody::KeyUpdated).boxed(),
        key().prop_map(EventBody::KeyRevoked).boxed(),
        user().prop_map(EventBody::UserCreated).boxed(),
        user().prop_map(EventBody::UserUpdated).boxed(),
        user().prop_map(EventBody::UserDeleted).boxed(),
        setting().prop_map(EventBody::SettingUpdated).boxed(),
        setting().prop_map(EventBody::SettingDeleted).boxed(),
    ]
}

fn configured_programs() -> Vec<BoxedStrategy<EventBody>> {
    let provider =
        || {
            (uuid(), text(), principal()).prop_map(|(provider_id, name, changed_by)| {
                ProviderChanged { provider_id, name, changed_by }
            })
        };
    let endpoint = || {
        (uuid(), maybe(), principal()).prop_map(|(endpoint_id, description, changed_by)| {
            WebhookEndpointChanged { endpoint_id, description, changed_by }
        })
    };
    let point = || {
        (uuid(), text(), principal()).prop_map(|(entry_point_id, name, changed_by)| {
            EntryPointChanged { entry_point_id, name, changed_by }
        })
    };
    let reply = || {
        (uuid(), text(), option::of(uuid()), principal()).prop_map(
            |(quick_reply_id, shortcut, instance_id, changed_by)| QuickReplyChanged {
                quick_reply_id,
                shortcut,
                instance_id,
                changed_by,
            },
        )
    };
    vec![
        provider().prop_map(EventBody::ProviderCreated).boxed(),
        provider().prop_map(EventBody::ProviderUpdated).boxed(),
        provider().prop_map(EventBody::ProviderDeleted).boxed(),
        endpoint().prop_map(EventBody::WebhookEndpointCreated).boxed(),
        endpoint().prop_map(EventBody::WebhookEndpointUpdated).boxed(),
        endpoint().prop_map(EventBody::WebhookEndpointDeleted).boxed(),
        point().prop_map(EventBody::EntryPointCreated).boxed(),
        point().prop_map(EventBody::EntryPointUpdated).boxed(),
        point().prop_map(EventBody::EntryPointDeleted).boxed(),
        reply().prop_map(EventBody::QuickReplyCreated).boxed(),
        reply().prop_map(EventBody::QuickReplyUpdated).boxed(),
        reply().prop_map(EventBody::QuickReplyDeleted).boxed(),
    ]
}

fn other_changes() -> Vec<BoxedStrategy<EventBody>> {
    let layer = || {
        (option::of(uuid()), maybe(), principal()).prop_map(|(instance_id, chat, changed_by)| {
            AiLayerChanged { instance_id, chat, changed_by }
        })
    };
    vec![
        (uuid(), text(), any::<bool>(), principal())
            .prop_map(|(provider_id, name, healthy, changed_by)| {
                ProviderHealthChanged { provider_id, name, healthy, changed_by }.into()
            })
            .boxed(),
        layer().prop_map(EventBody::GlobalAiLayerUpdated).boxed(),
        layer().prop_map(EventBody::InstanceAiLayerUpdated).boxed(),
        layer().prop_map(EventBody::ChatAiLayerUpdated).boxed(),
        (uuid(), text(), one_of(LetterChange::ALL), principal())
            .prop_map(|(job_id, kind, action, changed_by)| {
                DeadLetterChanged { job_id, kind, action, changed_by }.into()
            })
            .boxed(),
    ]
}

fn principal() -> BoxedStrategy<Principal> {
    prop_oneof![
        Just(Principal::System),
        uuid().prop_map(Principal::User),
        uuid().prop_map(Principal::ApiKey),
    ]
    .boxed()
}

fn work() -> Vec<BoxedStrategy<EventBody>> {
    let assignment = || {
        (text(), uuid(), option::of(uuid()), principal()).prop_map(
            |(chat, user_id, previous_user_id, by)| ChatAssignment {
                chat,
                user_id,
                previous_user_id,
                by,
            },
        )
    };
    vec![
        assignment().prop_map(EventBody::ChatAssigned).boxed(),
        assignment().prop_map(EventBody::ChatUnassigned).boxed(),
        (text(), uuid(), one_of(NoteChange::ALL), principal())
            .prop_map(|(chat, note_id, action, by)| {
                ChatNoteChanged { chat, note_id, action, by }.into()
            })
            .boxed(),
        (
            uuid(),
            option::of(uuid()),
            one_of(BatchStatus::ALL),
            (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()),
            maybe(),
        )
            .prop_map(|(batch_job_id, instance_id, status, counts, error)| {
                let (total, processed, failed, skipped) = counts;
                BatchJobChanged {
                    batch_job_id,
                    kind: BatchKind::MediaReprocess,
                    instance_id,
                    status,
                    total,
                    processed,
                    failed,
                    skipped,
                    error,
                }
                .into()
            })
            .boxed(),
        sync().prop_map(EventBody::SyncChanged).boxed(),
    ]
}

fn sync() -> BoxedStrategy<SyncReport> {
    let counts = (any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>());
    (uuid(), uuid(), one_of(SyncStatus::ALL), one_of(SyncStage::ALL), counts, maybe())
        .prop_map(|(sync_id, instance_id, status, stage, counts, error)| {
            let (current, total, contacts, chats, messages) = counts;
            SyncReport {
                sync_id,
                instance_id,
                status,
                stage,
                current,
                total,
                contacts,
                chats,
                messages,
                error,
            }
        })
        .boxed()
}

fn kept() -> Vec<BoxedStrategy<EventBody>> {
    let flags = || (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let emptied =
        || (text(), option::of(time())).prop_map(|(chat, until)| ChatEmptied { chat, until });
    vec![
        (uuid(), text(), any::<u64>(), maybe())
            .prop_map(|(turn_id, chat, messages, reply)| {
                AgentReplied { turn_id, chat, messages, reply }.into()
            })
            .boxed(),
        (text(), one_of(ChatType::ALL), maybe())
            .prop_map(|(chat, chat_type, name)| ChatCreated { chat, chat_type, name }.into())
            .boxed(),
        (text(), flags(), option::of(time()), any::<u32>(), vec(text(), 0..3))
            .prop_map(|(chat, flags, muted_until, disappearing_seconds, labels)| {
                let (archived, pinned, muted, marked_unread) = flags;
                ChatUpdated {
                    chat,
                    archived,
                    pinned,
                    muted,
                    muted_until,
                    marked_unread,
                    disappearing_seconds,
                    labels,
                }
                .into()
            })
            .boxed(),
        emptied().prop_map(EventBody::ChatCleared).boxed(),
        emptied().prop_map(EventBody::ChatDeleted).boxed(),
        (text(), text(), any::<bool>())
            .prop_map(|(external_id, chat, starred)| {
                MessageStarred { external_id, chat, starred }.into()
            })
            .boxed(),
        (text(), text(), text(), any::<bool>())
            .prop_map(|(external_id, chat, label_id, labelled)| {
                MessageLabelled { external_id, chat, label_id, labelled }.into()
            })
            .boxed(),
        (text(), text(), any::<i32>(), any::<bool>())
            .prop_map(|(label_id, name, color, deleted)| {
                LabelChanged { label_id, name, color, deleted }.into()
            })
            .boxed(),
        (vec(text(), 0..3), vec(text(), 0..3))
            .prop_map(|(blocked, unblocked)| BlocklistChanged { blocked, unblocked }.into())
            .boxed(),
        proptest::collection::btree_map(text(), text(), 0..3)
            .prop_map(|settings| PrivacyChanged { settings }.into())
            .boxed(),
    ]
}

fn others() -> Vec<BoxedStrategy<EventBody>> {
    vec![
        (uuid(), one_of(ChannelType::ALL), maybe(), maybe())
            .prop_map(|(instance_id, channel, profile_name, owner)| {
                InstanceConnected { instance_id, channel, profile_name, owner }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), maybe(), any::<bool>())
            .prop_map(|(instance_id, channel, reason, will_reconnect)| {
                InstanceDisconnected { instance_id, channel, reason, will_reconnect }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), text(), time())
            .prop_map(|(instance_id, channel, message, until)| {
                InstanceRestricted { instance_id, channel, message, until }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), time())
            .prop_map(|(instance_id, channel, since)| {
                InstanceRestrictionEnded { instance_id, channel, since }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), text(), text(), time())
            .prop_map(|(instance_id, channel, code, message, until)| {
                InstanceBanned { instance_id, channel, code, message, until }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), one_of(LogoutReason::ALL), text())
            .prop_map(|(instance_id, channel, reason, message)| {
                InstanceLoggedOut { instance_id, channel, reason, message }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), one_of(FailureReason::ALL), text())
            .prop_map(|(instance_id, channel, reason, message)| {
                InstanceFailed { instance_id, channel, reason, message }.into()
            })
            .boxed(),
        (uuid(), one_of(ChannelType::ALL), time())
            .prop_map(|(instance_id, channel, expires_at)| {
                InstanceQrOffered { instance_id, channel, expires_at }.into()
            })
            .boxed(),
        (text(), text(), text(), one_of(CallMedia::ALL), any::<bool>())
            .prop_map(|(call_id, chat, from, media, is_group)| {
                CallReceived { call_id, chat, from, media, is_group }.into()
            })
            .boxed(),
        (text(), text(), text(), one_of(CallOutcome::ALL))
            .prop_map(|(call_id, chat, from, outcome)| {
                CallEnded { call_id, chat, from, outcome }.into()
            })
            .boxed(),
        (one_of(ChannelType::ALL), maybe(), text(), json_value())
            .prop_map(|(source, delivery_id, event, data)| {
                CustomWebhook { source, delivery_id, event, data }.into()
            })
            .boxed(),
        (uuid(), one_of(JobKind::ALL), any::<i32>(), text())
            .prop_map(|(job_id, kind, attempts, error)| {
                DeadLetter { job_id, kind, attempts, error }.into()
            })
            .boxed(),
        (uuid(), one_of(DisabledReason::ALL), any::<u32>())
            .prop_map(|(endpoint_id, reason, failures)| {
                WebhookEndpointDisabled { endpoint_id, reason, failures }.into()
            })
            .boxed(),
    ]
}

fn groups() -> Vec<BoxedStrategy<EventBody>> {
    let flag = || option::of(any::<bool>());
    let changes = (maybe(), maybe(), flag(), flag(), (flag(), flag()), option::of(any::<u32>()))
        .prop_map(|(subject, description, send, edit, (add, approval), disappearing_seconds)| {
            GroupChanges {
                subject,
                description,
                admins_only_send: send,
                admins_only_edit: edit,
                admins_only_add: add,
                join_approval: approval,
                disappearing_seconds,
            }
        });
    vec![
        (text(), maybe(), changes)
            .prop_map(|(chat, by, changes)| GroupUpdated { chat, by, changes }.into())
            .boxed(),
        (text(), one_of(ParticipantAction::ALL), vec(text(), 0..3), maybe())
            .prop_map(|(chat, action, participants, by)| {
                GroupParticipants { chat, action, participants, by }.into()
            })
            .boxed(),
    ]
}

/// Those that leave no row: they are published only.
fn passing() -> Vec<BoxedStrategy<EventBody>> {
    let presence = || {
        (text(), option::of(time()))
            .prop_map(|(address, last_seen)| Presence { address, last_seen })
    };
    let qr = option::of(
        (text(), time()).prop_map(|(code, expires_at)| OfferedQr { code: Some(code), expires_at }),
    );
    vec![
        (text(), text(), any::<bool>(), any::<bool>())
            .prop_map(|(chat, from, is_typing, recording)| {
                Typing { chat, from, is_typing, recording }.into()
            })
            .boxed(),
        presence().prop_map(EventBody::PresenceOnline).boxed(),
        sync().prop_map(EventBody::SyncProgressed).boxed(),
        (
            uuid(),
            text(),
            one_of(TurnState::ALL),
            option::of(one_of(TurnOutcome::ALL)),
            option::of(uuid()),
        )
            .prop_map(|(turn_id, chat, state, outcome, superseded_by)| {
                TurnChanged { turn_id, chat, state, outcome, superseded_by }.into()
            })
            .boxed(),
        (uuid(), uuid())
            .prop_map(|(view_id, user_id)| ViewChanged { view_id, user_id }.into())
            .boxed(),
        presence().prop_map(EventBody::PresenceOffline).boxed(),
        (uuid(), one_of(ChannelType::ALL), one_of(ConnectionState::ALL), maybe(), qr)
            .prop_map(|(instance_id, channel, state, message, qr)| {
                InstanceStatus { instance_id, channel, state, message, qr }.into()
            })
            .boxed(),
    ]
}

fn some_of(strategies: Vec<BoxedStrategy<EventBody>>) -> Vec<EventBody> {
    let mut runner = TestRunner::deterministic();
    let mut bodies = Vec::new();
    for strategy in strategies {
        for _ in 0..CASES {
            bodies.push(strategy.new_tree(&mut runner).expect("a value").current());
        }
    }
    bodies
}

fn stored() -> Vec<EventBody> {
    some_of(
        [
            messages(),
            files(),
            people(),
            rules(),
            agents(),
            managed_agents(),
            configuration(),
            others(),
            kept(),
            work(),
            groups(),
        ]
        .concat(),
    )
}

#[test]
fn every_type_is_tried_and_survives_being_published() {
    let bodies = [stored(), some_of(passing())].concat();
    let tried: BTreeSet<EventType> = bodies.iter().map(EventBody::event_type).collect();
    let known = EventType::ALL.iter().copied().filter(|kind| *kind != EventType::Unknown);
    assert_eq!(tried, known.collect());
    for body in bodies {
        let event = Event::new(id(), T, body, NOW);
        let published = serde_json::to_vec(&event).expect("JSON");
        assert_eq!(serde_json::from_slice::<Event>(&published).expect("an event"), event);
    }
}

both! {
    async fn any_body_is_read_back_as_it_was(db) {
        let bodies = stored();
        let events: Vec<Event> =
            bodies.iter().map(|body| Event::new(id(), T, body.clone(), NOW)).collect();
        commit!(db, |tx| for event in events { tx.append_event(event) }).expect("a write");
        let found = db.events_after(Some(T), 0, 10_000).await.expect("events");
        assert_eq!(found.len(), bodies.len());
        for (event, body) in found.into_iter().zip(bodies) {
            assert_eq!(event.body, body);
        }
    }

    async fn an_unreadable_row_fails_no_list(db) {
        let rows = [
            Unreadable::of(EventType::MessageReceived, json!({ "of": "unknown" })),
            Unreadable { stored_type: StoredType::Other("message.translated".to_owned()), payload: json!([1]) },
            // An earlier form: upgraded, and so readable.
            Unreadable::of(EventType::AgentError, json!({
                "messageId": Uuid::nil(), "error": "no", "errorCode": "x", "willRetry": false,
            })),
        ];
        let events: Vec<Event> = rows.iter().map(|row| Event::new(id(), T, row.clone(), NOW)).collect();
        let first = events[0].id;
        commit!(db, |tx| for event in events { tx.append_event(event) }).expect("a write");
        let page = db.list_events(T, &EventFilter::default(), PageRequest::first(10)).await.expect("a list");
        let [upgraded, unknown, known] = &page.items[..] else { panic!("{page:?}") };
        assert_eq!(known.body, EventBody::Unreadable(rows[0].clone()));
        assert_eq!(unknown.body, EventBody::Unreadable(rows[1].clone()));
        assert_eq!((unknown.type_name(), unknown.event_type()), ("message.translated", EventType::Unknown));
        assert!(matches!(&upgraded.body, EventBody::AgentError(error) if error.error_stage == TurnStage::AgentRequest));
        assert_eq!(db.find_event(T, first).await.expect("a read").map(|event| event.body), Some(known.body.clone()));
        assert_eq!(db.count_events(T, &EventFilter::default()).await.expect("a count").count, 3);
        assert_eq!(commit!(db, |tx| tx.delete_events_before(T, Timestamp(NOW.0 + 1), None, 10).await?).expect("all"), 3);
    }
}
