//! The tables `account_limits` and `new_chat_days`.

use crate::Store;
use crate::db::{Conn, Select, padded, readable, row, statements};
use crate::error::StorageError;
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::pacing::{AccountLimits, Ban, Restriction};
use uuid::Uuid;

row! {
    struct LimitsRow {
        instance_id: Uuid,
        owner_id: String,
        linked_at: i64,
        next_send_at: i64,
        restricted_since: Option<i64>,
        restricted_until: Option<i64>,
        restriction_message: Option<String>,
        banned_since: Option<i64>,
        banned_until: Option<i64>,
        ban_code: Option<String>,
        ban_message: Option<String>,
    }
}

/// Those that the network limits at a time, which follows twice.
const LIMITED: &str =
    concat!("SELECT ", columns!(), " FROM account_limits WHERE (restricted_until > ");

/// Days that one reading returns.
const MOST_DAYS: i64 = 400;

mod sql {
    use super::statements;

    statements! {
        /// The same account stays as old as it is; another one is new, and not restricted.
        LINK = "INSERT INTO account_limits (instance_id, owner_id, linked_at, next_send_at)
            VALUES ($1, $2, $3, 0)
            ON CONFLICT (instance_id) DO UPDATE SET owner_id = excluded.owner_id,
            linked_at = excluded.linked_at, next_send_at = 0, restricted_since = NULL,
            restricted_until = NULL, restriction_message = NULL, banned_since = NULL,
            banned_until = NULL, ban_code = NULL, ban_message = NULL
            WHERE account_limits.owner_id <> excluded.owner_id";
        FIND = concat!("SELECT ", columns!(), " FROM account_limits WHERE instance_id = $1");
        SET_NEXT = "UPDATE account_limits SET next_send_at = $2 WHERE instance_id = $1";
        RESTRICT = "UPDATE account_limits SET restricted_since = $2, restricted_until = $3,
            restriction_message = $4 WHERE instance_id = $1";
        END_RESTRICTION = "UPDATE account_limits SET restricted_since = NULL,
            restricted_until = NULL, restriction_message = NULL
            WHERE instance_id = $1 AND restricted_since IS NOT NULL AND restricted_until <= $2";
        BAN = "UPDATE account_limits SET banned_since = $2, banned_until = $3, ban_code = $4,
            ban_message = $5 WHERE instance_id = $1";
        END_BAN = "UPDATE account_limits SET banned_since = NULL, banned_until = NULL,
            ban_code = NULL, ban_message = NULL
            WHERE instance_id = $1 AND banned_since IS NOT NULL";
        DAYS = "SELECT day, chats FROM new_chat_days WHERE instance_id = $1 AND day >= $2
            ORDER BY day LIMIT $3";
        COUNT_CHAT = "INSERT INTO new_chat_days (instance_id, day, chats) VALUES ($1, $2, 1)
            ON CONFLICT (instance_id, day) DO UPDATE SET chats = new_chat_days.chats + 1";
        UNCOUNT = "UPDATE new_chat_days SET chats = chats - $3
            WHERE instance_id = $1 AND day = $2";
        FORGET_DAYS = "DELETE FROM new_chat_days WHERE instance_id = $1 AND day < $2";
    }
}
pub(crate) use sql::ALL;

impl TryFrom<LimitsRow> for AccountLimits {
    type Error = StorageError;

