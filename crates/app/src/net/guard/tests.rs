use super::{Guard, Refused};
use std::time::Duration;

fn guard(allow: &[&str]) -> Guard {
    let allow: Vec<String> = allow.iter().map(|text| (*text).to_owned()).collect();
    Guard::new(&allow, Duration::from_secs(1))
}

#[tokio::test]
async fn internal_addresses_are_refused_in_every_spelling() {
    let guard = guard(&[]);
    for url in [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://localhost:8080/",
        "http://metadata.google.internal/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
    ] {
        assert_eq!(guard.check(url), Err(Refused::Private), "{url}");
    }
    assert_eq!(guard.check("file:///etc/passwd"), Err(Refused::Scheme));
    assert_eq!(guard.check("http://user:pass@example.com/"), Err(Refused::Credentials));
    assert_eq!(guard.check("not a url"), Err(Refused::NotAUrl));
    assert!(guard.check("https://93.184.216.34/cat.png").is_ok());
}

#[test]
fn keys_stay_with_their_host() {
    let same = |from: &str, to: &str| {
        super::same_host(&from.parse().expect("a URL"), &to.parse().expect("a URL"))
    };
    assert!(same("https://a.example/v1", "https://a.example/v1/"));
    assert!(same("http://a.example/v1", "https://a.example/v1"));
    assert!(same("http://a.example:80/", "http://a.example/"));
    assert!(!same("https://a.example/", "http://a.example/"));
    assert!(!same("https://a.example/", "https://b.example/"));
    assert!(!same("https://a.example/", "https://a.example:8443/"));
}

/// A server that redirects every request to `to`.
async fn redirecting(to: String) -> std::net::SocketAddr {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = format!("HTTP/1.1 307 \r\nlocation: {to}\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn a_request_with_a_key_is_not_redirected_to_another_host() {
    let guard = guard(&["127.0.0.1"]);
    let target = redirecting("/".to_owned()).await;
    let from = redirecting(format!("http://{target}/")).await;
    let went = |error: reqwest::Error| error.url().and_then(url::Url::port);
    let url = format!("http://{from}/");
    let asked = guard.patient().post(&url).header("x-api-key", "secret").send().await;
    assert_eq!(went(asked.expect_err("not followed")), Some(from.port()));
    let fetched = guard.client().get(&url).send().await;
    assert_eq!(went(fetched.expect_err("a redirect loop")), Some(target.port()));
}

#[tokio::test]
async fn only_allowed_addresses_are_reached() {
    let guard = guard(&["127.0.0.1", "10.1.0.0/16"]);
    assert!(guard.check("http://127.0.0.1:9/").is_ok());
    assert!(guard.check("http://localhost:9/").is_ok());
    assert!(guard.check("http://10.1.2.3/").is_ok());
    assert_eq!(guard.check("http://10.2.0.1/"), Err(Refused::Private));
}
