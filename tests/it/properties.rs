//! Whatever a program does with calls, futures, spans, threads and baggage: each span has the parent that the rules say.
//!
//! A program is a random tree of operations. The interpreter carries it out over the real API, and beside it keeps a model of what is
//! current, which knows nothing of cursors and slots. At the end both must have the same forest.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;
use traced::{
    __private::{self as private, Callsite, Errors, Kind, Meta, Orphan, Seen},
    FutureExt, Outcome, Span, SpanData, current,
};

static CALL: Callsite = site("call");
private::register!(CALL);
static TASK: Callsite = site("task");
private::register!(TASK);

const fn site(name: &'static str) -> Callsite {
    Callsite::new(Meta {
        name,
        function: name,
        module: "properties",
        file: file!(),
        line: 1,
        fields: &[],
        kind: Kind::Internal,
        orphan: Orphan::Root,
        errors: Errors::Chain,
        shape: private::Shape::UNKNOWN,
    })
}

#[derive(Clone, Debug)]
enum Op {
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
enum End {
    Return,
    Fail,
    Unwind,
}

type Baggage = BTreeMap<String, String>;

/// Where the program stands, by the rules.
#[derive(Clone, Debug, Default)]
struct Here {
    /// The current span, if it is recorded and known.
    span: Option<u32>,
    /// What runs without leaving its task or thread of the trace has one number.
    strand: Option<u32>,
    /// Directly within a scope that was opened by hand.
    scoped: bool,
    baggage: Baggage,
}

#[derive(Clone, Debug, PartialEq)]
struct Expected {
    parent: Option<u32>,
    outcome: Outcome,
    baggage: Baggage,
    tags: BTreeSet<String>,
}

#[derive(Default)]
struct Book {
    spans: BTreeMap<u32, Expected>,
    never_polled: Vec<Option<u32>>,
    numbers: u32,
    kept: BTreeMap<u8, Made>,
}

type World = Arc<Mutex<Book>>;

fn number(world: &World) -> u32 {
    let mut book = world.lock().unwrap();
    book.numbers += 1;
    book.numbers
}

/// A recorded span has begun: it says its number itself, as a tag.
fn begun(world: &World, number: u32, here: &Here) {
    let expected = Expected {
        parent: here.span,
        outcome: Outcome::Returned,
        baggage: here.baggage.clone(),
        tags: BTreeSet::new(),
    };
    world.lock().unwrap().spans.insert(number, expected);
}

fn ended(world: &World, number: Option<u32>, outcome: Outcome) {
    if let Some(number) = number {
        world.lock().unwrap().spans.get_mut(&number).expect("a known span").outcome = outcome;
    }
}

/// A task, by the rules.
#[derive(Debug)]
struct Model {
    number: u32,
    carried: Option<Here>,
    phase: Phase,
    child: Option<Arc<Mutex<Model>>>,
}

#[derive(Debug)]
enum Phase {
    Off,
    Waiting(Here),
    /// Its own place, and whether it takes it along.
    Running(Here, bool),
    Done,
}

struct Made {
    future: Pin<Box<dyn Future<Output = bool> + Send>>,
    model: Arc<Mutex<Model>>,
}

impl Model {
    /// The first poll, or the drop without one: where the span begins. `None` where it does not.
    fn start(&self, world: &World, captured: &Here, here: &Here) -> Option<(Here, bool)> {
        let same = captured.strand.is_some() && captured.strand == here.strand;
        let (parent, owns) = if same {
            (captured.clone(), false)
        } else if here.strand.is_some() && (here.scoped || captured.strand.is_none()) {
            (here.clone(), false)
        } else if captured.strand.is_some() {
            (captured.clone(), true)
        } else {
            return None;
        };
        // What is in its baggage is what is in its strand's.
        let strand = if owns { Some(number(world)) } else { here.strand };
        let baggage = if owns { captured.baggage.clone() } else { here.baggage.clone() };
        Some((Here { span: parent.span, strand, scoped: false, baggage }, owns))
    }

