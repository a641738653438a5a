//! How much memory this process holds and has held (Linux, /proc).

/// Resident memory now, in megabytes.
pub fn resident_mb() -> f64 {
    status("VmRSS:")
}

/// The most this process has held, in megabytes.
pub fn peak_mb() -> f64 {
    status("VmHWM:")
}

fn status(key: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        text.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kb| kb / 1024.0)
}
