//! Finding messages by their words, whatever leads to them.

use crate::fixtures::{
    NOW, T, at, chat, event_of, id, instance, messages, new_event, new_message, outbound,
};
use crate::harness::{Db, both, commit, execute};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::conversation::{Chat, Media, MediaStatus};
use omni_domain::event::{Event, EventType};
use omni_domain::ids::MessageId;
use omni_domain::instance::ChannelType;
use omni_domain::media_content::{MediaContentRow, ProcessingKind, ProcessingStatus};
use omni_domain::message::{DeliveryStatus, EditEntry, Message, MessageSource};
use omni_domain::page::PageRequest;
use omni_storage::{Engine, InstanceRows, MessageFilter};
use serde_json::json;
use sqlx::ConnectOptions;
use std::str::FromStr;

fn words(text: &str) -> MessageFilter {
    MessageFilter { search: text.to_owned(), ..MessageFilter::default() }
}

/// What the channel calls the messages that are found, in all pages.
async fn walk(db: &Db, filter: &MessageFilter, limit: u32) -> Vec<String> {
    let mut seen = Vec::new();
    let mut request = PageRequest::first(limit);
    loop {
        let page = db.search_messages(T, filter, request).await.expect("a page");
        assert!(page.items.len() <= limit as usize);
        seen.extend(page.items.into_iter().map(|message| message.external_id));
        let Some(next) = page.next else { return seen };
        request.after = Some(next);
    }
}

pub(crate) async fn found(db: &Db, text: &str) -> Vec<String> {
    walk(db, &words(text), 100).await
}

pub(crate) fn live(chat: &Chat, external_id: &str, seconds: i64, text: &str) -> Message {
    Message { content: Content::text(text), ..new_message(chat, external_id, seconds) }
}

fn synced(chat: &Chat, external_id: &str, seconds: i64, text: &str) -> Message {
    Message { source: MessageSource::Sync, ..live(chat, external_id, seconds, text) }
}

/// An event about a message, with its text.
pub(crate) fn event(message: &Message, kind: EventType) -> Event {
    let text = message.content.typed_text().unwrap_or_default();
    Event {
        chat_id: Some(message.chat_id),
        message_id: Some(message.id),
        at: message.platform_timestamp,
        body: event_of(kind, json!({})).body,
        ..new_event(message.instance_id, text)
    }
}

/// Stores messages with the events of their arrival.
pub(crate) async fn arrive(db: &Db, rows: Vec<Message>) -> Vec<Message> {
    let rows = messages(db, rows).await;
    let events: Vec<Event> =
        rows.iter().map(|one| event(one, EventType::MessageReceived)).collect();
    commit!(db, |tx| {
        for event in events {
            tx.append_event(event);
        }
    })
    .expect("events");
    rows
}

/// How many messages the index of their words has, and how many rows of words there are.
pub(crate) async fn indexed(db: &Db) -> (i64, i64) {
    const PLACES: &str = "SELECT COUNT(*) FROM indexed_messages";
    match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            let words = "SELECT COUNT(*) FROM message_search_docsize";
            let (places,) = sqlx::query_as(PLACES).fetch_one(&mut conn).await.expect("a count");
            let (words,) = sqlx::query_as(words).fetch_one(&mut conn).await.expect("a count");
            (places, words)
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            let words = "SELECT COUNT(*) FROM message_search";
            let (places,) = sqlx::query_as(PLACES).fetch_one(&mut conn).await.expect("a count");
            let (words,) = sqlx::query_as(words).fetch_one(&mut conn).await.expect("a count");
            (places, words)
        }
    }
}

fn reading(message: &Message, file: &Media, text: &str) -> MediaContentRow {
    MediaContentRow {
        media_id: file.id,
        kind: ProcessingKind::Transcription,
        tenant_id: T,
        instance_id: message.instance_id,
        message_id: Some(message.id),
        status: ProcessingStatus::Completed,
        content: Some(text.to_owned()),
        error: None,
        model: None,
        provider: None,
        language: None,
        tokens: 0,
        cost_micros: 0,
        processing_ms: 0,
        batch_job_id: None,
        created_at: NOW,
    }
}