    /// A poll: where the body stands, and the place that it changes if it has none of its own.
    fn enter(&mut self, world: &World, here: &Here) -> Option<Here> {
        let outer = self.carried.as_ref().filter(|carried| carried.strand.is_some()).unwrap_or(here).clone();
        match &mut self.phase {
            Phase::Waiting(captured) => {
                let captured = captured.clone();
                let Some((at, owns)) = self.start(world, &captured, &outer) else {
                    self.phase = Phase::Off;
                    return None;
                };
                begun(world, self.number, &at);
                let inner = Here { span: Some(self.number), ..at };
                self.phase = Phase::Running(inner.clone(), owns);
                Some(inner)
            }
            Phase::Running(inner, owns) => {
                if !*owns && inner.strand != outer.strand {
                    inner.strand = Some(number(world));
                    *owns = true;
                }
                Some(inner.clone())
            }
            Phase::Off | Phase::Done => None,
        }
    }

    fn leave(&mut self, before: &Here, after: &Here) {
        if let Phase::Running(inner, owns) = &mut self.phase {
            *owns |= before.strand != after.strand;
            *inner = after.clone();
        }
    }
}

fn make(world: &World, carried: bool, body: Vec<Op>, here: &Here) -> Made {
    let number = number(world);
    let model = Model {
        number,
        carried: carried.then(|| Here {
            scoped: true,
            strand: here.strand.map(|_| self::number(world)),
            ..here.clone()
        }),
        phase: Phase::Waiting(here.clone()),
        child: None,
    };
    let model = Arc::new(Mutex::new(model));
    let body = Body {
        world: Arc::clone(world),
        ops: body.into_iter(),
        number,
        here: None,
        child: None,
        model: Arc::clone(&model),
        fresh: true,
    };
    let probe = |failed: &bool, seen: &Seen| seen.error_if(*failed);
    let future = private::future::<bool, _, _>(&TASK, body, probe);
    Made { future: if carried { Box::pin(future.in_current_span()) } else { Box::pin(future) }, model }
}

/// Polls the real future under the real current span, and the model's under the model's.
fn poll(world: &World, made: &mut Made, here: &mut Here) -> bool {
    let before = made.model.lock().unwrap().enter(world, here);
    // Without a span of its own it runs in the place of whoever polls it.
    let carried = made.model.lock().unwrap().carried.clone().filter(|carried| carried.strand.is_some());
    let own = before.clone().or(carried.clone());
    PLACE.set(Some(own.clone().unwrap_or_else(|| here.clone())));
    let polled = made.future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let after = PLACE.take().expect("the body puts its place back");
    let mut model = made.model.lock().unwrap();
    match (&before, &carried) {
        (Some(before), _) => model.leave(before, &after),
        (None, Some(_)) => model.carried = Some(after),
        (None, None) => *here = after,
    }
    if let Poll::Ready(failed) = polled {
        if before.is_some() {
            ended(world, Some(model.number), if failed { Outcome::Errored } else { Outcome::Returned });
        }
        model.phase = Phase::Done;
        model.carried = None;
        return true;
    }
    false
}

/// What a task and those it awaits become when it is dropped here.
fn drop_model(world: &World, model: &Mutex<Model>, here: &Here) {
    let mut model = model.lock().unwrap();
    let outer = model.carried.clone().filter(|carried| carried.strand.is_some()).unwrap_or_else(|| here.clone());
    let inside = match &model.phase {
        Phase::Waiting(captured) => {
            if let Some((at, _)) = model.start(world, captured, &outer) {
                world.lock().unwrap().never_polled.push(at.span);
            }
            return;
        }
        Phase::Running(inner, _) => {
            ended(world, Some(model.number), Outcome::Cancelled);
            inner.clone()
        }
        Phase::Off => outer,
        Phase::Done => return,
    };
    if let Some(child) = model.child.take() {
        drop_model(world, &child, &inside);
    }
}

thread_local! {
    /// How `poll` tells the body where it stands, and the body how it left it.
    static PLACE: std::cell::Cell<Option<Here>> = const { std::cell::Cell::new(None) };
}

/// The body of a future.
struct Body {
    world: World,
    ops: std::vec::IntoIter<Op>,
    number: u32,
    here: Option<Here>,
    child: Option<Made>,
    model: Arc<Mutex<Model>>,
    fresh: bool,
}

impl Future for Body {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<bool> {
        let this = self.get_mut();
        let mut here = PLACE.take().expect("polled by the interpreter");
        if std::mem::take(&mut this.fresh) && here.span == Some(this.number) {
            current().tag("number", this.number);
        }
        let ready = this.go_on(&mut here);
        this.here = Some(here.clone());
        PLACE.set(Some(here));
        if ready { Poll::Ready(this.number % 3 == 0) } else { Poll::Pending }
    }
}

impl Body {
    fn go_on(&mut self, here: &mut Here) -> bool {
        loop {
            if let Some(child) = &mut self.child {
                if !poll(&self.world, child, here) {
                    return false;
                }
                self.child = None;
                self.model.lock().unwrap().child = None;
            }
            match self.ops.next() {
                None => return true,
                Some(Op::Yield) => return false,
                Some(Op::Await(carried, body)) => {
                    let child = make(&self.world, carried, body, here);
                    self.model.lock().unwrap().child = Some(Arc::clone(&child.model));
                    self.child = Some(child);
                }
                Some(op) => run(&self.world, vec![op], here),
            }
        }
    }
}

fn run(world: &World, ops: Vec<Op>, here: &mut Here) {
    for op in ops {
        match op {
            Op::Call(end, body) => call(world, end, body, here),
            Op::Manual(item, body) => manual(world, item, body, here),
            Op::Await(carried, body) => {
                let mut made = make(world, carried, body, here);
                while !poll(world, &mut made, here) {}
            }
            Op::Make(key, carried, body) => {
                let made = make(world, carried, body, here);
                let old = world.lock().unwrap().kept.insert(key % KEPT, made);
                if let Some(old) = old {
                    drop_model(world, &old.model, here);
                    drop(old);
                }
            }
            Op::Poll(key, elsewhere) => {
                // It is not there while it is polled: a future cannot poll itself.
                let Some(mut made) = take(world, key) else { continue };
                let (made, over) = if elsewhere {
                    let world = Arc::clone(world);
                    thread(move || {
                        let over = poll(&world, &mut made, &mut Here::default());
                        (made, over)
                    })
                } else {
                    let over = poll(world, &mut made, here);
                    (made, over)
                };
                if !over {
                    // Its own body may have put another there.
                    let other = world.lock().unwrap().kept.insert(key % KEPT, made);
                    if let Some(other) = other {
                        drop_model(world, &other.model, here);
                        drop(other);
                    }
                }
            }
            Op::Drop(key, elsewhere) => {
                let Some(made) = take(world, key) else { continue };
                if elsewhere {
                    let world = Arc::clone(world);
                    thread(move || {
                        drop_model(&world, &made.model, &Here::default());
                        drop(made);
                    });
                } else {
                    drop_model(world, &made.model, here);
                    drop(made);
                }
            }
            Op::Yield => {}
            Op::Thread(carried, body) => {
                let inner = Arc::clone(world);
                if carried {
                    let mut there = Here { strand: here.strand.map(|_| number(world)), scoped: true, ..here.clone() };
                    thread(traced::carry(move || run(&inner, body, &mut there)));
                } else {
                    thread(move || run(&inner, body, &mut Here::default()));
                }
            }
            Op::Baggage(item) => baggage(world, item, here),
            Op::Tag => {
                let key = format!("tag-{}", number(world));
                current().tag(key.clone(), true);
                if let Some(span) = here.span {
                    world.lock().unwrap().spans.get_mut(&span).expect("a known span").tags.insert(key);
                }
            }
        }
    }
}

const KEPT: u8 = 4;

fn take(world: &World, key: u8) -> Option<Made> {
    world.lock().unwrap().kept.remove(&(key % KEPT))
}

fn thread<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    std::thread::spawn(f).join().unwrap_or_else(|panic| resume_unwind(panic))
}

