//! The table `participants`.

use crate::db::{MultiRow, row, statements};
use omni_domain::Timestamp;
use omni_domain::conversation::Participant;
use omni_domain::ids::{ChatId, IdentityId};
use uuid::Uuid;

row! {
    pub(super) struct ParticipantRow {
        chat_id: Uuid,
        platform_user_id: String,
        identity_id: Option<Uuid>,
        display_name: Option<String>,
        role: String,
        joined_at: i64,
    }
}

statements! {
    LIST = concat!(
        "SELECT ", columns!(), " FROM participants
         WHERE chat_id = $1 ORDER BY joined_at, platform_user_id",
    );
    DELETE_ALL = "DELETE FROM participants WHERE chat_id = $1";
    DELETE_TWINS = "DELETE FROM participants WHERE chat_id = $1 AND platform_user_id IN
        (SELECT platform_user_id FROM participants WHERE chat_id = $2)";
    MOVE = "UPDATE participants SET chat_id = $2 WHERE chat_id = $1";
}

pub(super) static INSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO participants (", columns!(), ") VALUES "),
    ParticipantRow::WIDTH,
    " ON CONFLICT (chat_id, platform_user_id) DO NOTHING",
);

impl From<ParticipantRow> for Participant {
    fn from(row: ParticipantRow) -> Self {
        Self {
            chat_id: ChatId(row.chat_id),
            platform_user_id: row.platform_user_id,
            identity_id: row.identity_id.map(IdentityId),
            display_name: row.display_name,
            role: row.role,
            joined_at: Timestamp(row.joined_at),
        }
    }
}
