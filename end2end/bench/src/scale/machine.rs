//! What machine this is, as far as figures need it: cores and memory, no names. And how much memory a process has.

use std::fs;

/// The machine.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Cores that this process may use.
    pub cores: usize,
    /// Memory in bytes, where the system says.
    pub memory_bytes: Option<u64>,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cores, memory_bytes: read("/proc/meminfo", "MemTotal:") }
    }
}

/// Memory of a process.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Resident now.
    pub resident: u64,
    /// The most that it ever had.
    pub peak: u64,
}

impl Memory {
    /// Of a process by its number, or of this one. `None` where the system does not say, as on macOS.
    pub fn of(process: Option<u32>) -> Option<Self> {
        let who = process.map_or("self".to_owned(), |process| process.to_string());
        let path = format!("/proc/{who}/status");
        Some(Self { resident: read(&path, "VmRSS:")?, peak: read(&path, "VmHWM:")? })
    }
}

/// A line of kilobytes, in bytes.
fn read(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
