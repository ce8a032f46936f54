//! What exporters log on their threads is not recorded, and a process without a recorder logs as ever.

use std::time::Duration;

use traced::{
    export::{Batch, ExportError, Exporter, Memory},
    traced,
};
use traced_log::Logger;

struct Chatty(Memory);

impl Exporter for Chatty {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        log::info!("exporting");
        inside();
        self.0.export(batch)
    }
}

#[traced]
fn inside() {
    log::info!("inside");
}

#[test]
fn exporters_are_not_heard() {
    Logger::new().install().unwrap();
    inside();
    let memory = Memory::new();
    let tracing = traced::builder().exporter(Chatty(memory.clone())).install().unwrap();
    inside();
    for _ in 0..3 {
        tracing.flush(Duration::from_secs(60)).unwrap();
    }
    tracing.shutdown(Duration::from_secs(60)).unwrap();
    let spans = memory.take();
    assert_eq!(spans.len(), 1);
    let events: Vec<_> = spans[0].logs.iter().map(|log| log.event().unwrap()).collect();
    assert_eq!(events, ["inside"]);
    let stats = traced::stats();
    assert_eq!((stats.created, stats.exported, stats.dropped.total()), (1, 1, 0));
}
