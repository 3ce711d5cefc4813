//! Every fixed statement, for the test that prepares each on both engines.

use crate::{
    chats, contacts, events, idempotency, instances, jobs, keys, leases, media, messages, people,
    settings, state,
};

/// The statements that do not depend on their arguments: table, name, text.
#[doc(hidden)]
pub fn statements() -> Vec<(&'static str, &'static str, &'static str)> {
    let tables: [(&str, &[(&str, &str)]); 15] = [
        ("api_keys", keys::ALL),
        ("channel_state", state::ALL),
        ("chats", chats::CHATS),
        ("contacts", contacts::ALL),
        ("events", events::ALL),
        ("idempotency_keys", idempotency::ALL),
        ("identities", people::IDENTITIES),
        ("instances", instances::ALL),
        ("jobs", jobs::ALL),
        ("leases", leases::ALL),
        ("media", media::ALL),
        ("messages", messages::ALL),
        ("participants", chats::PARTICIPANTS),
        ("persons", people::PERSONS),
        ("settings", settings::ALL),
    ];
    tables
        .into_iter()
        .flat_map(|(table, all)| all.iter().map(move |(name, text)| (table, *name, *text)))
        .collect()
}
