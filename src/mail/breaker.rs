//! Rest for a mail server in trouble: the whole of it is left alone for a while, not each letter by itself.

use crate::clock::{Clock, Moment};
use chrono::Duration;
use rand::TryRng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The longest pause, in minutes, before chance is added.
const LONGEST: i64 = 30;
/// So many letters in a row that hang are as bad as a refused connection.
const PATIENCE: u32 = 3;

/// What one letter has learnt about the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It answers, whatever it said about this letter.
    Fine,
    /// It hung or dropped the line: that may lie in this letter alone.
    Doubtful,
    /// It cannot be reached, or wants to be left alone.
    Trouble,
}

/// Whether letters may leave.
#[derive(Debug)]
pub(super) struct Breaker {
    clock: Clock,
    /// How long the one letter that tries again after a pause may take.
    probe: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    until: Option<Moment>,
    /// Pauses in a row.
    pauses: u32,
    /// Letters in a row that ended doubtfully.
    doubts: u32,
    /// How often a pause has begun or ended: the word of a letter that left before that no longer counts.
    round: u64,
}

/// The right to send one letter. Its outcome must be reported; a probe that is dropped makes room for another.
#[derive(Debug)]
pub(super) struct Pass {
    breaker: Arc<Breaker>,
    round: u64,
    probe: bool,
    reported: bool,
}

impl Breaker {
    /// Letters may leave.
    pub(super) fn new(clock: Clock, deadline: std::time::Duration) -> Arc<Self> {
        let probe = Duration::from_std(deadline).unwrap_or(Duration::minutes(LONGEST));
        Arc::new(Self { clock, probe, state: Mutex::default() })
    }

    /// Until when nothing is sent.
    pub(super) fn paused(&self) -> Option<Moment> {
        self.state().until.filter(|until| self.is_ahead(*until))
    }

    /// How many letters may leave now: none, one that tries, or any number.
    pub(super) fn room(&self) -> usize {
        match self.state().until {
            Some(until) if self.is_ahead(until) => 0,
            Some(_) => 1,
            None => usize::MAX,
        }
    }

    /// The right to send one letter. After a pause the first who asks is the probe; the others wait for what it finds.
    ///
    /// # Errors
    /// Until when nothing is sent.
    pub(super) fn pass(self: &Arc<Self>) -> Result<Pass, Moment> {
        let mut state = self.state();
        match state.until {
            Some(until) if self.is_ahead(until) => return Err(until),
            Some(_) => state.until = Some(self.clock.now() + self.probe),
            None => {}
        }
        Ok(Pass { breaker: self.clone(), round: state.round, probe: state.until.is_some(), reported: false })
    }

    /// A clock that was set back must not make a pause of years.
    fn is_ahead(&self, until: Moment) -> bool {
        let now = self.clock.now();
        now < until && until - now <= Duration::minutes(LONGEST * 2).max(self.probe)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// Notes how the letter ended; `because` is for the log when a pause begins.
    pub(super) fn report(mut self, verdict: Verdict, because: &str) {
        self.reported = true;
        let mut state = self.breaker.state();
        if state.round != self.round {
            return;
        }
        match verdict {
            Verdict::Fine => {
                state.doubts = 0;
                if self.probe {
                    *state = State { round: state.round + 1, ..State::default() };
                    tracing::info!("the mail server answers again");
                }
            }
            Verdict::Doubtful if !self.probe && state.doubts + 1 < PATIENCE => state.doubts += 1,
            Verdict::Doubtful | Verdict::Trouble => {
                let until = self.breaker.clock.now() + wait(state.pauses);
                *state = State { until: Some(until), pauses: state.pauses + 1, doubts: 0, round: state.round + 1 };
                tracing::warn!(%until, %because, "the mail server is left alone");
            }
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probe && !self.reported {
            let mut state = self.breaker.state();
            if state.round == self.round {
                state.until = Some(self.breaker.clock.now());
            }
        }
    }
}

/// 1, 2, 4 … 30 minutes, and up to a quarter more by chance, so that several instances do not come back together.
fn wait(pauses: u32) -> Duration {
    let seconds = 60 * (1 << pauses.min(5)).min(LONGEST);
    let mut chance = [0_u8; 2];
    // Without chance the pauses are only less spread.
    let _ = rand::rngs::SysRng.try_fill_bytes(&mut chance);
    Duration::seconds(seconds + seconds * i64::from(u16::from_le_bytes(chance)) / (4 * i64::from(u16::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> (Clock, Arc<Breaker>) {
        let clock = Clock::held(chrono::DateTime::UNIX_EPOCH.naive_utc() + Duration::days(20_000));
        (clock.clone(), Breaker::new(clock, std::time::Duration::from_secs(30)))
    }

    fn report(breaker: &Arc<Breaker>, verdict: Verdict) {
        breaker.pass().expect("letters may leave").report(verdict, "the test says so");
    }

    #[test]
    fn pauses_grow_and_end_with_one_good_letter() {
        let (clock, breaker) = breaker();
        for minutes in [1, 2, 4, 8, 16, 30, 30] {
            report(&breaker, Verdict::Trouble);
            let pause = breaker.paused().expect("paused") - clock.now();
            let base = Duration::minutes(minutes);
            assert!(pause >= base && pause <= base * 5 / 4, "{pause} for {minutes} minutes");
            assert_eq!((breaker.pass().err(), breaker.room()), (breaker.paused(), 0));
            clock.forward(pause);
            assert_eq!((breaker.paused(), breaker.room()), (None, 1));
        }
        report(&breaker, Verdict::Fine);
        report(&breaker, Verdict::Trouble);
        assert!(breaker.paused().expect("paused") - clock.now() < Duration::seconds(76), "it begins at 1 minute again");
    }

    #[test]
    fn sixteen_refusals_at_once_are_one_pause() {
        let (clock, breaker) = breaker();
        let passes: Vec<Pass> = (0..16).map(|_| breaker.pass().expect("letters may leave")).collect();
        for pass in passes {
            pass.report(Verdict::Trouble, "all at once");
        }
        assert!(breaker.paused().expect("paused") - clock.now() < Duration::seconds(76));
    }

    #[test]
    fn one_probe_goes_and_the_others_wait_for_it() {
        let (clock, breaker) = breaker();
        report(&breaker, Verdict::Trouble);
        clock.forward(Duration::minutes(2));
        let probe = breaker.pass().expect("the probe");
        assert!(breaker.pass().is_err() && breaker.paused().is_some());
        drop(probe);
        let probe = breaker.pass().expect("another, since the first was dropped");
        probe.report(Verdict::Fine, "");
        assert!(breaker.pass().is_ok() && breaker.paused().is_none());
    }

    #[test]
    fn three_in_a_row_that_hang_make_a_pause_and_one_that_hangs_does_not() {
        let (_, breaker) = breaker();
        for verdict in [Verdict::Doubtful, Verdict::Doubtful, Verdict::Fine, Verdict::Doubtful, Verdict::Doubtful] {
            report(&breaker, verdict);
            assert_eq!(breaker.paused(), None);
        }
        report(&breaker, Verdict::Doubtful);
        assert!(breaker.paused().is_some());
    }

    #[test]
    fn the_word_of_a_letter_that_left_before_the_pause_no_longer_counts() {
        let (clock, breaker) = breaker();
        let early = breaker.pass().expect("letters may leave");
        report(&breaker, Verdict::Trouble);
        early.report(Verdict::Fine, "");
        assert!(breaker.paused().is_some());
        clock.forward(Duration::days(-400));
        assert_eq!(breaker.paused(), None, "the clock was set back by more than a year");
    }
}
