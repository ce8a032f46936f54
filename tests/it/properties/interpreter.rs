//! Carries a program out, and says of each step what the rules say of it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use traced::{
    __private::{self as private, Callsite, Errors, Kind, Meta, Orphan},
    Outcome, Span, current,
};

use super::{
    model::{Here, Made, World, begun, drop_model, ended, number},
    program::{End, Op},
    tasks::{make, poll},
};

static CALL: Callsite = site("call");
private::register!(CALL);

pub const fn site(name: &'static str) -> Callsite {
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

pub fn run(world: &World, ops: Vec<Op>, here: &mut Here) {
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