    fn try_from(row: LimitsRow) -> Result<Self, StorageError> {
        let restriction = row.restricted_since.zip(row.restricted_until);
        let ban = row.banned_since.zip(row.banned_until);
        Ok(Self {
            instance_id: InstanceId(row.instance_id),
            owner_id: row.owner_id,
            linked_at: Timestamp(row.linked_at),
            next_send_at: Timestamp(row.next_send_at),
            restriction: restriction.map(|(since, until)| Restriction {
                since: Timestamp(since),
                until: Timestamp(until),
                message: row.restriction_message.unwrap_or_default(),
            }),
            ban: ban.map(|(since, until)| Ban {
                since: Timestamp(since),
                until: Timestamp(until),
                code: row.ban_code.unwrap_or_default(),
                message: row.ban_message.unwrap_or_default(),
            }),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    instance: InstanceId,
) -> Result<Option<AccountLimits>, StorageError> {
    let row = db.query(sql::FIND).bind(instance.0).maybe::<LimitsRow>().await?;
    row.map(AccountLimits::try_from).transpose()
}

lookups! {
    /// What limits the account of an instance, of any tenant; `None` if none was ever linked.
    find_account_limits(instance: InstanceId) -> Option<AccountLimits> = find;
}

impl Store {
    /// What the network forbids the accounts of these instances at this time; those that are free are
    /// left out.
    pub async fn limited_accounts(
        &self,
        instances: &[InstanceId],
        now: Timestamp,
    ) -> Result<Vec<AccountLimits>, StorageError> {
        let mut found = Vec::new();
        if instances.is_empty() {
            return Ok(found);
        }
        let mut reader = self.reader().await?;
        for some in padded(instances) {
            let mut select = Select::new(LIMITED);
            select.bind(now.0).push(" OR banned_until > ").bind(now.0).push(")");
            select.and_in("instance_id", some.iter().map(|id| id.0));
            let rows = select.on(&mut reader.conn()).all::<LimitsRow>().await?;
            found.extend(readable::<_, AccountLimits>(rows));
        }
        Ok(found)
    }
}

locked_lookups! {
    /// What limits the account of an instance, about to be changed.
    lock_account_limits(instance: InstanceId) -> AccountLimits = sql::FIND as LimitsRow;
}

impl Tx {
    /// An account is linked to an instance. One that was linked to it before stays as old as it is.
    pub async fn link_account(
        &mut self,
        instance: InstanceId,
        owner: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(sql::LINK).bind(instance.0).bind(owner).bind(now.0).run().await.map(drop)
    }

    /// Records when the next message may be sent.
    pub async fn set_next_send(
        &mut self,
        instance: InstanceId,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        self.db().query(sql::SET_NEXT).bind(instance.0).bind(at.0).run().await.map(drop)
    }

    /// Records a restriction. Returns whether the instance has an account.
    pub async fn restrict_account(
        &mut self,
        instance: InstanceId,
        restriction: &Restriction,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::RESTRICT).bind(instance.0).bind(restriction.since.0);
        let query = query.bind(restriction.until.0).bind(&restriction.message);
        Ok(query.run().await? > 0)
    }

    /// Ends a restriction whose time is over. Returns whether there was one.
    pub async fn end_restriction(
        &mut self,
        instance: InstanceId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        Ok(db.query(sql::END_RESTRICTION).bind(instance.0).bind(now.0).run().await? > 0)
    }

    /// Records a ban. Returns whether the instance has an account.
    pub async fn ban_account(
        &mut self,
        instance: InstanceId,
        ban: &Ban,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::BAN).bind(instance.0).bind(ban.since.0).bind(ban.until.0);
        Ok(query.bind(&ban.code).bind(&ban.message).run().await? > 0)
    }

    /// The account is not banned any more. Returns whether it was.
    pub async fn end_ban(&mut self, instance: InstanceId) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::END_BAN).bind(instance.0).run().await? > 0)
    }

    /// How many conversations an instance begins on each day from `first` on, in order; days
    /// without any are left out.
    pub async fn new_chat_days(
        &mut self,
        instance: InstanceId,
        first: i64,
    ) -> Result<Vec<(i64, i64)>, StorageError> {
        let mut db = self.db();
        db.query(sql::DAYS).bind(instance.0).bind(first).bind(MOST_DAYS).all().await
    }

    /// Conversations that were counted on a day are not begun.
    pub async fn uncount_new_chats(
        &mut self,
        instance: InstanceId,
        day: i64,
        chats: u32,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::UNCOUNT).bind(instance.0).bind(day);
        query.bind(i64::from(chats)).run().await.map(drop)
    }

    /// Counts a conversation that is begun on a day, and forgets the days before `today`.
    pub async fn count_new_chat(
        &mut self,
        instance: InstanceId,
        day: i64,
        today: i64,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(sql::COUNT_CHAT).bind(instance.0).bind(day).run().await?;
        db.query(sql::FORGET_DAYS).bind(instance.0).bind(today).run().await.map(drop)
    }
}
