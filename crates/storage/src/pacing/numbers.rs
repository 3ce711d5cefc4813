//! The tables `number_checks` and `number_check_hours`.

use crate::db::{Conn, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;

/// A network's answer to whether a number is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberCheck {
    /// What it found, JSON; `None` if the number is not registered.
    pub found: Option<String>,
    /// It is used until then.
    pub expires_at: Timestamp,
}

mod sql {
    use super::statements;

    statements! {
        FIND = "SELECT found, expires_at FROM number_checks
            WHERE instance_id = $1 AND asked = $2 AND expires_at > $3";
        PUT = "INSERT INTO number_checks (instance_id, asked, found, expires_at)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (instance_id, asked) DO UPDATE SET found = excluded.found,
            expires_at = excluded.expires_at";
        /// All but the newest `$2`.
        TRIM = "DELETE FROM number_checks WHERE instance_id = $1 AND asked IN
            (SELECT old.asked FROM number_checks old WHERE old.instance_id = $1
             ORDER BY old.expires_at DESC, old.asked LIMIT 1000 OFFSET $2)";
        TAKE = "INSERT INTO number_check_hours (instance_id, hour, checks) VALUES ($1, $2, 1)
            ON CONFLICT (instance_id) DO UPDATE SET
            checks = CASE WHEN number_check_hours.hour = excluded.hour
                THEN number_check_hours.checks + 1 ELSE 1 END,
            hour = excluded.hour
            WHERE number_check_hours.hour <> excluded.hour OR number_check_hours.checks < $3";
        TAKEN = "SELECT checks FROM number_check_hours WHERE instance_id = $1 AND hour = $2";
        TAKE_SOME = "INSERT INTO number_check_hours (instance_id, hour, checks) VALUES ($1, $2, $3)
            ON CONFLICT (instance_id) DO UPDATE SET
            checks = CASE WHEN number_check_hours.hour = excluded.hour
                THEN number_check_hours.checks + excluded.checks ELSE excluded.checks END,
            hour = excluded.hour";
    }
}
pub(crate) use sql::ALL;

async fn find(
    db: &mut Conn<'_>,
    instance: InstanceId,
    asked: &str,
    now: Timestamp,
) -> Result<Option<NumberCheck>, StorageError> {
    let query = db.query(sql::FIND).bind(instance.0).bind(asked).bind(now.0);
    let row = query.maybe::<(Option<String>, i64)>().await?;
    Ok(row.map(|(found, at)| NumberCheck { found, expires_at: Timestamp(at) }))
}

lookups! {
    /// What a network answered about a number, if that is still to be used.
    find_number_check(
        instance: InstanceId,
        asked: &str,
        now: Timestamp,
    ) -> Option<NumberCheck> = find;
}

impl Tx {
    /// Keeps what a network answered about a number, and only the newest `most` of the instance.
    pub async fn put_number_check(
        &mut self,
        instance: InstanceId,
        asked: &str,
        check: &NumberCheck,
        most: u32,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT).bind(instance.0).bind(asked);
        query.bind(check.found.as_deref()).bind(check.expires_at.0).run().await?;
        let query = db.query(sql::TRIM).bind(instance.0);
        query.bind(i64::from(most)).run().await.map(drop)
    }

    /// Counts one question of an instance in this hour (since 1970). `false`: it has asked `most`
    /// already.
    pub async fn take_number_check(
        &mut self,
        instance: InstanceId,
        hour: i64,
        most: u32,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::TAKE).bind(instance.0).bind(hour).bind(i64::from(most));
        Ok(query.run().await? > 0)
    }

    /// Counts several questions of an instance in this hour: as many of `wanted` as are left of `most`.
    /// Returns how many.
    pub async fn take_number_checks(
        &mut self,
        instance: InstanceId,
        hour: i64,
        wanted: u32,
        most: u32,
    ) -> Result<u32, StorageError> {
        let mut db = self.db();
        let taken = db.query(sql::TAKEN).bind(instance.0).bind(hour).maybe::<(i64,)>().await?;
        let taken = taken.map_or(0, |(checks,)| u32::try_from(checks).unwrap_or(u32::MAX));
        let granted = wanted.min(most.saturating_sub(taken));
        if granted > 0 {
            let query = db.query(sql::TAKE_SOME).bind(instance.0).bind(hour);
            query.bind(i64::from(granted)).run().await?;
        }
        Ok(granted)
    }
}
