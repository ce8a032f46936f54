//! The worker: packs what was ordered, whenever it gets to it.

use std::{future::Future, pin::pin, time::Duration};

use traced::{SpanContext, traced};

use crate::store::{Failure, Job, Store};

/// How often it looks for orders where there were none.
const PAUSE: Duration = Duration::from_millis(20);

/// The span below which the order was accepted, in whichever process that was.
fn acceptance(job: &Job) -> Option<SpanContext> {
    traced::extract(&job.context).unwrap_or_else(|error| {
        eprintln!("order {} begins a trace: {error}", job.order);
        None
    })
}

#[traced(kind = consumer, parent = acceptance(&job), skip_all, tags(order = job.order, item = job.item))]
async fn pack(store: &Store, job: Job) -> Result<(), Failure> {
    // Who ordered has said it: baggage comes along in requests, and in the row.
    if let Some(scenario) = traced::current().baggage_item("scenario") {
        traced::current().tag("scenario", scenario);
    }
    let boxes = boxes(job.count);
    store.packed(job.order, boxes).await
}

#[traced(ret)]
fn boxes(count: u32) -> u32 {
    count.div_ceil(2)
}

/// Works until it is told to stop, and there is nothing left to pack.
pub async fn work(store: Store, stop: impl Future<Output = ()>) -> Result<(), Failure> {
    let (mut stop, mut stopping) = (pin!(stop), false);
    loop {
        match store.next_job().await? {
            Some(job) => pack(&store, job).await?,
            None if stopping => return Ok(()),
            None => tokio::select! {
                () = &mut stop => stopping = true,
                () = tokio::time::sleep(PAUSE) => {}
            },
        }
    }
}
