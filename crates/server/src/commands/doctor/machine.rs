//! The machine itself.

use super::Finding;
use crate::commands::confine::{TakesAway, takes_away};
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

/// What the kernel takes away from the programs that read strangers' files.
pub(super) fn child_processes() -> Finding {
    confined(takes_away())
}

fn confined(kernel: TakesAway) -> Finding {
    const NAME: &str = "child processes";
    const MEND: &str = "use Linux 5.13 or later with Landlock and seccomp (\"landlock\" in its lsm= \
        list), and a container runtime that allows both";
    // What holds on every kernel.
    const ALWAYS: &str = "ffmpeg and the reader of documents run without the server's environment, in \
        a folder of their own, with limits of memory, time, file sizes and open files";
    let missing = match (kernel.files, kernel.system_calls) {
        (true, true) => {
            let detail = "confined: Landlock for files; seccomp for network, processes and signals";
            return Finding::fine(NAME, detail);
        }
        (true, false) => "no seccomp: they can use the network and start processes",
        (false, true) => "no Landlock: they can read the files that the server's user can read",
        (false, false) => {
            "no Landlock, no seccomp: they can read the files that the server's user can read, use the \
             network and start processes"
        }
    };
    Finding::doubtful(NAME, format!("{missing}. {ALWAYS}"), MEND)
}

#[cfg(test)]
mod tests {
    use super::confined;
    use crate::commands::confine::TakesAway;
    use crate::commands::doctor::Status;

    /// An operator who reads that all is well believes that strangers' files are harmless.
    #[test]
    fn a_kernel_that_confines_less_is_not_called_fine() {
        for (files, system_calls, status, words) in [
            (true, true, Status::Fine, &["Landlock", "seccomp"][..]),
            (true, false, Status::Doubtful, &["no seccomp", "network", "limits of memory"]),
            (false, true, Status::Doubtful, &["no Landlock", "read the files", "limits of memory"]),
            (false, false, Status::Doubtful, &["no Landlock, no seccomp", "limits of memory"]),
        ] {
            let finding = confined(TakesAway { files, system_calls });
            assert_eq!(finding.status, status, "{finding:?}");
            for word in words {
                assert!(finding.detail.contains(word), "{word}: {finding:?}");
            }
            assert_eq!(finding.mend.is_some(), status == Status::Doubtful);
        }
    }
}
