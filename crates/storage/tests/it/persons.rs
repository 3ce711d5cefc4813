//! Persons: found, assigned to each other, and audited; and the rules about them.

use crate::fixtures::{
    NOW, T, at, chat, id, instance, new_event, new_identity, new_message, new_person,
};
use crate::harness::{Db, both, commit};
use omni_domain::PhoneNumber;
use omni_domain::access::Principal;
use omni_domain::conversation::{Address, Identity, IdentityLink, LinkedBy, Person};
use omni_domain::event::Event;
use omni_domain::ids::PersonId;
use omni_domain::message::Message;
use omni_domain::page::PageRequest;
use omni_domain::person_change::{ChangeEvidence, PersonAction, PersonChange};
use omni_domain::rules::{AccessRule, RuleAction, RuleActionKind, RuleCriteria, RuleType};
use omni_storage::{EventFilter, PersonFilter};

pub(crate) fn manual() -> IdentityLink {
    let reason = Some("the same".to_owned());
    IdentityLink { linked_by: LinkedBy::Manual, confidence: 100, reason, at: Some(at(5)) }
}

async fn add(db: &Db, person: &Person, identity: &Identity) {
    let (person, identity) = (person.clone(), identity.clone());
    commit!(db, |tx| {
        tx.insert_person(&person).await?;
        tx.insert_identity(&identity).await?;
    })
    .expect("rows");
}

async fn seen_of(db: &Db, person: PersonId) -> usize {
    let filter = EventFilter { person_id: Some(person), ..EventFilter::default() };
    let events = db.list_events(T, &filter, PageRequest::first(100)).await.expect("a list");
    events.items.len()
}

