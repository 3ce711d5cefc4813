//! Clients that hold connections, against the started program.

use crate::program::Workspace;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);

fn health(address: &str) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(Duration::from_secs(2)))?;
    socket.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut text = String::new();
    socket.read_to_string(&mut text)?;
    Ok(text)
}

#[test]
fn half_heads_under_a_low_limit_of_open_files_do_not_keep_health_away() {
    let workspace = Workspace::new();
    let server = workspace.serve_with_files(200, &[("OMNI__SERVER__HEAD_TIMEOUT_S", "1")]);
    let address = server.url().trim_start_matches("http://").to_owned();
    let mut held = Vec::new();
    for _ in 0..220 {
        // What the server refuses is closed, or never taken.
        let Ok(mut socket) = TcpStream::connect(&address) else { continue };
        let _ = socket.write_all(b"GET /health HTTP/1.1\r\nhost: loc");
        held.push(socket);
    }
    let started = Instant::now();
    let healthy = loop {
        match health(&address) {
            Ok(text) if text.contains("healthy") => break text,
            _ if started.elapsed() > LIMIT => panic!("no answer while heads are held"),
            _ => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    assert!(healthy.starts_with("HTTP/1.1 200"), "{healthy}");
    assert!(!held.is_empty());
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0));
}

#[test]
fn a_load_balancer_sees_the_stop_before_requests_are_refused() {
    let workspace = Workspace::new();
    let server = workspace.serve(&[("OMNI__SERVER__LEAVE_S", "600")]);
    let address = server.url().trim_start_matches("http://").to_owned();
    let healthy = health(&address).expect("an answer");
    assert!(healthy.starts_with("HTTP/1.1 200"), "{healthy}");
    server.signal("-TERM");
    let started = Instant::now();
    loop {
        let answer = health(&address).expect("it is still served");
        if answer.starts_with("HTTP/1.1 503") {
            break;
        }
        assert!(started.elapsed() < LIMIT, "{answer}");
    }
    // A second signal ends it at once.
    let (code, _) = server.terminate();
    assert_eq!(code, Some(130));
}

#[test]
fn a_log_that_is_not_read_does_not_stop_the_server() {
    // A pipe takes 64 KiB, less where a line does not fit into the rest of a page.
    const NEARLY_FULL: u64 = 40_000;
    let workspace = Workspace::new();
    let server = workspace.serve(&[
        ("OMNI__LOG__LEVEL", "trace"),
        ("OMNI__LOG__FILTER", "tower_http=trace,sqlx=trace"),
    ]);
    let address = server.url().trim_start_matches("http://").to_owned();
    let started = Instant::now();
    while server.unread_log() < NEARLY_FULL {
        health(&address).expect("an answer while the pipe takes lines");
        assert!(started.elapsed() < LIMIT, "only {} bytes of log", server.unread_log());
    }
    for _ in 0..400 {
        let answer = health(&address).expect("an answer while the pipe is full");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let (code, _) = server.terminate();
    assert_eq!(code, Some(0));
}

#[test]
fn the_doctor_says_that_there_are_too_few_files() {
    let workspace = Workspace::new();
    let report =
        workspace.run(&["doctor", "--json"], &[("OMNI__SERVER__CONNECTIONS_MAX", "1000000")]);
    let report = report.json();
    let checks = report["checks"].as_array().expect("checks");
    let files = checks.iter().find(|check| check["name"] == "open files").expect("a check");
    // No system lets a process have so many, or it has no limit.
    if files["status"] == "warning" {
        let mend = files["mend"].as_str().expect("what to do");
        assert!(mend.contains("LimitNOFILE=1000512"), "{mend}");
    } else {
        assert!(files["detail"].as_str().is_some_and(|text| text.starts_with("limit: ")));
    }
}
