//! Files that one node writes and every node reads.

use super::nodes::{Cluster, Number};
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// A picture that the owner of a number receives is the same over every node.
pub(super) async fn are_shared(cluster: &Cluster, number: &Number) -> Result<()> {
    let original: Vec<u8> =
        (0..300_000_u32).map(|at| at.wrapping_mul(at).to_be_bytes()[2]).collect();
    let media = PhoneMedia {
        kind: MediaKind::Image,
        bytes: original.clone(),
        mime: "image/jpeg".to_owned(),
        caption: None,
        file_name: None,
        voice_note: false,
    };
    let id = number.guest.send_media(number.own.number(), media).await?;
    let path = format!("/api/v2/instances/{}/messages/{id}/media", number.instance);
    for server in cluster.running() {
        let began = Instant::now();
        let file = loop {
            let answer = server.get(&path).await?;
            if answer.body["mediaStatus"] == "downloaded" {
                break answer.body;
            }
            ensure!(began.elapsed() < LIMIT, "{}: {}", server.url, answer.body);
            tokio::time::sleep(POLL).await;
        };
        let bytes = file["base64"].as_str().context("base64")?;
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, bytes)?;
        ensure!(bytes == original, "{}: other bytes", server.url);
    }
    Ok(())
}
