//! What is not needed goes back to the system.
//!
//! glibc keeps freed memory for the next allocation, in up to eight heaps per core. A server that
//! was busy once would look big for ever, and starting alone frees some twenty megabytes (the
//! documentation of the routes). Two heaps are enough for the threads there are, and looking
//! once a minute costs a few milliseconds.
//!
//! The program's own code is let go as well: of sixty megabytes, a start runs through twenty that
//! are not needed again (the routes' documentation, the settings, the migrations). What is, comes
//! back from the page cache, in microseconds.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_mins(1);

/// Before the first thread is started.
pub fn configure() {
    system::use_few_heaps();
}

/// Gives back what is free, now and then. Never returns.
pub async fn keep_small() {
    tokio::time::sleep(FIRST).await;
    loop {
        // It holds the heaps' locks for a moment: not on a thread that others wait for.
        let _ = tokio::task::spawn_blocking(|| {
            system::give_back();
            system::let_code_go();
        })
        .await;
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "three calls of the C library; each says why it may be made")]
mod system {
    use std::fs;

    const HEAPS: i32 = 2;

    pub(super) fn use_few_heaps() {
        // SAFETY: sets a number inside the allocator; a refusal leaves the default.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS) };
    }

    pub(super) fn give_back() {
        // SAFETY: takes the allocator's own locks and touches only what is free.
        unsafe { libc::malloc_trim(0) };
    }

    pub(super) fn let_code_go() {
        let (Ok(maps), Ok(program)) =
            (fs::read_to_string("/proc/self/maps"), fs::read_link("/proc/self/exe"))
        else {
            return;
        };
        let Some(program) = program.to_str() else { return };
        for (start, length) in maps.lines().filter_map(|line| code_of(line, program)) {
            // SAFETY: a private mapping of a file that is never written to: the kernel reads its
            // pages again when they are wanted, and they are the same.
            unsafe { libc::madvise(start as *mut libc::c_void, length, libc::MADV_DONTNEED) };
        }
    }

    /// Where a line of `/proc/self/maps` says that the program's code is, and how long it is.
    pub(super) fn code_of(line: &str, program: &str) -> Option<(usize, usize)> {
        let mut fields = line.split_ascii_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        if fields.next()? != "r-xp" || line.split_once('/')?.1 != program.get(1..)? {
            return None;
        }
        let start = usize::from_str_radix(start, 16).ok()?;
        Some((start, usize::from_str_radix(end, 16).ok()?.checked_sub(start)?))
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::system;

    #[test]
    fn only_the_programs_own_code_is_let_go() {
        let of = |line| system::code_of(line, "/opt/omni");
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /opt/omni"), Some((0x1000, 0x2000)));
        assert_eq!(of("1000-3000 r--p 00001000 fe:00 12 /opt/omni"), None, "relocated data");
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /lib/libc.so.6"), None);
        assert_eq!(of("1000-3000 r-xp 00000000 00:00 0 [vdso]"), None);
        system::let_code_go();
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /opt/omni"), Some((0x1000, 0x2000)));
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod system {
    pub(super) const fn use_few_heaps() {}

    pub(super) const fn give_back() {}

    pub(super) const fn let_code_go() {}
}
