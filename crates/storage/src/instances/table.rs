//! The table `instances`.

use crate::db::{delete_some, json_text, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::agent::AgentRef;
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::instance::{Instance, InstanceConfig};
use uuid::Uuid;

const TABLE: &str = "instances";

row! {
    pub(super) struct InstanceRow {
        id: Uuid,
        tenant_id: Uuid,
        name: String,
        channel: String,
        config: String,
        wanted: bool,
        state: String,
        state_message: Option<String>,
        state_since: i64,
        owner_id: Option<String>,
        owner_alt: Option<String>,
        profile_name: Option<String>,
        last_connected_at: Option<i64>,
        last_message_at: Option<i64>,
        created_at: i64,
        updated_at: i64,
        agent_id: Option<Uuid>,
    }
}

/// An instance together with whether its agent has a provider or an endpoint.
pub(super) struct FoundRow {
    row: InstanceRow,
    answers: Option<bool>,
}

impl<'r, R> sqlx::FromRow<'r, R> for FoundRow
where
    R: sqlx::Row,
    InstanceRow: sqlx::FromRow<'r, R>,
    usize: sqlx::ColumnIndex<R>,
    Option<bool>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let answers = row.try_get(InstanceRow::WIDTH)?;
        Ok(Self { row: InstanceRow::from_row(row)?, answers })
    }
}

macro_rules! found {
    () => {
        concat!(
            "SELECT ",
            columns!(),
            ", (SELECT provider_id IS NOT NULL OR api_url IS NOT NULL FROM agents
                WHERE agents.id = instances.agent_id) FROM instances "
        )
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO instances (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    );
    UPDATE = "UPDATE instances SET name = $3, config = $4, agent_id = $5, updated_at = $6
        WHERE tenant_id = $1 AND id = $2";
    SET_WANTED = "UPDATE instances SET wanted = $2, updated_at = $3 WHERE id = $1";
    RECORD_STATE = "UPDATE instances SET state = $2, state_message = $3, state_since = $4,
        owner_id = COALESCE($5, owner_id), owner_alt = COALESCE($6, owner_alt),
        profile_name = COALESCE($7, profile_name),
        last_connected_at = COALESCE($8, last_connected_at) WHERE id = $1";
    FORGET_OWNER = "UPDATE instances SET owner_id = NULL, owner_alt = NULL, profile_name = NULL
        WHERE id = $1";
    FIND = concat!(found!(), "WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL");
    FIND_BY_NAME =
        concat!(found!(), "WHERE tenant_id = $1 AND name = $2 AND deleted_at IS NULL");
    OF_AGENT = concat!(
        found!(), "WHERE tenant_id = $1 AND agent_id = $2 AND deleted_at IS NULL ORDER BY id",
    );
    BY_ID = concat!(found!(), "WHERE id = $1 AND deleted_at IS NULL");
    OF_OWNER = concat!(
        found!(), "WHERE tenant_id = $1 AND channel = $2 AND owner_id = $3 AND wanted
         ORDER BY created_at, id",
    );
    OWNERS_OF_SEVERAL = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM instances
        WHERE owner_id IS NOT NULL AND wanted
        GROUP BY tenant_id, channel, owner_id HAVING COUNT(*) > 1) AS shared";
    WANTED = concat!(
        found!(), "WHERE wanted
         AND tenant_id IN (SELECT id FROM tenants WHERE status = 'active')
         ORDER BY COALESCE(last_message_at, 0) DESC, created_at, id",
    );
    /// The name is free from now on. `wanted` is false, so that nothing connects it.
    MARK_DELETED = "UPDATE instances SET deleted_at = $3, wanted = FALSE, name = $4,
        agent_id = NULL, owner_id = NULL, owner_alt = NULL
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";
    DELETED = "SELECT tenant_id, id FROM instances WHERE deleted_at IS NOT NULL
        ORDER BY deleted_at, id LIMIT $1";
    EXISTS = "SELECT created_at FROM instances WHERE tenant_id = $1 AND id = $2";
    DELETE = "DELETE FROM instances WHERE tenant_id = $1 AND id = $2";
    /// Its own agent, which is removed in pieces of its own.
    MARK_AGENT_DELETED = "UPDATE agents SET deleted_at = $2, instance_id = NULL, provider_id = NULL,
        api_key = NULL, tools = '[]' WHERE instance_id = $1";
    DELETE_ACCOUNT = "DELETE FROM instance_accounts WHERE instance_id = $1";
    DELETE_TOKEN = "DELETE FROM account_tokens WHERE instance_id = $1";
    DELETE_STATE = "DELETE FROM channel_state WHERE instance_id = $1";
    DELETE_JOBS = "DELETE FROM jobs WHERE instance_id = $1";
    /// Persons with accounts on this instance only.
    DELETE_PERSONS = "DELETE FROM persons
        WHERE id IN (SELECT person_id FROM identities WHERE instance_id = $1)
        AND NOT EXISTS (SELECT 1 FROM identities
            WHERE identities.person_id = persons.id AND identities.instance_id <> $1)";
    DELETE_EVENTS = "DELETE FROM events WHERE instance_id = $1";
    /// In the order of an index.
    LIST_EVENTS = "SELECT seq FROM events WHERE instance_id = $1 ORDER BY seq LIMIT $2";
    LIST_MESSAGES = "SELECT id FROM messages WHERE instance_id = $1
        ORDER BY external_id LIMIT $2";
    SOME_EVENTS = "DELETE FROM events WHERE seq IN
        (SELECT seq FROM events WHERE instance_id = $1 ORDER BY seq LIMIT $2)";
    SOME_TURNS = delete_some!("turns" of "instance_id");
    SOME_MESSAGES = delete_some!("messages" of "instance_id");
    SOME_MEDIA = delete_some!("media" of "instance_id");
    SOME_STATE = "DELETE FROM channel_state WHERE instance_id = $1 AND (ns, key) IN
        (SELECT ns, key FROM channel_state WHERE instance_id = $1 LIMIT $2)";
    SOME_PARTICIPANTS = "DELETE FROM participants WHERE (chat_id, platform_user_id) IN
        (SELECT participants.chat_id, participants.platform_user_id FROM chats
         JOIN participants ON participants.chat_id = chats.id
         WHERE chats.instance_id = $1 LIMIT $2)";
    SOME_PROFILES = "DELETE FROM profiles WHERE instance_id = $1 AND address IN
        (SELECT address FROM profiles WHERE instance_id = $1 LIMIT $2)";
    SOME_NUMBER_CHECKS = "DELETE FROM number_checks WHERE instance_id = $1 AND asked IN
        (SELECT asked FROM number_checks WHERE instance_id = $1 LIMIT $2)";
    SOME_BLOCKED = "DELETE FROM blocked_contacts WHERE instance_id = $1 AND address IN
        (SELECT address FROM blocked_contacts WHERE instance_id = $1 LIMIT $2)";
    SOME_CONTACTS = delete_some!("contacts" of "instance_id");
    SOME_NOTES = delete_some!("chat_notes" of "instance_id");
    SOME_CHATS = delete_some!("chats" of "instance_id");
    SOME_RULES = delete_some!("access_rules" of "instance_id");
    SOME_SCHEDULED_MESSAGES = delete_some!("scheduled_messages" of "instance_id");
    SOME_QUICK_REPLIES = delete_some!("quick_replies" of "instance_id");
    SOME_EXECUTIONS = delete_some!("executions" of "instance_id");
    SOME_CONVERSATIONS = delete_some!("conversations" of "instance_id");
    SOME_FIGURES = "DELETE FROM figures
        WHERE (tenant_id, slot, instance_id, agent_id, kind, model, latency) IN
        (SELECT tenant_id, slot, instance_id, agent_id, kind, model, latency FROM figures
         WHERE instance_id = $1 LIMIT $2)";
    /// The persons of the identities that [`SOME_IDENTITIES`] deletes, and of no other instance.
    SOME_PERSONS = "DELETE FROM persons WHERE id IN
        (SELECT person_id FROM identities WHERE instance_id = $1 ORDER BY address LIMIT $2)
        AND NOT EXISTS (SELECT 1 FROM identities
            WHERE identities.person_id = persons.id AND identities.instance_id <> $1)";
    SOME_IDENTITIES = "DELETE FROM identities WHERE id IN
        (SELECT id FROM identities WHERE instance_id = $1 ORDER BY address LIMIT $2)";
}

