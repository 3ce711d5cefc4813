//! Documents of agents: their passages are found by words, and go with them.

use crate::fixtures::{NOW, T, at, chat, id, instance, new_agent};
use crate::harness::{Db, both, commit};
use crate::turns::new_turn;
use omni_domain::agent::{Agent, AgentAuthor};
use omni_domain::agent_document::{AgentDocument, DocumentRef, Passage};
use omni_domain::ids::{AgentId, InstanceId};
use omni_domain::page::PageRequest;
use omni_domain::turn::TurnState;
use omni_storage::{AgentFilter, AgentPiece, Engine, StorageError};
use sqlx::{AssertSqlSafe, ConnectOptions};
use std::str::FromStr;

async fn agent(db: &Db, name: &str, instance: Option<InstanceId>) -> Agent {
    let agent = new_agent(name, instance);
    let row = agent.clone();
    commit!(db, |tx| tx.insert_agent(&row, &AgentAuthor::SYSTEM).await?).expect("a write");
    agent
}

fn new_document(agent: AgentId, name: &str, passages: &[&str]) -> AgentDocument {
    let text = passages.join("\n\n");
    AgentDocument {
        id: id(),
        tenant_id: T,
        agent_id: agent,
        name: name.to_owned(),
        bytes: text.len() as u64,
        characters: text.chars().count() as u64,
        passages: passages.len() as u64,
        created_at: NOW,
    }
}

async fn stored(db: &Db, document: &AgentDocument, passages: &[&str]) -> Result<(), StorageError> {
    let row = document.clone();
    let passages: Vec<String> = passages.iter().map(|text| (*text).to_owned()).collect();
    commit!(db, |tx| tx.insert_agent_document(&row, &passages.join("\n\n"), &passages).await?)
}

async fn added(db: &Db, agent: AgentId, name: &str, passages: &[&str]) -> AgentDocument {
    let document = new_document(agent, name, passages);
    stored(db, &document, passages).await.expect("written");
    document
}

/// `Prices.md/0` of each passage that is found.
async fn found(db: &Db, agent: AgentId, text: &str) -> Vec<String> {
    let passages = db.search_passages(T, agent, text, 10).await.expect("a search");
    passages.iter().map(|one| format!("{}/{}", one.document, one.position)).collect()
}

/// How many rows a table has.
async fn rows_of(db: &Db, table: &str) -> i64 {
    let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let (count,): (i64,) = match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query_as(text).fetch_one(&mut conn).await.expect("a count")
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            let mut conn = options.connect().await.expect("a connection");
            sqlx::query_as(text).fetch_one(&mut conn).await.expect("a count")
        }
    };
    count
}

