//! Tenants, and the effect of migration 0009 on earlier rows.

use crate::fixtures::{NOW, T, id};
use crate::harness::{Db, both, commit};
use omni_domain::access::{Principal, Scope};
use omni_domain::ids::{ApiKeyId, PersonId, TenantId};
use omni_domain::key::ApiKey;
use omni_domain::page::PageRequest;
use omni_domain::tenant::{Tenant, TenantStatus};
use omni_storage::{Engine, StorageError};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::str::FromStr;

fn new_tenant(name: &str) -> Tenant {
    Tenant { id: id(), name: name.to_owned(), status: TenantStatus::Active, created_at: NOW }
}

fn new_key(tenant_id: TenantId, scopes: &[Scope]) -> ApiKey {
    let key = id::<ApiKeyId>();
    ApiKey {
        id: key,
        tenant_id,
        name: "k".to_owned(),
        hash: key.to_string(),
        suffix: "abcd".to_owned(),
        scopes: scopes.to_vec(),
        instance_ids: None,
        is_primary: false,
        is_operator: false,
        is_tenant: false,
        created_at: NOW,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    }
}

/// Runs statements beside the store.
async fn run(db: &Db, text: &str) {
    let text = sqlx::raw_sql(AssertSqlSafe(text.to_owned()));
    match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(text).await.expect("it runs");
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            conn.execute(text).await.expect("it runs");
        }
    }
}

/// The statement of 0009 that begins like this.
fn statement(engine: Engine, begins: &str) -> &'static str {
    let step = match engine {
        Engine::Sqlite => include_str!("../../migrations/sqlite/0009_principals_and_tenants.sql"),
        Engine::Postgres => {
            include_str!("../../migrations/postgres/0009_principals_and_tenants.sql")
        }
    };
    let begin = step.find(begins).expect("it is there");
    let statement = &step[begin..];
    &statement[..statement.find(';').expect("an end")]
}

both! {
    async fn a_tenant_is_found_listed_and_changes_its_status_once(db) {
        let tenant = new_tenant("acme");
        let row = tenant.clone();
        commit!(db, |tx| tx.insert_tenant(&row).await?).expect("a tenant");
        let row = Tenant { id: id(), ..tenant.clone() };
        let taken = commit!(db, |tx| tx.insert_tenant(&row).await?);
        assert!(matches!(taken, Err(StorageError::NotUnique { constraint }) if constraint == "tenants.name"));
        assert_eq!(db.find_tenant(tenant.id).await.expect("a read"), Some(tenant.clone()));
        assert_eq!(db.find_tenant_by_name("acme").await.expect("a read"), Some(tenant.clone()));
        let page = db.list_tenants(PageRequest::first(1)).await.expect("a page");
        assert_eq!((page.items.len(), page.next.is_some()), (1, true));
        let rest = db.list_tenants(PageRequest { after: page.next, ..PageRequest::first(5) });
        let rest = rest.await.expect("a page");
        let mut names: Vec<_> = page.items.into_iter().chain(rest.items).map(|one| one.name).collect();
        names.sort();
        assert_eq!(names, ["acme", "default"]);

        let (active, suspended) = (TenantStatus::Active, TenantStatus::Suspended);
        let of = tenant.id;
        let changed = commit!(db, |tx| tx.set_tenant_status(of, active, suspended).await?);
        assert_eq!(changed.expect("a write").map(|tenant| tenant.status), Some(suspended));
        let again = commit!(db, |tx| tx.set_tenant_status(of, active, suspended).await?);
        assert_eq!(again.expect("a write"), None, "it is not active");
        assert_eq!(db.inactive_tenants().await.expect("a read"), [tenant.id]);
    }

    async fn a_tenant_with_rows_is_deleted_only_after_them(db) {
        let tenant = new_tenant("acme");
        let (row, key) = (tenant.clone(), new_key(tenant.id, &[Scope::Full]));
        commit!(db, |tx| { tx.insert_tenant(&row).await?; tx.insert_key(&key).await? }).expect("rows");
        let of = tenant.id;
        let early = commit!(db, |tx| tx.delete_tenant(of).await?);
        assert!(matches!(early, Err(StorageError::Stale)), "{early:?}");
        db.empty_tenant(of).await.expect("emptied");
        assert!(commit!(db, |tx| tx.delete_tenant(of).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_tenant(of).await?).expect("a write"));
    }

    async fn administrators_of_the_first_tenant_stay_operators(db) {
        let other = new_tenant("acme");
        let keys = [
            (new_key(T, &[Scope::Full]), true),
            (new_key(T, &[Scope::MessagesSend, Scope::Admin]), true),
            (new_key(T, &[Scope::Messages, Scope::Settings]), false),
            (new_key(other.id, &[Scope::Full]), false),
        ];
        let rows = keys.clone();
        commit!(db, |tx| {
            tx.insert_tenant(&other).await?;
            for (key, _) in &rows {
                tx.insert_key(key).await?;
            }
        }).expect("rows");
        run(&db, statement(db.engine(), "UPDATE api_keys")).await;
        for (key, is_operator) in keys {
            let found = db.find_key(key.tenant_id, key.id).await.expect("a read").expect("a key");
            assert_eq!(found.is_operator, is_operator, "{:?}", key.scopes);
        }
    }

    async fn earlier_changes_name_their_principal(db) {
        let (person, key) = (id::<PersonId>(), id::<ApiKeyId>());
        let uuid = |id: uuid::Uuid| match db.engine() {
            Engine::Sqlite => format!("X'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'"),
        };
        for (at, changed_by) in [(1, "NULL".to_owned()), (2, uuid(key.0))] {
            let (row, tenant, person) = (uuid(id()), uuid(T.0), uuid(person.0));
            run(&db, &format!(
                "INSERT INTO person_changes (id, tenant_id, action, person_id, other_person_id,
                 identity_ids, changed_by, evidence, at)
                 VALUES ({row}, {tenant}, 'merge', {person}, {person}, '[]', {changed_by}, '{{}}', {at})"
            )).await;
            run(&db, &format!(
                "INSERT INTO setting_changes (id, tenant_id, key, changed_by, key_id, changed_at)
                 VALUES ({row}, {tenant}, 'k', 'me', {changed_by}, {at})"
            )).await;
        }
        let expected = [Principal::ApiKey(key), Principal::System];
        let changes = db.person_changes(T, person, 10).await.expect("a read");
        assert_eq!(changes.into_iter().map(|change| change.changed_by).collect::<Vec<_>>(), expected);
        let changes = db.list_setting_changes(T, "k", None, 10).await.expect("a read");
        assert_eq!(changes.into_iter().map(|change| change.principal).collect::<Vec<_>>(), expected);
    }
}
