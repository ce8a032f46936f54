//! The runtime of `traced`: the model, the context, recording, the collector. Users depend on the crate `traced`, which re-exports it.
//!
//! The list of modules is the architecture in reading order: a module imports only modules above its own.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_ptr_alignment,
    clippy::cast_possible_wrap,
    reason = "words are packed and unpacked here all day: all this is meant, and argued where it stands"
)]
#![cfg_attr(loom, allow(dead_code, unused_imports, reason = "only the protocols that loom can run are built"))]

mod sync;

// The words of the model.
mod id;
mod outcome;
mod value;
mod percent;
mod baggage;
mod context;
mod callsite;
#[cfg(not(loom))]
mod registry;
#[cfg(not(loom))]
mod policy;
mod redacted;
#[cfg(not(loom))]
mod credential;
#[cfg(not(loom))]
mod propagation;

// Memory: what spans are written into.
mod random;
mod clock;
mod stack;
mod slot;
#[cfg(not(loom))]
mod unwinding;
#[cfg(not(loom))]
mod pool;
#[cfg(not(loom))]
mod record;
#[cfg(not(loom))]
mod strand;

// Recording: what runs on users' threads.
#[cfg(not(loom))]
mod cursor;
#[cfg(not(loom))]
mod inbox;
#[cfg(not(loom))]
mod text;
#[cfg(not(loom))]
mod write;
#[cfg(not(loom))]
mod sampling;
#[cfg(not(loom))]
mod pipeline;
#[cfg(not(loom))]
mod scope;
#[cfg(not(loom))]
mod panics;
#[cfg(not(loom))]
mod reference;
#[cfg(not(loom))]
mod seen;
#[cfg(not(loom))]
mod frame;
#[cfg(not(loom))]
mod task;
#[cfg(not(loom))]
mod future;
#[cfg(not(loom))]
mod stream;
#[cfg(not(loom))]
mod span_fields;
#[cfg(not(loom))]
mod current;
#[cfg(not(loom))]
mod span;
#[cfg(not(loom))]
#[doc(hidden)]
pub mod bridge;
#[cfg(not(loom))]
mod carry;
#[cfg(not(loom))]
mod spawn;

// Delivery: what runs on the collector's and the exporters' threads.
#[cfg(not(loom))]
mod resource;
#[cfg(not(loom))]
mod batch;
#[cfg(not(loom))]
mod view;
#[cfg(not(loom))]
mod data;
#[cfg(not(loom))]
pub mod export;
#[cfg(not(loom))]
mod counters;
#[cfg(not(loom))]
mod foreign;
#[cfg(not(loom))]
mod copying;
#[cfg(not(loom))]
mod metrics;
#[cfg(not(loom))]
mod watch;
#[cfg(not(loom))]
mod discarded;
#[cfg(not(loom))]
mod gather;
#[cfg(not(loom))]
mod lane;
#[cfg(not(loom))]
mod collector;
#[cfg(not(loom))]
mod account;
#[cfg(not(loom))]
mod environment;
#[cfg(not(loom))]
mod install;
#[cfg(not(loom))]
pub mod testing;

// What the macro chooses by type.
#[cfg(not(loom))]
mod capture;
#[cfg(not(loom))]
mod failure;
#[cfg(not(loom))]
mod spawner;
#[cfg(not(loom))]
mod line;

#[cfg(not(loom))]
mod block;

#[cfg(not(loom))]
#[doc(hidden)]
pub mod private;

#[cfg(all(not(loom), feature = "tokio"))]
pub use crate::spawn::{spawn, spawn_blocking};
#[cfg(not(loom))]
pub use crate::{
    account::{Account, account},
    baggage::Baggage,
    callsite::{Arguments, Callsite, Errors, Orphan, Shape},
    carry::{FutureExt, InSpan, SinkExt, StreamExt, carry},
    context::{Reference, ReferenceKind, SpanContext},
    counters::{Dropped, Stats, stats},
    current::{Current, current},
    data::{Log, SpanData},
    environment::EnvironmentError,
    id::{ParseIdError, SpanId, TraceId},
    install::{Builder, FlushError, InstallError, Tracing, builder, init},
    metrics::Metrics,
    outcome::{Kind, Outcome},
    policy::{Decision, apply_rules},
    propagation::{Extract, ExtractError, Inject, Propagation, TextMap, extract, inject},
    redacted::Redacted,
    reference::{AsContext, AsContexts},
    registry::callsites,
    sampling::{Sampler, Sampling},
    span::{Scope, Span, SpanBuilder},
    spawn::thread,
    value::{ListRef, Value, ValueRef},
};
