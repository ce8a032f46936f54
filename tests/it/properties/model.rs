//! What the rules say of where a program stands, which spans there are, and what becomes of tasks.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
};

use traced::Outcome;

pub type Baggage = BTreeMap<String, String>;

/// Where the program stands, by the rules.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// The current span, if it is recorded and known.
    pub span: Option<u32>,
    /// What runs without leaving its task or thread of the trace has one number.
    pub strand: Option<u32>,
    /// Directly within a scope that was opened by hand.
    pub scoped: bool,
    pub baggage: Baggage,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    pub parent: Option<u32>,
    pub outcome: Outcome,
    pub baggage: Baggage,
    pub tags: BTreeSet<String>,
}

#[derive(Default)]
pub struct Book {
    pub spans: BTreeMap<u32, Expected>,
    pub never_polled: Vec<Option<u32>>,
    pub numbers: u32,
    pub kept: BTreeMap<u8, Made>,
}

pub type World = Arc<Mutex<Book>>;

pub fn number(world: &World) -> u32 {
    let mut book = world.lock().unwrap();
    book.numbers += 1;
    book.numbers
}

/// A recorded span has begun: it says its number itself, as a tag.
pub fn begun(world: &World, number: u32, here: &Here) {
    let expected = Expected {
        parent: here.span,
        outcome: Outcome::Returned,
        baggage: here.baggage.clone(),
        tags: BTreeSet::new(),
    };
    world.lock().unwrap().spans.insert(number, expected);
}

pub fn ended(world: &World, number: Option<u32>, outcome: Outcome) {
    if let Some(number) = number {
        world.lock().unwrap().spans.get_mut(&number).expect("a known span").outcome = outcome;
    }
}

/// A task, by the rules.
#[derive(Debug)]
pub struct Model {
    pub number: u32,
    pub carried: Option<Here>,
    pub phase: Phase,
    pub child: Option<Arc<Mutex<Model>>>,
}

#[derive(Debug)]
pub enum Phase {
    Off,
    Waiting(Here),
    /// Its own place, and whether it takes it along.
    Running(Here, bool),
    Done,
}

pub struct Made {
    pub future: Pin<Box<dyn Future<Output = bool> + Send>>,
    pub model: Arc<Mutex<Model>>,
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
    pub fn enter(&mut self, world: &World, here: &Here) -> Option<Here> {
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

    pub fn leave(&mut self, before: &Here, after: &Here) {
        if let Phase::Running(inner, owns) = &mut self.phase {
            *owns |= before.strand != after.strand;
            *inner = after.clone();
        }
    }
}

/// What a task and those it awaits become when it is dropped here.
pub fn drop_model(world: &World, model: &Mutex<Model>, here: &Here) {
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
