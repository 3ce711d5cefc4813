//! Chats that are assigned to users, and internal notes on them.

use crate::fixtures::{NOW, T, at, chat, id, instance};
use crate::harness::{Db, both, commit};
use crate::users::new_user;
use omni_domain::access::{Principal, Role};
use omni_domain::conversation::{Chat, ChatNote};
use omni_domain::ids::{InstanceId, UserId};
use omni_domain::page::PageRequest;
use omni_domain::user::{User, UserSecrets, UserStatus};
use omni_storage::{AssignedTo, ChatFilter};

async fn user(db: &Db, email: &str, status: UserStatus) -> UserId {
    let row = User { status, ..new_user(T, email, Role::Agent) };
    let user = row.id;
    commit!(db, |tx| tx.insert_user(&row, &UserSecrets::default()).await?).expect("a user");
    user
}

async fn assign(db: &Db, chat: &Chat, user: UserId) {
    let chat = chat.id;
    commit!(db, |tx| tx.assign_chat(chat, user, NOW).await?).expect("assigned");
}

async fn found(db: &Db, owner: InstanceId, to: AssignedTo) -> Vec<String> {
    let filter = ChatFilter { assigned: Some(to), ..ChatFilter::default() };
    let page = db.list_chats(T, owner, filter, PageRequest::first(10)).await.expect("a page");
    page.items.into_iter().map(|chat| chat.address.id).collect()
}

fn new_note(chat: &Chat, text: &str, seconds: i64) -> ChatNote {
    ChatNote {
        id: id(),
        tenant_id: T,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        author: Principal::User(id()),
        author_name: Some("Ann".to_owned()),
        text: text.to_owned(),
        created_at: at(seconds),
        updated_at: at(seconds),
    }
}

