//! How many events a list has in all its pages, without scanning them.

use super::hours::{ANY_INSTANCE, EVER, HOUR, hour_of};
use super::list::{EventFilter, Words, restrict, within};
use crate::db::{Conn, Select};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::TenantId;

/// Events that are counted one by one before a total is "at least".
pub(super) const COUNTED: i64 = 500;

/// How many events match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventTotal {
    /// How many, or how many at least.
    pub count: i64,
    /// Whether there may be more.
    pub at_least: bool,
}

/// Totals by kind, instance, channel, direction and whole hours are known; those by words,
/// person or chat, and those of a part of an hour, are counted up to [`COUNTED`].
pub(super) async fn total(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &EventFilter,
    words: &Words,
) -> Result<EventTotal, StorageError> {
    if matches!(words, Words::None) {
        return Ok(EventTotal { count: 0, at_least: false });
    }
    if !filter.is_known_by_hours() {
        return counted(db, t, filter, words).await;
    }
    let spans = Spans::new(filter.since, filter.until);
    let mut sum = EventTotal { count: known(db, t, filter, &spans).await?, at_least: false };
    for (from, to) in spans.parts {
        let mut part = filter.clone();
        (part.since, part.until) = (Some(Timestamp(from)), Some(Timestamp(to)));
        let more = counted(db, t, &part, words).await?;
        sum.count += more.count;
        sum.at_least |= more.at_least;
    }
    Ok(sum)
}

async fn known(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &EventFilter,
    spans: &Spans,
) -> Result<i64, StorageError> {
    let Some((from, to)) = spans.hours else { return Ok(0) };
    let mut select = Select::new(
        "SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM event_hours WHERE tenant_id = ",
    );
    select.bind(t.0);
    let ever = filter.since.is_none() && filter.until.is_none();
    if ever {
        select.push(" AND hour = ").bind(EVER);
    } else {
        select.push(" AND hour >= ").bind(from).push(" AND hour < ").bind(to);
    }
    match &filter.instance_ids {
        Some(ids) => drop(select.and_in("instance_id", ids.iter().map(|id| id.0))),
        None if ever => drop(select.push(" AND instance_id = ").bind(ANY_INSTANCE)),
        None => {}
    }
    super::list::restrict_kinds(&mut select, filter);
    let (count,) = select.on(db).one().await?;
    Ok(count)
}

async fn counted(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &EventFilter,
    words: &Words,
) -> Result<EventTotal, StorageError> {
    let mut select = Select::new("SELECT COUNT(*) FROM (SELECT 1 ");
    super::list::from(&mut select, db.engine(), t, words);
    restrict(&mut select, filter, "at");
    // Else all events of the chat are read for those of a short time.
    if filter.chat_id.is_some() && matches!(words, Words::Any) {
        within(&mut select, t, filter, "seq");
    }
    select.push(" LIMIT ").bind(COUNTED + 1).push(") AS counted");
    let (count,): (i64,) = select.on(db).one().await?;
    Ok(EventTotal { count: count.min(COUNTED), at_least: count > COUNTED })
}

/// A period as whole hours and the parts of hours at its ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spans {
    /// From the first hour, to before the last.
    pub(super) hours: Option<(i64, i64)>,
    /// The rest: from, to before.
    pub(super) parts: Vec<(i64, i64)>,
}

impl Spans {
    pub(super) fn new(since: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        let since = since.map_or(0, |at| at.0.max(0));
        let Some(until) = until.map(|at| at.0) else {
            let first = whole_after(since);
            return Self { hours: Some((first, i64::MAX)), parts: part(since, first) };
        };
        if until <= since {
            return Self { hours: None, parts: Vec::new() };
        }
        let (first, last) = (whole_after(since), hour_of(until));
        if last < first {
            return Self { hours: None, parts: vec![(since, until)] };
        }
        let mut parts = part(since, first);
        parts.extend(part(last, until));
        Self { hours: (first < last).then_some((first, last)), parts }
    }
}

const fn whole_after(at: i64) -> i64 {
    hour_of(at.saturating_add(HOUR - 1))
}

fn part(from: i64, to: i64) -> Vec<(i64, i64)> {
    if from < to { vec![(from, to)] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::{HOUR, Spans};
    use omni_domain::Timestamp;

    #[test]
    fn a_period_is_whole_hours_and_two_ends() {
        let spans = |since: Option<i64>, until: Option<i64>| {
            let spans = Spans::new(since.map(Timestamp), until.map(Timestamp));
            (spans.hours, spans.parts)
        };
        let end = i64::MAX;
        assert_eq!(spans(None, None), (Some((0, end)), vec![]));
        assert_eq!(spans(Some(HOUR), None), (Some((HOUR, end)), vec![]));
        assert_eq!(spans(Some(5), None), (Some((HOUR, end)), vec![(5, HOUR)]));
        assert_eq!(spans(None, Some(HOUR + 5)), (Some((0, HOUR)), vec![(HOUR, HOUR + 5)]));
        assert_eq!(spans(Some(5), Some(9)), (None, vec![(5, 9)]));
        assert_eq!(spans(Some(5), Some(HOUR + 9)), (None, vec![(5, HOUR), (HOUR, HOUR + 9)]));
        assert_eq!(spans(Some(5), Some(2 * HOUR)), (Some((HOUR, 2 * HOUR)), vec![(5, HOUR)]));
        assert_eq!(spans(Some(9), Some(5)), (None, vec![]));
    }
}
