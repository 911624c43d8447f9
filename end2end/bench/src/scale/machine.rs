//! What machine this is, as far as figures need it: cores and memory, no names. And what a process has taken of them.

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

/// Seconds that all cores together have worked for a process. Unlike a clock's, they say little of what else the
/// machine was doing.
pub fn processor_seconds(process: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may have spaces; behind it stand the state, ten numbers, and the ticks that are asked for.
    let (_, rest) = text.rsplit_once(')')?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().ok());
    Some(ticks.sum::<Option<f64>>()? / TICKS)
}

/// Ticks of a second, the same on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// A line of kilobytes, in bytes.
fn read(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
