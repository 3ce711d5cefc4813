//! Days and times of the day in a time zone.

use jiff::tz::TimeZone;
use omni_domain::Timestamp;
use omni_domain::pacing::TimeOfDay;
use std::time::Duration;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Whether this is an IANA name of a time zone.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The calendar of a time zone.
#[derive(Debug, Clone)]
pub(crate) struct Calendar(TimeZone);

impl Calendar {
    /// Of this zone; of UTC if it is not known.
    pub(crate) fn of(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    /// The day of a time, days since 1970.
    pub(crate) fn day(&self, at: Timestamp) -> i64 {
        self.local_day(at).unwrap_or_else(|| at.0.div_euclid(DAY_MS))
    }

    fn local_day(&self, at: Timestamp) -> Option<i64> {
        let local = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned_datetime(self.0.clone());
        let midnight = local.date().at(0, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).ok()?;
        Some(midnight.timestamp().as_millisecond().div_euclid(DAY_MS))
    }

    /// When a day begins.
    pub(crate) fn start_of(&self, day: i64) -> Timestamp {
        let plain = Timestamp(day.saturating_mul(DAY_MS));
        self.local_start(plain).unwrap_or(plain)
    }

    fn local_start(&self, midnight: Timestamp) -> Option<Timestamp> {
        let utc = jiff::Timestamp::from_millisecond(midnight.0).ok()?;
        let date = utc.to_zoned_datetime(TimeZone::UTC).date();
        let local = date.at(0, 0, 0, 0).to_zoned_datetime(self.0.clone()).ok()?;
        Some(Timestamp(local.timestamp().as_millisecond()))
    }

    /// Minutes since midnight.
    fn minute(&self, at: Timestamp) -> Option<u16> {
        let local = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned_datetime(self.0.clone());
        let (hour, minute) = (local.time().hour(), local.time().minute());
        Some(u16::try_from(hour).ok()? * 60 + u16::try_from(minute).ok()?)
    }

    /// When the hours from one time of the day until another end, if this time is in them.
    pub(crate) fn end_of(&self, hours: (TimeOfDay, TimeOfDay), at: Timestamp) -> Option<Timestamp> {
        let minute = self.minute(at)?;
        let (from, until) = (hours.0.minutes(), hours.1.minutes());
        let is_in = if from <= until {
            (from..until).contains(&minute)
        } else {
            minute >= from || minute < until
        };
        is_in.then(|| self.next(hours.1, at).unwrap_or_else(|| at.plus(Duration::from_hours(1))))
    }

    /// The next time that it is this time of the day.
    fn next(&self, time: TimeOfDay, after: Timestamp) -> Option<Timestamp> {
        let utc = jiff::Timestamp::from_millisecond(after.0).ok()?;
        let today = utc.to_zoned_datetime(self.0.clone()).date();
        let hour = i8::try_from(time.minutes() / 60).ok()?;
        let minute = i8::try_from(time.minutes() % 60).ok()?;
        for date in [today, today.tomorrow().ok()?] {
            let local = date.at(hour, minute, 0, 0).to_zoned_datetime(self.0.clone()).ok()?;
            let at = Timestamp(local.timestamp().as_millisecond());
            if at > after {
                return Some(at);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, is_time_zone};
    use omni_domain::Timestamp;
    use omni_domain::pacing::TimeOfDay;

    fn at(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    fn hours(from: &str, until: &str) -> (TimeOfDay, TimeOfDay) {
        (from.parse().expect(from), until.parse().expect(until))
    }

    #[test]
    fn a_day_begins_at_midnight_of_its_zone() {
        let calendar = Calendar::of("America/Sao_Paulo");
        let (before, after) = (at("2026-03-10T02:59:59Z"), at("2026-03-10T03:00:00Z"));
        assert_eq!(calendar.day(before) + 1, calendar.day(after));
        assert_eq!(calendar.start_of(calendar.day(after)), after);
        assert_eq!(Calendar::of("UTC").day(Timestamp(0)), 0);
    }

    #[test]
    fn quiet_hours_may_pass_midnight_and_follow_the_clocks_of_their_zone() {
        let calendar = Calendar::of("Europe/Berlin");
        let night = hours("22:00", "08:00");
        assert_eq!(calendar.end_of(night, at("2026-01-10T20:59:00Z")), None);
        let end = Some(at("2026-01-11T07:00:00Z"));
        assert_eq!(calendar.end_of(night, at("2026-01-10T21:00:00Z")), end);
        assert_eq!(calendar.end_of(night, at("2026-01-11T06:59:59Z")), end);
        assert_eq!(calendar.end_of(night, at("2026-01-11T07:00:00Z")), None);
        // The clocks go forward that night.
        let end = Some(at("2026-03-29T06:00:00Z"));
        assert_eq!(calendar.end_of(night, at("2026-03-28T22:00:00Z")), end);
        assert_eq!(calendar.end_of(hours("12:00", "12:00"), at("2026-01-10T11:00:00Z")), None);
    }

    #[test]
    fn names_of_zones_are_checked() {
        assert!(is_time_zone("Europe/Berlin") && is_time_zone("UTC"));
        assert!(!is_time_zone("Europe/Nowhere") && !is_time_zone(""));
    }
}
