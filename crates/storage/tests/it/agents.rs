//! Agents: versions, references to them, and the move out of the instances' settings.

use crate::fixtures::{T, at, chat, id, instance, new_agent, new_instance};
use crate::harness::{Db, both, commit};
use omni_domain::access::Principal;
use omni_domain::agent::{Agent, AgentAuthor, AgentConfig, AgentRef, AgentTool, McpServer};
use omni_domain::ids::{AgentId, InstanceId};
use omni_domain::instance::Instance;
use omni_domain::page::PageRequest;
use omni_domain::provider::ProviderKind;
use omni_storage::{AgentFilter, Engine, InstanceFilter, StorageError};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::fmt::Write as _;
use std::str::FromStr;

fn full(name: &str) -> Agent {
    let mut agent = new_agent(name, None);
    agent.config = AgentConfig {
        provider_id: None,
        kind: Some(ProviderKind::Builtin),
        api_url: Some("http://127.0.0.1/v1".into()),
        api_key: Some("sealed".into()),
        remote_id: Some("remote".into()),
        model: Some("tiny".into()),
        prompt: Some("Be kind.".into()),
        tools: vec![AgentTool::Mcp(McpServer {
            url: "http://127.0.0.1/mcp".into(),
            token: Some("sealed too".into()),
        })],
        timeout_ms: Some(5000),
        streaming: true,
        options: [("maxSteps".to_owned(), 3.into())].into_iter().collect(),
    };
    agent
}

/// Runs statements outside of the store, as another program would.
async fn run(db: &Db, text: String) {
    let text = sqlx::raw_sql(AssertSqlSafe(text));
    match db.engine() {
        Engine::Sqlite => {
            let options = sqlx::sqlite::SqliteConnectOptions::from_str(&db.url).expect("a URL");
            options.connect().await.expect("a connection").execute(text).await.expect("run");
        }
        Engine::Postgres => {
            let options = sqlx::postgres::PgConnectOptions::from_str(&db.url).expect("a URL");
            options.connect().await.expect("a connection").execute(text).await.expect("run");
        }
    }
}

/// A UUID as this engine's literal.
fn literal(db: &Db, id: InstanceId) -> String {
    match db.engine() {
        Engine::Sqlite => format!("x'{}'", id.uuid().simple()),
        Engine::Postgres => format!("'{id}'"),
    }
}

