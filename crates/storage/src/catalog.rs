//! Every fixed statement, for the test that prepares each on both engines.

use crate::{
    access_rules, account_lists, accounts, agents, answers, batch_jobs, chats, cluster, contacts,
    early_reports, events, handovers, hooks, idempotency, instances, jobs, key_audit, keys, leases,
    media, media_content, messages, moves, node_requests, pacing, people, pins, profiles,
    providers, retention, setting_changes, settings, state, sync, tenants, turns, users, webhooks,
};

/// The statements that do not depend on their arguments: table, name, text.
#[doc(hidden)]
pub fn statements() -> Vec<(&'static str, &'static str, &'static str)> {
    let tables: [(&str, &[(&str, &str)]); 59] = [
        ("access_rules", access_rules::ALL),
        ("agent_moves", agents::MOVES),
        ("agent_versions", agents::VERSIONS),
        ("agents", agents::AGENTS),
        ("api_key_audit", key_audit::ALL),
        ("api_keys", keys::ALL),
        ("batch_jobs", batch_jobs::ALL),
        ("channel_state", state::ALL),
        ("chat_pauses", turns::PAUSES),
        ("chat_processing", chats::PROCESSING),
        ("chats", chats::CHATS),
        ("cluster", cluster::ALL),
        ("contacts", contacts::ALL),
        ("early_reports", early_reports::ALL),
        ("event_hours", events::HOURS),
        ("events", events::ALL),
        ("handovers", handovers::ALL),
        ("idempotency_keys", idempotency::ALL),
        ("identities", people::IDENTITIES),
        ("instance_accounts", accounts::ALL),
        ("instances", instances::ALL),
        ("jobs", jobs::ALL),
        ("leases", leases::ALL),
        ("media", media::ALL),
        ("media_content", media_content::ALL),
        ("message_answers", answers::ALL),
        ("message_pins", pins::ALL),
        ("messages", messages::ALL),
        ("moves", moves::ALL),
        ("participants", chats::PARTICIPANTS),
        ("person_changes", people::CHANGES),
        ("persons", people::PERSONS),
        ("profiles", profiles::ALL),
        ("providers", providers::ALL),
        ("reply_urls", turns::REPLY_URLS),
        ("retention", retention::ALL),
        ("setting_changes", setting_changes::ALL),
        ("settings", settings::ALL),
        ("sync_jobs", sync::JOBS),
        ("sync_schedules", sync::SCHEDULES),
        ("tenants", tenants::ALL),
        ("turns", turns::TURNS),
        ("users", users::USERS),
        ("user_sessions", users::SESSIONS),
        ("sign_in_failures", users::FAILURES),
        ("signing_keys", users::SIGNING_KEYS),
        ("hooks", hooks::ALL),
        ("webhook_attempts", webhooks::ATTEMPTS),
        ("webhook_deliveries", webhooks::DELIVERIES),
        ("webhook_endpoints", webhooks::ENDPOINTS),
        ("webhook_log", webhooks::LOG),
        ("user_audit", users::AUDIT),
        ("node_requests", node_requests::ALL),
        ("account_limits", pacing::ACCOUNTS),
        ("held_sends", pacing::HOLDS),
        ("number_checks", pacing::NUMBERS),
        ("chat_states", chats::STATES),
        ("labels", chats::LABELS),
        ("blocked_contacts", account_lists::ALL),
    ];
    tables
        .into_iter()
        .flat_map(|(table, all)| all.iter().map(move |(name, text)| (table, *name, *text)))
        .collect()
}
