//! A light HTTP/1.1 client: requests on kept connections, so that the machine's two cores measure
//! the server and not the client.

use anyhow::{Context, Result, bail};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) struct Load {
    pub per_second: f64,
    /// Milliseconds.
    pub latencies: Vec<f64>,
    pub errors: usize,
}

/// Sends `total` requests over `connections` connections, made by `request(index)`.
pub(crate) async fn run(
    port: u16,
    connections: usize,
    total: usize,
    request: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Load> {
    let next = Arc::new(AtomicUsize::new(0));
    let request = Arc::new(request);
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (next, request) = (Arc::clone(&next), Arc::clone(&request));
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let mut buffer = Vec::with_capacity(64 * 1024);
            let (mut latencies, mut errors) = (Vec::new(), 0);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= total {
                    return Ok::<_, anyhow::Error>((latencies, errors));
                }
                let sent = Instant::now();
                stream.write_all(&request(index)).await?;
                let status = read_answer(&mut stream, &mut buffer).await?;
                latencies.push(millis(sent.elapsed()));
                if !(200..300).contains(&status) {
                    errors += 1;
                }
            }
        }));
    }
    let (mut latencies, mut errors) = (Vec::new(), 0);
    for task in tasks {
        let (part, failed) = task.await??;
        latencies.extend(part);
        errors += failed;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let per_second = total as f64 / began.elapsed().as_secs_f64();
    Ok(Load { per_second, latencies, errors })
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

pub(crate) fn get(path: &str, key: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nx-api-key: {key}\r\n\r\n").into_bytes()
}

pub(crate) fn post(path: &str, key: &str, extra: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n{extra}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<u16> {
    buffer.clear();
    let head = loop {
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            bail!("the server closed the connection");
        }
    };
    let text = std::str::from_utf8(&buffer[..head])?;
    let status: u16 = text.split(' ').nth(1).context("a status")?.parse()?;
    let length: usize = text
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length:")
                .map(|rest| rest.trim().to_owned())
        })
        .context("the server sends the length")?
        .parse()?;
    while buffer.len() < head + length {
        if stream.read_buf(buffer).await? == 0 {
            bail!("the server closed the connection");
        }
    }
    Ok(status)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
