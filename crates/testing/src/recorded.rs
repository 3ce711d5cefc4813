//! Events of every type and form, as they were stored and published before bodies had types. The
//! views of dialects must stay as they were then.

use crate::TestApp;
use omni_domain::event::Event;
use serde_json::Value;

const EVENTS: &str = include_str!("../../domain/tests/recorded/events.json");

/// The ids of the recording, and what each refers to.
const NAMES: [(&str, &str); 4] = [
    ("0194b000-0000-7000-8000-0000000000a1", "INSTANCE"),
    ("0194b000-0000-7000-8000-0000000000a2", "PERSON"),
    ("0194b000-0000-7000-8000-0000000000a3", "IDENTITY"),
    ("0194b000-0000-7000-8000-0000000000a4", "CHAT"),
];

/// The recorded events, about rows that exist.
#[derive(Debug)]
pub struct Recorded {
    /// The ids in the order of [`NAMES`].
    ids: [String; 4],
}

impl Recorded {
    /// About an instance, a person, an account of theirs and a chat, by their ids.
    pub const fn about(ids: [String; 4]) -> Self {
        Self { ids }
    }

    /// The events, in the order of the recording.
    pub fn events(&self) -> Vec<Event> {
        let mut text = EVENTS.to_owned();
        for ((recorded, _), id) in NAMES.iter().zip(&self.ids) {
            text = text.replace(recorded, id);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Writes them to the log, in one commit.
    pub async fn write(&self, app: &TestApp) {
        let events = self.events();
        let written: Result<(), omni_app::Error> = app
            .app
            .store
            .write(move |tx| {
                Box::pin(async move {
                    for event in events {
                        tx.append_event(event);
                    }
                    Ok(())
                })
            })
            .await;
        written.unwrap();
    }

    /// JSON about them, the same in every run: ids by what they refer to, positions left out.
    pub fn stable(&self, value: &Value) -> Value {
        let mut text = value.to_string();
        for ((_, name), id) in NAMES.iter().zip(&self.ids) {
            text = text.replace(id.as_str(), name);
        }
        let mut value = serde_json::from_str(&text).unwrap();
        remove_positions(&mut value);
        value
    }
}

fn remove_positions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("seq");
            fields.values_mut().for_each(remove_positions);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_positions),
        _ => {}
    }
}
