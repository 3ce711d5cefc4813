//! The members of requests and answers that have one of a few texts, as the API document lists them.

use crate::accounts::status_name;
use crate::address::chat_kind;
use crate::auth::signed_in_role;
use crate::messages::{direction_name, reply_type};
use crate::whapi::state_text;
use omni_domain::access::Role;
use omni_domain::ai_layer::AiMode;
use omni_domain::content::{CallOutcome, ChoiceKind, MediaKind};
use omni_domain::conversation::ChatType;
use omni_domain::event::DeletionScope;
use omni_domain::instance::ConnectionState;
use omni_domain::message::Direction;
use omni_domain::newsletter::NewsletterRole;
use omni_domain::user::UserStatus;
use omni_domain::webhook::DeliveryState;
use serde_json::{Value, json};

/// The texts that a member may have.
type Texts = fn() -> Vec<&'static str>;

/// Schema, member, texts.
const MEMBERS: [(&str, &str, Texts); 46] = [
    ("AccountAiView", "mode", modes),
    ("AccountView", "status", states),
    ("AiLogView", "status", || vec!["generated", "sent", "failed", "skipped"]),
    ("CallView", "status", || distinct(CallOutcome::ALL, CallOutcome::as_str)),
    ("ChannelView", "role", || distinct(NewsletterRole::ALL, NewsletterRole::as_str)),
    ("ChatAiView", "mode", modes),
    ("ChatCreatedData", "chat_type", chat_kinds),
    ("ChatUpdatedData", "chat_type", chat_kinds),
    ("ChatView", "ai_mode", modes),
    ("ChatView", "type", chat_kinds),
    ("CheckedView", "status", || vec!["valid", "invalid"]),
    ("ConnectionView", "status", states),
    ("CreateUserRequest", "role", roles),
    ("DeletedData", "chat_type", chat_kinds),
    ("DeliveryView", "status", || distinct(DeliveryState::ALL, DeliveryState::as_str)),
    ("ErrorBody", "error", error_codes),
    ("GroupSettingRequest", "policy", || vec!["anyone", "admins"]),
    ("GroupSettingRequest", "setting", group_settings),
    ("HealthStatusView", "text", || distinct(ConnectionState::ALL, state_text)),
    ("InteractiveButtonView", "type", || vec!["quick_reply", "url", "flow", "location"]),
    ("InteractiveHeaderView", "type", header_types),
    ("InteractiveView", "type", || vec!["button", "list", "unknown"]),
    ("LoginTextView", "status", || vec!["OK"]),
    ("MessageData", "chat_type", chat_kinds),
    ("MessageData", "direction", || distinct(Direction::ALL, direction_name)),
    ("MessageView", "chat_type", chat_kinds),
    ("MessageView", "direction", || distinct(Direction::ALL, direction_name)),
    ("MessageView", "status", message_statuses),
    ("MessageView", "type", message_types),
    ("OwnPresenceRequest", "presence", || vec!["online", "offline"]),
    ("ParticipantView", "rank", || vec!["creator", "admin", "member"]),
    ("PinRequest", "time", || vec!["day", "week", "month"]),
    ("PresenceRequest", "presence", || vec!["typing", "recording", "pause"]),
    ("PresenceView", "status", presences),
    ("ReplyView", "type", || distinct(ChoiceKind::ALL, reply_type)),
    ("SendInteractiveRequest", "type", || vec!["button", "list", "product"]),
    ("SetAccountAiRequest", "mode", modes),
    ("SetChatAiRequest", "mode", modes),
    ("StatusData", "chat_type", chat_kinds),
    ("StatusData", "status", || vec!["sent", "delivered", "read"]),
    ("TemplateButtonView", "type", || vec!["quick_reply", "url", "copy_code", "flow"]),
    ("UpdateChatRequest", "ephemeral", || vec!["none", "day", "week", "quarter"]),
    ("UpdateUserRequest", "role", roles),
    ("UserDetailsView", "role", roles),
    ("UserDetailsView", "status", || distinct(UserStatus::ALL, UserStatus::as_str)),
    ("UserView", "role", || distinct(Role::ALL, signed_in_role)),
];

/// Parameters of queries, of whichever route has them.
const PARAMETERS: [(&str, Texts); 1] =
    [("for", || distinct(DeletionScope::ALL, DeletionScope::as_str))];

/// Adds the texts to the schemas of a document.
pub(crate) fn add(document: &mut Value) {
    for (schema, member, texts) in MEMBERS {
        for place in places(schema, member) {
            if let Some(member) = document.pointer_mut(&place) {
                list(member, &texts());
            }
        }
    }
    let operations = document["paths"]
        .as_object_mut()
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
        .flatten();
    for (_, operation) in operations {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let named = PARAMETERS.iter().find(|(name, _)| parameter["name"] == *name);
            if let Some((_, texts)) = named {
                list(&mut parameter["schema"], &texts());
            }
        }
    }
}

/// Where the schema of a member may be: a list has a copy of the schema of its rows.
fn places(schema: &str, member: &str) -> [String; 2] {
    [schema.to_owned(), format!("ListView_{schema}/properties/items/items")]
        .map(|schema| format!("/components/schemas/{schema}/properties/{member}"))
}

