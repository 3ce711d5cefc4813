//! The resources that this process uses. Read from `/proc`; 0 where there is none.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Processor time is counted in hundredths of a second on every Linux that this runs on
/// (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;
/// Two measurements closer to each other than this get the same result: ticks are coarse.
const SHORTEST: Duration = Duration::from_millis(500);

/// Memory and processor use of this process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usage {
    /// Resident memory, bytes.
    pub(super) memory: u64,
    /// Percent of one core since the last measurement.
    pub(super) cpu: f64,
}

/// Measures between two calls.
#[derive(Debug)]
pub(super) struct Meter(Mutex<Look>);

#[derive(Debug, Clone, Copy)]
struct Look {
    at: Instant,
    ticks: u64,
    cpu: f64,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Look { at: Instant::now(), ticks: ticks().unwrap_or(0), cpu: 0.0 }))
    }

    pub(super) fn usage(&self) -> Usage {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = last.at.elapsed();
        if elapsed >= SHORTEST {
            let now = ticks().unwrap_or(last.ticks);
            let used = u32::try_from(now.saturating_sub(last.ticks)).unwrap_or(u32::MAX);
            let cpu = f64::from(used) / TICKS_PER_SECOND / elapsed.as_secs_f64() * 100.0;
            // One decimal: more would not be accurate.
            *last = Look { at: Instant::now(), ticks: now, cpu: (cpu * 10.0).round() / 10.0 };
        }
        Usage { memory: resident().unwrap_or(0), cpu: last.cpu }
    }
}

/// User and system time of the process.
fn ticks() -> Option<u64> {
    parse_ticks(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

fn parse_ticks(stat: &str) -> Option<u64> {
    // The program's name, in parentheses, may contain anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn resident() -> Option<u64> {
    parse_resident(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn parse_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::{parse_resident, parse_ticks};

    #[test]
    fn the_kernels_tables_are_read() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 75 0 0 20 0 9 0 1 2 3";
        assert_eq!(parse_ticks(stat), Some(325));
        assert_eq!(parse_ticks("nonsense"), None);
        let status = "Name:\tomni\nVmPeak:\t 9 kB\nVmRSS:\t   12345 kB\n";
        assert_eq!(parse_resident(status), Some(12345 * 1024));
    }
}
