//! The chats of what jobs are about.

use crate::Store;
use crate::db::{Conn, Select, padded};
use crate::error::StorageError;
use omni_domain::ids::{ChatId, MediaId, MessageId, TenantId, TurnId};
use omni_domain::job::JobSubject;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of a tenant with their chats, before the tenant and the ids.
struct Source {
    text: &'static str,
    id: &'static str,
    subject: fn(Uuid) -> JobSubject,
}

const TURNS: Source = Source {
    text: "SELECT id, chat_id FROM turns WHERE tenant_id = ",
    id: "id",
    subject: |id| JobSubject::Turn(TurnId(id)),
};
const MESSAGES: Source = Source {
    text: "SELECT id, chat_id FROM messages WHERE tenant_id = ",
    id: "id",
    subject: |id| JobSubject::Message(MessageId(id)),
};
const MEDIA: Source = Source {
    text: "SELECT media.id, messages.chat_id FROM media
        JOIN messages ON messages.id = media.message_id WHERE media.tenant_id = ",
    id: "media.id",
    subject: |id| JobSubject::Media(MediaId(id)),
};

impl Source {
    async fn read(
        &self,
        db: &mut Conn<'_>,
        t: TenantId,
        ids: &[Uuid],
        found: &mut HashMap<JobSubject, ChatId>,
    ) -> Result<(), StorageError> {
        for some in padded(ids) {
            let mut select = Select::new(self.text);
            select.bind(t.0).and_in(self.id, some);
            let rows: Vec<(Uuid, Uuid)> = select.on(db).all().await?;
            found.extend(rows.into_iter().map(|(id, chat)| ((self.subject)(id), ChatId(chat))));
        }
        Ok(())
    }
}

impl Store {
    /// The chats of a tenant's turns, messages and files; what no longer exists has none.
    pub async fn chats_of_subjects(
        &self,
        t: TenantId,
        subjects: &[JobSubject],
    ) -> Result<HashMap<JobSubject, ChatId>, StorageError> {
        let (mut turns, mut messages, mut media) = (Vec::new(), Vec::new(), Vec::new());
        let mut found = HashMap::new();
        for subject in subjects {
            match *subject {
                JobSubject::Turn(id) => turns.push(id.0),
                JobSubject::Message(id) => messages.push(id.0),
                JobSubject::Media(id) => media.push(id.0),
                JobSubject::Chat(id) => {
                    found.insert(*subject, id);
                }
            }
        }
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        for (source, ids) in [(TURNS, turns), (MESSAGES, messages), (MEDIA, media)] {
            source.read(&mut db, t, &ids, &mut found).await?;
        }
        Ok(found)
    }
}