both! {
    async fn a_chat_is_found_by_its_assignee_and_passes_to_another(db) {
        let owner = instance(&db, "i").await.id;
        let (one, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let ann = user(&db, "ann@example.com", UserStatus::Active).await;
        let bo = user(&db, "bo@example.com", UserStatus::Active).await;
        assert_eq!(db.chat_assignee(one.id).await.expect("a read"), None);
        assign(&db, &one, ann).await;
        assert_eq!(found(&db, owner, AssignedTo::User(ann)).await, ["1@c"]);
        assert_eq!(found(&db, owner, AssignedTo::NoUser).await, ["2@c"]);
        let facts = db.chat_facts(&[one.id, other.id]).await.expect("facts");
        let assignee = facts[&one.id].assignee.clone().expect("an assignee");
        assert_eq!((assignee.user_id, assignee.name.as_str()), (ann, "Ann"));
        assert!(!facts.contains_key(&other.id), "nothing is stored of it");
        assign(&db, &one, bo).await;
        assert_eq!(found(&db, owner, AssignedTo::User(ann)).await, Vec::<String>::new());
        assert_eq!(db.chat_assignee(one.id).await.expect("a read"), Some(bo));
        let id = one.id;
        commit!(db, |tx| {
            assert!(tx.unassign_chat(id).await?);
            assert!(!tx.unassign_chat(id).await?, "it is assigned to no user already");
        }).expect("unassigned");
        assert_eq!(found(&db, owner, AssignedTo::NoUser).await.len(), 2);
    }

    async fn the_chats_of_a_deleted_user_are_assigned_to_none(db) {
        let owner = instance(&db, "i").await.id;
        let ann = user(&db, "ann@example.com", UserStatus::Active).await;
        for address in ["1@c", "2@c"] {
            assign(&db, &chat(&db, owner, address).await, ann).await;
        }
        let some = commit!(db, |tx| tx.chats_of_assignee(ann, 1).await?).expect("a read");
        assert_eq!(some.len(), 1, "as many as asked for");
        let all = commit!(db, |tx| tx.chats_of_assignee(ann, 9).await?).expect("a read");
        let addresses: Vec<&str> = all.iter().map(|chat| chat.address.as_str()).collect();
        assert_eq!(addresses, ["1@c", "2@c"]);
        assert!(all.iter().all(|chat| chat.instance_id == owner));
        commit!(db, |tx| assert!(tx.delete_user(T, ann).await?)).expect("deleted");
        assert_eq!(found(&db, owner, AssignedTo::NoUser).await.len(), 2);
    }

    async fn a_merged_chat_keeps_an_assignee_and_all_notes(db) {
        let owner = instance(&db, "i").await.id;
        let ann = user(&db, "ann@example.com", UserStatus::Active).await;
        let bo = user(&db, "bo@example.com", UserStatus::Active).await;
        // Of the two pairs, one has an assignee in the chat that goes, the other in both.
        for (from, into, before) in [("1@lid", "1@c", None), ("2@lid", "2@c", Some(bo))] {
            let (from, into) = (chat(&db, owner, from).await, chat(&db, owner, into).await);
            assign(&db, &from, ann).await;
            if let Some(user) = before {
                assign(&db, &into, user).await;
            }
            let notes = [new_note(&from, "of the first", 1), new_note(&into, "of the second", 2)];
            let (gone, kept) = (from.id, into.id);
            commit!(db, |tx| {
                for note in &notes {
                    tx.insert_note(note).await?;
                }
                tx.merge_chats(gone, kept).await?;
            }).expect("a merge");
            let assignee = db.chat_assignee(kept).await.expect("a read");
            assert_eq!(assignee, Some(before.unwrap_or(ann)));
            let page = db.list_notes(kept, PageRequest::first(10)).await.expect("notes");
            let texts: Vec<&str> = page.items.iter().map(|note| note.text.as_str()).collect();
            assert_eq!(texts, ["of the second", "of the first"], "newest first");
        }
    }

    async fn notes_are_paged_changed_and_deleted(db) {
        let owner = instance(&db, "i").await.id;
        let (talk, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let notes: Vec<ChatNote> = (0..3).map(|at| new_note(&talk, &format!("n{at}"), at)).collect();
        let (rows, talk, other) = (notes.clone(), talk.id, other.id);
        commit!(db, |tx| {
            for note in &rows {
                tx.insert_note(note).await?;
            }
        }).expect("stored");
        assert_eq!(db.count_notes(talk).await.expect("a read"), 3);
        let first = db.list_notes(talk, PageRequest::first(2)).await.expect("a page");
        assert_eq!(first.items, [notes[2].clone(), notes[1].clone()]);
        let rest = PageRequest { limit: 2, after: first.next };
        let second = db.list_notes(talk, rest).await.expect("a page");
        assert_eq!((second.items, second.next), (vec![notes[0].clone()], None));
        let id = notes[0].id;
        assert_eq!(db.find_note(other, id).await.expect("a read"), None, "of another chat");
        commit!(db, |tx| {
            assert!(!tx.set_note_text(other, id, "elsewhere", at(9)).await?);
            assert!(tx.set_note_text(talk, id, "better", at(9)).await?);
        }).expect("changed");
        let changed = db.find_note(talk, id).await.expect("a read").expect("a note");
        assert_eq!((changed.text.as_str(), changed.updated_at), ("better", at(9)));
        assert_eq!(changed.created_at, notes[0].created_at);
        commit!(db, |tx| {
            assert!(!tx.delete_note(other, id).await?);
            assert!(tx.delete_note(talk, id).await?);
        }).expect("deleted");
        assert_eq!(db.find_note(talk, id).await.expect("a read"), None);
    }

    async fn those_who_may_sign_in_are_listed(db) {
        let ann = user(&db, "ann@example.com", UserStatus::Active).await;
        user(&db, "bo@example.com", UserStatus::Disabled).await;
        let cy = user(&db, "cy@example.com", UserStatus::Active).await;
        let first = db.list_active_users(T, PageRequest::first(1)).await.expect("a page");
        let rest = PageRequest { limit: 1, after: first.next };
        let second = db.list_active_users(T, rest).await.expect("a page");
        let ids: Vec<UserId> = first.items.iter().chain(&second.items).map(|user| user.id).collect();
        assert_eq!((ids, second.next), (vec![ann, cy], None));
    }
}
