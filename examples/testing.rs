//! Testing what code does by what it records: `capture` needs no set-up, and tests do not see each other.

use traced::{Outcome, traced};

#[traced]
fn checkout(cart: u32) -> Result<u32, String> {
    let prices: Vec<u32> = (1..=cart).map(price).collect();
    pay(prices.iter().sum())
}

#[traced(ret)]
fn price(item: u32) -> u32 {
    item * 100
}

#[traced]
fn pay(cents: u32) -> Result<u32, String> {
    if cents > 500 { Err(format!("no credit for {cents}")) } else { Ok(cents) }
}

fn main() {
    let run = traced::testing::capture(|| checkout(2));
    assert_eq!(run.value(), &Ok(300));
    assert_eq!(run.spans().len(), 4);
    assert_eq!(run.span("pay").tag("cents").map(ToString::to_string).as_deref(), Some("300"));

    let run = traced::testing::capture(|| checkout(3));
    assert_eq!(run.span("pay").outcome, Outcome::Errored);
    assert_eq!(run.span("pay").parent_id, Some(run.span("checkout").context.span_id()));
    print!("{}", run.tree());
}
