//! Reports of networks about messages, received before the responses that identify the messages.

use crate::db::{readable, row, statements, text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::message::DeliveryStatus;
use uuid::Uuid;

/// A report about a message that is not known by this id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyReport {
    /// The instance it was sent through.
    pub instance_id: InstanceId,
    /// The network's id of the message.
    pub external_id: String,
    /// The status of the message.
    pub status: DeliveryStatus,
    /// The time of the report.
    pub at: Timestamp,
    /// Why it failed: code and text for people.
    pub failure: Option<(String, String)>,
}

row! {
    struct ReportRow {
        instance_id: Uuid,
        external_id: String,
        status: String,
        reported_at: i64,
        failure_code: Option<String>,
        failure_message: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO early_reports (", columns!(), ", created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (instance_id, external_id, status) DO NOTHING",
        );
        TAKE = concat!(
            "DELETE FROM early_reports WHERE instance_id = $1 AND external_id = $2 RETURNING ",
            columns!(),
        );
        /// The reports whose messages are known by now.
        FIND_DUE = "SELECT DISTINCT r.instance_id, r.external_id FROM early_reports r
            JOIN messages m ON m.instance_id = r.instance_id AND m.external_id = r.external_id
            LIMIT $1";
        DELETE_BEFORE = "DELETE FROM early_reports WHERE created_at < $1";
    }
}
pub(crate) use sql::ALL;

impl TryFrom<ReportRow> for EarlyReport {
    type Error = StorageError;

    fn try_from(row: ReportRow) -> Result<Self, StorageError> {
        Ok(Self {
            status: text("early_reports", row.instance_id, &row.status)?,
            instance_id: InstanceId(row.instance_id),
            external_id: row.external_id,
            at: Timestamp(row.reported_at),
            failure: row.failure_code.map(|code| (code, row.failure_message.unwrap_or_default())),
        })
    }
}

impl Tx {
    /// Stores reports until their messages are known; repeats are dropped.
    pub async fn keep_reports(
        &mut self,
        reports: &[EarlyReport],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        for report in reports {
            let (code, message) = report.failure.clone().unzip();
            let mut db = self.db();
            let query = db.query(sql::INSERT).bind(report.instance_id.0).bind(&report.external_id);
            let query = query.bind(report.status.as_str()).bind(report.at.0);
            query.bind(code).bind(message).bind(now.0).run().await?;
        }
        Ok(())
    }

    /// Removes and returns the reports of a message, in the order of statuses: delivered, read,
    /// failed.
    pub async fn take_reports(
        &mut self,
        instance: InstanceId,
        external_id: &str,
    ) -> Result<Vec<EarlyReport>, StorageError> {
        let mut db = self.db();
        let rows = db.query(sql::TAKE).bind(instance.0).bind(external_id).all::<ReportRow>();
        let mut reports: Vec<EarlyReport> = readable(rows.await?).collect();
        reports.sort_by_key(|report| report.status);
        Ok(reports)
    }

    /// Messages with reports that were stored before they were known by these ids, and which are
    /// known now: the report and the response were written at the same time by two nodes.
    pub async fn find_due_reports(
        &mut self,
        limit: u32,
    ) -> Result<Vec<(InstanceId, String)>, StorageError> {
        let mut db = self.db();
        let rows = db.query(sql::FIND_DUE).bind(i64::from(limit)).all::<(Uuid, String)>().await?;
        Ok(rows.into_iter().map(|(id, external_id)| (InstanceId(id), external_id)).collect())
    }

    /// Deletes reports that no message needs. Returns how many.
    pub async fn delete_reports_before(&mut self, before: Timestamp) -> Result<u64, StorageError> {
        self.db().query(sql::DELETE_BEFORE).bind(before.0).run().await
    }
}
