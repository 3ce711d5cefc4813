//! Requests to services one after the other, and retries where they may help.

use super::services::Service;
use omni_agents::AgentError;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Rounds through the services.
const ROUNDS: u32 = 3;
/// Pause after the first round; twice as long after the next.
const PAUSE: Duration = Duration::from_secs(2);
/// A service that asks for a longer pause is given this one.
const MAX_PAUSE: Duration = Duration::from_secs(20);

/// The first answer, and its service; else the last error.
pub(super) async fn first_answer<'a, T, F, Fut>(
    services: &'a [Service],
    cancel: &CancellationToken,
    ask: F,
) -> Result<(T, &'a Service), AgentError>
where
    F: Fn(&'a Service) -> Fut + Send,
    Fut: Future<Output = Result<T, AgentError>> + Send,
    T: Send,
{
    let mut open: Vec<&Service> = services.iter().collect();
    let mut last = AgentError::Cancelled;
    for round in 0..ROUNDS {
        let mut pause = PAUSE * 2_u32.pow(round);
        let mut again = Vec::new();
        for service in open {
            match ask(service).await {
                Ok(answer) => return Ok((answer, service)),
                Err(AgentError::Cancelled) => return Err(AgentError::Cancelled),
                Err(error) => {
                    tracing::debug!(
                        service = service.name,
                        error.code = error.code(),
                        round,
                        "a model did not answer"
                    );
                    if let AgentError::RateLimited { retry_after: Some(wait) } = &error {
                        pause = pause.max(*wait).min(MAX_PAUSE);
                    }
                    if error.retryable() {
                        again.push(service);
                    }
                    last = error;
                }
            }
        }
        open = again;
        if open.is_empty() || round + 1 == ROUNDS {
            break;
        }
        tokio::select! {
            () = cancel.cancelled() => return Err(AgentError::Cancelled),
            () = tokio::time::sleep(pause) => {}
        }
    }
    Err(last)
}
