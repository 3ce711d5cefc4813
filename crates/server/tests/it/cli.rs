//! Commands.

use crate::program::Workspace;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

#[test]
fn the_help_lists_commands_and_examples() {
    let workspace = Workspace::new();
    insta::assert_snapshot!("help", workspace.run(&["--help"], &[]).out);
    for command in [
        "serve",
        "demo",
        "migrate",
        "doctor",
        "keys",
        "users",
        "tenants",
        "instances",
        "webhooks",
        "send",
        "openapi",
    ] {
        let help = workspace.run(&[command, "--help"], &[]);
        assert_eq!(help.code, 0, "{command}");
        assert!(command == "demo" || help.out.contains("Examples:"), "{command} shows examples");
    }
    assert_eq!(
        workspace.run(&["serve", "--prot", "1"], &[]).code,
        2,
        "clap's own code for wrong arguments"
    );
}

#[test]
fn a_server_starts_keeps_its_key_and_stops_on_sigterm() {
    let workspace = Workspace::new();
    let server = workspace.serve(&[]);
    let key = server.key().to_owned();
    assert!(key.starts_with("omni_sk_") && key.len() == 40, "{key}");
    let mode = |name: &str| {
        let found =
            workspace.path().join(name).metadata().unwrap_or_else(|_| panic!("{name} is there"));
        found.permissions().mode() & 0o777
    };
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/secret.key"), 0o600);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", &key)];
    let created = workspace.run(&["instances", "create", "support", "--json"], &client);
    assert_eq!(created.code, 0, "{}", created.err);
    assert_eq!(created.json()["name"], "support");
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");

    let server = workspace.serve(&[]);
    assert!(server.banner["apiKey"].is_null(), "shown once");
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", key.as_str())];
    let listed = workspace.run(&["instances", "list"], &client);
    assert!(listed.out.contains("support"), "{} {}", listed.out, listed.err);
}

#[test]
fn one_process_uses_a_data_folder() {
    let workspace = Workspace::new();
    let server = workspace.serve(&[]);
    let second = workspace.run(&["serve", "--port", "0"], &[]);
    assert_eq!(second.code, 1);
    let pid = &server.banner["pid"];
    assert!(
        second
            .err
            .contains(&format!("is in use by another omni (process {pid}); stop that one first")),
        "{}",
        second.err
    );
    let direct = workspace.run(&["keys", "list", "--direct"], &[]);
    assert_eq!(direct.code, 1);
    assert!(direct.err.contains("is in use by another omni"), "{}", direct.err);
}

#[test]
fn another_secret_key_is_rejected() {
    let workspace = Workspace::new();
    let (code, _) = workspace.serve(&[]).terminate();
    assert_eq!(code, Some(0));
    let other = [("OMNI_SECRET_KEY", "another key of some length")];
    let refused = workspace.run(&["serve", "--port", "0"], &other);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("the secret key is not the one this database was sealed with"),
        "{}",
        refused.err
    );
    let report = workspace.run(&["doctor"], &other);
    assert!(
        report.out.contains("the secret key does not open the stored secrets"),
        "{}",
        report.out
    );
    let accepting = [other[0], ("OMNI__SECRETS__ACCEPT_NEW_KEY", "true")];
    drop(workspace.serve(&accepting));
    drop(workspace.serve(&other));
}

#[test]
fn a_lost_key_is_replaced_without_a_key() {
    let workspace = Workspace::new();
    let (code, _) = workspace.serve(&[]).terminate();
    assert_eq!(code, Some(0));
    let created = workspace.run(&["keys", "create", "admin", "--direct", "--json"], &[]);
    assert_eq!(created.code, 0, "{}", created.err);
    let key = created.json()["key"].as_str().expect("shown").to_owned();
    let server = workspace.serve(&[]);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", key.as_str())];
    let listed = workspace.run(&["keys", "list", "--json"], &client).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    let narrow = workspace.run(&["keys", "create", "bot", "--scope", "messages:send"], &client);
    let narrow = [("OMNI_URL", server.url()), ("OMNI_API_KEY", narrow.out.trim())];
    assert_eq!(workspace.run(&["keys", "list"], &narrow).code, 3, "not permitted");
}

