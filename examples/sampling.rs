//! Which traces are recorded: decided where a trace begins, and true for everything below it.

use std::time::Duration;

use traced::{Sampler, Span, export::Summary, traced};

#[traced]
fn health() {}

#[traced]
fn search(query: u32) {
    score(query);
}

#[traced]
fn buy(item: u32) {
    score(item);
}

#[traced]
fn score(_number: u32) {}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let summary = Summary::new();
    let sampler = Sampler::per_operation(
        [("health", Sampler::never()), ("buy", Sampler::always()), ("search", Sampler::ratio(0.25))],
        Sampler::rate_limit(10.0),
    );
    // What a remote caller decided wins.
    let tracing = traced::builder().sampler(Sampler::parent_based(sampler)).exporter(summary.clone()).install()?;
    for number in 0..400 {
        health();
        search(number);
        buy(number);
    }
    // By hand, `sampling.priority` wins over the sampler.
    let forced = Span::builder("health").tag("sampling.priority", 1).start();
    println!("forced: {}", forced.is_recording());
    forced.finish();
    tracing.shutdown(Duration::from_secs(5))?;

    let calls =
        |name: &str| summary.operations().iter().find(|found| found.name == name).map_or(0, |found| found.calls);
    println!("health: {} of 401", calls("health"));
    println!("search: about a quarter of 400: {}", (60..140).contains(&calls("search")));
    println!("buy:    {} of 400", calls("buy"));
    println!("score:  as many as there are callers: {}", calls("score") == calls("search") + calls("buy"));
    println!("{}", traced::stats().dropped.total());
    Ok(())
}
