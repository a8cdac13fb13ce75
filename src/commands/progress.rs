//! How far long work has come: a bar on a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Shows progress until it is dropped.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    said: String,
    last_percent: u64,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { bar: None, said: String::new(), last_percent: 0 }
    }

    /// `done` of `total` of `what` are done.
    pub(super) fn at(&mut self, what: &str, done: u64, total: u64) {
        if self.said != what {
            self.finish();
            self.said = what.to_owned();
            self.last_percent = 0;
            if std::io::stderr().is_terminal() {
                let style = ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len} {eta}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
                self.bar = Some(ProgressBar::new(total).with_message(what.to_owned()).with_style(style));
            } else {
                eprintln!("{what} …");
            }
        }
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
            return;
        }
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100);
        if percent >= self.last_percent + 25 {
            self.last_percent = percent;
            eprintln!("{what}: {done} of {total}");
        }
    }

    fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
