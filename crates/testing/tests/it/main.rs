//! The mock conforms to the contract of all channels, in every configuration; and the conformance
//! suite detects a channel that does not.

mod subject;

use omni_channel::conformance;
use omni_channel::{Capability, MessageIds, Repeats};
use std::time::Duration;
use subject::MockSubject;

#[tokio::test]
async fn the_mock_conforms_to_the_contract() {
    let within = MessageIds::Given(Repeats::ShownOnceWithin(Duration::from_mins(5)));
    let given = MessageIds::Given(Repeats::MayDouble);
    let some = &[Capability::SendText, Capability::SendTemplate, Capability::ReceiveRequests][..];
    for (ids, can) in [
        (MessageIds::Chosen, None),
        (MessageIds::Chosen, Some(Capability::ALL)),
        (given, Some(Capability::ALL)),
        (within, Some(some)),
    ] {
        let subject = MockSubject::start(ids, can).await;
        let violations = conformance::run(&subject).await;
        assert!(violations.is_empty(), "{ids:?} {can:?}: {violations:#?}");
    }
}

#[tokio::test]
async fn a_channel_that_declares_something_else_than_it_does_is_found() {
    let mut subject = MockSubject::start(MessageIds::Chosen, None).await;
    // It declares its capabilities, and omits some; it claims to choose ids, and does not; it has no
    // chat for the status updates that it claims to post.
    let claimed = [Capability::SendText, Capability::SendTemplate, Capability::PostStatus];
    subject.claim(&claimed, MessageIds::Chosen);
    subject.mock().network().set_ids(MessageIds::Given(Repeats::MayDouble));
    let violations: Vec<String> =
        conformance::run(&subject).await.iter().map(ToString::to_string).collect();
    let expected = [
        "the channel chooses ids, and `send` returns another one",
        "SendTemplate is declared and fails",
        "SendMedia is not declared and works",
        "PostStatus is declared, and the channel has no chat for it",
        "a repeat is declared to be shown once and is shown 2 times",
    ];
    for violation in expected {
        assert!(
            violations.iter().any(|one| one.starts_with(violation)),
            "{violation}: {violations:#?}"
        );
    }
    assert!(!violations.iter().any(|one| one.contains("SendText")), "{violations:#?}");
}
