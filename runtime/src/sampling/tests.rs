//! Samplers decide as their documentation says.

use super::*;

fn ask(id: u128) -> Sampling<'static> {
    Sampling { trace_id: TraceId::new(id), operation: "op", kind: Kind::Internal, parent_sampled: None }
}

#[test]
fn ratio_agrees_with_the_bound_on_the_low_63_bits() {
    let half = Sampler::ratio(0.5);
    assert!(half.decide(&ask(0x7fff_ffff_ffff_ffff)));
    assert!(!half.decide(&ask(0x8000_0000_0000_0000)));
    assert!(half.decide(&ask(1 << 64)), "the high half does not matter");
    assert!(Sampler::ratio(1.0).decide(&ask(u128::MAX)));
    assert!(Sampler::ratio(7.0).decide(&ask(u128::MAX)));
    assert!(!Sampler::ratio(0.0).decide(&ask(0)));
    assert!(!Sampler::ratio(f64::NAN).decide(&ask(1)));
}

#[test]
fn rate_limit_admits_a_burst_and_then_the_rate() {
    let limiter = Limiter::new(10.0);
    let at = |tenths: u64| tenths * 100_000_000;
    assert_eq!((0..100).filter(|_| limiter.admit_at(at(0))).count(), 10);
    assert!(!limiter.admit_at(at(0)));
    assert!(limiter.admit_at(at(1)));
    assert!(!limiter.admit_at(at(1)));
    assert_eq!((0..100).filter(|_| limiter.admit_at(at(100))).count(), 10);
}

#[test]
fn slow_rates_admit_the_first() {
    let limiter = Limiter::new(0.1);
    assert!(limiter.admit_at(5));
    assert!(!limiter.admit_at(9_000_000_000));
    assert!(limiter.admit_at(10_000_000_010));
}

#[test]
fn parent_decides_when_there_is_one() {
    let sampler = Sampler::parent_based(Sampler::never());
    assert!(sampler.decide(&Sampling { parent_sampled: Some(true), ..ask(1) }));
    assert!(!Sampler::default().decide(&Sampling { parent_sampled: Some(false), ..ask(1) }));
    assert!(!sampler.decide(&ask(1)));
}

#[test]
fn operations_have_their_own() {
    let sampler = Sampler::per_operation([("health", Sampler::never())], Sampler::always());
    assert!(sampler.decide(&ask(1)));
    assert!(!sampler.decide(&Sampling { operation: "health", ..ask(1) }));
}

#[test]
fn a_panicking_custom_sampler_records_nothing() {
    assert!(!Sampler::custom(|_| panic!("expected: a sampler that panics")).decide(&ask(1)));
}
