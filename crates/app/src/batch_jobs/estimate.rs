use super::NewBatchJob;
use super::create::checked;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::content::MediaKind;
use omni_domain::media_content::ProcessingKind;
use omni_storage::{BatchItems, ReadingCosts};
use std::collections::BTreeSet;

/// What a batch job would do to files of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindEstimate {
    /// Their kind.
    pub kind: MediaKind,
    /// How many files there are.
    pub total: u64,
    /// How many of them would be processed at most.
    pub to_process: u64,
    /// Millionths of a US dollar for these; `None` if no file of this kind was processed before.
    pub cost_micros: Option<u64>,
    /// Milliseconds for these; `None` if no file of this kind was processed before.
    pub processing_ms: Option<u64>,
}

/// What a batch job would do, by what the latest results took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEstimate {
    /// How many files there are.
    pub total: u64,
    /// How many of them would be processed at most.
    pub to_process: u64,
    /// Millionths of a US dollar; `None` if it is not known of one of the kinds.
    pub cost_micros: Option<u64>,
    /// Milliseconds; `None` if it is not known of one of the kinds.
    pub processing_ms: Option<u64>,
    /// The kinds of files.
    pub kinds: Vec<KindEstimate>,
}

/// What a batch job would do if it was started now.
pub async fn estimate(
    app: &App,
    caller: &Caller,
    new: NewBatchJob,
) -> Result<BatchEstimate, Error> {
    let config = checked(app, caller, new.config).await?;
    let (t, now) = (caller.tenant_id, app.env.now());
    let items = app.store.count_batch_items_by_kind(t, &config, now).await?;
    let readings: BTreeSet<ProcessingKind> =
        items.iter().map(|items| ProcessingKind::of(items.kind)).collect();
    let mut costs = Vec::new();
    for reading in readings {
        costs.extend(app.store.latest_reading_costs(t, reading).await?);
    }
    let kinds: Vec<KindEstimate> =
        items.iter().map(|items| of_kind(items, config.overwrite, &costs)).collect();
    Ok(BatchEstimate {
        total: kinds.iter().map(|kind| kind.total).sum(),
        to_process: kinds.iter().map(|kind| kind.to_process).sum(),
        cost_micros: kinds.iter().map(|kind| kind.cost_micros).sum(),
        processing_ms: kinds.iter().map(|kind| kind.processing_ms).sum(),
        kinds,
    })
}

fn of_kind(items: &BatchItems, overwrite: bool, costs: &[ReadingCosts]) -> KindEstimate {
    let with_result = if overwrite { 0 } else { items.with_result };
    let to_process = items.total.saturating_sub(with_result);
    let known = costs.iter().find(|costs| costs.kind == items.kind);
    let expected = |sum: fn(&ReadingCosts) -> u64| {
        if to_process == 0 {
            return Some(0);
        }
        known.and_then(|costs| sum(costs).saturating_mul(to_process).checked_div(costs.readings))
    };
    KindEstimate {
        kind: items.kind,
        total: items.total,
        to_process,
        cost_micros: expected(|costs| costs.cost_micros),
        processing_ms: expected(|costs| costs.processing_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::{KindEstimate, of_kind};
    use omni_domain::content::MediaKind;
    use omni_storage::{BatchItems, ReadingCosts};

    fn estimate(total: u64, with_result: u64, overwrite: bool, readings: u64) -> KindEstimate {
        let items = BatchItems { kind: MediaKind::Audio, total, with_result };
        let costs = |kind| ReadingCosts {
            kind,
            readings,
            cost_micros: 30 * readings,
            processing_ms: 200 * readings,
        };
        of_kind(&items, overwrite, &[costs(MediaKind::Image), costs(MediaKind::Audio)])
    }

    #[test]
    fn what_has_a_result_costs_nothing_unless_it_is_overwritten() {
        let kept = estimate(10, 4, false, 3);
        assert_eq!(
            (kept.to_process, kept.cost_micros, kept.processing_ms),
            (6, Some(180), Some(1200))
        );
        let again = estimate(10, 4, true, 3);
        assert_eq!((again.to_process, again.cost_micros), (10, Some(300)));
    }

    #[test]
    fn without_results_only_nothing_has_a_known_cost() {
        assert_eq!(estimate(10, 4, false, 0).cost_micros, None);
        assert_eq!(estimate(4, 4, false, 0).cost_micros, Some(0));
    }
}
