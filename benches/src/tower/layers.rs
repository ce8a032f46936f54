//! What stands before the handler: nothing, our layer, or a peer's with the OpenTelemetry SDK behind it.

use std::hint::black_box;
use std::time::Duration;

use axum::Router;
use axum_tracing_opentelemetry::middleware::OtelAxumLayer;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, SpanData, SpanExporter};
use traced::export::{Batch, ExportError, Exporter, SpanView};
use traced_tower::ServerLayer;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layers {
    Plain,
    Traced,
    AxumTracingOpenTelemetry,
    TraceLayer,
}

/// Brings what was recorded to its exporter.
pub type Flush = Box<dyn Fn() + Send + Sync>;

impl Layers {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Traced, Self::AxumTracingOpenTelemetry, Self::TraceLayer];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Traced => "traced",
            Self::AxumTracingOpenTelemetry => "axum-tracing-opentelemetry",
            Self::TraceLayer => "trace-layer",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layers| layers.name() == name)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "no layer",
            Self::Traced => "traced-tower",
            Self::AxumTracingOpenTelemetry => "axum-tracing-opentelemetry",
            Self::TraceLayer => "tower-http TraceLayer, tracing-opentelemetry",
        }
    }

    /// Installs what is behind the layer, and puts it around the router.
    pub fn install(self, app: Router) -> Result<(Router, Flush), Box<dyn std::error::Error>> {
        Ok(match self {
            Self::Plain => (app, Box::new(|| ())),
            Self::Traced => {
                let installed = traced::builder().exporter(Discard).install()?;
                let flush = move || installed.flush(Duration::from_secs(50)).expect("the exporter takes everything");
                (app.layer(ServerLayer::new()), Box::new(flush))
            }
            // As its documentation has it: its own spans are at TRACE.
            Self::AxumTracingOpenTelemetry => {
                let levels = Targets::new().with_target("otel::tracing", LevelFilter::TRACE);
                (app.layer(OtelAxumLayer::default()), open_telemetry(levels.with_default(LevelFilter::INFO)))
            }
            // Its spans and events are at DEBUG.
            Self::TraceLayer => {
                let layer = tower_http::trace::TraceLayer::new_for_http();
                let levels = Targets::new().with_target("tower_http", LevelFilter::DEBUG);
                (app.layer(layer), open_telemetry(levels.with_default(LevelFilter::INFO)))
            }
        })
    }
}

fn open_telemetry(levels: Targets) -> Flush {
    // So long that nothing is lost between two flushes.
    let config = BatchConfigBuilder::default().with_max_queue_size(1 << 17).build();
    let processor = BatchSpanProcessor::builder(Discard).with_batch_config(config).build();
    let provider = SdkTracerProvider::builder().with_span_processor(processor).build();
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
    tracing_subscriber::registry().with(layer.with_filter(levels)).init();
    Box::new(move || provider.force_flush().expect("nothing stands in its way"))
}

#[derive(Debug)]
struct Discard;

impl SpanExporter for Discard {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        black_box(batch);
        Ok(())
    }
}

/// Views are lazy: everything is read, so that nothing is saved by throwing it away.
impl Exporter for Discard {
    fn export(&mut self, batch: &Batch<'_>) -> Result<(), ExportError> {
        batch.spans().for_each(read);
        Ok(())
    }
}

fn read(span: SpanView<'_>) {
    black_box((span.name(), span.trace_id(), span.span_id(), span.parent_id(), span.outcome(), span.kind()));
    black_box((span.start_unix_nanos(), span.end_unix_nanos()));
    span.tags().for_each(|tag| _ = black_box(tag));
    for log in span.logs() {
        black_box((log.unix_nanos(), log.event()));
        log.fields().for_each(|field| _ = black_box(field));
    }
}
