//! Other processes: starting one, stopping it, and what the kernel says about its time and memory.

use crate::Outcome;
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Command};

/// A process that ends with this value.
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Outcome<Self> {
        command.spawn().map(Self).map_err(|e| format!("cannot start {}: {e}", command.get_program().display()))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Halts it, or lets it go on (signal(7): SIGSTOP, SIGCONT).
    pub fn halt(&self, halted: bool) -> Outcome<()> {
        let signal = if halted { Signal::STOP } else { Signal::CONT };
        let id = i32::try_from(self.id()).ok().and_then(Pid::from_raw).ok_or("a process has no number")?;
        kill_process(id, signal).map_err(|e| format!("halting a process: {e}"))
    }

    /// What it prints, when it was started so.
    pub fn output(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }

    /// An error when it has ended by itself.
    pub fn is_alive(&mut self) -> Outcome<()> {
        match self.0.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("a process ended too early: {status}")),
            Err(e) => Err(format!("a process is lost: {e}")),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whose processor time.
pub enum Cpu {
    Own,
    Of(u32),
}

/// Seconds of processor time that a process has used so far, in itself and for it in the kernel (proc(5), fields 14 and 15 of `stat`).
pub fn cpu(whose: Cpu) -> Outcome<f64> {
    let path = match whose {
        Cpu::Own => "/proc/self/stat".to_owned(),
        Cpu::Of(id) => format!("/proc/{id}/stat"),
    };
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    // The name in brackets may hold anything; the fields after it are counted from 3.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n - 3).and_then(|t| t.parse::<f64>().ok());
    match (ticks(14), ticks(15)) {
        // A tick is a hundredth of a second on every Linux (USER_HZ).
        (Some(user), Some(kernel)) => Ok((user + kernel) / 100.0),
        _ => Err(format!("{path} cannot be understood")),
    }
}

/// A line of `/proc/ID/status` in megabytes: `VmHWM` is the most memory that a process ever held, `VmRSS` what it holds now.
pub fn memory(id: u32, line: &str) -> Outcome<f64> {
    let path = format!("/proc/{id}/status");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    let value = text.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')?.trim().strip_suffix("kB"));
    let kilobytes: f64 =
        value.and_then(|v| v.trim().parse().ok()).ok_or_else(|| format!("{path} says nothing of {line}"))?;
    Ok(kilobytes * 1_024.0 / 1e6)
}
