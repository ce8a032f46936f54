//! Real futures, polled and kept beside their models.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use traced::{
    __private::{self as private, Callsite, Seen},
    FutureExt, Outcome, current,
};

use super::{
    interpreter::{run, site},
    model::{Here, Made, Model, Phase, World, ended, number},
    program::Op,
};

static TASK: Callsite = site("task");
private::register!(TASK);

pub fn make(world: &World, carried: bool, body: Vec<Op>, here: &Here) -> Made {
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
pub fn poll(world: &World, made: &mut Made, here: &mut Here) -> bool {
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
