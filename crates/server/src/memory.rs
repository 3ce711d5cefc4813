//! Returns unused memory to the system.
//!
//! glibc keeps freed memory for the next allocation, in up to eight heaps per core. After a peak a
//! server's memory would never shrink, and the start alone frees some twenty megabytes (the
//! documentation of the routes). Two heaps are enough for the server's threads, and a check once a
//! minute costs a few milliseconds.
//!
//! The program's own code is released as well: of sixty megabytes, a start executes twenty that are
//! not needed again (the routes' documentation, the settings, the migrations). Pages that are
//! needed are loaded again from the page cache, in microseconds.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_mins(1);

/// Must be called before the first thread is started.
pub fn configure() {
    system::use_few_heaps();
}

/// Returns free memory periodically. Never returns.
pub async fn keep_small() {
    tokio::time::sleep(FIRST).await;
    loop {
        // It briefly holds the heaps' locks, so it does not run on a thread that others wait for.
        let _ = tokio::task::spawn_blocking(|| {
            system::release_heaps();
            system::release_code();
        })
        .await;
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "three calls of the C library; each has its safety comment")]
mod system {
    use std::fs;

    const HEAPS: i32 = 2;

    pub(super) fn use_few_heaps() {
        // SAFETY: sets a number inside the allocator; on failure the default remains.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS) };
    }

    pub(super) fn release_heaps() {
        // SAFETY: takes the allocator's own locks and changes only free memory.
        unsafe { libc::malloc_trim(0) };
    }

    pub(super) fn release_code() {
        let (Ok(maps), Ok(program)) =
            (fs::read_to_string("/proc/self/maps"), fs::read_link("/proc/self/exe"))
        else {
            return;
        };
        let Some(program) = program.to_str() else { return };
        for (start, length) in maps.lines().filter_map(|line| code_of(line, program)) {
            // SAFETY: a private mapping of a file that is never written to: the kernel reads its
            // pages again when they are accessed, with the same content.
            unsafe { libc::madvise(start as *mut libc::c_void, length, libc::MADV_DONTNEED) };
        }
    }

    /// Address and length of the program's code, from a line of `/proc/self/maps`.
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
    fn only_the_programs_own_code_is_released() {
        let of = |line| system::code_of(line, "/opt/omni");
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /opt/omni"), Some((0x1000, 0x2000)));
        assert_eq!(of("1000-3000 r--p 00001000 fe:00 12 /opt/omni"), None, "relocated data");
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /lib/libc.so.6"), None);
        assert_eq!(of("1000-3000 r-xp 00000000 00:00 0 [vdso]"), None);
        system::release_code();
        assert_eq!(of("1000-3000 r-xp 00001000 fe:00 12 /opt/omni"), Some((0x1000, 0x2000)));
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
mod system {
    pub(super) const fn use_few_heaps() {}

    pub(super) const fn release_heaps() {}

    pub(super) const fn release_code() {}
}