fn baggage(world: &World, item: u8, here: &mut Here) {
    let (key, value) = (format!("item-{}", item % 3), item.to_string());
    current().set_baggage_item(&key, &value);
    if here.strand.is_some() {
        here.baggage.insert(key, value);
        here.strand = Some(number(world));
    }
}

fn call(world: &World, end: End, body: Vec<Op>, here: &Here) {
    let mut inner = here.clone();
    let mut own = None;
    let begin = |inner: &mut Here, own: &mut Option<u32>| {
        if here.strand.is_some() {
            let span = number(world);
            begun(world, span, here);
            *own = Some(span);
            *inner = Here { span: Some(span), scoped: false, ..here.clone() };
            current().tag("number", span);
        }
    };
    let frame = private::enter(&CALL);
    if end == End::Return {
        begin(&mut inner, &mut own);
        run(world, body, &mut inner);
        drop(frame);
        return;
    }
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let body = || {
            begin(&mut inner, &mut own);
            run(world, body, &mut inner);
            if end == End::Unwind {
                resume_unwind(Box::new("on purpose"));
            }
        };
        private::run(frame, body, |(), seen| seen.error_if(true));
    }));
    ended(world, own, if ran.is_ok() { Outcome::Errored } else { Outcome::Panicked });
}

fn manual(world: &World, item: Option<u8>, body: Vec<Op>, here: &Here) {
    let span = Span::builder("manual").start();
    let mut inner = here.clone();
    if here.strand.is_some() {
        let own = number(world);
        begun(world, own, here);
        span.set_tag("number", own);
        inner = Here { span: Some(own), strand: Some(number(world)), scoped: true, ..here.clone() };
    }
    let scope = span.enter();
    if let Some(item) = item {
        let (key, value) = (format!("item-{}", item % 3), item.to_string());
        span.set_baggage_item(&key, &value);
        if here.strand.is_some() {
            inner.baggage.insert(key, value);
            inner.strand = Some(number(world));
        }
    }
    run(world, body, &mut inner);
    drop(scope);
    span.finish();
}