both! {
    async fn a_document_is_read_back_and_its_name_is_unique_in_its_agent(db) {
        let (shop, other) = (agent(&db, "shop", None).await, agent(&db, "other", None).await);
        let hours = added(&db, shop.id, "Hours", &["Open from 9.", "Closed on Sundays."]).await;
        let faq = added(&db, shop.id, "FAQ", &["None."]).await;
        let all = db.list_agent_documents(T, shop.id).await.expect("a list");
        assert_eq!(all, [faq.clone(), hours.clone()], "by name");
        assert_eq!(db.count_agent_documents(T, shop.id).await.expect("a count"), 2);
        assert!(db.list_agent_documents(id(), shop.id).await.expect("a list").is_empty());
        let read = db.find_agent_document(T, shop.id, hours.id).await.expect("a read");
        assert_eq!(read, Some(hours.clone()));
        assert_eq!(db.find_agent_document(T, other.id, hours.id).await.expect("a read"), None);
        let text = db.agent_document_text(T, shop.id, hours.id).await.expect("a read");
        assert_eq!(text.as_deref(), Some("Open from 9.\n\nClosed on Sundays."));

        let again = stored(&db, &new_document(shop.id, "FAQ", &["x"]), &["x"]).await;
        let is_taken = |error: &StorageError| {
            matches!(error, StorageError::NotUnique { constraint } if constraint == "agent_documents.name")
        };
        assert!(again.as_ref().is_err_and(is_taken), "{again:?}");
        added(&db, other.id, "FAQ", &["Elsewhere."]).await;
        let (gone, of) = (faq.id, shop.id);
        assert!(!commit!(db, |tx| tx.delete_agent_document(id(), of, gone).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.delete_agent_document(T, of, gone).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_agent_document(T, of, gone).await?).expect("a write"));
        assert_eq!(db.list_agent_documents(T, shop.id).await.expect("a list"), [hours]);
    }

    async fn passages_are_found_by_words_of_the_question_rare_ones_first(db) {
        let (shop, other) = (agent(&db, "shop", None).await, agent(&db, "other", None).await);
        let prices = ["The price of tea is 3 €.", "The price of coffee is 4 €.", "The prices rise."];
        added(&db, shop.id, "Prices", &prices).await;
        added(&db, shop.id, "Horários", &["Aberto das 9 às 18.", "Fechado aos domingos."]).await;
        added(&db, other.id, "Prices", &["Tea is free elsewhere."]).await;
        assert_eq!(found(&db, shop.id, "How much is TEA?").await[0], "Prices/0");
        assert_eq!(found(&db, shop.id, "price of coffee").await[0], "Prices/1");
        assert_eq!(found(&db, shop.id, "DOMINGO").await, ["Horários/1"], "another form of the word");
        let all = found(&db, shop.id, "horario").await;
        assert_eq!(all, ["Horários/0", "Horários/1"], "the name of the document counts");
        for text in ["", "?!", "bicycle", "\"NEAR(\" OR * -"] {
            assert_eq!(found(&db, shop.id, text).await, Vec::<String>::new(), "{text}");
        }
        assert_eq!(found(&db, other.id, "tea").await, ["Prices/0"]);
        assert!(db.search_passages(id(), shop.id, "tea", 10).await.expect("a search").is_empty());
        let few = db.search_passages(T, shop.id, "price", 1).await.expect("a search");
        assert_eq!(few.len(), 1);
        assert!(few[0].text.starts_with("The price"), "{}", few[0].text);
    }

    async fn a_document_that_names_another_agent_is_not_found_there(db) {
        let (shop, other) = (agent(&db, "shop", None).await, agent(&db, "other", None).await);
        added(&db, shop.id, "Own", &["Tea."]).await;
        let word = format!("agent{} tea", shop.id.uuid().simple());
        added(&db, other.id, "Bait", &[word.as_str()]).await;
        assert_eq!(found(&db, shop.id, "tea").await, ["Own/0"]);
    }

    async fn passages_go_with_their_document_agent_and_instance(db) {
        let owner = instance(&db, "one").await.id;
        let (shop, own) = (agent(&db, "shop", None).await, agent(&db, "own", Some(owner)).await);
        let many: Vec<String> = (0..40).map(|number| format!("Passage {number} of tea.")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let first = added(&db, shop.id, "First", &many).await;
        added(&db, shop.id, "Second", &["Tea."]).await;
        added(&db, own.id, "Third", &["Tea."]).await;
        assert_eq!(rows_of(&db, "passage_search").await, 42);
        let (of, gone) = (shop.id, first.id);
        assert!(commit!(db, |tx| tx.delete_agent_document(T, of, gone).await?).expect("a write"));
        assert_eq!(found(&db, shop.id, "tea").await, ["Second/0"]);
        assert_eq!(rows_of(&db, "passage_search").await, 2);
        assert!(commit!(db, |tx| tx.delete_agent(T, of).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.delete_instance(T, owner).await?).expect("a write"));
        for table in ["agent_documents", "agent_passages", "passage_search"] {
            assert_eq!(rows_of(&db, table).await, 0, "{table}");
        }
    }

    async fn a_deleted_agent_is_not_found_and_is_removed_in_pieces(db) {
        let owner = instance(&db, "one").await.id;
        let (shop, own) = (agent(&db, "shop", None).await, agent(&db, "own", Some(owner)).await);
        let kept = agent(&db, "kept", None).await;
        let many: Vec<String> = (0..40).map(|number| format!("Passage {number} of tea.")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for one in [&shop, &own] {
            added(&db, one.id, "First", &many).await;
            added(&db, one.id, "Second", &["Tea."]).await;
        }
        added(&db, kept.id, "Third", &["Tea."]).await;
        let (of, other) = (shop.id, id());
        assert!(!commit!(db, |tx| tx.mark_agent_deleted(other, of, at(1)).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.mark_agent_deleted(T, of, at(1)).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.mark_agent_deleted(T, of, at(2)).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.mark_instance_deleted(T, owner, at(3)).await?).expect("a write"));
        for gone in [&shop, &own] {
            assert_eq!(db.find_agent(T, gone.id).await.expect("a read"), None);
            let next = Agent { version: 2, ..gone.clone() };
            let late = commit!(db, |tx| tx.update_agent(&next, &AgentAuthor::SYSTEM).await?);
            assert!(matches!(late, Err(StorageError::Stale)), "{late:?}");
        }
        let page = db.list_agents(T, &AgentFilter::default(), PageRequest::first(5)).await;
        assert_eq!(page.expect("a page").items, std::slice::from_ref(&kept));
        assert!(db.find_agents(T, &[shop.id, own.id]).await.expect("a read").is_empty());

        let deleted = db.deleted_agents(5).await.expect("a read");
        assert_eq!(deleted, [(T, shop.id), (T, own.id)], "the longest deleted first");
        let passages = AgentPiece::Passages;
        let piece = commit!(db, |tx| tx.delete_piece_of_agent(of, passages, 30).await?);
        assert_eq!(piece.expect("a write"), 30);
        assert_eq!(rows_of(&db, "agent_passages").await, 82 + 1 - 30);
        for (_, gone) in deleted {
            for piece in AgentPiece::ALL {
                commit!(db, |tx| tx.delete_piece_of_agent(gone, piece, 100).await?).expect("a write");
            }
            assert!(commit!(db, |tx| tx.delete_agent(T, gone).await?).expect("a write"));
        }
        assert!(db.deleted_agents(5).await.expect("a read").is_empty());
        for table in ["agent_documents", "agent_passages", "passage_search", "agent_versions"] {
            assert_eq!(rows_of(&db, table).await, 1, "{table}: what is kept");
        }
        assert_eq!(found(&db, kept.id, "tea").await, ["Third/0"]);
    }

    async fn a_version_lists_the_documents_of_its_time(db) {
        let shop = agent(&db, "shop", None).await;
        let hours = added(&db, shop.id, "Hours", &["Open."]).await;
        for version in [2, 3] {
            let next = Agent { version, updated_at: at(version.into()), ..shop.clone() };
            commit!(db, |tx| tx.update_agent(&next, &AgentAuthor::SYSTEM).await?).expect("a write");
            let (of, gone) = (shop.id, hours.id);
            commit!(db, |tx| tx.delete_agent_document(T, of, gone).await?).expect("a write");
        }
        let mut documents = Vec::new();
        for version in 1..=3 {
            let found = db.find_agent_version(T, shop.id, version).await.expect("a read");
            documents.push(found.expect("kept").documents);
        }
        assert_eq!(documents, [vec![], vec![hours.reference()], Vec::<DocumentRef>::new()]);
    }

    async fn a_turn_keeps_which_passages_its_agent_was_given(db) {
        let (shop, place) = (agent(&db, "shop", None).await, instance(&db, "one").await);
        let turns = [new_turn(&chat(&db, place.id, "a@c").await, TurnState::Running)];
        let turn = turns[0].id;
        commit!(db, |tx| { tx.insert_turns(&turns).await?; }).expect("written");
        let hours = added(&db, shop.id, "Hours", &["Open.", "Closed."]).await;
        let given = db.search_passages(T, shop.id, "open closed", 5).await.expect("a search");
        let (first, second) = (given.clone(), vec![given[1].clone()]);
        commit!(db, |tx| tx.set_turn_passages(turn, &first).await?).expect("a write");
        let kept = db.turn_passages(turn).await.expect("a read");
        assert_eq!(kept, given.iter().cloned().map(Passage::into).collect::<Vec<_>>());
        commit!(db, |tx| tx.set_turn_passages(turn, &second).await?).expect("a write");
        let (of, gone) = (shop.id, hours.id);
        assert!(commit!(db, |tx| tx.delete_agent_document(T, of, gone).await?).expect("a write"));
        let kept = db.turn_passages(turn).await.expect("a read");
        let kept: Vec<_> = kept.iter().map(|one| (one.document.as_str(), &one.text)).collect();
        assert_eq!(kept, [("Hours", &None)], "the text is gone, its name is kept");
    }
}
