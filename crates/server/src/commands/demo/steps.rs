use crate::terminal::{Style, print_line};
use std::time::Instant;

/// One line for each step, with the time it took.
#[derive(Debug)]
pub(super) struct Steps {
    style: Style,
    started: Instant,
    last: Instant,
    doing: &'static str,
}

impl Steps {
    pub(super) fn start() -> Self {
        let now = Instant::now();
        Self { style: Style::stdout(), started: now, last: now, doing: "start" }
    }

    /// Starts the next step; `doing` is for the message if it fails.
    pub(super) const fn next(&mut self, doing: &'static str) {
        self.doing = doing;
    }

    /// Reports the step as done.
    pub(super) fn done(&mut self, what: &str) {
        let now = Instant::now();
        let took = format!("{:>7.3} s", now.duration_since(self.last).as_secs_f64());
        print_line(&format!("{} {} {what}", self.style.good("✓"), self.style.dim(took)));
        self.last = now;
    }

    /// Reports the failed step.
    pub(super) fn failed(&self) -> String {
        let took = self.started.elapsed().as_secs_f64();
        print_line(&format!("{} {took:>7.3} s {}", self.style.bad("✗"), self.doing));
        format!("the demo could not {}", self.doing)
    }

    /// Reports the total time.
    pub(super) fn total(&self) {
        let took = self.started.elapsed().as_secs_f64();
        print_line(&format!("{} {took:>7.3} s in total", self.style.bold("✓")));
    }
}
