//! Readings of media.

use crate::db::{Conn, Select, readable, row, statements, text};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::content::MediaKind;
use omni_domain::ids::{BatchJobId, InstanceId, MediaId, MessageId, TenantId};
use omni_domain::media_content::{MediaContentRow, ProcessingKind};
use std::collections::BTreeSet;
use uuid::Uuid;

const TABLE: &str = "media_content";

/// What readings of files of one kind took together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingCosts {
    /// The kind of the files.
    pub kind: MediaKind,
    /// How many readings.
    pub readings: u64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
    /// Milliseconds.
    pub processing_ms: u64,
}

row! {
    struct ContentRow {
        media_id: Uuid,
        kind: String,
        tenant_id: Uuid,
        instance_id: Uuid,
        message_id: Option<Uuid>,
        status: String,
        content: Option<String>,
        error: Option<String>,
        model: Option<String>,
        provider: Option<String>,
        language: Option<String>,
        tokens: i64,
        cost_micros: i64,
        processing_ms: i64,
        batch_job_id: Option<Uuid>,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        /// A result replaces any other, but a failure never replaces a text.
        PUT = concat!(
            "INSERT INTO media_content (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (media_id, kind) DO UPDATE SET status = excluded.status,
             message_id = excluded.message_id, content = excluded.content,
             error = excluded.error, model = excluded.model, provider = excluded.provider,
             language = excluded.language, tokens = excluded.tokens,
             cost_micros = excluded.cost_micros, processing_ms = excluded.processing_ms,
             batch_job_id = excluded.batch_job_id, created_at = excluded.created_at
             WHERE excluded.status = 'completed' OR media_content.status <> 'completed'",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM media_content WHERE media_id = $1 AND kind = $2",
        );
        /// Of the latest readings alone, so that it costs little however many there are.
        LATEST_COSTS = "SELECT media.kind, COUNT(*), CAST(SUM(latest.cost_micros) AS BIGINT),
            CAST(SUM(latest.processing_ms) AS BIGINT)
            FROM (SELECT media_id, cost_micros, processing_ms FROM media_content
                WHERE tenant_id = $1 AND kind = $2 AND status = 'completed'
                ORDER BY created_at DESC LIMIT 1000) AS latest
            JOIN media ON media.id = latest.media_id GROUP BY media.kind";
        OF_MESSAGES = concat!("SELECT ", columns!(), " FROM media_content WHERE message_id IS NOT NULL");
    }
}
pub(crate) use sql::ALL;

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl TryFrom<ContentRow> for MediaContentRow {
    type Error = StorageError;

    fn try_from(row: ContentRow) -> Result<Self, StorageError> {
        Ok(Self {
            media_id: MediaId(row.media_id),
            kind: text(TABLE, row.media_id, &row.kind)?,
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            message_id: row.message_id.map(MessageId),
            status: text(TABLE, row.media_id, &row.status)?,
            content: row.content,
            error: row.error,
            model: row.model,
            provider: row.provider,
            language: row.language,
            tokens: count(row.tokens),
            cost_micros: count(row.cost_micros),
            processing_ms: count(row.processing_ms),
            batch_job_id: row.batch_job_id.map(BatchJobId),
            created_at: Timestamp(row.created_at),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    media: MediaId,
    kind: ProcessingKind,
) -> Result<Option<MediaContentRow>, StorageError> {
    let row = db.query(sql::FIND).bind(media.0).bind(kind.as_str()).maybe::<ContentRow>().await?;
    row.map(MediaContentRow::try_from).transpose()
}

async fn of_messages(
    db: &mut Conn<'_>,
    messages: &[MessageId],
) -> Result<Vec<MediaContentRow>, StorageError> {
    let mut found = Vec::new();
    for some in messages.chunks(200) {
        let mut select = Select::new(sql::OF_MESSAGES);
        select.and_in("message_id", some.iter().map(|id| id.0));
        found.extend(readable::<_, MediaContentRow>(select.on(db).all::<ContentRow>().await?));
    }
    Ok(found)
}

async fn costs(
    db: &mut Conn<'_>,
    t: TenantId,
    kind: ProcessingKind,
) -> Result<Vec<ReadingCosts>, StorageError> {
    let query = db.query(sql::LATEST_COSTS).bind(t.0).bind(kind.as_str());
    let rows = query.all::<(String, i64, i64, i64)>().await?;
    let costs = |(kind, readings, cost_micros, processing_ms): (String, i64, i64, i64)| {
        Ok::<_, StorageError>(ReadingCosts {
            kind: text("media", t, &kind)?,
            readings: count(readings),
            cost_micros: count(cost_micros),
            processing_ms: count(processing_ms),
        })
    };
    rows.into_iter().map(costs).collect()
}

lookups! {
    /// What the latest readings of this kind took, by the kinds of their files.
    latest_reading_costs(t: TenantId, kind: ProcessingKind) -> Vec<ReadingCosts> = costs;
    /// The reading of a file of this kind.
    find_media_content(media: MediaId, kind: ProcessingKind) -> Option<MediaContentRow> = find;
    /// The readings of the files of these messages.
    media_content_of(messages: &[MessageId]) -> Vec<MediaContentRow> = of_messages;
}

impl Tx {
    /// Records how processing a file ended. A stored text is replaced by another text only,
    /// never by a failure. `Stale` if the file is deleted.
    pub async fn put_media_content(&mut self, row: &MediaContentRow) -> Result<(), StorageError> {
        let read = row.message_id.filter(|_| row.content.is_some());
        if let Some(message) = read {
            // An edit at the same time waits, and so has the words of both.
            self.lock_message(row.tenant_id, message).await?;
        }
        self.db()
            .query(sql::PUT)
            .bind(row.media_id.0)
            .bind(row.kind.as_str())
            .bind(row.tenant_id.0)
            .bind(row.instance_id.0)
            .bind(row.message_id.map(|id| id.0))
            .bind(row.status.as_str())
            .bind(row.content.as_deref())
            .bind(row.error.as_deref())
            .bind(row.model.as_deref())
            .bind(row.provider.as_deref())
            .bind(row.language.as_deref())
            .bind(number(row.tokens))
            .bind(number(row.cost_micros))
            .bind(number(row.processing_ms))
            .bind(row.batch_job_id.map(|id| id.0))
            .bind(row.created_at.0)
            .run()
            .await?;
        match read {
            Some(message) => self.index_messages(&BTreeSet::from([message])).await,
            None => Ok(()),
        }
    }
}
