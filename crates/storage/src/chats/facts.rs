//! What is stored about chats beside their rows, in one statement.

use crate::Store;
use crate::db::{Conn, Select, or_fallback, parse_json, row, text};
use crate::error::StorageError;
use crate::options::Engine;
use omni_domain::Timestamp;
use omni_domain::ai_layer::{AiChat, AiMode};
use omni_domain::chat_state::ChatState;
use omni_domain::conversation::{AgentPause, Assignee, ChatFacts, ChatProcessing};
use omni_domain::event::PausedBy;
use omni_domain::ids::{ChatId, UserId};
use std::collections::HashMap;
use uuid::Uuid;

row! {
    struct FactsRow {
        chat_id: Uuid,
        archived: Option<bool>,
        pinned: Option<bool>,
        muted: Option<bool>,
        muted_until: Option<i64>,
        marked_unread: Option<bool>,
        disappearing_seconds: Option<i64>,
        cleared_at: Option<i64>,
        removed_at: Option<i64>,
        ai_mode: Option<String>,
        ai_prompt: Option<String>,
        ai_updated_at: Option<i64>,
        media_enabled: Option<bool>,
        note: Option<String>,
        picture_url: Option<String>,
        participants: i64,
        labels: Option<String>,
        assignee_id: Option<Uuid>,
        assignee_name: Option<String>,
        assigned_at: Option<i64>,
        paused_since: Option<i64>,
        paused_until: Option<i64>,
        paused_by: Option<String>,
        is_blocked: bool,
    }
}

macro_rules! facts {
    ($labels:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT chats.id AS chat_id, archived, pinned, muted, muted_until, marked_unread,
             disappearing_seconds, cleared_at, removed_at, ai_chats.mode AS ai_mode,
             ai_chats.prompt AS ai_prompt, ai_chats.updated_at AS ai_updated_at, media_enabled, note,
             picture_url,
             (SELECT COUNT(*) FROM participants WHERE participants.chat_id = chats.id) AS participants,
             (SELECT ",
            $labels,
            " FROM chat_labels WHERE chat_labels.chat_id = chats.id) AS labels,
             users.id AS assignee_id, users.name AS assignee_name, assigned_at,
             COALESCE(chat_pauses.paused_since, chat_pauses.updated_at) AS paused_since,
             paused_until, paused_by,
             (EXISTS (SELECT 1 FROM blocked_contacts known
                 WHERE known.instance_id = chats.instance_id
                 AND known.address IN (chats.address, chats.address_alt))
             OR EXISTS (SELECT 1 FROM blocked_contacts known
                 WHERE known.instance_id = chats.instance_id
                 AND known.address_alt IN (chats.address, chats.address_alt))) AS is_blocked
             FROM chats
             LEFT JOIN chat_states ON chat_states.chat_id = chats.id
             LEFT JOIN ai_chats ON ai_chats.chat_id = chats.id
             LEFT JOIN chat_processing ON chat_processing.chat_id = chats.id
             LEFT JOIN profiles ON profiles.instance_id = chats.instance_id
                 AND profiles.address = chats.address
             LEFT JOIN chat_assignees ON chat_assignees.chat_id = chats.id
             LEFT JOIN users ON users.id = chat_assignees.user_id
             LEFT JOIN chat_pauses ON chat_pauses.chat_id = chats.id
             WHERE 1 = 1",
        )
    };
}

/// Of most chats nothing is stored, and no row is read.
const ANY: &str = ") AS facts WHERE archived IS NOT NULL OR ai_mode IS NOT NULL
    OR media_enabled IS NOT NULL OR picture_url IS NOT NULL OR participants > 0 OR labels IS NOT NULL
    OR assignee_id IS NOT NULL OR paused_by IS NOT NULL OR is_blocked";

const SQLITE: &str = facts!("NULLIF(json_group_array(label_id ORDER BY label_id), '[]')");
const POSTGRES: &str = facts!("json_agg(label_id ORDER BY label_id)::text");

impl FactsRow {
    fn state(&self) -> ChatState {
        ChatState {
            archived: self.archived.unwrap_or_default(),
            pinned: self.pinned.unwrap_or_default(),
            mute: super::state::mute(self.muted.unwrap_or_default(), self.muted_until),
            marked_unread: self.marked_unread.unwrap_or_default(),
            disappearing_seconds: self
                .disappearing_seconds
                .and_then(|seconds| u32::try_from(seconds).ok())
                .unwrap_or_default(),
            cleared_at: self.cleared_at.map(Timestamp),
            removed_at: self.removed_at.map(Timestamp),
        }
    }

    /// A layer that cannot be read is switched off.
    fn ai(&self) -> Option<AiChat> {
        let mode = text("ai_chats", self.chat_id, self.ai_mode.as_deref()?);
        Some(AiChat {
            chat_id: ChatId(self.chat_id),
            mode: or_fallback(mode, || AiMode::Disabled),
            prompt: self.ai_prompt.clone(),
            updated_at: Timestamp(self.ai_updated_at.unwrap_or_default()),
        })
    }

    fn assignee(&self) -> Option<Assignee> {
        Some(Assignee {
            user_id: UserId(self.assignee_id?),
            name: self.assignee_name.clone().unwrap_or_default(),
            assigned_at: Timestamp(self.assigned_at.unwrap_or_default()),
        })
    }

    /// Who paused it decides nothing: a pause that cannot be read is one that was requested.
    fn pause(&self) -> Option<AgentPause> {
        let by = text("chat_pauses", self.chat_id, self.paused_by.as_deref()?);
        Some(AgentPause {
            since: Timestamp(self.paused_since.unwrap_or_default()),
            until: self.paused_until.map(Timestamp),
            by: or_fallback(by, || PausedBy::Api),
        })
    }

    fn labels(&self) -> Vec<String> {
        let Some(labels) = self.labels.as_deref() else { return Vec::new() };
        or_fallback(parse_json("chat_labels", self.chat_id, labels), Vec::new)
    }
}

impl From<FactsRow> for ChatFacts {
    fn from(row: FactsRow) -> Self {
        Self {
            participant_count: row.participants,
            processing: row.media_enabled.map_or_else(ChatProcessing::default, |enabled| {
                ChatProcessing { media_enabled: enabled, note: row.note.clone() }
            }),
            state: row.state(),
            labels: row.labels(),
            ai: row.ai(),
            assignee: row.assignee(),
            pause: row.pause(),
            is_blocked: row.is_blocked,
            picture_url: row.picture_url,
        }
    }
}

async fn of_some(db: &mut Conn<'_>, chats: &[ChatId]) -> Result<Vec<FactsRow>, StorageError> {
    let mut select = Select::new(match db.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    });
    select.and_in("chats.id", chats.iter().map(|id| id.0)).push(ANY);
    select.on(db).all::<FactsRow>().await
}

pub(super) async fn of(
    db: &mut Conn<'_>,
    chats: &[ChatId],
) -> Result<HashMap<ChatId, ChatFacts>, StorageError> {
    let mut facts = HashMap::new();
    for some in chats.chunks(100) {
        let rows = of_some(db, some).await?;
        facts.extend(rows.into_iter().map(|row| (ChatId(row.chat_id), row.into())));
    }
    Ok(facts)
}

impl Store {
    /// What is stored about these chats beside their rows; a chat that is left out has defaults.
    pub async fn chat_facts(
        &self,
        chats: &[ChatId],
    ) -> Result<HashMap<ChatId, ChatFacts>, StorageError> {
        of(&mut self.reader().await?.conn(), chats).await
    }
}
