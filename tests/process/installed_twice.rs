//! A second installation is refused, and the first goes on as if nothing had happened.

use std::time::Duration;

use traced::{InstallError, builder, export::Memory, traced};

const SOON: Duration = Duration::from_secs(20);

#[traced]
fn work() {}

#[test]
fn the_second_is_refused_and_the_first_goes_on() {
    let (first, second) = (Memory::new(), Memory::new());
    let refused = builder().exporter(first.clone()).buffer_bytes(1000).install();
    assert!(matches!(refused, Err(InstallError::Setting { name: "buffer_bytes", .. })), "{refused:?}");
    let refused = builder().exporter(first.clone()).flush_interval(Duration::ZERO).install();
    assert!(matches!(refused, Err(InstallError::Setting { name: "flush_interval", .. })), "{refused:?}");
    work();
    assert_eq!(traced::stats().created, 0, "what failed has installed nothing");

    let tracing = builder().exporter(first.clone()).install().unwrap();
    work();
    for _ in 0..2 {
        let refused = builder().exporter(second.clone()).install();
        assert!(matches!(refused, Err(InstallError::AlreadyInstalled)), "{refused:?}");
    }
    work();
    tracing.flush(SOON).unwrap();
    assert_eq!((first.spans().len(), second.spans().len()), (2, 0));

    tracing.shutdown(SOON).unwrap();
    work();
    assert!(matches!(traced::init(), Err(InstallError::AlreadyInstalled)), "a process installs once");
    assert_eq!(first.spans().len(), 2);
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.total()), (2, 2, 0));
}