/// A member that may be `null` lists it, too: the list has all that is valid.
fn list(schema: &mut Value, texts: &[&str]) {
    let mut all: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    if schema["nullable"] == true {
        all.push(Value::Null);
    }
    schema["enum"] = Value::Array(all);
}

/// The texts of these values, each once.
fn distinct<T: Copy>(all: &[T], text: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    let mut texts = Vec::new();
    for value in all {
        let text = text(*value);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn modes() -> Vec<&'static str> {
    distinct(AiMode::ALL, AiMode::as_str)
}

fn states() -> Vec<&'static str> {
    distinct(ConnectionState::ALL, status_name)
}

fn chat_kinds() -> Vec<&'static str> {
    distinct(ChatType::ALL, chat_kind)
}

fn roles() -> Vec<&'static str> {
    distinct(Role::ALL, Role::as_str)
}

fn error_codes() -> Vec<&'static str> {
    vec![
        "VALIDATION_ERROR",
        "AI_NOT_CONFIGURED",
        "NOT_CONNECTED",
        "UNAUTHORIZED",
        "NOT_FOUND",
        "CONFLICT",
        "RATE_LIMIT",
        "INTERNAL",
    ]
}

fn group_settings() -> Vec<&'static str> {
    vec!["send_messages", "edit_group_info", "approve_participants", "add_participants"]
}

fn header_types() -> Vec<&'static str> {
    let mut texts = vec!["text"];
    texts.extend(distinct(MediaKind::ALL, MediaKind::as_str));
    texts
}

fn message_statuses() -> Vec<&'static str> {
    vec!["pending", "sent", "delivered", "read", "failed", "deleted"]
}

fn message_types() -> Vec<&'static str> {
    vec![
        "text",
        "image",
        "video",
        "gif",
        "short",
        "audio",
        "voice",
        "document",
        "sticker",
        "location",
        "live_location",
        "contact",
        "contact_list",
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
    ]
}

fn presences() -> Vec<&'static str> {
    vec!["online", "offline", "typing", "recording", "pending"]
}

#[cfg(test)]
mod tests {
    use super::{MEMBERS, distinct, message_types, places, states};
    use crate::document;
    use crate::messages::type_name;
    use omni_domain::content::{Content, Location, MediaContent, MediaKind};
    use serde_json::Value;

    #[test]
    fn every_row_is_a_member_whose_description_has_the_texts() {
        let document = document();
        for (schema, member, texts) in MEMBERS {
            let found: Vec<Value> = places(schema, member)
                .iter()
                .filter_map(|place| document.pointer(place).cloned())
                .collect();
            assert!(!found.is_empty(), "{schema}.{member}");
            for found in found {
                let listed = found["enum"].as_array().expect("a list");
                let listed: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
                assert_eq!(listed, texts(), "{schema}.{member}");
                let described = found["description"].as_str().expect("a description");
                for text in listed {
                    assert!(described.contains(&format!("`{text}`")), "{schema}.{member}: {text}");
                }
                let example = &found["example"];
                assert!(example.is_null() || texts().iter().any(|text| example == text));
            }
        }
    }

    /// `one` or `two`.
    #[test]
    fn no_member_has_its_texts_in_prose_alone() {
        fn check(at: &str, schema: &Value) {
            let described = schema["description"].as_str().unwrap_or_default();
            let is_choice = described.starts_with('`') && described.contains("` or `");
            if schema["type"] == "string" && is_choice {
                assert!(schema["enum"].is_array(), "{at}: {described}");
            }
            let members = schema["properties"].as_object().into_iter().flatten();
            for (name, member) in members {
                check(&format!("{at}.{name}"), member);
            }
            if schema["items"].is_object() {
                check(&format!("{at}[]"), &schema["items"]);
            }
        }
        let document = document();
        for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
            check(name, schema);
        }
    }

    #[test]
    fn every_kind_of_message_is_listed() {
        let place =
            |live| Location { latitude: 1.0, longitude: 1.0, name: None, address: None, live };
        let mut contents = vec![
            Content::text("hello"),
            Content::Location(place(false)),
            Content::Location(place(true)),
            Content::Contact { contacts: Vec::new() },
        ];
        for kind in MediaKind::ALL {
            let plain = MediaContent::new(*kind, "a/b".to_owned());
            contents.push(Content::Media(MediaContent { voice_note: true, ..plain.clone() }));
            contents.push(Content::Media(MediaContent { video_note: true, ..plain.clone() }));
            contents.push(Content::Media(MediaContent { animated: true, ..plain.clone() }));
            contents.push(Content::Media(plain));
        }
        for content in contents {
            let name = type_name(&content);
            assert!(message_types().contains(&name), "{name}");
        }
    }

    #[test]
    fn a_text_of_several_values_is_listed_once() {
        assert_eq!(states(), ["disconnected", "connecting", "qr", "connected", "error"]);
        assert_eq!(distinct(&[1, 2, 3], |number| if number > 1 { "b" } else { "a" }), ["a", "b"]);
    }
}
