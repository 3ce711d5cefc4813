//! AI layers: the tables `ai_globals`, `ai_accounts` and `ai_chats`.

use crate::Store;
use crate::db::{Conn, Select, json_text, or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ai_layer::{AiAccount, AiChat, AiGlobal, AiLayers, AiMode, AiSettings};
use omni_domain::ids::{AgentId, ChatId, InstanceId, MessageId, TenantId, TurnId};
use omni_domain::instance::ChannelType;
use omni_domain::message::DeliveryStatus;
use uuid::Uuid;

mod global {
    use super::{Uuid, row, statements};

    row! {
        pub(super) struct GlobalRow {
            tenant_id: Uuid,
            agent_id: Uuid,
            is_enabled: bool,
            settings: String,
            updated_at: i64,
        }
    }

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM ai_globals WHERE tenant_id = $1");
        PUT = concat!(
            "INSERT INTO ai_globals (", columns!(), ") VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id) DO UPDATE SET agent_id = excluded.agent_id,
             is_enabled = excluded.is_enabled, settings = excluded.settings,
             updated_at = excluded.updated_at",
        );
        /// Those that nothing answers refer to the tenant's agent from now on.
        BIND = "UPDATE instances SET agent_id = $2, updated_at = $4
            WHERE tenant_id = $1 AND channel = $3 AND agent_id IS NULL AND deleted_at IS NULL
            RETURNING id";
    }
}

mod account {
    use super::{Uuid, row, statements};

    row! {
        pub(super) struct AccountRow {
            instance_id: Uuid,
            tenant_id: Uuid,
            mode: String,
            settings: String,
            updated_at: i64,
        }
    }

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM ai_accounts WHERE instance_id = $1");
        PUT = concat!(
            "INSERT INTO ai_accounts (", columns!(), ") VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (instance_id) DO UPDATE SET mode = excluded.mode,
             settings = excluded.settings, updated_at = excluded.updated_at",
        );
    }
}

mod chat {
    use super::{Uuid, row, statements};

    row! {
        pub(super) struct ChatRow {
            chat_id: Uuid,
            mode: String,
            prompt: Option<String>,
            updated_at: i64,
        }
    }

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM ai_chats WHERE chat_id = $1");
        PUT = concat!(
            "INSERT INTO ai_chats (", columns!(), ") VALUES ($1, $2, $3, $4)
             ON CONFLICT (chat_id) DO UPDATE SET mode = excluded.mode,
             prompt = excluded.prompt, updated_at = excluded.updated_at",
        );
        /// The kept chat keeps its own, if it has one.
        MOVE = "UPDATE ai_chats SET chat_id = $2 WHERE chat_id = $1
            AND NOT EXISTS (SELECT 1 FROM ai_chats kept WHERE kept.chat_id = $2)";
    }
}

mod layers {
    use super::{Uuid, row, statements};

    row! {
        /// The columns of each layer; none are null unless there is no such layer, but the prompt.
        pub(super) struct LayersRow {
            agent_id: Option<Uuid>,
            is_enabled: Option<bool>,
            global_settings: Option<String>,
            global_updated_at: Option<i64>,
            account_tenant: Option<Uuid>,
            account_mode: Option<String>,
            account_settings: Option<String>,
            account_updated_at: Option<i64>,
            chat_mode: Option<String>,
            chat_prompt: Option<String>,
            chat_updated_at: Option<i64>,
        }
    }

    statements! {
        /// All three at once: each turn reads them twice. Always one row.
        FIND = concat!(
            "SELECT ", columns!(), " FROM (SELECT ai_globals.agent_id AS agent_id,
                ai_globals.is_enabled AS is_enabled, ai_globals.settings AS global_settings,
                ai_globals.updated_at AS global_updated_at,
                ai_accounts.tenant_id AS account_tenant, ai_accounts.mode AS account_mode,
                ai_accounts.settings AS account_settings,
                ai_accounts.updated_at AS account_updated_at,
                ai_chats.mode AS chat_mode, ai_chats.prompt AS chat_prompt,
                ai_chats.updated_at AS chat_updated_at
             FROM (SELECT 1 AS one) AS base
             LEFT JOIN ai_globals ON ai_globals.tenant_id = $1
             LEFT JOIN ai_accounts ON ai_accounts.instance_id = $2
             LEFT JOIN ai_chats ON ai_chats.chat_id = $3) AS layers",
        );
    }
}

