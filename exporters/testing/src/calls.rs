//! Calls as the macro would write them: arguments, and every way that they can end.

use std::{
    error::Error,
    fmt,
    panic::catch_unwind,
    task::{Context, Waker},
};

use traced_runtime::private as p;

static CALL: p::Callsite = p::Callsite::new(p::Meta {
    name: "Shop::call",
    function: "call",
    module: "interop::calls",
    file: "src/calls.rs",
    line: 20,
    fields: &["n", "who"],
    kind: p::Kind::Server,
    orphan: p::Orphan::Root,
    errors: p::Errors::Chain,
    shape: p::Shape::UNKNOWN,
});
p::register!(CALL);

/// An error with a cause.
#[derive(Debug)]
pub struct NotFound(pub fmt::Error);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such \"account\"\n")
    }
}

impl Error for NotFound {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Records them.
pub fn run() {
    arguments();
    outcomes();
}

/// A tree of calls, with arguments.
fn arguments() {
    let _root = p::enter(&CALL);
    for n in 0..60 {
        let call = p::enter(&CALL);
        call.args(&[p::Captured::I64(n - 30), p::Captured::Str("Zoë")]);
    }
}

fn outcomes() {
    let result = p::run(
        p::enter(&CALL),
        || Err::<(), _>(NotFound(fmt::Error)),
        |result, seen| {
            use p::outcome::*;
            seen.outcome((&&&&&&Outcome(result)).__traced_failure());
        },
    );
    result.unwrap_err();
    let panic = catch_unwind(|| {
        let _call = p::enter(&CALL);
        panic!("boom");
    });
    panic.unwrap_err();
    let pending = || p::future::<(), _, _>(&CALL, std::future::pending(), p::ignore);
    drop(pending());
    let mut polled = Box::pin(pending());
    assert!(polled.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}
