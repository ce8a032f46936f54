//! Ids do not meet.

use std::collections::HashSet;

use super::*;

#[test]
fn threads_do_not_repeat_each_other() {
    const EACH: usize = 10_000;
    let threads: Vec<_> =
        (0..4).map(|_| std::thread::spawn(|| (0..EACH).map(|_| next_u64()).collect::<Vec<_>>())).collect();
    let all: HashSet<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(all.len(), 4 * EACH);
}

#[test]
fn every_bit_varies() {
    let (ones, zeroes) = (0..200).map(|_| next_u128()).fold((0, 0), |(ones, zeroes), n| (ones | n, zeroes | !n));
    assert_eq!((ones, zeroes), (u128::MAX, u128::MAX));
}
