use super::{Admission, Breaker, BreakerConfig, BreakerState, Verdict};
use omni_domain::clock::Timestamp;
use proptest::prelude::*;
use std::time::Duration;

const CONFIG: BreakerConfig = BreakerConfig {
    failures: 3,
    cool_down: Duration::from_millis(100),
    max_cool_down: Duration::from_millis(350),
    trials: 1,
};

fn fail(breaker: &mut Breaker, now: i64) {
    let leave = breaker.admit(Timestamp(now)).unwrap();
    breaker.record(leave, Verdict::Failed, Timestamp(now));
}

#[test]
fn it_opens_after_failures_in_a_row_and_closes_after_a_trial() {
    let mut breaker = Breaker::new(CONFIG);
    fail(&mut breaker, 0);
    fail(&mut breaker, 0);
    let leave = breaker.admit(Timestamp(0)).unwrap();
    breaker.record(leave, Verdict::Alive, Timestamp(0));
    (0..3).for_each(|_| fail(&mut breaker, 10));
    assert_eq!(breaker.state(Timestamp(10)), BreakerState::Open);
    assert_eq!(breaker.admit(Timestamp(50)), Err(Duration::from_millis(60)));

    let trial = breaker.admit(Timestamp(110)).unwrap();
    assert_eq!(breaker.state(Timestamp(110)), BreakerState::HalfOpen);
    assert!(breaker.admit(Timestamp(110)).is_err(), "one trial at a time");
    breaker.record(trial, Verdict::Alive, Timestamp(120));
    assert_eq!(breaker.state(Timestamp(120)), BreakerState::Closed);
}

#[test]
fn each_failed_trial_doubles_the_pause_up_to_its_limit() {
    let mut breaker = Breaker::new(CONFIG);
    (0..3).for_each(|_| fail(&mut breaker, 0));
    let mut now = 0;
    for pause in [100, 200, 350, 350] {
        assert_eq!(breaker.admit(Timestamp(now)), Err(Duration::from_millis(pause)));
        now += i64::try_from(pause).unwrap();
        fail(&mut breaker, now);
    }
}

#[test]
fn a_late_outcome_does_not_count_in_a_later_state() {
    let mut breaker = Breaker::new(CONFIG);
    let late = breaker.admit(Timestamp(0)).unwrap();
    (0..3).for_each(|_| fail(&mut breaker, 0));
    let trial = breaker.admit(Timestamp(200)).unwrap();
    breaker.record(late, Verdict::Failed, Timestamp(200));
    assert_eq!(breaker.state(Timestamp(200)), BreakerState::HalfOpen);
    breaker.record(trial, Verdict::Unknown, Timestamp(200));
    assert!(breaker.admit(Timestamp(200)).is_ok(), "a cancelled trial releases its slot");
}

#[derive(Debug, Clone)]
enum Move {
    Wait(u16),
    Ask,
    Record(usize, Verdict),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let verdict = prop_oneof![Just(Verdict::Alive), Just(Verdict::Failed), Just(Verdict::Unknown)];
    let one = prop_oneof![
        any::<u16>().prop_map(|wait| Move::Wait(wait % 400)),
        Just(Move::Ask),
        (any::<usize>(), verdict).prop_map(|(which, verdict)| Move::Record(which, verdict)),
    ];
    proptest::collection::vec(one, 0..200)
}

proptest! {
    /// In every sequence: an open breaker admits nothing, a half-open one no more than its
    /// trials, a refusal names a wait that is within the limit, and once every outcome is recorded
    /// and the longest pause is over, a request is admitted again.
    #[test]
    fn it_never_admits_too_much_and_never_stays_open(
        moves in moves(), failures in 1u32..5, trials in 1u32..4
    ) {
        let config = BreakerConfig { failures, trials, ..CONFIG };
        let mut breaker = Breaker::new(config);
        let mut now = Timestamp(0);
        let mut asked: Vec<Admission> = Vec::new();
        for step in moves {
            match step {
                Move::Wait(millis) => now = now.plus(Duration::from_millis(millis.into())),
                Move::Ask => {
                    let before = breaker.state(now);
                    match breaker.admit(now) {
                        Ok(leave) => {
                            prop_assert_ne!(before, BreakerState::Open);
                            asked.push(leave);
                            if breaker.state(now) == BreakerState::HalfOpen {
                                let trying = asked
                                    .iter()
                                    .filter(|other| other.generation == leave.generation)
                                    .count();
                                prop_assert!(trying <= trials as usize);
                            }
                        }
                        Err(wait) => {
                            prop_assert_ne!(before, BreakerState::Closed);
                            prop_assert!(wait <= config.max_cool_down);
                        }
                    }
                }
                Move::Record(which, verdict) => {
                    if !asked.is_empty() {
                        let leave = asked.swap_remove(which % asked.len());
                        breaker.record(leave, verdict, now);
                    }
                }
            }
        }
        for leave in asked {
            breaker.record(leave, Verdict::Unknown, now);
        }
        prop_assert!(breaker.admit(now.plus(config.max_cool_down)).is_ok());
    }
}
