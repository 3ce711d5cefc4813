//! The channel conforms to the contract of all channels.

mod subject;

use omni_channel::conformance;
use subject::ApiSubject;

#[tokio::test]
async fn the_channel_conforms_to_the_contract() {
    let subject = ApiSubject::start().await;
    let violations = conformance::run(&subject).await;
    assert!(violations.is_empty(), "{violations:#?}");
}