both! {
    async fn an_agent_is_read_back_and_every_version_is_kept(db) {
        let agent = full("one");
        let stored = agent.clone();
        commit!(db, |tx| tx.insert_agent(&stored, &AgentAuthor::SYSTEM).await?).expect("a write");
        assert_eq!(db.find_agent(T, agent.id).await.expect("a read"), Some(agent.clone()));
        assert_eq!(db.find_agent(id(), agent.id).await.expect("a read"), None);
        let mut second = Agent { version: 2, updated_at: at(2), ..agent.clone() };
        second.config.prompt = None;
        let (stored, late) = (second.clone(), second.clone());
        let ann = AgentAuthor { principal: Principal::User(id()), name: Some("Ann".into()) };
        let author = ann.clone();
        commit!(db, |tx| tx.update_agent(&stored, &author).await?).expect("a write");
        let refused = commit!(db, |tx| tx.update_agent(&late, &AgentAuthor::SYSTEM).await?);
        assert!(matches!(refused, Err(StorageError::Stale)), "a change of version 1 is late");
        assert_eq!(db.find_agent(T, agent.id).await.expect("a read"), Some(second.clone()));

        let first = db.find_agent_version(T, agent.id, 1).await.expect("a read").expect("kept");
        assert_eq!(first.config.prompt.as_deref(), Some("Be kind."));
        assert_eq!(first.author, Some(AgentAuthor::SYSTEM));
        assert!(first.has_api_key && first.config.api_key.is_none());
        assert!(!format!("{first:?}").contains("sealed"), "secrets are not in the history");
        assert_eq!(db.find_agent_version(id(), agent.id, 1).await.expect("a read"), None);
        let page = db.list_agent_versions(T, agent.id, PageRequest::first(1)).await.expect("a page");
        assert_eq!(page.items, [second.snapshot(&ann)]);
        let rest = PageRequest { after: page.next, limit: 5 };
        let rest = db.list_agent_versions(T, agent.id, rest).await.expect("a page");
        assert_eq!(rest.items.iter().map(|one| one.version).collect::<Vec<_>>(), [1]);
        let foreign = db.list_agent_versions(id(), agent.id, PageRequest::first(5)).await;
        assert!(foreign.expect("a page").items.is_empty());
    }

    async fn a_version_from_before_authors_were_kept_has_none(db) {
        let agent = new_agent("old", None);
        let stored = agent.clone();
        commit!(db, |tx| tx.insert_agent(&stored, &AgentAuthor::SYSTEM).await?).expect("a write");
        run(&db, "UPDATE agent_versions SET changed_by = NULL".to_owned()).await;
        let version = db.find_agent_version(T, agent.id, 1).await.expect("a read").expect("kept");
        assert_eq!(version.author, None);
    }

    async fn u_0000_in_a_prompt_does_not_make_a_version_differ_from_its_agent(db) {
        let mut agent = full("nul");
        agent.config.prompt = Some("Be\0kind.".into());
        agent.config.model = Some("ti\0ny".into());
        let first = agent.clone();
        let second = Agent { version: 2, updated_at: at(2), ..agent.clone() };
        commit!(db, |tx| {
            tx.insert_agent(&first, &AgentAuthor::SYSTEM).await?;
            tx.update_agent(&second, &AgentAuthor::SYSTEM).await?;
        }).expect("a write");
        let read = db.find_agent(T, agent.id).await.expect("a read").expect("it");
        assert_eq!(read.config.prompt.as_deref(), Some("Be\u{fffd}kind."));
        assert_eq!(read.config.model.as_deref(), Some("ti\u{fffd}ny"));
        let version = db.find_agent_version(T, agent.id, 2).await.expect("a read");
        assert_eq!(version, Some(read.snapshot(&AgentAuthor::SYSTEM)));
        let first = db.find_agent_version(T, agent.id, 1).await.expect("a read").expect("kept");
        assert_eq!(first.config, read.snapshot(&AgentAuthor::SYSTEM).config);
    }

    async fn an_instance_names_the_agent_that_answers(db) {
        let mut shop = instance(&db, "shop").await;
        let (shared, mute) = (full("shared"), new_agent("mute", None));
        for (agent, answers) in [(shared.clone(), true), (mute.clone(), false)] {
            shop.agent = Some(AgentRef { id: agent.id, answers });
            let row = shop.clone();
            commit!(db, |tx| {
                tx.insert_agent(&agent, &AgentAuthor::SYSTEM).await?;
                tx.update_instance(&row).await?;
            }).expect("a write");
            assert_eq!(db.find_instance(T, shop.id).await.expect("a read"), Some(shop.clone()));
            let page = db.list_instances(T, &InstanceFilter::default(), PageRequest::first(5)).await;
            assert_eq!(page.expect("a page").items, [shop.clone()]);
        }
        assert_eq!(db.wanted_instances().await.expect("a read"), [shop.clone()]);
        assert_eq!(db.agent_users(T, mute.id).await.expect("a read"), ["shop"]);
        assert!(db.agent_users(id(), mute.id).await.expect("a read").is_empty());
        assert_eq!(db.instances_of_agent(T, mute.id).await.expect("a read"), [shop.clone()]);
        assert!(db.instances_of_agent(T, shared.id).await.expect("a read").is_empty());
        let both = [shared.id, mute.id];
        let users = db.instances_of_agents(T, &both).await.expect("a read");
        assert_eq!(users, std::slice::from_ref(&shop));
        assert!(db.instances_of_agents(T, &[]).await.expect("a read").is_empty());
        assert!(db.instances_of_agents(id(), &both).await.expect("a read").is_empty());
        let used = commit!(db, |tx| tx.delete_agent(T, mute.id).await?);
        assert!(matches!(used, Err(StorageError::Stale)), "{used:?}");
        let used = commit!(db, |tx| tx.mark_agent_deleted(T, mute.id, at(1)).await?);
        assert!(matches!(used, Err(StorageError::Stale)), "{used:?}");
        assert!(!commit!(db, |tx| tx.delete_agent(id(), shared.id).await?).expect("another tenant"));
        assert!(commit!(db, |tx| tx.delete_agent(T, shared.id).await?).expect("a write"));
        assert_eq!(db.find_agent_version(T, shared.id, 1).await.expect("a read"), None);

        let of_shop = AgentFilter { instance_ids: Some(vec![shop.id]), ..Default::default() };
        let page = db.list_agents(T, &of_shop, PageRequest::first(5)).await.expect("a page");
        assert_eq!(page.items, std::slice::from_ref(&mute));
        let of_none = AgentFilter { instance_ids: Some(vec![id()]), ..Default::default() };
        let page = db.list_agents(T, &of_none, PageRequest::first(5)).await.expect("a page");
        assert!(page.items.is_empty());
        assert_eq!(db.find_agents(T, &[mute.id, id()]).await.expect("a read"), [mute]);
    }

    async fn an_agent_that_belongs_to_an_instance_is_deleted_with_it(db) {
        let mut shop = instance(&db, "shop").await;
        chat(&db, shop.id, "1@c").await;
        let own = new_agent("shop", Some(shop.id));
        let second = new_agent("shop", Some(shop.id));
        shop.agent = Some(own.reference());
        let (row, stored) = (shop.clone(), own.clone());
        commit!(db, |tx| {
            tx.insert_agent(&stored, &AgentAuthor::SYSTEM).await?;
            tx.update_instance(&row).await?;
        }).expect("a write");
        let error = commit!(db, |tx| tx.insert_agent(&second, &AgentAuthor::SYSTEM).await?);
        let error = error.expect_err("one per instance");
        assert!(matches!(error, StorageError::NotUnique { .. }), "{error:?}");
        let shared = AgentFilter { shared_only: true, ..Default::default() };
        let page = db.list_agents(T, &shared, PageRequest::first(5)).await.expect("a page");
        assert!(page.items.is_empty());
        assert!(commit!(db, |tx| tx.delete_instance(T, shop.id).await?).expect("a write"));
        assert_eq!(db.find_agent(T, own.id).await.expect("a read"), None);
        assert_eq!(db.find_agent_version(T, own.id, 1).await.expect("a read"), None);
    }

    async fn agents_of_older_settings_become_rows(db) {
        let mut names = Vec::new();
        // More than one batch.
        for number in 0..120 {
            let one = new_instance(&format!("old {number:03}"));
            names.push((one.id, one.name.clone()));
            commit!(db, |tx| tx.insert_instance(&one).await?).expect("a write");
        }
        let provider = "0194b000-0000-7000-8000-0000000000ff";
        let settings = |agent: &str| format!(
            r#"{{"channelConfig":{{"deviceName":"Ômni \u0000","agent":{{}}}},"agent":{agent},"messaging":{{"debounceMode":"fixed"}},"accessMode":"disabled"}}"#
        );
        let full = r#"{"providerId":null,"type":"anthropic","apiUrl":"http://a/v1","apiKey":"sealed:v1:x","agentId":"m","prompt":"It''s \u0000","timeout":500,"streaming":true}"#;
        let defaults = r#"{"providerId":null,"type":null,"apiUrl":null,"apiKey":null,"agentId":null,"prompt":null,"timeout":60000,"streaming":false}"#;
        let dangling = format!(r#"{{"providerId":"{provider}"}}"#);
        let mut text = String::new();
        for (number, (id, _)) in names.iter().enumerate() {
            let agent = match number {
                0 => defaults,
                1 => dangling.as_str(),
                2 => r#"{"type":"nonsense"}"#,
                _ => full,
            };
            let (settings, id) = (settings(agent), literal(&db, *id));
            write!(text, "UPDATE instances SET config = '{settings}' WHERE id = {id};").expect("text");
        }
        text.push_str("INSERT INTO sequences (name, value) VALUES ('agents.unmoved', 0);");
        run(&db, text).await;

        for _ in 0..2 {
            assert!(db.migrate().await.expect("no step, but a move").is_empty());
            let of = async |number: usize| -> Instance {
                db.find_instance(T, names[number].0).await.expect("a read").expect("an instance")
            };
            for number in [0, 1] {
                let moved = of(number).await;
                assert_eq!(moved.agent, None, "nothing was set, or nothing that exists");
                assert_eq!(moved.config.channel_config["deviceName"], "Ômni \u{0}");
            }
            assert_eq!(of(2).await.agent, None, "a row that cannot be read is not changed");
            for number in [3, 119] {
                let moved = of(number).await;
                assert_eq!(moved.config.access_mode.as_str(), "disabled");
                assert!(moved.config.channel_config.contains_key("agent"), "the channel's own stays");
                let agent = moved.agent.expect("an agent");
                assert!(agent.answers);
                let agent = db.find_agent(T, agent.id).await.expect("a read").expect("it");
                assert_eq!((agent.id, agent.instance_id), (AgentId(moved.id.0), Some(moved.id)));
                assert_eq!((agent.version, &agent.name), (1, &names[number].1));
                assert_eq!(agent.config, AgentConfig {
                    kind: Some(ProviderKind::Anthropic),
                    api_url: Some("http://a/v1".into()),
                    api_key: Some("sealed:v1:x".into()),
                    remote_id: Some("m".into()),
                    // Postgres has no U+0000.
                    prompt: Some("It's \u{fffd}".into()),
                    timeout_ms: Some(500),
                    streaming: true,
                    ..AgentConfig::default()
                });
                let version = db.find_agent_version(T, agent.id, 1).await.expect("a read");
                assert_eq!(version, Some(agent.snapshot(&AgentAuthor::SYSTEM)));
            }
        }
    }
}
