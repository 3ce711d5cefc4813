//! Answers: chats concurrently, messages of one chat in order.

use super::harness::Setup;
use anyhow::{Result, ensure};
use std::time::Duration;

#[tokio::test]
async fn chats_are_answered_concurrently_and_each_in_order() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance_with_agent("busy").await?;
    let own = setup.linked(&instance, "5511920000001", "Shop").await?;
    let one = setup.network.create_phone("5511920000002", "One").await?;
    let two = setup.network.create_phone("5511920000003", "Two").await?;
    setup.model.set_delay(Duration::from_millis(1500));
    for phone in [&one, &two] {
        phone.send_text(own.number(), "first").await?;
    }
    setup.model.expect_requests(2, Duration::from_secs(20)).await?;
    for phone in [&one, &two] {
        ensure!(phone.received().is_empty(), "one chat waited for the answer of the other");
    }
    // Messages that arrive during a request to the agent are the next turn.
    for phone in [&one, &two] {
        phone.send_text(own.number(), "second").await?;
    }
    let limit = Duration::from_secs(20);
    for phone in [&one, &two] {
        phone.expect(limit, |m| m.text().is_some_and(|text| text.contains("second"))).await?;
        let answers: Vec<String> =
            phone.received().iter().filter_map(|m| m.text().map(str::to_owned)).collect();
        ensure!(answers.len() == 2, "{answers:?}");
        ensure!(answers[0].contains("first") && answers[1].contains("second"), "{answers:?}");
    }
    setup.end().await
}
