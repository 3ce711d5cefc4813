//! A period, and the hours or days that it is made of.

use crate::error::{Error, Field};
use crate::pacing::{Calendar, is_time_zone};
use omni_domain::Timestamp;
use omni_domain::figures::Division;
use omni_storage::{FIGURE_SLOT_MS, FigureRun};
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The default period.
const DEFAULT_SPAN: Duration = Duration::from_hours(24);
/// Periods up to this long are divided into hours if nothing else is asked for.
const HOURS_BY_DEFAULT_MS: i64 = 7 * DAY_MS;
/// The longest periods by hour and by day. An hour more, because their ends are rounded.
const MAX_BY_HOUR_MS: i64 = 31 * DAY_MS + HOUR_MS;
const MAX_BY_DAY_MS: i64 = 366 * DAY_MS + HOUR_MS;

/// The longest period that is divided so.
const fn max_ms(bucket: Division) -> i64 {
    match bucket {
        Division::Hour => MAX_BY_HOUR_MS,
        Division::Day => MAX_BY_DAY_MS,
    }
}

/// A period, divided. Its ends are whole quarters of an hour: counts are kept by those.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) bucket: Division,
    /// Beginning and end of each part, in order; each begins where the one before ends.
    pub(super) spans: Vec<(Timestamp, Timestamp)>,
}

impl Period {
    /// From `since`, by default a day before the end, until before `until`, by default now.
    ///
    /// # Errors
    /// Refused if it is empty or too long for its division, or the time zone is not known.
    pub(super) fn new(
        now: Timestamp,
        (since, until): (Option<Timestamp>, Option<Timestamp>),
        bucket: Option<Division>,
        zone: &str,
    ) -> Result<Self, Error> {
        if !is_time_zone(zone) {
            let why = "give a name of the IANA time zone database, such as `America/Sao_Paulo`";
            return Err(Error::invalid(Field::PeriodZone, why));
        }
        let until = until.unwrap_or(now);
        let since = since.unwrap_or_else(|| until.minus(DEFAULT_SPAN));
        if until <= since {
            return Err(Error::invalid(Field::PeriodEnd, "must be after `since`"));
        }
        let (since, until) = (slot_before(since.0), slot_after(until.0));
        let length = until.saturating_sub(since);
        let by_default =
            if length <= HOURS_BY_DEFAULT_MS + HOUR_MS { Division::Hour } else { Division::Day };
        let bucket = bucket.unwrap_or(by_default);
        if length > max_ms(bucket) {
            let why = match bucket {
                Division::Hour => {
                    "at most 31 days after `since` by hour; a longer period is divided by day"
                }
                Division::Day => "at most 366 days after `since`",
            };
            return Err(Error::invalid(Field::PeriodEnd, why));
        }
        let spans = divide((since, until), bucket, &Calendar::of(zone));
        Ok(Self { bucket, spans })
    }

    /// Where it begins.
    pub(super) fn since(&self) -> Timestamp {
        self.spans.first().map_or(Timestamp(0), |(start, _)| *start)
    }

    /// Where it ends.
    pub(super) fn until(&self) -> Timestamp {
        self.spans.last().map_or(Timestamp(0), |(_, end)| *end)
    }

    /// The same parts, those of one length in a row together: a day may have 23 or 25 hours.
    pub(super) fn runs(&self) -> Vec<FigureRun> {
        let mut runs: Vec<FigureRun> = Vec::new();
        for (start, end) in &self.spans {
            let length_ms = end.0 - start.0;
            match runs.last_mut() {
                Some(run) if run.length_ms == length_ms => run.count += 1,
                _ => runs.push(FigureRun { from: *start, length_ms, count: 1 }),
            }
        }
        runs
    }
}

const fn slot_before(at: i64) -> i64 {
    at.div_euclid(FIGURE_SLOT_MS) * FIGURE_SLOT_MS
}

const fn slot_after(at: i64) -> i64 {
    slot_before(at.saturating_add(FIGURE_SLOT_MS - 1))
}

fn divide(
    (since, until): (i64, i64),
    bucket: Division,
    calendar: &Calendar,
) -> Vec<(Timestamp, Timestamp)> {
    let mut spans = Vec::new();
    let mut start = since;
    while start < until {
        let next = match bucket {
            Division::Hour => next_hour(start, calendar),
            Division::Day => next_day(start, calendar),
        };
        let end = next.min(until);
        spans.push((Timestamp(start), Timestamp(end)));
        start = end;
    }
    spans
}

