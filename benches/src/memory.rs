//! Resident memory of this process, as the kernel tells it.

fn status(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Bytes resident now; `None` where the system does not tell.
#[must_use]
pub fn resident() -> Option<u64> {
    status("VmRSS")
}

/// The most bytes that were ever resident.
#[must_use]
pub fn peak() -> Option<u64> {
    status("VmHWM")
}
