//! The slot protocol: what is published is whole, what has ended is seen with all that was recorded before.

use super::*;

const SITE: *const Callsite = std::ptr::without_provenance(0x40);

#[cfg(not(loom))]
mod plain {
    use super::*;

    fn opened(start: u64, parent: u32, index: u32) -> Slot {
        let slot = Slot::vacant(7);
        // SAFETY: the slot is ours alone.
        unsafe { slot.open(SITE, start, parent, index) };
        slot
    }

    fn ended(slot: &Slot) -> Ended {
        // SAFETY: the slot is ours alone.
        match unsafe { slot.read() } {
            Found::Ended(ended) => ended,
            Found::Open => panic!("it is open"),
            Found::Exported => panic!("it is exported"),
        }
    }

    #[test]
    fn is_open_then_ended_then_exported() {
        let slot = opened(5, 3, 4);
        // SAFETY: the slot is ours alone.
        assert!(matches!(unsafe { slot.read() }, Found::Open));
        slot.end(9, Outcome::Cancelled);
        let end = ended(&slot);
        assert_eq!((end.site, end.start, end.end, end.parent), (SITE, 5, 9, 3));
        assert_eq!((end.outcome, end.out_of_order), (Outcome::Cancelled, false));
        slot.set_exported();
        // SAFETY: the slot is ours alone.
        assert!(matches!(unsafe { slot.read() }, Found::Exported));
    }

    #[test]
    fn keeps_every_outcome_apart_from_the_ticks() {
        for outcome in
            [Outcome::Returned, Outcome::Errored, Outcome::Panicked, Outcome::Cancelled, Outcome::NeverPolled]
        {
            let slot = opened(1, ANCHOR, 0);
            slot.end(u64::MAX, outcome);
            assert_eq!((ended(&slot).outcome, ended(&slot).end), (outcome, TICKS));
        }
    }

    #[test]
    fn hands_its_children_to_its_parent_when_it_ends_out_of_order() {
        let slot = opened(1, 2, 3);
        // SAFETY: the slot is ours alone.
        unsafe { slot.end_out_of_order(4, Outcome::Errored) };
        // SAFETY: as above.
        assert_eq!(unsafe { slot.index() }, 2);
        let end = ended(&slot);
        assert!(end.out_of_order);
        assert_eq!((end.end, end.parent, end.outcome), (4, 2, Outcome::Errored));
    }

    #[test]
    fn takes_32_bytes() {
        assert_eq!(size_of::<Slot>(), 32);
    }
}

#[cfg(loom)]
mod loom_ {
    use loom::{model::Builder, sync::Arc, thread};

    use super::*;
    use crate::sync::AtomicU32;

    /// A strand as far as slots know it: how many are published, and how far the arena goes.
    struct Model {
        slots: [Slot; 2],
        top: AtomicU32,
        arena: AtomicU32,
        record: UnsafeCell<u32>,
    }

    fn check(f: impl Fn() + Send + Sync + 'static) {
        let mut builder = Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(f);
    }

    fn model() -> Arc<Model> {
        Arc::new(Model {
            slots: [Slot::vacant(0), Slot::vacant(0)],
            top: AtomicU32::new(0),
            arena: AtomicU32::new(0),
            record: UnsafeCell::new(0),
        })
    }

    impl Model {
        fn open(&self, index: u32) {
            // SAFETY: only the writer calls this, once for each slot.
            unsafe { self.slots[index as usize].open(SITE, 10 + u64::from(index), ANCHOR, index) };
            self.top.store(index + 1, Ordering::Release);
        }

        fn append(&self) {
            // SAFETY: only the writer calls this, before it publishes the record.
            self.record.with_mut(|p| unsafe { *p = 77 });
            self.arena.store(1, Ordering::Release);
        }

        /// As `gather` does: slots first, then the arena.
        fn collect(&self) {
            let mut complete = false;
            for i in 0..self.top.load(Ordering::Acquire) {
                // SAFETY: the slot is published to us, and we are the collector.
                if let Found::Ended(ended) = unsafe { self.slots[i as usize].read() } {
                    assert_eq!((ended.site, ended.start, ended.parent), (SITE, 10 + u64::from(i), ANCHOR));
                    assert_eq!((ended.end, ended.outcome), (20 + u64::from(i), Outcome::Errored));
                    self.slots[i as usize].set_exported();
                    complete |= i == 0;
                }
            }
            let records = self.arena.load(Ordering::Acquire);
            assert!(!complete || records == 1, "a span was seen ended without what was recorded on it");
            if records == 1 {
                // SAFETY: the record is published.
                assert_eq!(self.record.with(|p| unsafe { *p }), 77);
            }
        }
    }

    fn written_while_read(end_first: fn(&Slot)) {
        check(move || {
            let shared = model();
            let writer = Arc::clone(&shared);
            let writer = thread::spawn(move || {
                writer.open(0);
                writer.append();
                writer.open(1);
                end_first(&writer.slots[0]);
                writer.slots[1].end(21, Outcome::Errored);
            });
            shared.collect();
            shared.collect();
            writer.join().unwrap();
            shared.collect();
        });
    }

    #[test]
    fn loom_what_is_published_is_whole() {
        written_while_read(|slot| slot.end(20, Outcome::Errored));
    }

    #[test]
    fn loom_what_ends_out_of_order_is_whole() {
        // SAFETY: this is the thread that opened it.
        written_while_read(|slot| unsafe { slot.end_out_of_order(20, Outcome::Errored) });
    }

    #[test]
    fn loom_a_span_ends_on_another_thread() {
        check(|| {
            let shared = model();
            shared.open(0);
            shared.append();
            // A task's span is ended by whoever polls it last, while its first thread goes on.
            let other = Arc::clone(&shared);
            let ender = thread::spawn(move || other.slots[0].end(20, Outcome::Errored));
            let other = Arc::clone(&shared);
            let collector = thread::spawn(move || other.collect());
            shared.open(1);
            // SAFETY: the slot is ours, and this is the thread that opened it.
            unsafe { shared.slots[1].end_out_of_order(21, Outcome::Errored) };
            // SAFETY: as above: children opened from now on.
            assert_eq!(unsafe { shared.slots[1].index() }, ANCHOR);
            ender.join().unwrap();
            collector.join().unwrap();
            shared.collect();
        });
    }
}