/// The next whole hour since midnight: not every zone's hours begin at those of UTC.
fn next_hour(at: i64, calendar: &Calendar) -> i64 {
    let midnight = slot_before(calendar.start_of(calendar.day(Timestamp(at))).0);
    midnight + ((at - midnight).div_euclid(HOUR_MS) + 1) * HOUR_MS
}

/// The next midnight. A zone that changed sides of the date line has left out a day.
fn next_day(at: i64, calendar: &Calendar) -> i64 {
    let today = calendar.day(Timestamp(at));
    let mut midnights = (1..=2).map(|days| slot_before(calendar.start_of(today + days).0));
    midnights.find(|midnight| *midnight > at).unwrap_or(at + DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::Period;
    use crate::error::{Error, Field};
    use omni_domain::Timestamp;
    use omni_domain::figures::Division;

    fn at(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    fn period(since: &str, until: &str, bucket: Option<Division>, zone: &str) -> Period {
        let ends = (Some(at(since)), Some(at(until)));
        Period::new(at("2026-06-01T00:00:00Z"), ends, bucket, zone).expect("a period")
    }

    #[test]
    fn days_are_those_of_the_zone_also_when_its_clocks_change() {
        let days = period(
            "2026-03-28T12:00:00Z",
            "2026-03-31T10:00:00Z",
            Some(Division::Day),
            "Europe/Berlin",
        );
        let starts: Vec<String> = days.spans.iter().map(|(start, _)| start.to_string()).collect();
        assert_eq!(
            starts,
            [
                "2026-03-28T12:00:00.000Z",
                "2026-03-28T23:00:00.000Z",
                "2026-03-29T22:00:00.000Z",
                "2026-03-30T22:00:00.000Z",
            ]
        );
        let lengths: Vec<i64> = days.runs().iter().map(|run| run.length_ms / 3_600_000).collect();
        assert_eq!(lengths, [11, 23, 24, 12]);
    }

    #[test]
    fn hours_of_a_zone_may_begin_at_half_an_hour() {
        let hours = period("2026-03-28T12:10:00Z", "2026-03-28T14:00:01Z", None, "Asia/Kolkata");
        let spans: Vec<String> = hours.spans.iter().map(|(start, _)| start.to_string()).collect();
        assert_eq!(
            spans,
            ["2026-03-28T12:00:00.000Z", "2026-03-28T12:30:00.000Z", "2026-03-28T13:30:00.000Z"]
        );
        assert_eq!(hours.until(), at("2026-03-28T14:15:00Z"));
    }

    #[test]
    fn equal_parts_are_read_together() {
        let hours = period("2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z", None, "UTC");
        assert_eq!((hours.bucket, hours.spans.len()), (Division::Hour, 168));
        let runs = hours.runs();
        assert_eq!((runs.len(), runs[0].count), (1, 168));
        assert_eq!(runs[0].until(), hours.until());
        let days = period("2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z", None, "UTC");
        assert_eq!((days.bucket, days.spans.len()), (Division::Day, 19));
    }

    #[test]
    fn a_period_is_a_day_unless_its_ends_are_given() {
        let now = at("2026-03-02T10:20:00Z");
        let day = Period::new(now, (None, None), None, "UTC").expect("a period");
        assert_eq!(day.since(), at("2026-03-01T10:15:00Z"));
        assert_eq!(day.until(), at("2026-03-02T10:30:00Z"));
    }

    #[test]
    fn what_cannot_be_divided_is_refused() {
        let refused = |since: &str, until: &str, bucket, zone: &str| {
            let ends = (Some(at(since)), Some(at(until)));
            match Period::new(at("2026-06-01T00:00:00Z"), ends, bucket, zone) {
                Err(Error::Invalid { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        };
        let (one, two) = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
        assert_eq!(refused(one, two, None, "Europe/Nowhere"), Field::PeriodZone);
        assert_eq!(refused(two, one, None, "UTC"), Field::PeriodEnd);
        let later = "2026-04-02T00:00:00Z";
        assert_eq!(refused(one, later, Some(Division::Hour), "UTC"), Field::PeriodEnd);
        assert_eq!(refused("2025-01-01T00:00:00Z", later, None, "UTC"), Field::PeriodEnd);
    }
}
