//! What `Summary` adds up, and what `Console` leaves out of a tree that would be too long, from spans with times of our own.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use traced::{
    Span,
    export::{Console, Summary},
};

/// What the console has printed.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics while it prints").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// So many milliseconds after some moment.
fn at(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000_000) + Duration::from_millis(millis)
}

fn span(parent: &Span, name: &'static str, from: u64, to: u64) -> Span {
    let span = Span::builder(name).child_of(parent).start_time(at(from)).start();
    span.finish_at(at(to));
    span
}

fn failing(parent: &Span, from: u64, to: u64) {
    let span = Span::builder("row").child_of(parent).start_time(at(from)).start();
    span.log_at(at(to), [("event", "error"), ("error.kind", "Torn"), ("message", "no such row")])
        .set_tag("error", true);
    span.finish_at(at(to));
}

const TREE: &str = "\
\x20   100ms page
   10.0ms   head
   30.0ms   row
   5.00ms     cell
   50.0ms   row
   1.00ms   row !errored
              +1.00ms event=error error.kind=Torn message=\"no such row\"
            … 3 more row, 4 spans in all
   4.00ms   foot
";

const TABLES: &str = "\
\x20 calls     total      mean   longest  failed  operation
      1     100ms     100ms     100ms       0  page
      6    90.0ms    15.0ms    50.0ms       1  row
      1    10.0ms    10.0ms    10.0ms       0  head
      2    6.00ms    3.00ms    5.00ms       0  cell
      1    4.00ms    4.00ms    4.00ms       0  foot
  times  error
      1  row: no such row (Torn)
";

#[test]
fn sums_and_short_trees() {
    let (summary, page) = (Summary::new(), Page::default());
    let console = Console::writer(page.clone()).most_alike(3);
    let tracing =
        traced::builder().exporter(summary.clone()).exporter(console).install().expect("nothing else is installed");

    let root = Span::builder("page").root().start_time(at(0)).start();
    span(&root, "head", 0, 10);
    let row = span(&root, "row", 10, 40);
    span(&row, "cell", 10, 15);
    // Three that are neither slow nor failed, one of them with something below.
    span(&root, "row", 40, 42);
    let row = span(&root, "row", 42, 45);
    span(&row, "cell", 42, 43);
    span(&root, "row", 45, 95);
    span(&root, "row", 95, 99);
    // The shortest of all, but it failed.
    failing(&root, 95, 96);
    span(&root, "foot", 96, 100);
    root.finish_at(at(100));
    tracing.shutdown(Duration::from_secs(10)).expect("both exporters take everything");

    assert_eq!(summary.to_string(), TABLES);
    let slowest = &summary.operations()[1];
    assert_eq!((slowest.name.as_str(), slowest.calls, slowest.failed), ("row", 6, 1));
    assert_eq!((slowest.total, slowest.longest), (Duration::from_millis(90), Duration::from_millis(50)));
    assert_eq!(summary.failures()[0].message, "no such row");
    let page = String::from_utf8(page.0.lock().expect("the exporter is gone").clone()).expect("trees are text");
    assert_eq!(page, TREE);
    assert!(format!("{summary:#}").contains("\u{1b}["), "in colour, on demand");
}
