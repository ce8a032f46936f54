//! Programs: trees of operations.

use proptest::prelude::*;

#[derive(Clone, Debug)]
pub enum Op {
    /// A synchronous call, which may fail or panic.
    Call(End, Vec<Op>),
    /// A span by hand, entered. Where a number is given, it gets a baggage item first.
    Manual(Option<u8>, Vec<Op>),
    /// A future, polled at once until it is ready; awaited, where this stands in a future.
    Await(bool, Vec<Op>),
    /// A future that is kept under a number, carried or not.
    Make(u8, bool, Vec<Op>),
    /// The future of this number is polled once, here or on a thread of its own.
    Poll(u8, bool),
    /// The future of this number is dropped, here or on a thread of its own.
    Drop(u8, bool),
    /// Pending once, where this stands in a future.
    Yield,
    /// A closure on another thread, carried or not.
    Thread(bool, Vec<Op>),
    /// A baggage item on the current span.
    Baggage(u8),
    /// A tag on the current span.
    Tag,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Return,
    Fail,
    Unwind,
}

pub fn ops() -> impl Strategy<Value = Vec<Op>> {
    let leaf = prop_oneof![
        2 => (any::<u8>(), any::<bool>()).prop_map(|(key, elsewhere)| Op::Poll(key, elsewhere)),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(key, elsewhere)| Op::Drop(key, elsewhere)),
        2 => Just(Op::Yield),
        1 => any::<u8>().prop_map(Op::Baggage),
        1 => Just(Op::Tag),
    ];
    let end = prop_oneof![3 => Just(End::Return), 1 => Just(End::Fail), 1 => Just(End::Unwind)];
    let op = leaf.prop_recursive(5, 40, 5, move |op| {
        let body = prop::collection::vec(op, 0..5);
        prop_oneof![
            3 => (end.clone(), body.clone()).prop_map(|(end, body)| Op::Call(end, body)),
            2 => (any::<Option<u8>>(), body.clone()).prop_map(|(item, body)| Op::Manual(item, body)),
            2 => (any::<bool>(), body.clone()).prop_map(|(carried, body)| Op::Await(carried, body)),
            3 => (any::<u8>(), any::<bool>(), body.clone()).prop_map(|(key, carried, body)| Op::Make(key, carried, body)),
            1 => (any::<bool>(), body).prop_map(|(carried, body)| Op::Thread(carried, body)),
        ]
    });
    prop::collection::vec(op, 1..12)
}