fn file(message: &Message) -> Media {
    Media {
        id: id(),
        tenant_id: T,
        instance_id: message.instance_id,
        message_id: Some(message.id),
        kind: MediaKind::Audio,
        mime_type: "audio/ogg".to_owned(),
        file_name: None,
        size: None,
        sha256: None,
        status: MediaStatus::Pending,
        blob_key: None,
        locator: None,
        error: None,
        created_at: NOW,
    }
}

both! {
    async fn a_message_is_found_once_however_many_events_it_has(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        arrive(&db, vec![live(&talk, "received", 1, "Açaí bowl")]).await;
        let text = |message: Message| Message { content: Content::text("acai please"), ..message };
        let sent = text(outbound(&talk, "sent", DeliveryStatus::Sent));
        let device = text(outbound(&talk, "device", DeliveryStatus::Sent));
        let device = Message { source: MessageSource::Device, ..device };
        let rows = messages(&db, vec![sent, device]).await;
        let events = [
            event(&rows[0], EventType::MessageQueued),
            event(&rows[0], EventType::MessageSent),
            event(&rows[1], EventType::MessageSent),
        ];
        commit!(db, |tx| {
            for event in events {
                tx.append_event(event);
            }
        }).expect("events");
        assert_eq!(found(&db, "ACAI").await, ["device", "sent", "received"]);
        assert_eq!(found(&db, "acai bow").await, ["received"], "the last word may be a beginning");
        assert_eq!(found(&db, "please acai").await, ["device", "sent"]);
        assert_eq!(indexed(&db).await, (0, 0), "their events lead to them");
        for nothing in ["", " *", "acai nothing"] {
            assert!(found(&db, nothing).await.is_empty(), "{nothing}");
        }
        let other = db.search_messages(id(), &words("acai"), PageRequest::first(9)).await;
        assert!(other.expect("a page").items.is_empty(), "another tenant");
    }

    async fn synced_history_is_found_among_what_arrived(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        arrive(&db, vec![live(&talk, "L1", 100, "apple"), live(&talk, "L2", 200, "apple")]).await;
        // As it is synced: the newest conversation first, each from its newest message on.
        let history = [(150, "H3"), (50, "H2"), (50, "H1"), (10, "H0")];
        let rows = history.map(|(seconds, name)| synced(&talk, name, seconds, "apples, apple"));
        messages(&db, rows.to_vec()).await;
        let again = rows.to_vec();
        let new = commit!(db, |tx| tx.insert_messages(&again).await?).expect("a write");
        assert!(new.is_empty(), "synced again");
        assert_eq!(indexed(&db).await, (4, 4));
        let whole = walk(&db, &words("apple"), 100).await;
        assert_eq!(whole[..3], ["L2", "H3", "L1"]);
        assert_eq!(whole[5], "H0");
        for limit in 1..7 {
            assert_eq!(walk(&db, &words("apple"), limit).await, whole, "{limit} a page");
        }
        let undecryptable = Message {
            status: DeliveryStatus::Undecryptable,
            content: Content::Unknown { kind: "undecryptable".to_owned(), text: None },
            ..synced(&talk, "late", 300, "")
        };
        let row = messages(&db, vec![undecryptable]).await.remove(0);
        let readable = Message { id: row.id, ..synced(&talk, "late", 300, "orange") };
        let is_new = commit!(db, |tx| tx.complete_undecryptable(row.id, &readable).await?);
        assert!(is_new.expect("a write"));
        assert_eq!(found(&db, "orange").await, ["late"]);
    }

    async fn captions_readings_and_edits_are_found(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let caption = Some("Voice of Ana".to_owned());
        let content = Content::Media(MediaContent { caption, ..MediaContent::new(MediaKind::Audio, "audio/ogg") });
        let voice = Message { content, ..live(&talk, "voice", 1, "") };
        let rows = arrive(&db, vec![voice, live(&talk, "typo", 2, "the frist draft")]).await;
        assert_eq!(found(&db, "voice").await, ["voice"]);
        assert!(found(&db, "invoice").await.is_empty());
        let media = file(&rows[0]);
        let failed = MediaContentRow {
            status: ProcessingStatus::Failed,
            content: None,
            ..reading(&rows[0], &media, "")
        };
        let read = reading(&rows[0], &media, "please send the invoice");
        commit!(db, |tx| {
            tx.insert_media(std::slice::from_ref(&media)).await?;
            tx.put_media_content(&failed).await?;
            tx.put_media_content(&read).await?;
            tx.put_media_content(&failed).await?;
        }).expect("a write");
        assert_eq!(found(&db, "invoice").await, ["voice"]);
        assert_eq!(found(&db, "ana invoice").await, ["voice"], "words of both");
        assert_eq!(found(&db, "voice").await, ["voice"], "once");

        let typo = rows[1].clone();
        let edited = event(&Message { content: Content::text("the first draft"), ..typo.clone() }, EventType::MessageEdited);
        commit!(db, |tx| {
            let earlier = EditEntry { text: "the frist draft".to_owned(), at: at(3) };
            tx.edit_message(typo.id, &Content::text("the first draft"), &earlier, at(3)).await?;
            tx.append_event(edited);
        }).expect("a write");
        for text in ["first draft", "frist", "draft"] {
            assert_eq!(found(&db, text).await, ["typo"], "{text}");
        }
        assert_eq!(indexed(&db).await, (2, 2));
    }

    async fn a_message_of_too_many_words_is_found_by_what_it_says_now(db) {
        let word = |edit: i64, n: i64| format!("w{edit:019}{n:020}");
        let text = |edit: i64| (0..4000).map(|n| word(edit, n)).collect::<Vec<_>>().join(" ");
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let long = arrive(&db, vec![live(&talk, "long", 1, &text(0))]).await[0].id;
        for edit in 1..=20 {
            let content = Content::text(text(edit));
            let earlier = EditEntry { text: text(edit - 1), at: at(edit) };
            let edited = commit!(db, |tx| tx.edit_message(long, &content, &earlier, at(edit)).await?);
            assert!(edited.expect("an edit").is_some());
        }
        let newest = word(20, 3999);
        assert_eq!(found(&db, &newest).await, ["long"]);
        assert!(found(&db, &word(0, 0)).await.is_empty(), "there is no room for the first text");
        execute(&db, "DELETE FROM indexed_messages").await;
        let events = commit!(db, |tx| tx.delete_events_before(T, at(40), None, 30).await?);
        assert_eq!(events.expect("a piece"), 1);
        assert_eq!(indexed(&db).await, (1, 1));
        assert_eq!(found(&db, &newest).await, ["long"]);
    }

    async fn a_search_has_the_limits_of_its_filter(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let talks = [chat(&db, one, "1@c").await, chat(&db, one, "2@c").await, chat(&db, two, "1@c").await];
        for (n, talk) in (0..).zip(&talks) {
            arrive(&db, vec![live(talk, &format!("L{n}"), 100 + n, "hello")]).await;
            messages(&db, vec![synced(talk, &format!("H{n}"), n, "hello")]).await;
        }
        let all = ["L2", "L1", "L0", "H2", "H1", "H0"];
        assert_eq!(found(&db, "hello").await, all);
        let of_one = MessageFilter { instance_ids: Some(vec![one]), ..words("hello") };
        assert_eq!(walk(&db, &of_one, 3).await, ["L1", "L0", "H1", "H0"]);
        let none = MessageFilter { instance_ids: Some(Vec::new()), ..words("hello") };
        assert!(walk(&db, &none, 3).await.is_empty());
        let of_chat = MessageFilter { chat_id: Some(talks[1].id), ..words("hello") };
        assert_eq!(walk(&db, &of_chat, 3).await, ["L1", "H1"]);
        let others = MessageFilter { chat_id: Some(talks[1].id), instance_ids: Some(vec![two]), ..words("hello") };
        assert!(walk(&db, &others, 3).await.is_empty());
        let here = MessageFilter { channels: vec![ChannelType::WhatsappBaileys], ..words("hello") };
        assert_eq!(walk(&db, &here, 4).await, all);
        let elsewhere = MessageFilter { channels: vec![ChannelType::Discord], ..words("hello") };
        assert!(walk(&db, &elsewhere, 4).await.is_empty());
    }

    async fn what_is_deleted_is_not_found(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let arrived = arrive(&db, vec![live(&talk, "L0", 10, "apple"), live(&talk, "L1", 11, "apple")]).await;
        let history: Vec<Message> =
            (0..3).map(|n| synced(&talk, &format!("H{n}"), n, "apple")).collect();
        let history = messages(&db, history).await;
        let (first, last) = (arrived[0].id, history[2].id);
        commit!(db, |tx| {
            tx.delete_message_content(first, at(20)).await?;
            tx.delete_message_content(last, at(20)).await?
        }).expect("revoked");
        assert_eq!(found(&db, "apple").await, ["L1", "H1", "H0"]);
        assert_eq!(indexed(&db).await, (2, 2));
        let old: Vec<MessageId> = vec![arrived[1].id, history[1].id];
        commit!(db, |tx| tx.delete_messages(&old).await?).expect("too old");
        assert_eq!(found(&db, "apple").await, ["H0"]);
        assert_eq!(indexed(&db).await, (1, 1));
        let rows = InstanceRows::Messages(vec![history[0].id.0]);
        commit!(db, |tx| tx.delete_rows_of_instance(T, &rows).await?).expect("a piece");
        assert_eq!(indexed(&db).await, (0, 0));
        messages(&db, vec![synced(&talk, "last", 1, "apple")]).await;
        commit!(db, |tx| tx.delete_instance(T, owner).await?).expect("deleted");
        assert_eq!(indexed(&db).await, (0, 0));
        assert!(found(&db, "apple").await.is_empty());
    }

    async fn a_message_is_found_when_its_events_are_deleted(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let rows = arrive(&db, (0..70).map(|n| live(&talk, &format!("M{n}"), n, "apple")).collect()).await;
        let gone = rows[1].id;
        commit!(db, |tx| tx.delete_messages(&[gone]).await?).expect("a write");
        let before = walk(&db, &words("apple"), 30).await;
        assert_eq!(before.len(), 69);
        let events = commit!(db, |tx| tx.delete_events_before(T, at(40), None, 30).await?);
        assert_eq!(events.expect("a piece"), 30);
        assert_eq!(indexed(&db).await, (29, 29), "without the one that is deleted");
        commit!(db, |tx| tx.delete_events_before(T, at(1000), None, 100).await?).expect("the rest");
        assert_eq!(walk(&db, &words("apple"), 30).await, before);
        assert_eq!(indexed(&db).await, (69, 69));
    }

    async fn a_message_of_two_merged_chats_is_found_once(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let twins = vec![live(&lid, "twin", 1, "apple"), live(&phone, "twin", 1, "apple"), live(&lid, "other", 2, "apple")];
        arrive(&db, twins).await;
        commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?).expect("a merge");
        assert_eq!(found(&db, "apple").await, ["other", "twin"]);
        let of_chat = MessageFilter { chat_id: Some(phone.id), ..words("apple") };
        assert_eq!(walk(&db, &of_chat, 1).await, ["other", "twin"]);
    }

    async fn messages_older_than_the_index_are_added_to_it(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let history: Vec<Message> =
            (0..1100).map(|n| synced(&talk, &format!("H{n}"), n, "apple")).collect();
        messages(&db, history).await;
        // Long before the first event that is left, and after it.
        let old = live(&talk, "old", 2000, "apple");
        let new = Message { created_at: at(9000), ..live(&talk, "new", 9000, "apple") };
        messages(&db, vec![old]).await;
        let first = Event { at: at(4000), ..new_event(owner, "x") };
        commit!(db, |tx| tx.append_event(first)).expect("an event");
        arrive(&db, vec![new]).await;
        execute(&db, "DELETE FROM indexed_messages").await;
        assert_eq!(found(&db, "apple").await, ["new"]);
        // A new database has it, too.
        let mark = match db.engine() {
            Engine::Sqlite => "INSERT INTO unindexed_messages VALUES (X'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF') ON CONFLICT DO NOTHING",
            Engine::Postgres => "INSERT INTO unindexed_messages VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff') ON CONFLICT DO NOTHING",
        };
        execute(&db, mark).await;
        for _ in 0..2 {
            while db.has_unindexed_messages().await.expect("a look") {
                commit!(db, |tx| tx.index_old_messages(200).await?).expect("a piece");
            }
            assert_eq!(indexed(&db).await, (1101, 1101), "all but the new one");
            let all = walk(&db, &words("apple"), 200).await;
            assert_eq!((all.len(), &all[0][..], &all[1][..], &all[2][..]), (1102, "new", "old", "H1099"));
        }
    }
}
