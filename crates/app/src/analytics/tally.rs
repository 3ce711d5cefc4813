//! Counts, added up.

use crate::settings::Prices;
use omni_domain::figures::{FigureKind, LatencyHistogram};
use omni_storage::FigureRow;
use std::collections::BTreeMap;

/// The figures of a period, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// Messages that were received; `None` where they have no meaning, which is by agent.
    pub received: Option<i64>,
    /// Messages that the network accepted, of agents and people; `None` by agent.
    pub sent: Option<i64>,
    /// Messages that the network did not accept; `None` by agent.
    pub send_failed: Option<i64>,
    /// Turns that an agent answered.
    pub answered: i64,
    /// Turns in which an agent chose not to answer.
    pub silent: i64,
    /// Turns that should have been answered and were not. One that is retried counts again.
    pub failed: i64,
    /// Percent of the turns that did not fail, two decimals; `None` without turns.
    pub success_rate: Option<f64>,
    /// How long agents took; `None` where no time is known.
    pub latency: Option<Percentiles>,
    /// Input tokens that agents reported.
    pub input_tokens: i64,
    /// Output tokens that agents reported.
    pub output_tokens: i64,
    /// What the tokens cost at the prices of now, six decimals; `None` without tokens, and where any
    /// of their models has no price.
    pub cost: Option<f64>,
}

/// Milliseconds from the request to an agent until the end of its answer, which so many percent of the
/// answers did not exceed. From a histogram: within 1/32 of the exact value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentiles {
    /// Half of the answers.
    pub p50: i64,
    /// Nine of ten.
    pub p90: i64,
    /// All but one of a hundred.
    pub p99: i64,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    counts: BTreeMap<FigureKind, i64>,
    latencies: LatencyHistogram,
    /// Input and output tokens by model.
    tokens: BTreeMap<String, (i64, i64)>,
}

impl Tally {
    pub(super) fn add(&mut self, row: &FigureRow) {
        *self.counts.entry(row.kind).or_default() += row.amount;
        if let Some(bucket) = row.latency {
            self.latencies.add(bucket, row.amount);
        }
        if row.input_tokens + row.output_tokens > 0 {
            let tokens = self.tokens.entry(row.model.clone()).or_default();
            tokens.0 += row.input_tokens;
            tokens.1 += row.output_tokens;
        }
    }

    /// Everything that was counted, to compare groups by.
    pub(super) fn amount(&self) -> i64 {
        self.counts.values().sum()
    }

    /// The models with tokens and without a price.
    pub(super) fn unpriced<'a>(&'a self, prices: &'a Prices) -> impl Iterator<Item = &'a str> {
        let models = self.tokens.keys().map(String::as_str);
        models.filter(move |model| !model.is_empty() && prices.of(model).is_none())
    }

    pub(super) fn measures(&self, prices: &Prices, has_messages: bool) -> Measures {
        let count = |kind: FigureKind| self.counts.get(&kind).copied().unwrap_or_default();
        let messages = |kind| has_messages.then(|| count(kind));
        let (answered, silent, failed) = (
            count(FigureKind::Answered),
            count(FigureKind::Silent),
            count(FigureKind::AnswerFailed),
        );
        Measures {
            received: messages(FigureKind::Received),
            sent: messages(FigureKind::Sent),
            send_failed: messages(FigureKind::SendFailed),
            answered,
            silent,
            failed,
            success_rate: percent(answered + silent, answered + silent + failed),
            latency: self.percentiles(),
            input_tokens: self.tokens.values().map(|(input, _)| input).sum(),
            output_tokens: self.tokens.values().map(|(_, output)| output).sum(),
            cost: self.cost(prices),
        }
    }

    fn percentiles(&self) -> Option<Percentiles> {
        Some(Percentiles {
            p50: self.latencies.percentile(50)?,
            p90: self.latencies.percentile(90)?,
            p99: self.latencies.percentile(99)?,
        })
    }

    fn cost(&self, prices: &Prices) -> Option<f64> {
        if self.tokens.is_empty() {
            return None;
        }
        let mut cost = 0.0;
        for (model, (input, output)) in &self.tokens {
            cost += prices.of(model)?.of_tokens(*input, *output);
        }
        Some((cost * 1e6).round() / 1e6)
    }
}

fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (10_000.0 * as_float(part) / as_float(whole)).round() / 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn as_float(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Percentiles, Tally};
    use crate::settings::Prices;
    use omni_domain::Timestamp;
    use omni_domain::figures::{FigureKind, LatencyBucket};
    use omni_storage::FigureRow;
    use serde_json::json;
    use uuid::Uuid;

    fn row(kind: FigureKind, amount: i64) -> FigureRow {
        FigureRow {
            start: Timestamp(0),
            group: Uuid::nil(),
            kind,
            model: String::new(),
            latency: None,
            amount,
            input_tokens: 0,
            output_tokens: 0,
        }
    }

    fn answer(model: &str, ms: i64) -> FigureRow {
        FigureRow {
            model: model.to_owned(),
            latency: Some(LatencyBucket::of(ms)),
            input_tokens: 1_000_000,
            output_tokens: 500_000,
            ..row(FigureKind::Answered, 1)
        }
    }

    #[test]
    fn nothing_has_no_rate_no_times_and_no_cost() {
        let nothing = Tally::default().measures(&Prices::default(), true);
        assert_eq!((nothing.received, nothing.answered), (Some(0), 0));
        assert_eq!((nothing.success_rate, nothing.latency, nothing.cost), (None, None, None));
    }

    #[test]
    fn turns_that_say_nothing_did_not_fail() {
        let mut tally = Tally::default();
        for (kind, amount) in [
            (FigureKind::Answered, 1),
            (FigureKind::Silent, 1),
            (FigureKind::AnswerFailed, 1),
            (FigureKind::Received, 7),
        ] {
            tally.add(&row(kind, amount));
        }
        let measures = tally.measures(&Prices::default(), false);
        assert_eq!(measures.success_rate, Some(66.67));
        assert_eq!((measures.received, measures.sent), (None, None));
    }

    #[test]
    fn a_cost_is_the_whole_cost_or_none() {
        let prices = json!({ "small": { "input": 2, "output": 10.5 } });
        let prices = Prices::parse(&prices).expect("prices");
        let mut tally = Tally::default();
        tally.add(&answer("small", 10));
        tally.add(&answer("small", 20));
        let measures = tally.measures(&prices, true);
        assert_eq!(measures.cost, Some(14.5));
        assert_eq!(measures.latency, Some(Percentiles { p50: 10, p90: 20, p99: 20 }));
        assert_eq!(tally.unpriced(&prices).count(), 0);
        tally.add(&answer("large", 30));
        assert_eq!(tally.measures(&prices, true).cost, None);
        assert_eq!(tally.unpriced(&prices).collect::<Vec<_>>(), ["large"]);
    }
}
