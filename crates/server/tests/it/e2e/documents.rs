//! A document that a stranger sends reaches the agent as words, read by a process of its own.

use super::harness::Stage;
use crate::documents::pdf;
use anyhow::{Result, ensure};
use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_words_of_a_document_reach_the_agent() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.talking("desk", json!({})).await?;
    let own = stage.linked(&instance, "5511910000051", "Desk").await?;
    let friend = stage.network.create_phone("5511910000052", "Ann").await?;
    let media = PhoneMedia {
        kind: MediaKind::Document,
        bytes: pdf("the bike is yours", 10),
        mime: "application/pdf".to_owned(),
        caption: None,
        file_name: Some("letter.pdf".to_owned()),
        voice_note: false,
    };
    friend.send_media(own.number(), media).await?;
    let asked = stage.model.expect_requests(1, Duration::from_secs(20)).await?;
    let words = asked[0].last_user_text();
    ensure!(words.contains("the bike is yours"), "{words}");
    stage.end().await
}
