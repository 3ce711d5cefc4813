//! Changes that are retried when a concurrent change of another node was committed first.

use crate::error::Error;
use omni_storage::StorageError;

const TRIES: u32 = 3;

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The row was changed since it was read.
    Stale,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Stale => Self::Stale,
            other => Self::Failed(other.into()),
        }
    }
}

/// Runs a change that reads, decides and writes in one transaction; a few times, if it is stale.
pub(crate) async fn retried<T, F>(mut change: impl FnMut() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Refused>>,
{
    for _ in 0..TRIES {
        match change().await {
            Ok(done) => return Ok(done),
            Err(Refused::Failed(error)) => return Err(error),
            Err(Refused::Stale) => {}
        }
    }
    Err(Error::conflict("it was changed at the same time; try again"))
}

#[cfg(test)]
mod tests {
    use super::{Refused, TRIES, retried};
    use crate::error::Error;

    #[tokio::test]
    async fn only_a_stale_change_is_retried_and_a_limited_number_of_times() {
        let mut outcomes = vec![Ok(7), Err(Refused::Stale)];
        let done = retried(|| std::future::ready(outcomes.pop().expect("two tries"))).await;
        assert_eq!(done.ok(), Some(7));
        let mut tries = 0;
        let refused: Result<(), Error> = retried(|| {
            tries += 1;
            std::future::ready(Err(Refused::Stale))
        })
        .await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!(tries, TRIES);
        let failed: Result<(), Error> =
            retried(|| std::future::ready(Err(Error::not_found("agent", 1).into()))).await;
        assert!(matches!(failed, Err(Error::NotFound { .. })), "{failed:?}");
    }
}
