//! The spans that a thread has entered and will exit, in whatever order.

use std::cell::RefCell;

use traced_runtime::Scope;
use tracing::span::Id;

struct Entered {
    layer: u64,
    id: Id,
    /// None where nothing had to be made current.
    scope: Option<Scope>,
}

thread_local! {
    static ENTERED: RefCell<Vec<Entered>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a scope until the span is exited. A thread that ends closes what is left.
pub(crate) fn push(layer: u64, id: &Id, scope: Option<Scope>) {
    let mut scope = Some(scope);
    let _ = ENTERED.try_with(|entered| {
        if let Ok(mut entered) = entered.try_borrow_mut() {
            entered.extend(scope.take().map(|scope| Entered { layer, id: id.clone(), scope }));
        }
    });
}

/// The scope of the last time that this thread entered the span.
pub(crate) fn pop(layer: u64, id: &Id) -> Option<Scope> {
    let take = |entered: &mut Vec<Entered>| {
        let at = entered.iter().rposition(|entered| entered.id == *id && entered.layer == layer)?;
        entered.remove(at).scope
    };
    ENTERED.try_with(|entered| entered.try_borrow_mut().ok().and_then(|mut entered| take(&mut entered))).ok().flatten()
}
