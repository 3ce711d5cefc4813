//! Dates and times, stored in cells as numbers of days.

use time::{Date, Duration, Month};

/// Numbers outside the calendar are shown as numbers.
const MAX_DAYS: f64 = 3_000_000.0;
const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// `2024-01-31`, and `2024-01-31 13:45` with its time.
pub(super) fn moment(number: f64, from_1904: bool, with_time: bool) -> Option<String> {
    if !(0.0..MAX_DAYS).contains(&number) {
        return None;
    }
    let (days, seconds) = split(number);
    let (year, month, day, late) = match (from_1904, days) {
        (true, _) => (1904, Month::January, 1, 0),
        // Excel's 1900 has a 29th of February, like Lotus 1-2-3; days before it count one less.
        (false, ..=59) => (1899, Month::December, 31, 0),
        (false, _) => (1899, Month::December, 31, 1),
    };
    let start = Date::from_calendar_date(year, month, day).ok()?;
    let date = start.checked_add(Duration::days(days - late))?;
    let day = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
    if !with_time {
        return Some(day);
    }
    Some(format!("{day} {}", clock(seconds)))
}

/// `13:45`, and hours beyond a day as they are counted.
pub(super) fn time(number: f64) -> Option<String> {
    if !(0.0..MAX_DAYS).contains(&number) {
        return None;
    }
    let (days, seconds) = split(number);
    Some(clock(days * 86_400 + seconds))
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by MAX_DAYS")]
fn split(number: f64) -> (i64, i64) {
    let seconds = (number * SECONDS_OF_A_DAY).round() as i64;
    (seconds.div_euclid(86_400), seconds.rem_euclid(86_400))
}

fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{moment, time};

    #[test]
    fn numbers_of_days_are_dates() {
        assert_eq!(moment(45_322.0, false, false).as_deref(), Some("2024-01-31"));
        assert_eq!(moment(45_322.572_916_67, false, true).as_deref(), Some("2024-01-31 13:45"));
        assert_eq!(moment(1.0, false, false).as_deref(), Some("1900-01-01"));
        assert_eq!(moment(61.0, false, false).as_deref(), Some("1900-03-01"));
        assert_eq!(moment(43_860.0, true, false).as_deref(), Some("2024-01-31"));
        assert_eq!(time(0.5).as_deref(), Some("12:00"));
        assert_eq!(time(1.25).as_deref(), Some("30:00"));
        for odd in [-1.0, f64::NAN, f64::INFINITY, 1e18] {
            assert_eq!((moment(odd, false, true), time(odd)), (None, None));
        }
    }
}