#[test]
fn failures_have_their_exit_codes() {
    let workspace = Workspace::new();
    assert_eq!(workspace.run(&["instances", "list"], &[]).code, 3, "without a key");
    let free =
        TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let unused = format!("http://{free}");
    let client = [("OMNI_URL", unused.as_str()), ("OMNI_API_KEY", "omni_sk_x")];
    let ended = workspace.run(&["instances", "list", "--json"], &client);
    assert_eq!(ended.code, 7, "{}", ended.err);
    assert!(ended.err.starts_with(r#"{"error":{"code":"NETWORK""#), "{}", ended.err);

    let server = workspace.serve(&[]);
    let wrong = [("OMNI_URL", server.url()), ("OMNI_API_KEY", "omni_sk_wrong")];
    assert_eq!(workspace.run(&["instances", "list"], &wrong).code, 3);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", server.key())];
    assert_eq!(workspace.run(&["instances", "connect", "missing"], &client).code, 4);
    assert_eq!(workspace.run(&["instances", "create", " "], &client).code, 5);
    assert_eq!(workspace.run(&["send", "-i", "missing", "+55119"], &client).code, 4);
}

#[test]
fn webhook_commands_say_what_is_wrong() {
    let workspace = Workspace::new();
    let server = workspace.serve(&[]);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", server.key())];
    let wrong = [("OMNI_URL", server.url()), ("OMNI_API_KEY", "omni_sk_wrong")];
    let free =
        TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let unused = format!("http://{free}");
    let nowhere = [("OMNI_URL", unused.as_str()), ("OMNI_API_KEY", server.key())];
    let id = "0195a3c0-0000-7000-8000-000000000000";
    for (arguments, client, code, text) in [
        (vec!["listen"], &wrong, 3, "key"),
        (vec!["listen"], &nowhere, 7, "omni serve"),
        (vec!["listen", "--event", "massage.*"], &client, 5, "message.*"),
        (vec!["listen", "--forward-to", "localhost:3000"], &client, 2, "http://"),
        (vec!["listen", "--secret", "whsec_no"], &client, 2, "whsec_"),
        (vec!["listen", "--instance", "missing"], &client, 4, "omni instances create"),
        (vec!["list"], &wrong, 3, "key"),
        (vec!["create", "ftp://example.com/"], &client, 5, "http"),
        (vec!["create", "http://10.0.0.1/"], &client, 5, "outbound.allow"),
        (vec!["create", "https://example.com/", "--event", "massage.*"], &client, 5, "massage.*"),
        (vec!["create", "https://example.com/", "--header", "none"], &client, 2, "colon"),
        (vec!["create", "https://example.com/", "--ca", "none.pem"], &client, 2, "none.pem"),
        (vec!["create", "https://example.com/", "--chat-type", "room"], &client, 2, "group"),
        (vec!["create", "https://example.com/", "--since", "999999999"], &client, 5, "position"),
        (vec!["test", "mine"], &client, 2, "mine"),
        (vec!["enable", id], &client, 4, id),
        (vec!["test", id], &client, 4, id),
        (vec!["deliveries", "--event", "a&b=c"], &client, 5, "a&b=c"),
        (vec!["deliveries", "--since", "today"], &client, 5, "today"),
        (vec!["deliveries", id], &client, 4, id),
        (vec!["deliveries", id, "--status", "failed"], &client, 2, "--status"),
        (vec!["replay"], &client, 2, "--failed"),
        (vec!["replay", "--failed", "--status", "delivered"], &client, 2, "--status"),
        (vec!["replay", "--until", "today"], &client, 5, "today"),
        (vec!["replay", id], &client, 4, id),
    ] {
        let ended = workspace.run(&[&["webhooks"], arguments.as_slice()].concat(), client);
        assert_eq!(ended.code, code, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(text), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn webhook_commands_create_and_enable_an_endpoint_with_all_that_it_may_have() {
    let workspace = Workspace::new();
    let server = workspace.serve(&[("OMNI__OUTBOUND__ALLOW", "127.0.0.1")]);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", server.key())];
    let run = |arguments: &[&str]| {
        let ended = workspace.run(&[&["--json", "webhooks"], arguments].concat(), &client);
        assert_eq!(ended.code, 0, "{arguments:?}: {}", ended.err);
        ended.json()
    };
    // Nothing listens there.
    let made = run(&[
        "create",
        "http://127.0.0.1:9/hook",
        "--event",
        "message.*",
        "--direction",
        "inbound",
        "--chat-type",
        "dm",
        "--header",
        "X-Token: a secret",
        "--ordering",
        "per-chat",
        "--retry-delays",
        "1,2",
        "--timeout-ms",
        "2000",
        "--disable-after",
        "3",
        "--since",
        "0",
    ]);
    assert!(made["secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_")), "{made}");
    let listed = run(&["list"]);
    let shown = &listed[0];
    for (name, value) in [
        ("events", json!(["message.*"])),
        ("direction", json!("inbound")),
        ("chatTypes", json!(["dm"])),
        ("headers", json!({ "x-token": "********" })),
        ("ordering", json!("per_chat")),
        ("retryDelays", json!([1, 2])),
        ("timeoutMs", json!(2000)),
        ("disableAfter", json!(3)),
    ] {
        assert_eq!(shown[name], value, "{name}: {shown}");
    }
    let id = made["id"].as_str().expect("an id");
    assert_eq!(run(&["enable", id, "--send-missed"])["active"], true);
    assert_eq!(run(&["deliveries", "--since", "2026-01-02T03:00:00Z"]), json!([]));
    let none = run(&["replay", "--since", "2026-01-02T03:00:00Z", "--status", "delivered"]);
    assert_eq!(none, json!({ "replayed": 0 }));
}

#[test]
fn the_doctor_reports_a_new_folder_as_ok() {
    let workspace = Workspace::new();
    // In place of the network, which may be unreachable from a test machine.
    let network = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("ws://{}/ws/chat", network.local_addr().expect("bound"));
    let env = [
        ("OMNI__WHATSAPP__URL", url.as_str()),
        ("OMNI__SERVER__PORT", "0"),
        // Few enough for any machine's limit of open files.
        ("OMNI__SERVER__CONNECTIONS_MAX", "256"),
    ];
    let report = workspace.run(&["doctor", "--json"], &env);
    assert_eq!(report.code, 0, "{}", report.out);
    let report = report.json();
    let checks = report["checks"].as_array().expect("checks");
    let names: Vec<&str> = checks.iter().filter_map(|check| check["name"].as_str()).collect();
    assert_eq!(
        names,
        [
            "settings",
            "data folder",
            "spool folder",
            "disk space",
            "secret key",
            "database",
            "bus",
            "media store",
            "clock",
            "open files",
            "child processes",
            "WhatsApp",
            "port"
        ]
    );
    assert!(checks.iter().all(|check| check["status"] == "ok"), "{report}");
    assert!(!workspace.path().join("data").exists(), "the doctor changes nothing");
}

#[test]
fn the_doctor_reports_how_to_fix_problems() {
    let workspace = Workspace::new();
    let (code, _) = workspace.serve(&[]).terminate();
    assert_eq!(code, Some(0));
    let key = workspace.path().join("data/secret.key");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .expect("changed");
    let taken = TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| Ok((socket.local_addr()?, socket)))
        .expect("a port");
    let port = taken.0.port().to_string();
    let env = [
        ("OMNI__WHATSAPP__URL", "ws://127.0.0.1:1/ws/chat"),
        ("OMNI__SERVER__PORT", port.as_str()),
        ("OMNI_NATS_URL", "nats://127.0.0.1:1"),
    ];
    let report = workspace.run(&["doctor"], &env);
    assert_eq!(report.code, 1, "{}", report.out);
    for line in [
        "✗ secret key",
        "→ chmod 600",
        "✗ bus",
        "✗ WhatsApp",
        "✗ port",
        "→ find the process that uses it",
        "✓ seal",
        "4 things are broken",
    ] {
        assert!(report.out.contains(line), "`{line}` is missing:\n{}", report.out);
    }
}

#[test]
fn migrations_are_listed_and_applied() {
    let workspace = Workspace::new();
    let before = workspace.run(&["migrate", "--check"], &[]);
    assert_eq!(before.code, 1, "{}", before.err);
    assert!(before.out.contains("missing 0001_"), "{}", before.out);
    assert_eq!(workspace.run(&["migrate"], &[]).code, 0);
    assert_eq!(workspace.run(&["migrate", "--check"], &[]).code, 0);
}

#[test]
fn the_first_key_goes_to_a_file_instead_of_the_log() {
    let place = Workspace::new();
    let env = [("OMNI__SECRETS__PRIMARY_API_KEY_FILE", "first.key")];
    let server = place.serve(&env);
    assert!(server.banner["apiKey"].is_null(), "{}", server.banner);
    assert_eq!(server.banner["apiKeyFile"], "first.key");
    let file = place.path().join("first.key");
    assert_eq!(file.metadata().expect("it is there").permissions().mode() & 0o777, 0o600);
    let key = std::fs::read_to_string(&file).expect("readable");
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", key.trim())];
    assert_eq!(place.run(&["instances", "list"], &client).code, 0);
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(8), "{took:?}");

    std::fs::remove_file(&file).expect("taken from there");
    drop(place.serve(&env));
    assert!(!file.exists(), "a key is made once");
}

#[tokio::test]
async fn a_database_of_a_later_version_is_refused_and_reported() {
    let place = Workspace::new();
    let (code, _) = place.serve(&[]).terminate();
    assert_eq!(code, Some(0));
    let later =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    omni_testing::change_sqlite_file(&place.path().join("data/omni.db"), later).await;
    for arguments in [&["migrate", "--check"][..], &["migrate"], &["serve", "--port", "0"]] {
        let refused = place.run(arguments, &[]);
        assert_eq!(refused.code, 1, "{arguments:?}: {}", refused.out);
        let (why, todo) = ("newer than this program (step 9999)", "start the version of omni");
        assert!(refused.err.contains(why) && refused.err.contains(todo), "{}", refused.err);
    }
    let report = place.run(&["doctor"], &[]);
    assert_eq!(report.code, 1, "{}", report.out);
    assert!(report.out.contains("✗ database"), "{}", report.out);
    assert!(report.out.contains("→ start the version of omni"), "{}", report.out);
}

#[test]
fn the_api_document_is_printed() {
    let workspace = Workspace::new();
    let document = workspace.run(&["openapi"], &[]).json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/v2/messages"]["post"].is_object());
}

#[cfg(not(feature = "sandbox"))]
#[test]
fn a_production_build_reports_how_to_run_the_demo() {
    let ended = Workspace::new().run(&["demo"], &[]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("make demo"), "{}", ended.err);
}

/// One request over a plain socket; status and body.
fn request(port: u16, method: &str, path: &str, key: &str) -> (u16, String) {
    let mut socket = std::net::TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(
        socket,
        "{method} /api/v2{path} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {key}\r\n\
         content-length: 0\r\nconnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    (status, body.unwrap_or_default())
}

#[test]
fn the_server_restarts_on_request_under_its_process_id() {
    let workspace = Workspace::new();
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let mut child = workspace
        .command(&["serve", "--json", "--port", &port.to_string()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut banner = || -> serde_json::Value {
        let line = lines.next().expect("a line").expect("a text");
        serde_json::from_str(&line).expect("a banner")
    };
    let first = banner();
    let key = first["apiKey"].as_str().expect("created at first start").to_owned();
    let (status, body) = request(port, "POST", "/services/omni-api/restart", &key);
    assert_eq!(status, 200, "the response precedes the stop: {body}");
    let second = banner();
    assert_eq!(
        (&second["pid"], &second["url"]),
        (&first["pid"], &first["url"]),
        "the same process"
    );
    assert!(second["apiKey"].is_null(), "the same database");
    let (status, body) = request(port, "GET", "/services/omni-api", &key);
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(r#""message":"listening""#), "its log is shown: {body}");
    let (_, audit) = request(port, "GET", "/api-keys", &key);
    assert!(!audit.contains(r#""usageCount":0"#), "uses were written at the stop: {audit}");
    child.kill().expect("killed");
    child.wait().expect("it ends");
}

#[test]
fn tenants_are_managed_in_the_data_folder() {
    let workspace = Workspace::new();
    let (code, _) = workspace.serve(&[]).terminate();
    assert_eq!(code, Some(0));
    let created = workspace.run(&["tenants", "create", "acme", "--json"], &[]);
    assert_eq!(created.code, 0, "{}", created.err);
    let created = created.json();
    let key = created["key"]["key"].as_str().expect("shown once").to_owned();
    assert_eq!((&created["name"], &created["status"]), (&"acme".into(), &"active".into()));
    assert_eq!(workspace.run(&["tenants", "create", "acme"], &[]).code, 5, "taken");
    let listed = workspace.run(&["tenants", "list"], &[]);
    assert!(listed.out.contains("default") && listed.out.contains("acme"), "{}", listed.out);
    assert!(!listed.out.contains(&key), "never again");

    let server = workspace.serve(&[]);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", key.as_str())];
    assert_eq!(workspace.run(&["instances", "list"], &client).code, 0);
    let busy = workspace.run(&["tenants", "list"], &[]);
    assert!(busy.err.contains("is in use by another omni"), "{}", busy.err);
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0));

    assert_eq!(workspace.run(&["tenants", "delete", "acme"], &[]).code, 5, "it is active");
    let suspended = workspace.run(&["tenants", "suspend", "acme"], &[]);
    assert_eq!((suspended.code, suspended.out.trim()), (0, "acme is suspended"));
    let server = workspace.serve(&[]);
    let client = [("OMNI_URL", server.url()), ("OMNI_API_KEY", key.as_str())];
    let refused = workspace.run(&["instances", "list"], &client);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("the tenant of this key is suspended"), "{}", refused.err);
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0));

    let resumed = workspace.run(&["tenants", "resume", "acme", "--json"], &[]).json();
    assert_eq!(resumed["status"], "active");
    let lost = workspace.run(&["keys", "create", "new", "--direct", "--tenant", "acme"], &[]);
    assert_eq!(lost.code, 0, "{}", lost.err);
    assert_eq!(workspace.run(&["keys", "list", "--tenant", "acme"], &[]).code, 2, "needs --direct");
    let keys =
        workspace.run(&["keys", "list", "--direct", "--tenant", "acme", "--json"], &[]).json();
    assert_eq!(keys.as_array().map(Vec::len), Some(2), "{keys}");
    assert_eq!(workspace.run(&["tenants", "suspend", "acme"], &[]).code, 0);
    assert_eq!(workspace.run(&["tenants", "delete", "acme"], &[]).out.trim(), "deleted acme");
    assert_eq!(workspace.run(&["tenants", "resume", "acme"], &[]).code, 4, "deleted");
    assert_eq!(workspace.run(&["tenants", "suspend", "default"], &[]).code, 5);
}

#[test]
fn a_person_is_added_to_an_entry_point_and_removed() {
    let workspace = Workspace::new();
    let created = workspace.run(&["entry-points", "create", "support", "--json"], &[]);
    assert_eq!(created.code, 0, "{}", created.err);
    let ann = "ann@example.com";
    let user = workspace.run(&["users", "create", ann, "--direct", "--json"], &[]);
    assert_eq!(user.code, 0, "{}", user.err);
    let attend = |user: &str| {
        workspace.run(&["entry-points", "attend", "support", "--user", user, "--json"], &[])
    };
    assert_eq!(attend("bo@example.com").code, 4, "no such user");
    let added = attend(ann).json();
    assert_eq!(added["kind"], "person", "{added}");
    let listed = || workspace.run(&["entry-points", "list", "--json"], &[]).json();
    assert_eq!(listed()[0]["attendants"][0]["of"], added["of"]);
    let id = added["id"].as_str().expect("an id");
    let left = workspace.run(&["entry-points", "leave", id], &[]);
    assert_eq!(left.code, 0, "{}", left.err);
    assert_eq!(listed()[0]["attendants"], json!([]));
}
