//! What is tried: each scenario is a trace.

use std::future::Future;

use tokio::sync::Notify;
use traced::{FutureExt as _, Span, TraceId};

use crate::client::{Customer, shown};

/// What came of a scenario, and where to see why.
pub struct Told {
    pub name: &'static str,
    pub end: String,
    pub trace: TraceId,
}

/// A span by hand: its name is not known before the program runs. Whatever is done for it, wherever, can ask for the baggage.
async fn tell(name: &'static str, scenario: impl Future<Output = String>) -> Told {
    let span = Span::builder(name).start();
    span.set_baggage_item("scenario", name);
    let trace = span.context().trace_id();
    Told { name, end: scenario.in_span(span).await, trace }
}

/// All scenarios, one after the other.
pub async fn all(customer: &Customer) -> Vec<Told> {
    let orders = [
        ("success", "teapot", 2),
        ("not found", "unicorn", 1),
        ("second try", "kettle", 3),
        ("panic", "teapot", 0),
        ("timeout", "piano", 1),
    ];
    let mut told = Vec::new();
    for (name, item, count) in orders {
        told.push(tell(name, async { shown(&customer.order(item, count).await) }).await);
    }
    told.push(tell("client gone", leave(customer)).await);
    told
}

/// Watches the stock until it has seen one line of it, and goes away in the middle.
async fn leave(customer: &Customer) -> String {
    let seen = Notify::new();
    tokio::select! {
        result = customer.watch("teapot", |_| seen.notify_one()) => format!("watched to the end: {result:?}"),
        () = seen.notified() => "gone after the first line".to_owned(),
    }
}
