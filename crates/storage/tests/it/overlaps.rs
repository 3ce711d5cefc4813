//! Two nodes on one database: a message changes while another node adds its words to the index.

use crate::fixtures::{T, at, chat, instance};
use crate::harness::{Db, execute, run_on};
use crate::message_search::{arrive, event, found, indexed, live};
use omni_domain::content::Content;
use omni_domain::event::EventType;
use omni_domain::message::{EditEntry, Message};
use omni_storage::{StorageError, Store, StoreOptions, Tx};
use sqlx::ConnectOptions;
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::oneshot;

const MARK: &str = "INSERT INTO unindexed_messages VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff')
    ON CONFLICT DO NOTHING";

/// What one of the nodes writes.
#[derive(Debug, Clone, Copy)]
enum Change {
    Edit,
    Revoke,
    /// Retention deletes the events that lead to the message.
    DeleteEvents,
    /// The message is older than the index.
    IndexOld,
}

impl Change {
    async fn write(self, tx: &mut Tx, message: &Message) -> Result<(), StorageError> {
        match self {
            Self::Edit => {
                let earlier = EditEntry { text: "the frist draft".to_owned(), at: at(3) };
                let content = Content::text("the first draft");
                tx.edit_message(message.id, &content, &earlier, at(3)).await?;
                tx.append_event(event(message, EventType::MessageEdited));
            }
            Self::Revoke => {
                tx.delete_message_content(message.id, at(3)).await?;
            }
            Self::DeleteEvents => {
                tx.delete_events_before(T, at(1000), None, 10).await?;
            }
            Self::IndexOld => {
                tx.index_old_messages(10).await?;
            }
        }
        Ok(())
    }
}

/// Until a write of this database waits for another.
async fn one_waits(db: &Db) {
    const WAITING: &str = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock')";
    let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
    let mut conn = options.connect().await.expect("a connection");
    loop {
        let waits: (bool,) = sqlx::query_as(WAITING).fetch_one(&mut conn).await.expect("a look");
        if waits.0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The first change is not committed before the second, of another node, waits for it or is over.
async fn overlap(db: &Db, message: &Message, first: Change, second: Change) {
    let other = Store::open(&db.url, StoreOptions::default()).await.expect("another node");
    let (written, is_written) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let (of_first, of_second) = (message.clone(), message.clone());
    let early = db.write(move |tx: &mut Tx| {
        Box::pin(async move {
            first.write(tx, &of_first).await?;
            let _ = written.send(());
            let _ = released.await;
            Ok::<_, StorageError>(())
        })
    });
    let late = async {
        is_written.await.expect("the first has written");
        let write = other
            .write(move |tx: &mut Tx| Box::pin(async move { second.write(tx, &of_second).await }));
        tokio::pin!(write);
        let over = tokio::select! {
            done = &mut write => Some(done),
            () = one_waits(db) => None,
        };
        release.send(()).expect("the first waits");
        match over {
            Some(done) => done,
            None => write.await,
        }
    };
    let (early, late) = tokio::join!(early, late);
    let case = format!("{first:?}, {second:?}");
    assert!(early.is_ok() && late.is_ok(), "{case}: {early:?}, {late:?}");
    other.close().await;
}

/// What is there after two changes that overlapped.
struct Outcome {
    case: String,
    by_edited_text: Vec<String>,
    by_earlier_text: Vec<String>,
    indexed: (i64, i64),
}

/// The change of a message that its event leads to overlaps each way of indexing it, in both orders.
async fn overlaps(db: &Db, change: Change) -> Vec<Outcome> {
    let talk = chat(db, instance(db, "i").await.id, "1@c").await;
    let mut outcomes = Vec::new();
    for indexing in [Change::DeleteEvents, Change::IndexOld] {
        for (first, second) in [(change, indexing), (indexing, change)] {
            let message = arrive(db, vec![live(&talk, "M", 1, "the frist draft")]).await.remove(0);
            execute(db, MARK).await;
            overlap(db, &message, first, second).await;
            outcomes.push(Outcome {
                case: format!("{first:?}, {second:?}"),
                by_edited_text: found(db, "first draft").await,
                by_earlier_text: found(db, "frist").await,
                indexed: indexed(db).await,
            });
            execute(db, "DELETE FROM messages").await;
        }
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_edited_while_it_is_indexed_is_found_by_what_it_says_now() {
    let db = Db::postgres(StoreOptions::default()).await;
    run_on(db, |db| async move {
        for outcome in overlaps(&db, Change::Edit).await {
            assert_eq!(outcome.by_edited_text, ["M"], "{}", outcome.case);
            assert_eq!(outcome.by_earlier_text, ["M"], "{}", outcome.case);
            assert_eq!(outcome.indexed, (1, 1), "{}", outcome.case);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_message_that_is_revoked_while_it_is_indexed_no_word_is_kept() {
    let db = Db::postgres(StoreOptions::default()).await;
    run_on(db, |db| async move {
        for outcome in overlaps(&db, Change::Revoke).await {
            assert!(outcome.by_earlier_text.is_empty(), "{}", outcome.case);
            assert_eq!(outcome.indexed, (0, 0), "{}", outcome.case);
        }
    })
    .await;
}
