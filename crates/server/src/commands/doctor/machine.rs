//! The machine itself.

use super::Finding;
use omni_domain::Env;
use std::time::{Duration, Instant};

/// An earlier time means that the clock was never set. WhatsApp rejects messages with a wrong time.
const EARLIEST: i64 = 1_767_225_600_000; // 2026-01-01
const LATEST: i64 = 4_102_444_800_000; // 2100-01-01
const WATCHED: Duration = Duration::from_millis(200);
const TOLERANCE: Duration = Duration::from_millis(150);

/// The clock: a plausible year, and the rate of the monotonic clock.
pub(super) async fn clock() -> Finding {
    const NAME: &str = "clock";
    const MEND: &str = "set this machine's clock: timedatectl set-ntp true";
    let env = Env::system();
    let (from, watched) = (env.now(), Instant::now());
    tokio::time::sleep(WATCHED).await;
    let (to, watched) = (env.now(), watched.elapsed());
    if !(EARLIEST..LATEST).contains(&to.millis()) {
        return Finding::broken(NAME, format!("it shows {to}"), MEND);
    }
    let advanced = to.since(from);
    if advanced.abs_diff(watched) > TOLERANCE {
        let detail = format!("it advanced by {advanced:?} in {watched:?}");
        return Finding::doubtful(NAME, detail, "something is setting it; check again in a minute");
    }
    Finding::fine(NAME, to.to_string())
}
