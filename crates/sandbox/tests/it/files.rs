//! The file server.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use omni_sandbox::files::{Answer, Files};

use crate::harness::http;

#[tokio::test]
async fn files_are_served_as_configured() {
    let known = HashMap::from([("/cat.png".to_owned(), ("image/png".to_owned(), vec![1, 2, 3]))]);
    let files = Files::start(known).await.unwrap();
    let http = http();
    let response = http.get(files.url("cat.png")).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.bytes().await.unwrap().as_ref(), [1, 2, 3]);

    files.set("/moved", Answer::Redirect("/cat.png".to_owned()));
    let moved = http.get(files.url("/moved")).send().await.unwrap();
    assert_eq!(moved.bytes().await.unwrap().len(), 3);

    files.set("/huge", Answer::Endless("video/mp4".to_owned(), 1_000_000));
    let huge = http.get(files.url("/huge")).send().await.unwrap();
    assert!(huge.content_length().is_none(), "the length is not stated");
    assert_eq!(huge.bytes().await.unwrap().len(), 1_000_000);

    files.set("/late", Answer::Slow("text/plain".to_owned(), vec![0], Duration::from_millis(100)));
    let asked = Instant::now();
    http.get(files.url("/late")).send().await.unwrap();
    assert!(asked.elapsed() >= Duration::from_millis(100));

    files.set("/broken", Answer::Status(503));
    assert_eq!(http.get(files.url("/broken")).send().await.unwrap().status().as_u16(), 503);
    assert_eq!(http.get(files.url("/none")).send().await.unwrap().status().as_u16(), 404);
    assert!(files.requests().contains(&"/none".to_owned()));
}
