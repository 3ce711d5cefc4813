//! Bounds of the numbers that a message carries. A sender may write any bits, and what JSON or a
//! calendar cannot hold would make the stored row unreadable.

use omni_domain::Timestamp;

/// The last millisecond of the year 9999, the last that RFC 3339 can write.
const LAST_MOMENT: i64 = 253_402_300_799_999;
/// The largest whole number that every JSON reader keeps exactly.
const MOST_BYTES: u64 = 1 << 53;
/// Thirty days; no phone records or shows more.
const MOST_SECONDS: u32 = 30 * 24 * 60 * 60;
/// Far above any screen or camera.
const MOST_PIXELS: u32 = 1 << 20;

/// A moment in milliseconds; `None` outside 1970 to 9999, and for 0, which means "not given".
pub(crate) fn moment(millis: i64) -> Option<Timestamp> {
    (1..=LAST_MOMENT).contains(&millis).then_some(Timestamp(millis))
}

/// The same of seconds.
pub(crate) fn moment_of_seconds(seconds: i64) -> Option<Timestamp> {
    moment(seconds.saturating_mul(1000))
}

/// A position in degrees; `None` if it is none on Earth. A part that is missing is 0.
pub(super) fn position(latitude: Option<f64>, longitude: Option<f64>) -> Option<(f64, f64)> {
    let within = |degrees: f64, most: f64| (-most..=most).contains(&degrees).then_some(degrees);
    let latitude = within(latitude.unwrap_or_default(), 90.0)?;
    Some((latitude, within(longitude.unwrap_or_default(), 180.0)?))
}

/// The size of a file in bytes.
pub(super) fn size(bytes: Option<u64>) -> Option<u64> {
    bytes.filter(|bytes| *bytes <= MOST_BYTES)
}

/// How long something plays or took, in seconds.
pub(super) fn duration(seconds: Option<u32>) -> Option<u32> {
    seconds.filter(|seconds| *seconds <= MOST_SECONDS)
}

/// More samples than phones draw.
const MOST_SAMPLES: usize = 256;

/// The loudness of a voice note, 0 to 100 at each of some moments.
pub(super) fn waveform(samples: Option<&Vec<u8>>) -> Vec<u8> {
    let samples = samples.map(Vec::as_slice).unwrap_or_default();
    if samples.len() > MOST_SAMPLES {
        return Vec::new();
    }
    samples.iter().map(|sample| (*sample).min(100)).collect()
}

/// The width or height of a picture.
pub(super) fn pixels(pixels: Option<u32>) -> Option<u32> {
    pixels.filter(|pixels| *pixels <= MOST_PIXELS)
}

#[cfg(test)]
mod tests {
    use super::{duration, moment, moment_of_seconds, pixels, position, size, waveform};
    use omni_domain::Timestamp;

    #[test]
    fn positions_that_are_none_on_earth_are_refused() {
        assert_eq!(position(Some(-90.0), Some(180.0)), Some((-90.0, 180.0)));
        assert_eq!(position(Some(1.5), None), Some((1.5, 0.0)));
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 90.001, -1e300] {
            assert_eq!(position(Some(wrong), Some(0.0)), None, "{wrong}");
            assert_eq!(position(Some(0.0), Some(wrong * 2.0)), None, "{wrong}");
        }
    }

    #[test]
    fn moments_that_no_calendar_holds_are_refused() {
        assert_eq!(moment(5_000), Some(Timestamp(5_000)));
        for wrong in [i64::MIN, -1, 0, 253_402_300_800_000, i64::MAX] {
            assert_eq!(moment(wrong), None, "{wrong}");
            assert_eq!(moment_of_seconds(wrong), None, "{wrong}");
        }
        let last = moment_of_seconds(253_402_300_799).expect("the last second");
        assert_eq!(last.to_string().parse(), Ok(last), "it is written and read back");
    }

    #[test]
    fn sizes_and_durations_have_bounds() {
        assert_eq!((size(Some(10)), size(Some(u64::MAX))), (Some(10), None));
        assert_eq!((duration(Some(10)), duration(Some(u32::MAX))), (Some(10), None));
        assert_eq!((pixels(Some(10)), pixels(Some(u32::MAX))), (Some(10), None));
        assert_eq!(waveform(Some(&vec![0, 50, 255])), [0, 50, 100]);
        assert!(waveform(Some(&vec![1; 10_000])).is_empty() && waveform(None).is_empty());
    }
}
