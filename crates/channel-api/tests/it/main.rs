//! The channel conforms to the contract of all channels.

mod subject;

use omni_channel::conformance::{self, Subject as _};
use subject::ApiSubject;

#[tokio::test]
async fn the_channel_conforms_to_the_contract() {
    let subject = ApiSubject::start().await;
    let violations = conformance::run(&subject).await;
    assert!(violations.is_empty(), "{violations:#?}");
}

#[tokio::test]
async fn a_message_is_sent_once_it_is_stored_while_the_session_runs() {
    let subject = ApiSubject::start().await;
    let session = subject.session();
    assert!(session.sends_when_stored());
    subject.stop().await;
    assert!(!session.sends_when_stored());
}
