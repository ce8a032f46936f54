//! Threads and a queue: work that waits in a channel stays below the span that sent it.

use std::{
    iter,
    sync::{Mutex, mpsc},
    thread,
    time::Duration,
};

use traced::{export::Console, traced};

type Job = Box<dyn FnOnce() + Send>;

/// A worker of a plain pool, which knows nothing of tracing.
fn work(queue: &Mutex<mpsc::Receiver<Job>>) {
    let next = || queue.lock().ok()?.recv().ok();
    iter::from_fn(next).for_each(|job| job());
}

#[traced(ret)]
fn collatz(start: u64) -> usize {
    let next = |n: &u64| (*n > 1).then(|| if n.is_multiple_of(2) { n / 2 } else { 3 * n + 1 });
    iter::successors(Some(start), next).count() - 1
}

/// The jobs are carried: whichever worker takes one runs it below this span.
#[traced(only(below), ret)]
fn longest(below: u64, pool: &mpsc::Sender<Job>) -> usize {
    let (send, answers) = mpsc::channel();
    for start in 1..below {
        let send = send.clone();
        let job = move || send.send(collatz(start)).unwrap_or_default();
        pool.send(traced::carry(job)).expect("the pool takes jobs while there is a sender");
    }
    drop(send);
    answers.iter().max().unwrap_or_default()
}

/// `thread::spawn` in a traced function carries its span along by itself.
#[traced(skip_all)]
fn both(pool: &mpsc::Sender<Job>) {
    let other = pool.clone();
    let there = thread::spawn(move || longest(4, &other));
    println!("{} {}", longest(7, pool), there.join().unwrap_or_default());
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().exporter(Console::stdout()).install()?;
    let (pool, queue) = mpsc::channel();
    let queue = Mutex::new(queue);
    thread::scope(|threads| {
        (0..3).for_each(|_| drop(threads.spawn(|| work(&queue))));
        both(&pool);
        drop(pool);
    });
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
