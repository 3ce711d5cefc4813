use super::{Config, DEFAULTS, Flag, Sources};
use std::path::PathBuf;
use std::time::Duration;

fn env(pairs: &[(&str, &str)]) -> Sources {
    let env = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { env, ..Sources::default() }
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("omni.toml");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

fn refusal(sources: &Sources) -> String {
    Config::load(sources).expect_err("refused").to_string()
}

#[test]
fn the_manual_has_every_key_and_the_crates_own_defaults() {
    let config = Config::load(&Sources::default()).expect("the defaults are valid");
    // The home folder depends on the machine.
    let mcp = omni_app::mcp::McpConfig { home: std::env::home_dir(), ..Default::default() };
    let node_name = config.app_config().cluster.node_name;
    let cluster = omni_app::config::ClusterConfig { node_name, ..Default::default() };
    let app = omni_app::AppConfig { mcp, cluster, ..Default::default() };
    assert_eq!(format!("{:?}", config.app_config()), format!("{app:?}"));
    let whatsapp = omni_channel_whatsapp::WhatsAppOptions::default();
    assert_eq!(format!("{:?}", config.whatsapp_options()), format!("{whatsapp:?}"));
    let store = omni_storage::StoreOptions::default();
    assert_eq!(format!("{:?}", config.store_options()), format!("{store:?}"));
    let http = omni_http::HttpOptions::default();
    assert_eq!(format!("{:?}", config.http_options()), format!("{http:?}"));
    let sockets = omni_api_gateway::SocketOptions::default();
    assert_eq!(format!("{:?}", config.gateway_sockets()), format!("{sockets:?}"));
    assert_eq!(config.bus.nats(), None);
    assert_eq!(config.database_url(), "sqlite://./data/omni.db");
    let worker = config.worker.options();
    assert_eq!(worker.stop_wait, omni_worker::WorkerConfig::default().stop_wait);
    for entry in omni_app::jobs::all() {
        assert_eq!(worker.lane_widths.get(&entry.kind), Some(&entry.lane_width), "{}", entry.kind);
    }
}

/// Docker and others kill a process ten seconds after SIGTERM.
#[test]
fn a_container_runtime_does_not_kill_a_stop_in_progress() {
    let config = Config::load(&Sources::default()).expect("the defaults are valid");
    let limit = config.server.stop_limit();
    assert!(limit <= Duration::from_secs(8), "{limit:?}");
    let before_sessions = crate::running::DRAIN + config.worker.options().stop_wait;
    let left = limit.saturating_sub(before_sessions);
    assert!(left >= Duration::from_secs(3), "{left:?} to end the sessions and close the database");
}

#[test]
fn every_key_has_a_comment() {
    let lines: Vec<&str> = DEFAULTS.lines().collect();
    let mut documented = false;
    for line in lines {
        if line.starts_with('#') {
            documented = true;
        } else if line.trim().is_empty() {
            documented = false;
        } else if line.contains('=') {
            assert!(documented, "`{line}` has no comment above it");
        }
    }
}

#[test]
fn later_layers_take_precedence() {
    let (_folder, path) =
        file("[server]\nport = 1\nhost = \"0.0.0.0\"\n[data]\ndir = \"/from/file\"\n");
    let mut sources = env(&[
        ("OMNI__SERVER__PORT", "2"),
        ("OMNI__DATA__DIR", "/from/env"),
        ("OMNI__DATABASE__URL", "sqlite:///long.db"),
        ("OMNI_DATABASE_URL", "sqlite:///short.db"),
        ("OMNI__WORKER__SENDS", "7"),
        ("OMNI__OUTBOUND__ALLOW", "127.0.0.1, 10.0.0.0/8"),
        ("OMNI__BLOBS__S3__PATH_STYLE", "yes"),
        ("OMNI_SOMETHING_ELSE", "x"),
    ]);
    sources.file = Some(path);
    sources.flags =
        vec![Flag { name: "--data-dir", key: "data.dir", value: "/from/flag".to_owned() }];
    let config = Config::load(&sources).expect("valid");
    assert_eq!(config.server.host, "0.0.0.0", "only in the file");
    assert_eq!(config.server.port, 2, "environment over file");
    assert_eq!(config.data.dir, PathBuf::from("/from/flag"), "flag over environment");
    assert_eq!(config.database_url(), "sqlite:///short.db", "short form over long form");
    assert_eq!(config.worker.sends, 7);
    assert_eq!(config.outbound.allow, ["127.0.0.1", "10.0.0.0/8"]);
    assert!(config.blobs.s3.path_style);
}

#[test]
fn the_gateways_public_url_is_honoured_and_omnis_own_comes_first() {
    for (given, url) in [
        ("https://example.com/api", "https://example.com"),
        ("https://example.com/wa/api/", "https://example.com/wa"),
        ("https://example.com", "https://example.com"),
        ("", ""),
    ] {
        let config = Config::load(&env(&[("PUBLIC_API_URL", given)])).expect("valid");
        assert_eq!(config.server.public_url(), url, "{given}");
    }
    let both =
        [("PUBLIC_API_URL", "https://a.test/api"), ("OMNI__SERVER__PUBLIC_URL", "https://b.test")];
    let config = Config::load(&env(&both)).expect("valid");
    assert_eq!(config.server.public_url(), "https://b.test");
    let refused = refusal(&env(&[("PUBLIC_API_URL", "nonsense")]));
    assert!(refused.contains("server.public_url (PUBLIC_API_URL)"), "{refused}");
}

#[test]
fn a_base_path_completes_a_public_url_without_a_path() {
    let load = |base: &str, url: &str| {
        let pairs = [("OMNI__SERVER__BASE_PATH", base), ("OMNI__SERVER__PUBLIC_URL", url)];
        Config::load(&env(&pairs)).expect("valid").app_config()
    };
    for (base, url, expected) in [
        ("/wa/", "https://example.com/", ("/wa", "https://example.com/wa")),
        ("/wa", "https://example.com/x/wa", ("/wa", "https://example.com/x/wa")),
        ("/a/b-c_d.e~f", "", ("/a/b-c_d.e~f", "")),
        ("/", "https://example.com", ("", "https://example.com")),
        ("", "https://example.com/wa", ("", "https://example.com/wa")),
    ] {
        let config = load(base, url);
        assert_eq!((config.base_path.as_str(), config.public_url.as_str()), expected);
    }
    for wrong in ["wa", "/a//b", "/a/../b", "/a b", "/a?b", "/{a}", "/a%2Fb", "https://a.test"] {
        let refused = refusal(&env(&[("OMNI__SERVER__BASE_PATH", wrong)]));
        assert!(refused.contains("server.base_path"), "{wrong}: {refused}");
    }
}

#[test]
fn texts_that_look_like_numbers_stay_texts() {
    let config = Config::load(&env(&[("OMNI_SECRET_KEY", "1234567890123456")])).expect("valid");
    assert_eq!(config.secrets.key.expose(), "1234567890123456");
    assert!(!format!("{config:?}").contains("1234567890123456"), "never printed");
}

#[test]
fn unknown_keys_are_rejected_with_similar_names() {
    let (_folder, path) = file("[server]\nprot = 1\n[pipelin]\nsend_wait_ms = 5\n");
    let refused = refusal(&Sources { file: Some(path.clone()), ..Sources::default() });
    let shown = path.display();
    assert!(
        refused.contains(&format!(
            "server.prot ({shown}): there is no such setting; did you mean server.port"
        )),
        "{refused}"
    );
    assert!(refused.contains("pipelin"), "{refused}");
    let refused = refusal(&env(&[("OMNI__SERVER__HOTS", "x"), ("OMNI__WHATEVER", "x")]));
    assert!(
        refused.contains(
            "server.hots (OMNI__SERVER__HOTS): there is no such setting; did you mean server.host"
        ),
        "{refused}"
    );
    assert!(refused.contains("whatever (OMNI__WHATEVER)"), "{refused}");
    assert!(refused.contains("the sections are ai, auth, blobs, bus, cluster"), "{refused}");
}

#[test]
fn every_problem_names_its_key_its_source_and_what_is_allowed() {
    let (_folder, path) = file("[server]\nport = \"http\"\n");
    let refused = refusal(&Sources { file: Some(path.clone()), ..Sources::default() });
    let expected =
        format!("server.port ({}): expected a number of 0 to 65535, found a text", path.display());
    assert!(refused.contains(&expected), "{refused}");
    let refused = refusal(&env(&[
        ("OMNI__SERVER__TIMEOUT_S", "0"),
        ("OMNI__SERVER__HOST", "example"),
        ("OMNI__PIPELINE__AGENT_HISTORY", "1000"),
        ("OMNI_API_KEY", "secret-but-wrong"),
    ]));
    assert!(
        refused.contains(
            "server.timeout_s (OMNI__SERVER__TIMEOUT_S): 0 is out of bounds; give 1 to 3600"
        ),
        "{refused}"
    );
    assert!(refused.contains("server.host (OMNI__SERVER__HOST): give an IP address"), "{refused}");
    assert!(refused.contains("pipeline.agent_history"), "{refused}");
    assert!(
        refused.contains("secrets.primary_api_key (OMNI_API_KEY): a key is `omni_sk_`"),
        "{refused}"
    );
    assert!(!refused.contains("secret-but-wrong"), "a secret is never repeated: {refused}");
    let refused = refusal(&env(&[("OMNI__LOG__LEVEL", "loud"), ("OMNI__SERVER__PORT", "70000")]));
    assert!(
        refused.contains("log.level (OMNI__LOG__LEVEL): `loud` is not one of off, error, warn"),
        "{refused}"
    );
    let refused = refusal(&env(&[("OMNI__WHATSAPP__VERSION", "latest")]));
    assert!(refused.contains("whatsapp.version"), "{refused}");
}

#[test]
fn a_named_file_must_exist_and_be_toml() {
    let missing = Sources { file: Some(PathBuf::from("/no/such/omni.toml")), ..Sources::default() };
    assert!(refusal(&missing).contains("/no/such/omni.toml: there is no such file"));
    let (_folder, path) = file("[server\n");
    assert!(
        refusal(&Sources { file: Some(path), ..Sources::default() }).contains("is not valid TOML")
    );
}

#[test]
fn labels_show_no_password() {
    let config = Config::load(&env(&[(
        "OMNI_DATABASE_URL",
        "postgres://omni:pass@db:5432/omni?sslmode=require",
    )]))
    .expect("valid");
    assert_eq!(config.database_label(), "PostgreSQL (db:5432/omni)");
    let masked = "postgres://omni:****@db:5432/omni?sslmode=require";
    assert_eq!(config.database_url_masked(), masked);
    let config = Config::load(&env(&[("OMNI_DATABASE_URL", "postgres://db/omni?password=pass")]))
        .expect("valid");
    assert_eq!(config.database_url_masked(), "postgres://db/omni?password=****");
    let config = Config::load(&env(&[("OMNI_DATA_DIR", "/srv/100%?")])).expect("valid");
    assert_eq!(config.database_url(), "sqlite:///srv/100%25%3F/omni.db");
    assert_eq!(config.database_label(), "SQLite (/srv/100%?/omni.db)");
}

#[test]
fn a_password_that_ends_the_address_is_refused_without_being_printed() {
    for password in ["S3cr?tPW", "S3cr#tPW", "S3cr/tPW", "12#tPW", "12?tPW", "12/tPW", "S3 #tPW"] {
        let url = format!("postgres://omni:{password}@db.example:5432/omni");
        let refused = refusal(&env(&[("OMNI_DATABASE_URL", &url)]));
        assert!(refused.contains("database.url (OMNI_DATABASE_URL)"), "{refused}");
        assert!(refused.contains("`?` as %3F"), "it shows how to write it: {refused}");
        for part in ["S3", "cr", "tPW", ":12", "omni:"] {
            assert!(!refused.contains(part), "`{part}` of `{password}` is printed: {refused}");
        }
    }
    let encoded = "postgres://omni:S3cr%3Ft%40PW@db/omni";
    let config = Config::load(&env(&[("OMNI_DATABASE_URL", encoded)])).expect("valid");
    assert_eq!(config.database_label(), "PostgreSQL (db/omni)");
    assert_eq!(config.database_url_masked(), "postgres://omni:****@db/omni");
    let socket = "postgres:///omni?host=/run/postgresql";
    let config = Config::load(&env(&[("OMNI_DATABASE_URL", socket)])).expect("valid");
    assert_eq!(config.database_label(), "PostgreSQL (/omni)");
}

#[test]
fn mcp_listens_where_the_server_does_unless_it_is_configured() {
    let ip = |pairs: &[(&str, &str)]| {
        let config = Config::load(&env(pairs)).expect("valid");
        config.app_config().mcp.address.ip().to_string()
    };
    assert_eq!(ip(&[]), "127.0.0.1", "not open to the network by mistake");
    assert_eq!(ip(&[("OMNI__SERVER__HOST", "::1")]), "::1");
    assert_eq!(ip(&[("OMNI__SERVER__HOST", "::1"), ("OMNI__MCP__HOST", "0.0.0.0")]), "0.0.0.0");
}
