//! Rules about who may talk to the agents.

mod table;

use crate::Store;
use crate::db::{Conn, json_text, readable};
use crate::error::StorageError;
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::ids::{AccessRuleId, TenantId};
use omni_domain::rules::AccessRule;
pub(crate) use table::ALL;
use table::RuleRow;

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: AccessRuleId,
) -> Result<Option<AccessRule>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<RuleRow>().await?;
    row.map(AccessRule::try_from).transpose()
}

async fn count(db: &mut Conn<'_>, t: TenantId) -> Result<i64, StorageError> {
    let (count,) = db.query(table::COUNT).bind(t.0).one().await?;
    Ok(count)
}

lookups! {
    /// A rule.
    find_access_rule(t: TenantId, id: AccessRuleId) -> Option<AccessRule> = find;
    /// How many rules a tenant has.
    count_access_rules(t: TenantId) -> i64 = count;
}

locked_lookups! {
    /// A rule that is about to be changed.
    lock_access_rule(t: TenantId, id: AccessRuleId) -> AccessRule = table::FIND as RuleRow;
}

impl Store {
    /// Every rule of a tenant, in the order in which they are evaluated.
    pub async fn list_access_rules(&self, t: TenantId) -> Result<Vec<AccessRule>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(table::LIST).bind(t.0).all::<RuleRow>().await?;
        let mut rules: Vec<AccessRule> = readable(rows).collect();
        rules.sort_by_key(AccessRule::order);
        Ok(rules)
    }
}

impl Tx {
    /// Adds a rule; `Stale` if its instance is deleted.
    pub async fn insert_access_rule(&mut self, rule: &AccessRule) -> Result<(), StorageError> {
        let mut db = self.db();
        let mut query = db.query(table::INSERT);
        query.push(rule.id.0);
        query.push(rule.tenant_id.0);
        table::bind(&mut query, rule);
        query.push(rule.created_at.0);
        query.run().await.map(drop)
    }

    /// Writes everything of a rule except its owner and creation time. Returns whether it exists.
    pub async fn update_access_rule(&mut self, rule: &AccessRule) -> Result<bool, StorageError> {
        let mut db = self.db();
        let mut query = db.query(table::UPDATE);
        query.push(rule.id.0);
        query.push(rule.tenant_id.0);
        table::bind(&mut query, rule);
        Ok(query.run().await? > 0)
    }

    /// Deletes a rule. Returns whether it existed.
    pub async fn delete_access_rule(
        &mut self,
        t: TenantId,
        id: AccessRuleId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}

fn texts<T: serde::Serialize>(list: &[T]) -> String {
    if list.is_empty() { "[]".to_owned() } else { json_text(list) }
}
