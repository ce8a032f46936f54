//! What propagation allocates: nothing but what is kept.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    collections::HashMap,
};

use proptest::{collection::vec, prelude::*, sample};
use traced::{Inject, Propagation, SpanContext, SpanId, TraceId};

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count(bytes: usize) {
    CALLS.set(CALLS.get() + 1);
    BYTES.set(BYTES.get() + bytes);
}

// SAFETY: every call goes to the system's allocator as it is; counting touches no memory it hands out.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often, and how many bytes.
fn allocated<T>(f: impl FnOnce() -> T) -> (usize, usize, T) {
    let before = (CALLS.get(), BYTES.get());
    let value = f();
    (CALLS.get() - before.0, BYTES.get() - before.1, value)
}

/// Keeps nothing but how much it was given.
#[derive(Default)]
struct Sink(usize);

impl Inject for Sink {
    fn set(&mut self, key: &str, value: &str) {
        self.0 += key.len() + value.len();
    }
}

const FORMATS: [Propagation; 10] = [
    Propagation::W3c,
    Propagation::TraceContext,
    Propagation::B3,
    Propagation::B3Single,
    Propagation::Jaeger,
    Propagation::XRay,
    Propagation::CloudTrace,
    Propagation::OpenCensusBinary,
    Propagation::OpenTracing,
    Propagation::OtTrace,
];

const BINARY: [Propagation; 3] = [Propagation::Jaeger, Propagation::OpenCensusBinary, Propagation::OpenTracing];

const NAMES: &[&str] = &[
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-b3-traceid",
    "x-b3-sampled",
    "uber-trace-id",
    "uberctx-a",
    "uberctx-b",
    "X-Amzn-Trace-Id",
    "X-Cloud-Trace-Context",
    "grpc-trace-bin",
    "ot-tracer-traceid",
    "ot-tracer-spanid",
    "ot-baggage-a",
];

/// What formats keep at the most: `tracestate` of 16.5 KB, baggage of 8 KB with 512 ends, an error's message; growing included.
const LIMIT: usize = 64 << 10;

proptest! {
    /// For a long run: `PROPTEST_CASES=1000000 cargo test --release -p traced --test propagation_allocates`.
    #[test]
    fn no_carrier_makes_it_allocate_more(
        headers in vec((sample::select(NAMES), "[ -~é]{1,8}", 0..20_000_usize), 0..6),
        bytes in vec(any::<u8>(), 0..200),
    ) {
        let line = |(name, text, times): &(&str, String, usize)| ((*name).to_owned(), text.repeat(*times));
        let carrier: Vec<_> = headers.iter().map(line).collect();
        for format in FORMATS {
            let (_, bytes, _) = allocated(|| format.extract(&carrier));
            prop_assert!(bytes < LIMIT, "{format:?}: {bytes} bytes");
        }
        let long = bytes.repeat(500);
        for format in BINARY {
            let (_, bytes, _) = allocated(|| format.extract_binary(&long));
            prop_assert!(bytes < LIMIT, "{format:?}: {bytes} bytes");
        }
    }
}

#[test]
fn nothing_but_what_is_kept() {
    let plain = SpanContext::new(TraceId::new(u128::MAX), SpanId::new(u64::MAX), true);
    let rich = plain
        .clone()
        .with_trace_state("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")
        .with_baggage([("a", "1"), ("b", "zwei ü"), ("c", "")].into_iter().collect());
    for format in FORMATS {
        let mut headers: HashMap<String, String> = (0..20).map(|n| (format!("header-{n}"), "value".into())).collect();
        format.inject(&plain, &mut headers);
        let (calls, _, context) = allocated(|| format.extract(&headers));
        assert_eq!(calls, 0, "{format:?}: reading a context without baggage and tracestate");
        let context = context.expect("it was written").expect("it was written");
        for context in [&context, &plain, &rich] {
            let (calls, _, sink) = allocated(|| {
                let mut sink = Sink::default();
                format.inject(context, &mut sink);
                sink
            });
            assert!(calls == 0 && sink.0 > 0, "{format:?}: writing a context");
        }
        let (calls, _, nothing) = allocated(|| format.extract(&HashMap::new()));
        assert!(calls == 0 && nothing == Ok(None), "{format:?}: reading nothing");
    }

    // Text, ends, entries, and what the context points to.
    let headers = HashMap::from([("baggage".to_owned(), "a=1,b=zwei%20%C3%BC;p=q,c=".to_owned())]);
    let (calls, ..) = allocated(|| Propagation::Baggage.extract(&headers));
    assert_eq!(calls, 4, "reading three members");

    // However long a carrier is.
    let text = "k=v,".repeat(1 << 18);
    for format in FORMATS {
        for name in format.fields() {
            let headers = HashMap::from([((*name).to_owned(), text.clone()), ("baggage".to_owned(), text.clone())]);
            let (_, bytes, _) = allocated(|| format.extract(&headers));
            assert!(bytes < LIMIT, "{format:?}, {name}: {bytes} bytes");
        }
    }
    for format in BINARY {
        let carrier = vec![0x22; 1 << 20];
        let (_, bytes, _) = allocated(|| format.extract_binary(&carrier));
        assert!(bytes < LIMIT, "{format:?}: {bytes} bytes");
    }
}
