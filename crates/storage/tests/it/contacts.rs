//! The address book.

use crate::fixtures::{NOW, T, id, instance};
use crate::harness::{Db, both, commit};
use omni_domain::conversation::{Address, Contact};
use omni_domain::ids::InstanceId;
use omni_domain::page::PageRequest;

fn new_contact(instance: InstanceId, address: &str, name: Option<&str>) -> Contact {
    Contact {
        id: id(),
        tenant_id: T,
        instance_id: instance,
        address: Address::new(address),
        display_name: name.map(str::to_owned),
        push_name: None,
        is_group: false,
        is_business: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn upsert(db: &Db, contacts: Vec<Contact>) {
    commit!(db, |tx| tx.upsert_contacts(&contacts).await?).expect("a write");
}

both! {
    async fn a_known_address_keeps_its_contact(db) {
        let owner = instance(&db, "i").await.id;
        let first = new_contact(owner, "1@c", Some("Ana"));
        upsert(&db, vec![first.clone()]).await;
        let update = Contact { push_name: Some("ana!".into()), ..new_contact(owner, "1@c", None) };
        upsert(&db, vec![update.clone(), update, new_contact(owner, "2@c", None)]).await;
        let found = db.find_contact_by_address(owner, "1@c").await.expect("a read").expect("it");
        assert_eq!((found.id, found.display_name.as_deref()), (first.id, Some("Ana")));
        assert_eq!(found.push_name.as_deref(), Some("ana!"));
        let page = db.list_contacts(T, owner, None, PageRequest::first(1)).await.expect("a page");
        assert_eq!(page.items[0].id, first.id);
        let rest = PageRequest { limit: 5, after: page.next };
        assert_eq!(db.list_contacts(T, owner, None, rest).await.expect("a page").items.len(), 1);
        let found = db.list_contacts(T, owner, Some("ANA"), PageRequest::first(5)).await.expect("a page");
        assert_eq!(found.items.len(), 1);
    }

    async fn contacts_are_merged(db) {
        let owner = instance(&db, "i").await.id;
        let (phone, lid) = (new_contact(owner, "1@c", None), new_contact(owner, "9@lid", Some("Ana")));
        upsert(&db, vec![phone.clone(), lid.clone()]).await;
        commit!(db, |tx| {
            tx.merge_contacts(lid.id, phone.id).await?;
            let both = Address::new("1@c").with_alt("9@lid");
            tx.update_contact_address(phone.id, &both).await?
        }).expect("a merge");
        let found = db.find_contacts(owner, &["9@lid".into(), "1@c".into()]).await.expect("a read");
        assert_eq!(found.len(), 1, "one row, although both addresses find it");
        assert_eq!((found[0].id, found[0].display_name.as_deref()), (phone.id, Some("Ana")));
    }
}