/// What an instance has many of, besides events, in the order of its deletion: each table before the
/// one that its rows refer to. Persons and identities are one piece.
pub(super) const PIECES: [&[&str]; 18] = [
    &[SOME_STATE],
    &[SOME_RULES],
    &[SOME_QUICK_REPLIES],
    &[SOME_SCHEDULED_MESSAGES],
    &[SOME_EXECUTIONS],
    &[SOME_CONVERSATIONS],
    &[SOME_FIGURES],
    &[SOME_TURNS],
    &[SOME_MESSAGES],
    &[SOME_MEDIA],
    &[SOME_PARTICIPANTS],
    &[SOME_PROFILES],
    &[SOME_NUMBER_CHECKS],
    &[SOME_BLOCKED],
    &[SOME_CONTACTS],
    &[SOME_NOTES],
    &[SOME_PERSONS, SOME_IDENTITIES],
    &[SOME_CHATS],
];

/// The list, before its conditions.
pub(super) const LIST: &str = concat!(found!(), "WHERE deleted_at IS NULL AND tenant_id = ");

/// Those of any tenant, before its conditions.
pub(super) const ANY: &str = concat!(found!(), "WHERE deleted_at IS NULL");

/// Later activity of several instances; the values are cast because a prepared statement has
/// no other source for their types.
pub(super) static TOUCH: crate::db::MultiRow = crate::db::MultiRow::new(
    "UPDATE instances SET last_message_at = v.column2 FROM (VALUES ",
    2,
    ") AS v WHERE instances.id = v.column1
     AND COALESCE(instances.last_message_at, 0) < v.column2",
);

impl TryFrom<FoundRow> for Instance {
    type Error = StorageError;

    fn try_from(found: FoundRow) -> Result<Self, StorageError> {
        let FoundRow { row, answers } = found;
        Ok(Self {
            id: InstanceId(row.id),
            tenant_id: TenantId(row.tenant_id),
            channel: text(TABLE, row.id, &row.channel)?,
            config: config(row.id, &row.config)?,
            agent: row
                .agent_id
                .map(|id| AgentRef { id: AgentId(id), answers: answers.unwrap_or_default() }),
            wanted: row.wanted,
            state: text(TABLE, row.id, &row.state)?,
            name: row.name,
            state_message: row.state_message,
            state_since: Timestamp(row.state_since),
            owner_id: row.owner_id,
            owner_alt: row.owner_alt,
            profile_name: row.profile_name,
            last_connected_at: row.last_connected_at.map(Timestamp),
            last_message_at: row.last_message_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

/// Most instances have the settings they were created with; those need no parsing in each list.
fn config(id: Uuid, stored: &str) -> Result<InstanceConfig, StorageError> {
    if stored == "{}" {
        return Ok(InstanceConfig::default());
    }
    parse_json(TABLE, id, stored)
}

/// What is bound for `config`.
pub(crate) fn config_text(config: &InstanceConfig) -> String {
    if *config == InstanceConfig::default() { "{}".to_owned() } else { json_text(config) }
}
