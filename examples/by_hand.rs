//! Spans by hand, where no function has the right shape: OpenTracing's API.

use std::time::{Duration, SystemTime};

use traced::{FutureExt, Kind, Span, export::Console, traced};

#[traced]
async fn deliver(parcel: u32) {
    traced::current().tag("weight", 12.5).log([("event", "weighed")]);
    println!("delivering {parcel} for {}", traced::current().baggage_item("customer").unwrap_or_default());
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().exporter(Console::stdout()).install()?;

    // A span is a value: owned, `Send`, finished once.
    let order = Span::builder("order").kind(Kind::Server).tag("order.id", 7).start();
    // Baggage is seen by everything below, here and in other processes.
    order.set_baggage_item("customer", "jo");

    // Current in a block: what starts here is a child.
    {
        let _scope = order.enter();
        Span::builder("check").start().log([("event", "stock"), ("left", "3")]).finish();
    }
    // Current in a future, wherever it is polled. A context holds nothing open.
    tokio::spawn(deliver(1).in_span(order.context())).await?;

    // Things that happened elsewhere have their own times; what does not wait for us follows from us.
    let yesterday = SystemTime::now() - Duration::from_secs(86_400);
    let bill = Span::builder("bill").follows_from(&order).start_time(yesterday).start();
    bill.record_error(&std::io::Error::other("the printer is on fire"));
    bill.finish_at(yesterday + Duration::from_millis(250));

    order.finish();
    // After the end a span is only a context. The call is ignored, and counted.
    order.set_tag("late", true);
    println!("{} calls came too late", traced::stats().late);
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
