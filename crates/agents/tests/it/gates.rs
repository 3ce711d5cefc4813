//! Breakers and limits around real clients.

use crate::server::{client_of, request};
use omni_agents::{
    AgentClient, AgentError, AgentReply, BreakerConfig, BreakerState, GateConfig, Gates,
};
use omni_domain::clock::{Clock, Timestamp};
use omni_sandbox::model::{Model, Reaction, Rule};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Default)]
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

fn gates(config: GateConfig) -> (Gates, Arc<Hands>) {
    let hands = Arc::new(Hands::default());
    (Gates::new(config, Arc::clone(&hands) as Arc<dyn Clock>), hands)
}

async fn ask(client: &Arc<dyn AgentClient>) -> Result<AgentReply, AgentError> {
    client.answer(request(), CancellationToken::new()).await
}

#[tokio::test]
async fn a_provider_that_fails_gets_no_requests_until_a_trial() {
    let config = GateConfig {
        breaker: BreakerConfig {
            failures: 2,
            cool_down: Duration::from_secs(10),
            ..BreakerConfig::default()
        },
        ..GateConfig::default()
    };
    let (gates, hands) = gates(config);
    let (sick, well) = (Model::start(0).await.unwrap(), Model::start(0).await.unwrap());
    let guard = |key, model: &Model| {
        let permit = gates.permit(key).expect("a permit");
        permit.guard(client_of("openai", &model.url(), "m", &json!({})))
    };
    sick.script(vec![Rule::new("", Reaction::Fail(500)).times(2)]);
    assert_eq!(gates.take_health("sick"), None, "it was never asked");
    for _ in 0..2 {
        assert_eq!(gates.take_health("sick"), None, "one failure is none of its health");
        assert_eq!(ask(&guard("sick", &sick)).await.unwrap_err().code(), "agent_status");
    }
    assert_eq!(gates.take_health("sick"), Some(false));
    // Nothing is sent any more with this key, by any client; other keys are not affected.
    let resting = ask(&guard("sick", &sick)).await.unwrap_err();
    assert_eq!((resting.code(), resting.retryable()), ("agent_unavailable", true));
    assert_eq!(resting.retry_after(), Some(Duration::from_secs(10)));
    assert_eq!(sick.requests().len(), 2);
    assert_eq!(gates.take_health("sick"), None, "a change is news once");
    for news in [Some(true), None] {
        assert!(ask(&guard("well", &well)).await.is_ok());
        assert_eq!(gates.take_health("well"), news, "not for each request");
    }
    let states = gates.states();
    assert_eq!((states[0].key.as_str(), states[0].breaker), ("sick", BreakerState::Open));
    assert_eq!((states[1].key.as_str(), states[1].breaker), ("well", BreakerState::Closed));

    hands.0.store(10_000, Ordering::SeqCst);
    assert!(ask(&guard("sick", &sick)).await.is_ok());
    assert_eq!(gates.states()[0].breaker, BreakerState::Closed);
    assert_eq!(gates.take_health("sick"), Some(true));
    // A check by a person or another process may have recorded the opposite meanwhile.
    for (now, news) in [(69_999, None), (70_000, Some(true)), (70_001, None)] {
        hands.0.store(now, Ordering::SeqCst);
        assert!(ask(&guard("sick", &sick)).await.is_ok());
        assert_eq!(gates.take_health("sick"), news, "{now}");
    }
}

#[tokio::test]
async fn refusals_and_cancelled_requests_do_not_open_the_breaker() {
    let breaker = BreakerConfig { failures: 1, ..BreakerConfig::default() };
    let (gates, _) = gates(GateConfig { breaker, ..GateConfig::default() });
    let model = Model::start(0).await.unwrap();
    model.script(vec![
        Rule::new("", Reaction::RateLimit(3)).times(1),
        Rule::new("", Reaction::Fail(400)).times(1),
        Rule::new("", Reaction::Silence),
    ]);
    let permit = gates.permit("m").expect("a permit");
    let client = permit.guard(client_of("openai", &model.url(), "m", &json!({})));
    assert_eq!(ask(&client).await.unwrap_err().code(), "agent_rate_limited");
    assert_eq!(ask(&client).await.unwrap_err().code(), "agent_status");
    let cancel = CancellationToken::new();
    let later = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        later.cancel();
    });
    assert_eq!(client.answer(request(), cancel).await, Err(AgentError::Cancelled));
    drop(client);
    let state = &gates.states()[0];
    assert_eq!((state.breaker, state.failures, state.in_flight), (BreakerState::Closed, 0, 0));
}

#[tokio::test]
async fn a_provider_gets_a_limited_number_of_concurrent_requests() {
    let (gates, _) = gates(GateConfig { concurrency: 2, ..GateConfig::default() });
    let model = Model::start(0).await.unwrap();
    let client = || client_of("openai", &model.url(), "m", &json!({}));
    let (a, b) = (gates.permit("m").expect("one"), gates.permit("m").expect("two"));
    assert!(gates.permit("m").is_none(), "it is full");
    assert!(gates.permit("other").is_some(), "another is not");
    let a = a.guard(client());
    assert!(ask(&a).await.is_ok());
    assert_eq!(gates.states()[0].in_flight, 2, "a client holds its permit");
    drop(a);
    assert_eq!(gates.states()[0].in_flight, 1);
    assert!(ask(&gates.permit("m").expect("free again").guard(client())).await.is_ok());
    drop(b);
}

#[tokio::test]
async fn the_number_of_kept_providers_is_bounded() {
    let (gates, hands) = gates(GateConfig { max_providers: 3, ..GateConfig::default() });
    let client = client_of("openai", "http://127.0.0.1:1", "m", &json!({}));
    let held = gates.permit("held").expect("a permit").guard(Arc::clone(&client));
    for number in 0..20 {
        hands.0.fetch_add(1, Ordering::SeqCst);
        drop(gates.permit(&number.to_string()).expect("a permit"));
    }
    let keys: Vec<String> = gates.states().into_iter().map(|state| state.key).collect();
    assert_eq!(keys, ["18", "19", "held"]);
    drop(held);
}
