//! The free lists: every number is in one pair of hands at a time, and none is lost.

use super::*;

fn pop(stack: &Stack, most: u32) -> Vec<u32> {
    let mut taken = Vec::new();
    let count = stack.pop(most, |number| taken.push(number));
    assert_eq!(count as usize, taken.len());
    taken
}

#[cfg(not(loom))]
mod plain {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn gives_what_was_pushed_last_first() {
        let stack = Stack::new(8);
        assert_eq!(pop(&stack, 3), []);
        stack.push([0, 1, 2]);
        stack.push([7]);
        stack.push([]);
        assert_eq!(pop(&stack, 2), [7, 2]);
        assert_eq!(pop(&stack, 9), [1, 0]);
        assert_eq!(pop(&stack, 1), []);
    }

    #[test]
    fn may_be_pushed_to_while_a_chain_is_handed_out() {
        let stack = Stack::new(4);
        stack.push([0, 1, 2, 3]);
        let mut seen = Vec::new();
        stack.pop(3, |number| {
            seen.push(number);
            stack.push([number]);
        });
        assert_eq!(seen, [3, 2, 1]);
        let mut all = pop(&stack, 9);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3]);
    }

    #[test]
    fn is_shared_by_many_threads() {
        const NUMBERS: usize = 64;
        let rounds = if cfg!(miri) { 50 } else { 20_000 };
        let stack = Stack::new(NUMBERS);
        stack.push(0..NUMBERS as u32);
        let held: Vec<_> = (0..NUMBERS).map(|_| AtomicBool::new(false)).collect();
        std::thread::scope(|scope| {
            for thread in 0..4_u32 {
                let (stack, held) = (&stack, &held);
                scope.spawn(move || {
                    for round in 0..rounds {
                        let mine = pop(stack, 1 + (round + thread) % 7);
                        for number in &mine {
                            assert!(
                                !held[*number as usize].swap(true, Ordering::Relaxed),
                                "{number} was given out twice"
                            );
                        }
                        for number in &mine {
                            held[*number as usize].store(false, Ordering::Relaxed);
                        }
                        stack.push(mine);
                    }
                });
            }
        });
        let mut all = pop(&stack, u32::MAX);
        all.sort_unstable();
        assert_eq!(all, (0..NUMBERS as u32).collect::<Vec<_>>());
    }
}

#[cfg(loom)]
mod loom_ {
    use loom::{model::Builder, sync::Arc, thread};

    use super::*;
    use crate::sync::UnsafeCell;

    /// The stack, and memory behind each of its numbers that only the owner may touch.
    struct Model {
        stack: Stack,
        memory: [UnsafeCell<u32>; 3],
    }

    // SAFETY: loom checks that the cells are touched by one thread at a time.
    unsafe impl Sync for Model {}
    // SAFETY: as above.
    unsafe impl Send for Model {}

    impl Model {
        fn pop(&self, most: u32) -> Vec<u32> {
            let taken = pop(&self.stack, most);
            for number in &taken {
                // SAFETY: we own it; loom checks that.
                self.memory[*number as usize].with_mut(|p| unsafe { *p += 1 });
            }
            taken
        }

        /// Everything is there once, whoever has it.
        fn check(&self, held: impl IntoIterator<Item = u32>) {
            let mut all = pop(&self.stack, 9);
            all.extend(held);
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2]);
        }
    }

    fn check(f: impl Fn(Arc<Model>) + Send + Sync + 'static) {
        let mut builder = Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(move || {
            let model =
                Model { stack: Stack::new(3), memory: [UnsafeCell::new(0), UnsafeCell::new(0), UnsafeCell::new(0)] };
            model.stack.push([0, 1, 2]);
            f(Arc::new(model));
        });
    }

    #[test]
    fn loom_a_head_that_comes_back_is_not_taken_for_the_old_one() {
        check(|model| {
            let other = Arc::clone(&model);
            let other = thread::spawn(move || {
                // Takes the two on top, and puts the first back: the same head with another chain below.
                let first = other.pop(1);
                let second = other.pop(1);
                other.stack.push(first);
                second
            });
            let mine = model.pop(1);
            let theirs = other.join().unwrap();
            model.check(mine.into_iter().chain(theirs));
        });
    }

    #[test]
    fn loom_chains_are_taken_whole() {
        check(|model| {
            let other = Arc::clone(&model);
            let other = thread::spawn(move || {
                let chain = other.pop(2);
                other.stack.push(chain);
            });
            let mine = model.pop(2);
            model.stack.push(mine.iter().copied());
            other.join().unwrap();
            model.check([]);
        });
    }

    #[test]
    fn loom_memory_behind_a_number_goes_with_it() {
        check(|model| {
            let other = Arc::clone(&model);
            let other = thread::spawn(move || {
                let mine = other.pop(1);
                other.stack.push(mine);
                other.pop(1)
            });
            let mine = model.pop(1);
            model.stack.push(mine);
            let theirs = other.join().unwrap();
            model.check(theirs);
        });
    }
}