pub(crate) use account::ALL as ACCOUNTS;
pub(crate) use chat::ALL as CHATS;
pub(crate) use global::ALL as GLOBALS;
pub(crate) use layers::ALL as LAYERS;

use account::AccountRow;
use chat::ChatRow;
use global::GlobalRow;
use layers::LayersRow;

const MESSAGES_OF_TURNS: &str = "SELECT turn_messages.turn_id, messages.id, turn_messages.part,
    messages.status, messages.failure_message
    FROM turn_messages JOIN messages ON messages.id = turn_messages.message_id WHERE 1 = 1";

/// A message of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnMessage {
    /// The turn.
    pub turn_id: TurnId,
    /// The message.
    pub message_id: MessageId,
    /// Whether it is a part of the answer.
    pub is_reply: bool,
    /// Its delivery status.
    pub status: DeliveryStatus,
    /// Why it failed, for people.
    pub failure: Option<String>,
}

/// The settings of a layer; `None` if they cannot be read. Such a layer is switched off: it fails no
/// turn, has nothing that was not set, and is read again once it is written.
fn settings(table: &'static str, id: Uuid, stored: &str) -> Option<AiSettings> {
    or_fallback(parse_json(table, id, stored).map(Some), || None)
}

/// Whether a layer answers; not, if that cannot be read.
fn mode(table: &'static str, id: Uuid, stored: &str) -> AiMode {
    or_fallback(text(table, id, stored), || AiMode::Disabled)
}

impl TryFrom<GlobalRow> for AiGlobal {
    type Error = StorageError;