pub(crate) fn rule(person: Option<PersonId>) -> AccessRule {
    AccessRule {
        id: id(),
        tenant_id: T,
        instance_id: None,
        rule_type: RuleType::Deny,
        criteria: RuleCriteria {
            phone_patterns: vec!["+1555*".parse().expect("a pattern")],
            platform_user_ids: vec!["9@lid".to_owned()],
            person_id: person,
            channel: None,
        },
        priority: 3,
        action: RuleAction { kind: RuleActionKind::Block, message: Some("no".to_owned()) },
        enabled: true,
        expires_at: Some(at(100)),
        reason: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

both! {
    async fn everything_follows_a_person_through_merge_and_split(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let (ann, bo) = (new_person("Ann"), new_person("Bo"));
        let (of_ann, of_bo) = (new_identity(&ann, owner, "1@c"), new_identity(&bo, owner, "2@c"));
        add(&db, &ann, &of_ann).await;
        add(&db, &bo, &of_bo).await;
        let message = Message {
            sender_identity_id: Some(of_bo.id), sender_person_id: Some(bo.id), ..new_message(&talk, "X", 0)
        };
        let said = Event { identity_id: Some(of_bo.id), person_id: Some(bo.id), ..new_event(owner, "x") };
        let made = Event { person_id: Some(bo.id), ..new_event(owner, "made") };
        let by_ann = Event { identity_id: Some(of_ann.id), person_id: Some(ann.id), ..new_event(owner, "y") };
        let (message_id, about_bo) = (message.id, rule(Some(bo.id)));
        let rule_id = about_bo.id;
        commit!(db, |tx| {
            tx.insert_messages(&[message]).await?;
            tx.append_event(said);
            tx.append_event(made);
            tx.append_event(by_ann);
            tx.insert_access_rule(&about_bo).await?;
        }).expect("rows");

        let (from, into) = (bo.id, ann.id);
        let moved = commit!(db, |tx| {
            let before = tx.persons_version().await?;
            tx.lock_persons().await?;
            assert_eq!(tx.persons_version().await?, before + 1);
            let moved = tx.give_person(T, from, into, &manual()).await?;
            tx.delete_person(T, from).await?;
            moved
        }).expect("a merge");
        assert_eq!(moved.iter().map(|one| one.id).collect::<Vec<_>>(), [of_bo.id]);
        assert_eq!((seen_of(&db, ann.id).await, seen_of(&db, bo.id).await), (3, 0));
        let message = db.find_message(T, message_id).await.expect("a read").expect("it");
        assert_eq!((message.sender_person_id, message.sender_identity_id), (Some(ann.id), Some(of_bo.id)));
        assert!(db.find_person(T, bo.id).await.expect("a read").is_none());
        let kept = db.find_access_rule(T, rule_id).await.expect("a read").expect("the rule");
        assert_eq!(kept.criteria.person_id, Some(ann.id));
        let theirs = db.list_identities(T, ann.id).await.expect("a read");
        assert_eq!(theirs.len(), 2);
        let given = theirs.into_iter().find(|one| one.id == of_bo.id).expect("the account");
        assert_eq!(given.link, manual());

        let new = new_person("Bo again");
        let own = new.clone();
        commit!(db, |tx| {
            tx.insert_person(&own).await?;
            tx.give_identity(&given, own.id, &manual()).await?;
        }).expect("an unlink");
        assert_eq!((seen_of(&db, ann.id).await, seen_of(&db, new.id).await), (2, 1));
        let message = db.find_message(T, message_id).await.expect("a read").expect("it");
        assert_eq!(message.sender_person_id, Some(new.id));
    }

    async fn persons_are_found_by_their_facts(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let mut people = Vec::new();
        for n in 0..6_i64 {
            let mut person = new_person(&format!("Person {n}"));
            person.updated_at = at(n / 2);
            people.push(person);
        }
        people[1].primary_phone = Some("+15550002222".to_owned());
        people[2].primary_email = Some("Zoë@Example.org".to_owned());
        people[3].avatar_url = Some("https://example.org/a.png".to_owned());
        people[3].metadata.insert("vip".to_owned(), serde_json::json!(true));
        for (n, person) in people.iter().enumerate() {
            let mut identity = new_identity(person, if n % 2 == 0 { one } else { two }, &format!("49170{n}@s.whatsapp.net"));
            identity.display_name = (n == 4).then(|| "Ünal".to_owned());
            identity.address.alt = (n == 5).then(|| "777@lid".to_owned());
            identity.address.phone = PhoneNumber::parse(&"7".repeat(6)).filter(|_| n == 5);
            add(&db, person, &identity).await;
        }
        let find = |search: Option<&str>, instance_ids: Option<Vec<_>>| {
            let filter = PersonFilter { instance_ids, search: search.map(str::to_owned) };
            let db = std::sync::Arc::clone(&db);
            async move {
                let page = db.list_persons(T, &filter, PageRequest::first(100)).await.expect("a page");
                page.items.iter().map(|one| one.display_name.clone().expect("a name")).collect::<Vec<_>>()
            }
        };
        assert_eq!(find(Some("person 3"), None).await, ["Person 3"]);
        assert_eq!(find(Some("+1 (555) 000-22"), None).await, ["Person 1"]);
        assert_eq!(find(Some("zoË@example"), None).await, ["Person 2"]);
        assert_eq!(find(Some("ünal"), None).await, ["Person 4"]);
        assert_eq!(find(Some("777@"), None).await, ["Person 5"]);
        assert_eq!(find(Some("49170"), Some(vec![two])).await.len(), 3);
        assert_eq!(find(Some("person 4"), Some(vec![two])).await, Vec::<String>::new());
        assert_eq!(find(None, Some(vec![])).await, Vec::<String>::new());
        assert_eq!(find(Some("%"), None).await, Vec::<String>::new());
        assert_eq!(db.find_person(T, people[3].id).await.expect("a read"), Some(people[3].clone()));

        let mut seen = Vec::new();
        let mut request = PageRequest::first(2);
        loop {
            let page = db.list_persons(T, &PersonFilter::default(), request).await.expect("a page");
            seen.extend(page.items.iter().map(|one| one.id));
            let Some(next) = page.next else { break };
            request.after = Some(next);
        }
        assert_eq!(seen, people.iter().rev().map(|one| one.id).collect::<Vec<_>>());
        let number = PhoneNumber::parse("777777").expect("a number");
        let by_phone = db.find_person_by_account_phone(T, &number).await.expect("a read");
        assert_eq!(by_phone.map(|one| one.id), Some(people[5].id));
        let accounts = db.find_identities_by_phone(T, &number).await.expect("a read");
        assert_eq!(accounts[0].address.phone, Some(number.clone()));
        assert!(db.find_identities_by_phone(id(), &number).await.expect("a read").is_empty(), "another tenant");
        let accounts = db.find_identities_everywhere(T, "491701@s.whatsapp.net").await.expect("a read");
        assert_eq!(accounts.iter().map(|one| one.address.clone()).collect::<Vec<_>>(), [Address::new("491701@s.whatsapp.net")]);
        assert!(db.find_identities_everywhere(id(), "777@lid").await.expect("a read").is_empty(), "another tenant");
    }

    async fn every_change_of_a_person_is_kept(db) {
        let (kept, gone) = (id::<PersonId>(), id::<PersonId>());
        let change = PersonChange {
            id: id(),
            tenant_id: T,
            action: PersonAction::Merge,
            person_id: kept,
            other_person_id: gone,
            identity_ids: vec![id()],
            changed_by: Principal::ApiKey(id()),
            reason: Some("twins".to_owned()),
            evidence: ChangeEvidence::Other(serde_json::json!({ "source": { "displayName": "Bo" } })),
            at: NOW,
        };
        let later = PersonChange { id: id(), action: PersonAction::Unlink, at: at(1), changed_by: Principal::System, ..change.clone() };
        let rows = [change.clone(), later.clone()];
        commit!(db, |tx| for row in &rows { tx.insert_person_change(row).await?; }).expect("rows");
        for person in [kept, gone] {
            let changes = db.person_changes(T, person, 10).await.expect("a read");
            assert_eq!(changes, [later.clone(), change.clone()]);
        }
        assert_eq!(db.person_changes(T, kept, 1).await.expect("a read").len(), 1);
        assert!(db.person_changes(id(), kept, 10).await.expect("a read").is_empty(), "another tenant");
    }

    async fn rules_are_kept_in_their_order_and_go_with_their_instance(db) {
        let owner = instance(&db, "i").await.id;
        let low = AccessRule { priority: -1, ..rule(None) };
        let high = AccessRule { priority: 9, instance_id: Some(owner), ..rule(None) };
        let newer = AccessRule { created_at: at(1), ..rule(None) };
        let older = rule(None);
        let rows = [low.clone(), older.clone(), high.clone(), newer.clone()];
        commit!(db, |tx| for row in &rows { tx.insert_access_rule(row).await?; }).expect("rows");
        let all = db.list_access_rules(T).await.expect("a list");
        assert_eq!(all, [high.clone(), newer, older, low.clone()]);
        assert_eq!(db.count_access_rules(T).await.expect("a count"), 4);
        assert!(db.find_access_rule(id(), low.id).await.expect("a read").is_none(), "another tenant");
        let changed = AccessRule { enabled: false, reason: Some("why".to_owned()), expires_at: None, ..low.clone() };
        let row = changed.clone();
        assert!(commit!(db, |tx| tx.update_access_rule(&row).await?).expect("a write"));
        assert_eq!(db.find_access_rule(T, low.id).await.expect("a read"), Some(changed));
        assert!(commit!(db, |tx| tx.delete_access_rule(T, low.id).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_access_rule(T, low.id).await?).expect("a write"));
        commit!(db, |tx| tx.delete_instance(T, owner).await?).expect("a write");
        assert!(db.find_access_rule(T, high.id).await.expect("a read").is_none());
    }
}
