//! Saved views: of one user, in their order, and removed with the user.

use crate::fixtures::{NOW, T, at, id};
use crate::harness::{Db, both, commit};
use crate::users::new_user;
use omni_domain::access::Role;
use omni_domain::conversation::ChatType;
use omni_domain::ids::UserId;
use omni_domain::instance::ChannelType;
use omni_domain::saved_view::{InboxAssignee, InboxFilter, InboxState, SavedView};
use omni_domain::user::UserSecrets;
use omni_storage::StorageError;

async fn user(db: &Db, email: &str) -> UserId {
    let row = new_user(T, email, Role::Agent);
    let user = row.id;
    commit!(db, |tx| tx.insert_user(&row, &UserSecrets::default()).await?).expect("a user");
    user
}

fn new_view(user_id: UserId, name: &str, position: i64) -> SavedView {
    SavedView {
        id: id(),
        tenant_id: T,
        user_id,
        name: name.to_owned(),
        filter: InboxFilter {
            instance_id: Some(id()),
            channel: Some(ChannelType::WhatsappBaileys),
            kind: Some(ChatType::Group),
            show: Some(InboxState::Unread),
            assigned: Some(InboxAssignee::User(user_id)),
            label: Some("7".to_owned()),
            search: Some("bike".to_owned()),
        },
        position,
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn stored(db: &Db, view: &SavedView) -> Result<(), StorageError> {
    let row = view.clone();
    commit!(db, |tx| tx.insert_saved_view(&row).await?)
}

both! {
    async fn views_are_listed_in_the_order_of_their_user(db) {
        let (ann, bo) = (user(&db, "ann@example.com").await, user(&db, "bo@example.com").await);
        let (last, first) = (new_view(ann, "last", 2), new_view(ann, "first", 1));
        for view in [&last, &first, &new_view(bo, "first", 0)] {
            stored(&db, view).await.expect("written");
        }
        assert_eq!(db.list_saved_views(ann).await.expect("a list"), [first.clone(), last.clone()]);
        assert_eq!(db.count_saved_views(ann).await.expect("a count"), 2);
        let taken = stored(&db, &new_view(ann, "first", 9)).await.expect_err("taken");
        assert!(
            matches!(&taken, StorageError::NotUnique { constraint } if constraint == "saved_views.name"),
            "{taken}"
        );

        let moved = SavedView {
            name: "moved".to_owned(),
            filter: InboxFilter::default(),
            position: 3,
            updated_at: at(1),
            ..first
        };
        let row = moved.clone();
        assert!(commit!(db, |tx| tx.update_saved_view(&row).await?).expect("a write"));
        assert_eq!(db.list_saved_views(ann).await.expect("a list"), [last, moved.clone()]);
        let view = moved.id;
        assert!(!commit!(db, |tx| tx.delete_saved_view(bo, view).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.delete_saved_view(ann, view).await?).expect("a write"));
    }

    async fn views_go_with_their_user(db) {
        let ann = user(&db, "ann@example.com").await;
        stored(&db, &new_view(ann, "first", 1)).await.expect("written");
        assert!(commit!(db, |tx| tx.delete_user(T, ann).await?).expect("a write"));
        assert!(db.list_saved_views(ann).await.expect("a list").is_empty());
        assert!(stored(&db, &new_view(ann, "late", 1)).await.is_err(), "the user is gone");
    }
}
