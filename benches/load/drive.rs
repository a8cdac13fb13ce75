//! Sends requests over many connections at once for a while, and notes how long each answer took.

use crate::Outcome;
use crate::http::{Answer, Connection};
use crate::process::{self, Cpu};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Threads of the load generator: enough to keep two cores busy, few enough to leave them to the server.
const THREADS: usize = 2;
/// The most requests of one connection in one run.
const MOST: usize = 2_000_000;

/// What one connection sends, and what it makes of the answers.
pub trait Caller: Send {
    /// The next request, whole.
    fn next(&mut self) -> &[u8];
    /// Looks at an answer; an error ends the run.
    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()>;
}

/// How long to measure, after how long a warm-up, and the pause between two requests of a connection.
#[derive(Clone, Copy)]
pub struct Plan {
    pub warm: Duration,
    pub each: Duration,
    pub every: Option<Duration>,
}

/// What was measured. Samples of several runs may be added up.
#[derive(Default, Clone)]
pub struct Samples {
    /// Microseconds for each answer within the time measured, in no order.
    micros: Vec<u32>,
    /// Seconds measured.
    seconds: f64,
    /// Seconds of processor time that the server took meanwhile, and the load generator.
    server: f64,
    own: f64,
}

impl Samples {
    pub fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.seconds += other.seconds;
        self.server += other.server;
        self.own += other.own;
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.seconds.max(0.001)
    }

    /// Milliseconds within which so many of a hundred answers came.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut all = self.micros.clone();
        let at = (all.len() * percent / 100).min(all.len().saturating_sub(1));
        if all.is_empty() {
            return 0.0;
        }
        f64::from(*all.select_nth_unstable(at).1) / 1_000.0
    }

    /// Microseconds of processor time for each answer: the server's, and the load generator's.
    pub fn cpu_each(&self) -> (f64, f64) {
        let n = self.micros.len().max(1) as f64;
        (self.server * 1e6 / n, self.own * 1e6 / n)
    }
}

/// Runs one connection for each caller against `address` (a server with this process number), and gives the callers back.
pub fn run(
    callers: Vec<Box<dyn Caller>>,
    address: SocketAddr,
    server: u32,
    plan: Plan,
) -> Outcome<(Samples, Vec<Box<dyn Caller>>)> {
    let began = Instant::now();
    let times = Times { warm: began + plan.warm, end: began + plan.warm + plan.each, every: plan.every };
    let threads = THREADS.min(callers.len()).max(1);
    let mut shares: Vec<Vec<Box<dyn Caller>>> = (0..threads).map(|_| Vec::new()).collect();
    for (n, caller) in callers.into_iter().enumerate() {
        shares[n % threads].push(caller);
    }
    std::thread::scope(|scope| {
        let hands: Vec<_> =
            shares.into_iter().map(|share| scope.spawn(move || thread(share, address, times))).collect();
        let cpu = cpu_between(server, times)?;
        let mut samples = Samples { seconds: plan.each.as_secs_f64(), server: cpu.0, own: cpu.1, ..Samples::default() };
        let mut back = Vec::new();
        for hand in hands {
            for (micros, caller) in hand.join().map_err(|_| "a thread of the load generator panicked")?? {
                samples.micros.extend(micros);
                back.push(caller);
            }
        }
        Ok((samples, back))
    })
}

#[derive(Clone, Copy)]
struct Times {
    warm: Instant,
    end: Instant,
    every: Option<Duration>,
}

/// The processor time that the server and this process take between the warm-up and the end.
fn cpu_between(server: u32, times: Times) -> Outcome<(f64, f64)> {
    let sleep_until = |at: Instant| std::thread::sleep(at.saturating_duration_since(Instant::now()));
    sleep_until(times.warm);
    let before = (process::cpu(Cpu::Of(server))?, process::cpu(Cpu::Own)?);
    sleep_until(times.end);
    Ok((process::cpu(Cpu::Of(server))? - before.0, process::cpu(Cpu::Own)? - before.1))
}

type Share = Vec<(Vec<u32>, Box<dyn Caller>)>;

/// The connections of one thread.
fn thread(callers: Vec<Box<dyn Caller>>, address: SocketAddr, times: Times) -> Outcome<Share> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| format!("cannot start: {e}"))?;
    runtime.block_on(async move {
        let mut set = JoinSet::new();
        for caller in callers {
            set.spawn(connection(caller, address, times));
        }
        let mut all = Vec::new();
        while let Some(done) = set.join_next().await {
            all.push(done.map_err(|_| "a connection of the load generator panicked")??);
        }
        Ok(all)
    })
}

/// One connection: request after request until the time is over. The last answer is always waited for.
async fn connection(
    mut caller: Box<dyn Caller>,
    address: SocketAddr,
    times: Times,
) -> Outcome<(Vec<u32>, Box<dyn Caller>)> {
    let mut connection = Connection::open(address).await?;
    let mut micros = Vec::with_capacity(16_384);
    for n in 0..MOST {
        let sent = Instant::now();
        if sent >= times.end {
            break;
        }
        let answer = connection.send(caller.next()).await?;
        let came = Instant::now();
        caller.answered(&answer)?;
        if sent >= times.warm && came <= times.end {
            micros.push(u32::try_from((came - sent).as_micros()).unwrap_or(u32::MAX));
        }
        if let Some(every) = times.every {
            let next = times.warm + every * u32::try_from(n + 1).unwrap_or(u32::MAX);
            tokio::time::sleep_until(next.into()).await;
        }
    }
    Ok((micros, caller))
}