    fn try_from(row: GlobalRow) -> Result<Self, StorageError> {
        let settings = settings("ai_globals", row.tenant_id, &row.settings);
        Ok(Self {
            tenant_id: TenantId(row.tenant_id),
            agent_id: AgentId(row.agent_id),
            enabled: row.is_enabled && settings.is_some(),
            settings: settings.unwrap_or_default(),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

impl TryFrom<AccountRow> for AiAccount {
    type Error = StorageError;

    fn try_from(row: AccountRow) -> Result<Self, StorageError> {
        let settings = settings("ai_accounts", row.instance_id, &row.settings);
        let mode = mode("ai_accounts", row.instance_id, &row.mode);
        Ok(Self {
            instance_id: InstanceId(row.instance_id),
            tenant_id: TenantId(row.tenant_id),
            mode: if settings.is_some() { mode } else { AiMode::Disabled },
            settings: settings.unwrap_or_default(),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

impl TryFrom<ChatRow> for AiChat {
    type Error = StorageError;

    fn try_from(row: ChatRow) -> Result<Self, StorageError> {
        Ok(Self {
            chat_id: ChatId(row.chat_id),
            mode: mode("ai_chats", row.chat_id, &row.mode),
            prompt: row.prompt,
            updated_at: Timestamp(row.updated_at),
        })
    }
}

impl LayersRow {
    fn global(&mut self, t: TenantId) -> Option<GlobalRow> {
        Some(GlobalRow {
            tenant_id: t.0,
            agent_id: self.agent_id?,
            is_enabled: self.is_enabled?,
            settings: self.global_settings.take()?,
            updated_at: self.global_updated_at?,
        })
    }

    fn account(&mut self, id: InstanceId) -> Option<AccountRow> {
        Some(AccountRow {
            instance_id: id.0,
            tenant_id: self.account_tenant?,
            mode: self.account_mode.take()?,
            settings: self.account_settings.take()?,
            updated_at: self.account_updated_at?,
        })
    }

    fn chat(&mut self, id: ChatId) -> Option<ChatRow> {
        Some(ChatRow {
            chat_id: id.0,
            mode: self.chat_mode.take()?,
            prompt: self.chat_prompt.take(),
            updated_at: self.chat_updated_at?,
        })
    }
}

async fn of_tenant(db: &mut Conn<'_>, t: TenantId) -> Result<Option<AiGlobal>, StorageError> {
    let row = db.query(global::FIND).bind(t.0).maybe::<GlobalRow>().await?;
    row.map(AiGlobal::try_from).transpose()
}

async fn of_account(db: &mut Conn<'_>, id: InstanceId) -> Result<Option<AiAccount>, StorageError> {
    let row = db.query(account::FIND).bind(id.0).maybe::<AccountRow>().await?;
    row.map(AiAccount::try_from).transpose()
}

async fn of_chat(db: &mut Conn<'_>, id: ChatId) -> Result<Option<AiChat>, StorageError> {
    let row = db.query(chat::FIND).bind(id.0).maybe::<ChatRow>().await?;
    row.map(AiChat::try_from).transpose()
}

async fn all(
    db: &mut Conn<'_>,
    t: TenantId,
    instance: InstanceId,
    chat: Option<ChatId>,
) -> Result<AiLayers, StorageError> {
    let query = db.query(layers::FIND).bind(t.0).bind(instance.0).bind(chat.map(|id| id.0));
    let mut row = query.one::<LayersRow>().await?;
    Ok(AiLayers {
        global: row.global(t).map(AiGlobal::try_from).transpose()?,
        account: row.account(instance).map(AiAccount::try_from).transpose()?,
        chat: chat.and_then(|id| row.chat(id)).map(AiChat::try_from).transpose()?,
    })
}

lookups! {
    /// The layer of a tenant.
    ai_global(t: TenantId) -> Option<AiGlobal> = of_tenant;
    /// The layer of an account.
    ai_account(instance: InstanceId) -> Option<AiAccount> = of_account;
    /// The layer of a chat.
    ai_chat(chat: ChatId) -> Option<AiChat> = of_chat;
    /// The layers of a chat, or of an account.
    ai_layers(t: TenantId, instance: InstanceId, chat: Option<ChatId>) -> AiLayers = all;
}

impl Store {
    /// The messages of these turns, in any order.
    pub async fn messages_of_turns(
        &self,
        turns: &[TurnId],
    ) -> Result<Vec<TurnMessage>, StorageError> {
        let mut found = Vec::new();
        let mut reader = self.reader().await?;
        for some in turns.chunks(100) {
            let mut select = Select::new(MESSAGES_OF_TURNS);
            select.and_in("turn_messages.turn_id", some.iter().map(|id| id.0));
            let rows = select
                .on(&mut reader.conn())
                .all::<(Uuid, Uuid, Option<i32>, String, Option<String>)>()
                .await?;
            for (turn, id, part, status, failure) in rows {
                let status = or_fallback(text("messages", id, &status).map(Some), || None);
                let Some(status) = status else { continue };
                found.push(TurnMessage {
                    turn_id: TurnId(turn),
                    message_id: MessageId(id),
                    is_reply: part.is_some(),
                    status,
                    failure,
                });
            }
        }
        Ok(found)
    }
}

impl Tx {
    /// Sets the layer of a tenant. `Stale` if its agent is deleted.
    pub async fn put_ai_global(&mut self, global: &AiGlobal) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(global::PUT).bind(global.tenant_id.0).bind(global.agent_id.0);
        let query = query.bind(global.enabled).bind(json_text(&global.settings));
        query.bind(global.updated_at.0).run().await.map(drop)
    }

    /// Makes the instances of a network that nothing answers refer to an agent; those instances.
    pub async fn bind_instances(
        &mut self,
        t: TenantId,
        agent: AgentId,
        channel: ChannelType,
        now: Timestamp,
    ) -> Result<Vec<InstanceId>, StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db.query(global::BIND).bind(t.0).bind(agent.0).bind(channel.as_str());
        let bound: Vec<(Uuid,)> = query.bind(now.0).all().await?;
        Ok(bound.into_iter().map(|(id,)| InstanceId(id)).collect())
    }

    /// Sets the layer of an account. `Stale` if it is deleted.
    pub async fn put_ai_account(&mut self, account: &AiAccount) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(account::PUT).bind(account.instance_id.0).bind(account.tenant_id.0);
        let query = query.bind(account.mode.as_str()).bind(json_text(&account.settings));
        query.bind(account.updated_at.0).run().await.map(drop)
    }

    /// Sets the layer of a chat. `Stale` if it is deleted.
    pub async fn put_ai_chat(&mut self, chat: &AiChat) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(chat::PUT).bind(chat.chat_id.0).bind(chat.mode.as_str());
        query.bind(chat.prompt.as_deref()).bind(chat.updated_at.0).run().await.map(drop)
    }

    /// The layer of a chat that is merged into another.
    pub(crate) async fn move_ai_chat(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        self.db().query(chat::MOVE).bind(from.0).bind(into.0).run().await.map(drop)
    }
}