fn check(program: Vec<Op>) -> Result<(), TestCaseError> {
    let world = World::default();
    let inner = Arc::clone(&world);
    let ran = traced::testing::capture(move || {
        let mut here = Here { strand: Some(0), scoped: true, ..Here::default() };
        run(&inner, program, &mut here);
        loop {
            let kept = inner.lock().unwrap().kept.pop_first();
            let Some((_, made)) = kept else { break };
            drop_model(&inner, &made.model, &here);
            drop(made);
        }
    });
    let number_of =
        |span: &SpanData| span.tag("number").and_then(traced::Value::as_i64).and_then(|n| u32::try_from(n).ok());
    let ids: BTreeMap<_, _> = ran.spans().iter().map(|span| (span.context.span_id(), number_of(span))).collect();
    prop_assert_eq!(ids.len(), ran.spans().len(), "ids are not unique");
    let (mut found, mut never_polled) = (BTreeMap::new(), Vec::new());
    for span in ran.spans() {
        let parent = match span.parent_id {
            None => None,
            Some(id) => {
                prop_assert!(ids.contains_key(&id), "the parent is missing:\n{}", ran.tree());
                ids[&id]
            }
        };
        let Some(number) = number_of(span) else {
            prop_assert_eq!(&span.outcome, &Outcome::NeverPolled, "a span without a number:\n{}", ran.tree());
            never_polled.push(parent);
            continue;
        };
        let baggage = span.context.baggage().iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let tags = span.tags.iter().map(|(key, _)| key.to_string()).filter(|key| key.starts_with("tag-")).collect();
        found.insert(number, Expected { parent, outcome: span.outcome, baggage, tags });
    }
    let mut book = world.lock().unwrap();
    never_polled.sort_unstable();
    book.never_polled.sort_unstable();
    prop_assert_eq!(&never_polled, &book.never_polled, "never polled:\n{}", ran.tree());
    prop_assert_eq!(&found, &book.spans, "\n{}", ran.tree());
    Ok(())
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_has_the_parent_that_the_rules_say(program in ops()) {
        check(program)?;
    }
}
