//! Batches as the runtime really makes them, one test at a time.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError, mpsc},
    time::Duration,
};

use traced_runtime::{
    Tracing,
    export::{Batch, ExportError, Exporter},
    private as p,
};

type Look = Box<dyn FnOnce(&Batch<'_>) + Send>;

/// What is to be done with the next batch.
static LOOK: Mutex<Option<Look>> = Mutex::new(None);
/// Tests take turns, so that what one records is not in another's batch.
static TURN: Mutex<()> = Mutex::new(());

/// A failed test is no reason for the others to fail.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Tap;

impl Exporter for Tap {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        let look = lock(&LOOK).take();
        if let Some(look) = look {
            look(batch);
        }
        Ok(())
    }
}

fn tracing() -> &'static Tracing {
    static TRACING: OnceLock<Tracing> = OnceLock::new();
    TRACING.get_or_init(|| {
        let never = Duration::from_secs(3600);
        let builder =
            traced_runtime::builder().service("shop").resource("service.version", "1.4.2").detect_resource(false);
        builder.flush_interval(never).exporter(Tap).install().unwrap()
    })
}

/// Records spans, and looks at the batch that they make.
pub fn with_batch<R: Send + 'static>(record: impl FnOnce(), look: impl FnOnce(&Batch<'_>) -> R + Send + 'static) -> R {
    const LIMIT: Duration = Duration::from_secs(20);
    let _turn = lock(&TURN);
    tracing().flush(LIMIT).unwrap();
    record();
    let (sender, result) = mpsc::channel();
    *lock(&LOOK) = Some(Box::new(move |batch| {
        let _ = sender.send(catch_unwind(AssertUnwindSafe(|| look(batch))));
    }));
    tracing().flush(LIMIT).unwrap();
    result.try_recv().expect("there was a batch").unwrap_or_else(|panic| resume_unwind(panic))
}

/// The callsite of the spans of [`with_spans`], as the macro would write it.
pub static SITE: p::Callsite = p::Callsite::new(p::Meta {
    name: "Shop::numbered",
    function: "numbered",
    module: "shop::orders",
    file: "src/orders.rs",
    line: 42,
    fields: &["n"],
    kind: p::Kind::Internal,
    orphan: p::Orphan::Root,
    errors: p::Errors::Chain,
    shape: p::Shape::UNKNOWN,
});
p::register!(SITE);

/// Looks at a batch of `count` spans, the tag `n` of which counts from 0: a root and its children.
pub fn with_spans<R: Send + 'static>(count: u64, look: impl FnOnce(&Batch<'_>) -> R + Send + 'static) -> R {
    let numbered = |n: u64| {
        let frame = p::enter(&SITE);
        frame.args(&[p::Captured::U64(n)]);
        frame
    };
    let record = || {
        let _root = numbered(0);
        (1..count).for_each(|n| drop(numbered(n)));
    };
    with_batch(record, look)
}
