//! Limits that every kernel has: what goes beyond one of them ends the process, and nothing else.

use rustix::process::{Resource, Rlimit, setrlimit};

/// What a process may use.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct Limits {
    /// Memory of its own, bytes.
    pub(in crate::commands) memory: u64,
    /// Processor time, seconds.
    pub(in crate::commands) cpu_seconds: u64,
    /// Largest file it may write, bytes.
    pub(in crate::commands) file_bytes: u64,
    /// Files open at once.
    pub(in crate::commands) open_files: u64,
    /// Processes and threads of its user, this one's included.
    pub(in crate::commands) processes: Option<u64>,
}

/// Sets the limits for the rest of this process's life.
pub(in crate::commands) fn limit(limits: &Limits) -> std::io::Result<()> {
    let set =
        |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    set(Resource::Cpu, limits.cpu_seconds)?;
    set(Resource::Nofile, limits.open_files)?;
    set(Resource::Fsize, limits.file_bytes)?;
    // A stranger's file is not left lying about.
    set(Resource::Core, 0)?;
    if let Some(most) = limits.processes {
        set(Resource::Nproc, most)?;
    }
    set(Resource::Data, limits.memory)?;
    Ok(())
}
