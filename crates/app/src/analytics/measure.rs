//! The statistics of a period.

use super::groups::{self, GroupName, Groups, Key};
use super::period::Period;
use super::tally::{Measures, Tally};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::settings::Prices;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use omni_domain::figures::{Division, Grouping};
use omni_domain::ids::InstanceId;
use omni_storage::{FigureRow, FiguresQuery};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Sums that are read from the database at most.
const MAX_SUMS: usize = 200_000;
/// Groups with a line of their own: those with the most. The others are one group.
const MAX_GROUPS: usize = 50;
/// Lines of a result.
const MAX_ITEMS: usize = 10_000;
/// Models without a price that are named.
const MAX_UNPRICED: usize = 20;

/// Which figures.
#[derive(Debug, Clone)]
pub struct MeasureQuery {
    /// Not before; without it, 24 hours before the end.
    pub since: Option<Timestamp>,
    /// Before; without it, now.
    pub until: Option<Timestamp>,
    /// What the period is divided into; without it, hours up to seven days, and days beyond.
    pub bucket: Option<Division>,
    /// The IANA name of the time zone of hours and days; without it, UTC.
    pub time_zone: Option<String>,
    /// Only of this instance.
    pub instance_id: Option<InstanceId>,
    /// What figures are grouped by.
    pub group: Grouping,
}

/// The statistics of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its beginning, a whole quarter of an hour.
    pub since: Timestamp,
    /// Its end, a whole quarter of an hour.
    pub until: Timestamp,
    /// What it is divided into.
    pub bucket: Division,
    /// The time zone of hours and days.
    pub time_zone: String,
    /// What figures are grouped by.
    pub group: Grouping,
    /// Of the whole period.
    pub total: Measures,
    /// Of each group over the whole period, those with the most first; the rest last.
    pub groups: Vec<Slice>,
    /// Of each hour or day, in order: every one without groups, else those of each group that has
    /// figures.
    pub items: Vec<Item>,
    /// Models whose tokens have no price, because of which a cost may be missing; at most twenty.
    pub unpriced_models: Vec<String>,
}

/// The figures of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// The group.
    pub group: GroupName,
    /// Its figures.
    pub measures: Measures,
}

/// The figures of an hour or a day, or of a group in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its beginning.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// The group; `None` without groups.
    pub group: Option<GroupName>,
    /// Its figures.
    pub measures: Measures,
}

/// Computes the statistics of a period.
///
/// # Errors
/// Refused if the period is empty or too long, or has more figures than a result holds.
pub async fn measure(app: &App, caller: &Caller, query: MeasureQuery) -> Result<Report, Error> {
    authorization::require(caller, Scope::EventsRead)?;
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let time_zone = query.time_zone.unwrap_or_else(|| "UTC".to_owned());
    let ends = (query.since, query.until);
    let period = Period::new(app.env.now(), ends, query.bucket, &time_zone)?;
    let wanted = FiguresQuery {
        instance_ids: query.instance_id.map(|id| vec![id]).or_else(|| caller.instance_ids.clone()),
        group: groups::stored(query.group),
        runs: period.runs(),
        limit: MAX_SUMS,
    };
    let rows = app.store.figures(caller.tenant_id, &wanted).await?.ok_or_else(too_many)?;
    let groups = Groups::of(app, caller.tenant_id, query.group, &rows).await?;
    let prices = Prices::load(app, caller.tenant_id).await?;
    let sums = Sums::of(&rows, &groups);
    let has_messages = query.group != Grouping::Agent;
    Ok(Report {
        since: period.since(),
        until: period.until(),
        bucket: period.bucket,
        time_zone,
        group: query.group,
        total: sums.total.measures(&prices, has_messages),
        groups: sums.slices(&groups, &prices, has_messages),
        items: sums.items(&period, &groups, &prices, has_messages)?,
        unpriced_models: sums
            .total
            .unpriced(&prices)
            .take(MAX_UNPRICED)
            .map(String::from)
            .collect(),
    })
}

fn too_many() -> Error {
    let why = "the period has too many figures: choose a shorter one, days instead of hours, or one \
               instance";
    Error::invalid(Field::PeriodEnd, why)
}

/// The rows, added up in the ways that a report shows them.
struct Sums {
    total: Tally,
    by_group: BTreeMap<Key, Tally>,
    by_part: BTreeMap<(Timestamp, Key), Tally>,
}

impl Sums {
    fn of(rows: &[FigureRow], groups: &Groups) -> Self {
        let rows = || rows.iter().filter(|row| groups.takes(row));
        let mut total = Tally::default();
        let mut all: BTreeMap<Key, Tally> = BTreeMap::new();
        for row in rows() {
            total.add(row);
            all.entry(groups.key(row)).or_default().add(row);
        }
        let shown = largest(&all);
        let mut by_group: BTreeMap<Key, Tally> = BTreeMap::new();
        let mut by_part: BTreeMap<(Timestamp, Key), Tally> = BTreeMap::new();
        for row in rows() {
            let key = groups.key(row);
            let key = if shown.contains(&key) { key } else { Key::Rest };
            by_group.entry(key).or_default().add(row);
            by_part.entry((row.start, key)).or_default().add(row);
        }
        Self { total, by_group, by_part }
    }

    fn slices(&self, groups: &Groups, prices: &Prices, has_messages: bool) -> Vec<Slice> {
        let mut sorted: Vec<(&Key, &Tally)> = self.by_group.iter().collect();
        sorted.sort_by_key(|(key, tally)| (**key == Key::Rest, Reverse(tally.amount())));
        let slice = |(key, tally): (&Key, &Tally)| {
            let group = groups.name(*key)?;
            Some(Slice { group, measures: tally.measures(prices, has_messages) })
        };
        sorted.into_iter().filter_map(slice).collect()
    }

    fn items(
        &self,
        period: &Period,
        groups: &Groups,
        prices: &Prices,
        has_messages: bool,
    ) -> Result<Vec<Item>, Error> {
        let nothing = Tally::default();
        let mut items = Vec::new();
        for (start, end) in &period.spans {
            let mut found: Vec<(Key, &Tally)> = self
                .by_part
                .range((*start, Key::All)..=(*start, Key::Rest))
                .map(|((_, key), tally)| (*key, tally))
                .collect();
            if groups.are_none() && found.is_empty() {
                found.push((Key::All, &nothing));
            }
            if items.len() + found.len() > MAX_ITEMS {
                return Err(too_many());
            }
            items.extend(found.into_iter().map(|(key, tally)| Item {
                start: *start,
                end: *end,
                group: groups.name(key),
                measures: tally.measures(prices, has_messages),
            }));
        }
        Ok(items)
    }
}

/// The groups that get a line of their own.
fn largest(all: &BTreeMap<Key, Tally>) -> BTreeSet<Key> {
    let mut sorted: Vec<(&Key, i64)> =
        all.iter().map(|(key, tally)| (key, tally.amount())).collect();
    sorted.sort_by_key(|(_, amount)| Reverse(*amount));
    sorted.into_iter().take(MAX_GROUPS).map(|(key, _)| *key).collect()
}
