//! Users, their sessions, failed sign-ins and signing keys.

use crate::fixtures::{NOW, T, at, id};
use crate::harness::{both, commit};
use omni_domain::access::{Principal, Role};
use omni_domain::ids::{TenantId, UserId, UserSessionId};
use omni_domain::page::PageRequest;
use omni_domain::tenant::{Tenant, TenantStatus};
use omni_domain::user::{SessionKind, SigningKey, User, UserSecrets, UserSession, UserStatus};
use omni_domain::user_audit::{UserAction, UserAudit, UserField};
use omni_storage::{SessionUse, SignInFailures, StorageError, UserAuditFilter};

pub(crate) fn new_user(tenant_id: TenantId, email: &str, role: Role) -> User {
    User {
        id: id(),
        tenant_id,
        email: email.parse().expect("an address"),
        name: "Ann".to_owned(),
        role,
        is_operator: false,
        status: UserStatus::Active,
        must_change_password: true,
        has_totp: false,
        created_at: NOW,
        updated_at: NOW,
        last_sign_in_at: None,
    }
}

fn new_session(user: &User, token: &str, seconds: i64) -> UserSession {
    UserSession {
        id: id(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        kind: SessionKind::Bearer,
        token_hash: token.to_owned(),
        refresh_hash: Some("first".to_owned()),
        created_at: at(seconds),
        used_at: at(seconds),
        expires_at: at(seconds + 100),
        ip: Some("127.0.0.1".to_owned()),
        user_agent: None,
    }
}

both! {
    async fn a_user_is_found_by_address_changed_and_deleted_with_their_sessions(db) {
        let user = new_user(T, "Ann@Example.com", Role::Owner);
        let secrets = UserSecrets {
            password_hash: Some("hash".to_owned()),
            totp_sealed: Some("sealed".to_owned()),
            totp_step: 7,
            recovery_hashes: vec!["one".to_owned()],
            ..UserSecrets::default()
        };
        assert!(!db.has_users().await.expect("a read"));
        let (row, stored) = (user.clone(), secrets.clone());
        commit!(db, |tx| tx.insert_user(&row, &stored).await?).expect("a user");
        assert!(db.has_users().await.expect("a read"));
        let email = "ANN@example.com".parse().expect("an address");
        assert_eq!(db.find_user_by_email(&email).await.expect("a read"), Some(user.clone()));
        let found = db.find_user_secrets(T, user.id).await.expect("a read");
        assert_eq!(found, Some(secrets.clone()));
        let other = id::<TenantId>();
        assert_eq!(db.find_user(other, user.id).await.expect("a read"), None);
        assert_eq!(db.find_user_secrets(other, user.id).await.expect("a read"), None);

        let row = User { id: id(), ..user.clone() };
        let taken = commit!(db, |tx| tx.insert_user(&row, &UserSecrets::default()).await?);
        assert!(matches!(taken, Err(StorageError::NotUnique { constraint }) if constraint == "users.email"));

        let changed = User {
            name: "Bo".to_owned(),
            role: Role::Viewer,
            status: UserStatus::Disabled,
            updated_at: at(1),
            ..user.clone()
        };
        let row = changed.clone();
        let written = commit!(db, |tx| tx.update_user(&row).await?).expect("a write");
        assert_eq!(written, Some(changed.clone()));
        let (of, session) = (user.id, new_session(&user, "token", 0));
        let row = session.clone();
        let wrong = User { tenant_id: other, ..changed };
        commit!(db, |tx| {
            assert_eq!(tx.update_user(&wrong).await?, None, "another tenant's");
            assert!(!tx.set_user_password(other, of, "x", false, at(2)).await?);
            assert!(tx.set_user_password(T, of, "second", false, at(2)).await?);
            assert!(!tx.rehash_user_password(of, "hash", "stale").await?);
            assert!(tx.rehash_user_password(of, "second", "third").await?);
            tx.record_sign_in(of, at(3)).await?;
            assert!(tx.set_oidc_subject(of, "subject").await?);
            assert!(!tx.set_oidc_subject(of, "another").await?, "bound for good");
            tx.insert_user_session(&row, 10).await?;
        }).expect("writes");
        let found = db.find_user(T, of).await.expect("a read").expect("a user");
        assert!(!found.must_change_password);
        assert_eq!(found.last_sign_in_at, Some(at(3)));
        let totp = UserSecrets { totp_confirmed: true, totp_step: 9, ..UserSecrets::default() };
        let row = totp.clone();
        commit!(db, |tx| assert!(tx.set_user_totp(T, of, &row, at(4)).await?)).expect("a write");
        let found = db.find_user_secrets(T, of).await.expect("a read").expect("secrets");
        let left = UserSecrets {
            password_hash: Some("third".to_owned()),
            oidc_subject: Some("subject".to_owned()),
            ..totp
        };
        assert_eq!(found, left);
        assert!(db.find_user(T, of).await.expect("a read").expect("a user").has_totp);

        commit!(db, |tx| {
            assert!(!tx.delete_user(other, of).await?);
            assert!(tx.delete_user(T, of).await?);
        }).expect("deleted");
        assert_eq!(db.find_user_session(session.id).await.expect("a read"), None);
    }

    async fn a_user_gets_an_address_and_a_password_of_their_own(db) {
        let user = new_user(T, "admin@localhost", Role::Owner);
        let taken = new_user(T, "bo@example.com", Role::Viewer);
        let rows = (user.clone(), taken.clone());
        commit!(db, |tx| {
            tx.insert_user(&rows.0, &UserSecrets::default()).await?;
            tx.insert_user(&rows.1, &UserSecrets::default()).await?;
        }).expect("users");

        let claimed = User {
            email: "ann@example.com".parse().expect("an address"),
            name: "Ann Own".to_owned(),
            must_change_password: false,
            updated_at: at(1),
            ..user.clone()
        };
        let row = claimed.clone();
        let written = commit!(db, |tx| tx.claim_user(&row, "own hash").await?).expect("a write");
        assert_eq!(written, Some(claimed.clone()));
        let secrets = db.find_user_secrets(T, user.id).await.expect("a read").expect("a user");
        assert_eq!(secrets.password_hash.as_deref(), Some("own hash"));
        assert_eq!(db.find_user_by_email(&user.email).await.expect("a read"), None);

        let row = User { email: taken.email.clone(), ..claimed.clone() };
        let refused = commit!(db, |tx| tx.claim_user(&row, "hash").await?);
        assert!(matches!(refused, Err(StorageError::NotUnique { constraint }) if constraint == "users.email"));
        let row = User { id: id(), email: "cy@example.com".parse().expect("an address"), ..claimed };
        let missing = commit!(db, |tx| tx.claim_user(&row, "hash").await?).expect("a write");
        assert_eq!(missing, None);
    }

    async fn owners_are_those_who_are_active_in_the_tenant(db) {
        let acme = Tenant {
            id: id(),
            name: "acme".to_owned(),
            status: TenantStatus::Active,
            created_at: NOW,
        };
        let one = new_user(T, "one@example.com", Role::Owner);
        let disabled = User {
            status: UserStatus::Disabled,
            ..new_user(T, "two@example.com", Role::Owner)
        };
        let rows = [
            one.clone(),
            disabled,
            new_user(T, "three@example.com", Role::Admin),
            new_user(acme.id, "four@example.com", Role::Owner),
        ];
        let owners: Vec<UserId> = commit!(db, |tx| {
            tx.insert_tenant(&acme).await?;
            for row in &rows {
                tx.insert_user(row, &UserSecrets::default()).await?;
            }
            tx.lock_owners(T).await?
        }).expect("rows");
        assert_eq!(owners, [one.id]);
        let page = db.list_users(T, PageRequest::first(2)).await.expect("a page");
        assert_eq!((page.items.len(), page.items[0].id), (2, one.id));
        let rest = PageRequest { after: page.next, ..PageRequest::first(5) };
        assert_eq!(db.list_users(T, rest).await.expect("a page").items.len(), 1);
    }

    async fn sessions_are_listed_while_they_last_and_end_one_by_one(db) {
        let user = new_user(T, "ann@example.com", Role::Agent);
        let sessions: Vec<UserSession> =
            (0..4).map(|n| new_session(&user, &format!("token{n}"), n)).collect();
        let (row, rows) = (user.clone(), sessions.clone());
        commit!(db, |tx| {
            tx.insert_user(&row, &UserSecrets::default()).await?;
            for session in &rows {
                tx.insert_user_session(session, 3).await?;
            }
        }).expect("rows");
        let listed = |now, since| {
            let (store, of) = (&db, user.id);
            async move {
                let page = store.list_user_sessions(T, of, now, since, PageRequest::first(10));
                page.await.expect("a page").items.iter().map(|one| one.id).collect::<Vec<_>>()
            }
        };
        let ids: Vec<UserSessionId> = sessions.iter().map(|one| one.id).collect();
        assert_eq!(listed(at(0), at(-1)).await, [ids[3], ids[2], ids[1]], "three are kept");
        assert_eq!(listed(at(102), at(-1)).await, [ids[3]], "the others expired");
        assert_eq!(listed(at(0), at(2)).await, [ids[3]], "the others were not used since");
        let found = db.find_user_session_by_token("token2").await.expect("a read");
        assert_eq!(found.as_ref(), Some(&sessions[2]));

        let (two, three, of) = (ids[2], ids[3], user.id);
        commit!(db, |tx| {
            assert!(tx.replace_refresh_token(two, "second", at(5)).await?);
            tx.touch_user_sessions(&[SessionUse { id: two, at: at(9) }, SessionUse { id: three, at: at(1) }]).await?;
        }).expect("writes");
        let found = db.find_user_session(two).await.expect("a read").expect("a session");
        assert_eq!((found.refresh_hash.as_deref(), found.used_at), (Some("second"), at(9)));
        let found = db.find_user_session(three).await.expect("a read").expect("a session");
        assert_eq!(found.used_at, at(3), "an earlier use changes nothing");

        let stranger = id::<UserId>();
        commit!(db, |tx| {
            assert!(!tx.delete_user_session(stranger, two).await?);
            assert_eq!(tx.delete_user_sessions(of, Some(two)).await?, 2);
            assert_eq!(tx.delete_ended_user_sessions(at(50), at(8), 10).await?, 0);
            assert_eq!(tx.delete_ended_user_sessions(at(50), at(9), 10).await?, 1);
            assert_eq!(tx.delete_user_sessions(of, None).await?, 0);
        }).expect("writes");
    }

    async fn failures_count_by_subject_and_the_oldest_are_forgotten(db) {
        let failed = SignInFailures { failures: 3, blocked_until: at(9), failed_at: at(1) };
        commit!(db, |tx| {
            let none = tx.claim_sign_in_failures("a").await?;
            assert_eq!(none.failures, 0);
            tx.put_sign_in_failures("a", failed).await?;
            assert_eq!(tx.claim_sign_in_failures("a").await?, failed);
            tx.claim_sign_in_failures("b").await?;
            let later = SignInFailures { failed_at: at(2), ..failed };
            tx.put_sign_in_failures("b", later).await?;
        }).expect("writes");
        assert_eq!(db.find_sign_in_failures("a").await.expect("a read"), Some(failed));
        assert_eq!(db.find_sign_in_failures("c").await.expect("a read"), None);
        assert_eq!(db.surplus_sign_in_failures(2).await.expect("a read"), None);
        assert_eq!(db.surplus_sign_in_failures(1).await.expect("a read"), Some(at(1)));
        commit!(db, |tx| {
            assert_eq!(tx.delete_sign_in_failures_before(at(2), 10).await?, 1);
            tx.clear_sign_in_failures("b").await?;
        }).expect("writes");
        assert_eq!(db.find_sign_in_failures("b").await.expect("a read"), None);
    }

    async fn the_newest_signing_keys_stay(db) {
        let key = |seconds| SigningKey {
            id: id(),
            sealed: "sealed".to_owned(),
            created_at: at(seconds),
        };
        let keys = [key(0), key(1), key(2)];
        let rows = keys.clone();
        commit!(db, |tx| for row in &rows { tx.insert_signing_key(row, 2, at(0)).await? }).expect("rows");
        let listed = db.newest_signing_keys(5).await.expect("a read");
        assert_eq!(listed.len(), 3, "none is old enough");
        let last = key(3);
        let row = last.clone();
        commit!(db, |tx| tx.insert_signing_key(&row, 2, at(2)).await?).expect("a row");
        let listed = db.newest_signing_keys(5).await.expect("a read");
        assert_eq!(listed, [last, keys[2].clone()]);
    }

    async fn the_audit_of_a_user_outlives_them_and_is_deleted_by_age(db) {
        let user = new_user(T, "ann@example.com", Role::Agent);
        let entry = |seconds, action| UserAudit {
            id: id(),
            tenant_id: T,
            user_id: user.id,
            action,
            at: at(seconds),
            changed_by: Principal::User(user.id),
            ip: Some("127.0.0.1".to_owned()),
            user_agent: None,
            request_id: Some("req-1".to_owned()),
            changed_fields: vec![UserField::Role, UserField::Operator],
            role: Some(Role::Viewer),
        };
        let rows: Vec<UserAudit> = UserAction::ALL.iter().zip(0..).map(|(action, seconds)| entry(seconds, *action)).collect();
        let (row, stored, of) = (user.clone(), rows.clone(), user.id);
        commit!(db, |tx| {
            tx.insert_user(&row, &UserSecrets::default()).await?;
            for row in &stored {
                tx.insert_user_audit(row).await?;
            }
            assert!(tx.delete_user(T, of).await?);
        }).expect("writes");
        assert!(db.has_user_audit(T, of).await.expect("a read"));
        assert!(!db.has_user_audit(id::<TenantId>(), of).await.expect("a read"));
        let (mut seen, mut request) = (Vec::new(), PageRequest::first(5));
        loop {
            let all = UserAuditFilter::default();
            let page = db.list_user_audit(T, of, &all, request).await.expect("a page");
            seen.extend(page.items);
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        let expected: Vec<UserAudit> = rows.into_iter().rev().collect();
        assert_eq!(seen, expected);
        let filter = UserAuditFilter {
            actions: vec![UserAction::Create, UserAction::Update, UserAction::Disable],
            since: Some(at(1)),
            until: Some(at(2)),
        };
        let page = db.list_user_audit(T, of, &filter, PageRequest::first(9)).await.expect("a page");
        assert_eq!(page.items.iter().map(|one| one.action).collect::<Vec<_>>(), [UserAction::Update]);
        let gone = commit!(db, |tx| tx.delete_user_audit_before(at(5), 3).await?);
        assert_eq!(gone.expect("a write"), 3, "bounded");
        let gone = commit!(db, |tx| tx.delete_user_audit_before(at(5), 3).await?);
        assert_eq!(gone.expect("a write"), 2);
    }
}
