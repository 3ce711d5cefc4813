//! What Linux takes away for good: files by Landlock, system calls by seccomp. A kernel that lacks
//! one of them takes away less; that is no error.

use super::TakesAway;
use landlock::{
    ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, path_beneath_rules,
};
use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// The newest rights over files that are asked for; the kernel grants those that it has.
const RIGHTS: ABI = ABI::V5;

/// No file can be opened but those below the readable and writable paths. What is open stays open.
pub(in crate::commands) fn only_files(
    readable: &[PathBuf],
    writable: &[PathBuf],
) -> anyhow::Result<()> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(RIGHTS))?
        .create()?
        .add_rules(path_beneath_rules(readable, AccessFs::from_read(RIGHTS)))?
        .add_rules(path_beneath_rules(writable, AccessFs::from_all(RIGHTS)))?
        .restrict_self()?;
    Ok(())
}

/// No network, no further processes, nothing done to other processes. Threads are allowed.
pub(in crate::commands) fn only_own_threads() -> anyhow::Result<()> {
    // The C library asks for threads by `clone3`, whose flags a filter cannot read; where that is
    // "not there" it asks by `clone`.
    let newest = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    refuse(newest, libc::ENOSYS)?;
    refuse(refused()?, libc::EPERM)
}

/// Whether this kernel takes files away from child processes, and system calls.
pub(in crate::commands) fn takes_away() -> TakesAway {
    // Without restricting this process: a set of rules is made, and not applied.
    let files = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok();
    // The kernel lists what filters may do, if it has filters.
    let actions = std::fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail");
    let has_filters = actions.is_ok_and(|all| all.split_whitespace().any(|one| one == "errno"));
    let system_calls = has_filters && TargetArch::try_from(std::env::consts::ARCH).is_ok();
    TakesAway { files, system_calls }
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn refuse(rules: Rules, error: i32) -> anyhow::Result<()> {
    let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return Ok(()) };
    let error = SeccompAction::Errno(error.unsigned_abs());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, error, arch)?;
    let program = BpfProgram::try_from(filter)?;
    match apply_filter(&program) {
        Err(seccompiler::Error::Prctl(error) | seccompiler::Error::Seccomp(error))
            if is_missing(&error) =>
        {
            Ok(())
        }
        done => Ok(done?),
    }
}

/// The kernel was built without it.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EINVAL))
}

/// Calls that are refused; those with rules only where a rule fits.
fn refused() -> anyhow::Result<Rules> {
    const CLONE_THREAD: u64 = 0x0001_0000;
    let own = u64::from(std::process::id());
    let mut rules: Rules = ALWAYS.iter().chain(OLD).map(|number| (*number, Vec::new())).collect();
    rules.insert(libc::SYS_clone, vec![when(0, Qword, SeccompCmpOp::MaskedEq(CLONE_THREAD), 0)?]);
    // `abort` sends itself a signal.
    rules.insert(libc::SYS_tgkill, vec![when(0, Dword, SeccompCmpOp::Ne, own)?]);
    // Limits may be read, its own.
    rules.insert(
        libc::SYS_prlimit64,
        vec![when(0, Dword, SeccompCmpOp::Ne, 0)?, when(2, Qword, SeccompCmpOp::Ne, 0)?],
    );
    Ok(rules)
}

/// Where this argument, a number of this length, is so.
fn when(
    argument: u8,
    length: SeccompCmpArgLen,
    is: SeccompCmpOp,
    value: u64,
) -> anyhow::Result<SeccompRule> {
    let condition = SeccompCondition::new(argument, length, is, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}

const ALWAYS: &[i64] = &[
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    // Another way to all of these.
    libc::SYS_io_uring_setup,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
];

#[cfg(target_arch = "x86_64")]
const OLD: &[i64] = &[libc::SYS_fork, libc::SYS_vfork, libc::SYS_setrlimit];
#[cfg(not(target_arch = "x86_64"))]
const OLD: &[i64] = &[];
