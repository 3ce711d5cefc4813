//! The machine itself.

use super::Finding;
use omni_domain::Env;
use omni_server::config::Config;
use omni_server::open_files;
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

/// The limit of open files, against the connections that there may be.
pub(super) fn open_files(config: &Config) -> Finding {
    const NAME: &str = "open files";
    let (limit, wanted) = (open_files::highest(), config.server.connections_max);
    let possible = open_files::connections(limit);
    if possible >= wanted {
        let most = if limit == usize::MAX { "unlimited".to_owned() } else { limit.to_string() };
        return Finding::fine(NAME, format!("limit: {most}"));
    }
    let needed = open_files::needed(wanted);
    let detail = format!(
        "limit: {limit}, enough for {possible} connections; server.connections_max is {wanted}"
    );
    let mend = format!(
        "raise the hard limit to {needed}: LimitNOFILE={needed} for systemd, --ulimit \
         nofile={needed} for Docker, ulimit -Hn {needed} in a shell; or lower \
         server.connections_max"
    );
    Finding::doubtful(NAME, detail, mend)
}
