//! The agent receives an untrusted document as text, which a separate process reads.

use super::harness::Setup;
use crate::documents::pdf;
use anyhow::{Result, ensure};
use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_text_of_a_document_reaches_the_agent() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance_with_agent_config("desk", json!({})).await?;
    let own = setup.linked(&instance, "5511910000051", "Desk").await?;
    let friend = setup.network.create_phone("5511910000052", "Ann").await?;
    let media = PhoneMedia {
        kind: MediaKind::Document,
        bytes: pdf("the bike is yours", 10),
        mime: "application/pdf".to_owned(),
        caption: None,
        file_name: Some("letter.pdf".to_owned()),
        voice_note: false,
    };
    friend.send_media(own.number(), media).await?;
    let requests = setup.model.expect_requests(1, Duration::from_secs(20)).await?;
    let text = requests[0].last_user_text();
    ensure!(text.contains("the bike is yours"), "{text}");
    setup.end().await
}
