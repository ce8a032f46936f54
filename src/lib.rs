//! An attribute that makes a Rust program explain itself: every call a span, automatically.
//!
//! ```
//! use std::time::Duration;
//! use traced::traced;
//!
//! #[traced]
//! fn add(a: u64, text: &str) -> Result<u64, std::num::ParseIntError> {
//!     Ok(a + text.parse::<u64>()?)
//! }
//!
//! let tracing = traced::init()?; // trees on standard error, for a start
//! let _ = add(1, "2");
//! let _ = add(1, "x"); // this span has an error, and says which
//! tracing.shutdown(Duration::from_secs(5))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An annotated function opens a *span* below the one that is current, is current itself while it runs, records its arguments as *tags* and
//! its errors and panics as *logs*, and ends when it returns, unwinds or is dropped. Spans that hang together are a *trace*. The words are
//! those of [OpenTracing](https://opentracing.io/specification/).
//!
//! # Setting up
//!
//! An application installs once, and keeps the handle until it ends. Before that, and in programs that never install, annotated functions
//! cost one load and one branch, and record nothing.
//!
//! ```
//! use std::time::Duration;
//! use traced::{Sampler, export::Console};
//!
//! let tracing = traced::builder()
//!     .service("shop")
//!     .resource("service.version", "1.4.2")
//!     .sampler(Sampler::parent_based(Sampler::ratio(0.1)))
//!     .exporter(Console::stdout()) // any number of exporters, each on a thread of its own
//!     .buffer_bytes(16 << 20) // what has not been sent may take so much; beyond it spans are dropped, and counted
//!     .install()?;
//! tracing.flush(Duration::from_secs(2))?; // all that has ended so far has arrived, or an error says how much has not
//! tracing.shutdown(Duration::from_secs(5))?; // so does dropping the handle, and `process::exit`
//! let stats = traced::stats();
//! assert_eq!(stats.created, stats.exported + stats.dropped.total());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`export`] has exporters that stay in the process ([`Console`](export::Console), [`Summary`](export::Summary),
//! [`Memory`](export::Memory)); the crate `traced-otlp` sends spans to OpenTelemetry receivers. `OTEL_SERVICE_NAME`,
//! `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER` and `OTEL_PROPAGATORS` are heeded where the program does not say otherwise.
//!
//! # Annotating
//!
//! `#[traced]` stands on functions of all kinds, and on whole `impl`s, `trait`s and inline `mod`s, where it leaves out what is not worth a
//! span (`const fn`, getters, `fmt`, `drop`, `clone` and the like). An attribute further in overrides it; `#[traced(off)]` leaves one out.
//!
//! ```
//! use traced::traced;
//!
//! struct Shop;
//!
//! #[traced]
//! impl Shop {
//!     fn order(&self, item: u32, password: &str) -> u32 {
//!         self.price(item) + password.len() as u32
//!     }
//!
//!     #[traced("price lookup", ret, tags("item.even" = item % 2 == 0))]
//!     fn price(&self, item: u32) -> u32 {
//!         item * 100
//!     }
//!
//!     #[traced(off)]
//!     fn unimportant(&self) {}
//! }
//!
//! let run = traced::testing::capture(|| {
//!     Shop.unimportant();
//!     Shop.order(7, "hunter2")
//! });
//! assert_eq!(
//!     run.tree(),
//!     "Shop::order item=7 password=[redacted]\n  price lookup item=7 item.even=false return=700\n",
//! );
//! ```
//!
//! | argument | meaning |
//! |---|---|
//! | `"name"`, `name = EXPR` | the operation's name; else `function`, or `Type::function` below an annotated `impl` |
//! | `kind = client` … | `client`, `server`, `producer`, `consumer` or `internal` |
//! | `skip(a, b)`, `skip_all`, `only(a, b)` | which arguments become tags; `self` does only when it is named |
//! | `tags("user.id" = user.id)` | more tags; evaluated only where the span is recorded |
//! | `ret`, `ret(\|value\| value.len())` | records what is returned, or something about it |
//! | `err = chain` … | how errors are recorded: `chain`, `display`, `debug` or `off` |
//! | `error_if = \|value\| ..` | what counts as failure where it is no `Err` |
//! | `locate` | records the line of the `?` that returned the error |
//! | `root`, `parent = EXPR`, `follows_from = EXPR` | hangs the span elsewhere than below the current one |
//! | `orphan = ignore` | no span where none is current; else it begins a trace |
//! | `stream = item` | for streams: a span for each item, not one for the whole |
//! | `carry = off`, `carry("my::spawn")` | which spawn calls in the body carry the span |
//! | `crate = PATH` | where `traced` is, if it cannot be found by its name in `Cargo.toml` |
//! | `off` | leaves the item as it is |
//!
//! [`span!`] opens a span for the rest of a block: `let _span = traced::span!("parse", bytes = text.len());`.
//!
//! Values are shown by what their types can do: numbers, booleans, text and bytes as such, else `Display`, else `Debug`, else the type's name.
//! Nothing needs a bound, and nothing stops compiling. They are cut at 256 bytes ([`Builder::longest_value`]); arguments with names such
//! as `password`, `api_key` or `auth_token` are redacted, and [`Redacted`] hides anything else.
//!
//! # Tasks and threads
//!
//! The current span belongs to the task, or to the thread outside of tasks. An `async fn` captures its parent when it is *called*, so it may be
//! spawned and still hang where it was called. In the body of a traced function, calls to the well-known spawners (`tokio::spawn`,
//! `spawn_blocking`, `std::thread::spawn`, `rayon::join`, …) by an unambiguous path carry the span into what they are given.
//!
//! ```
//! use traced::traced;
//!
//! #[traced]
//! async fn fetch(page: u32) -> u32 {
//!     tokio::task::yield_now().await;
//!     page
//! }
//!
//! #[traced]
//! fn checksum(bytes: u32) -> u32 {
//!     bytes
//! }
//!
//! #[traced]
//! async fn crawl() -> u32 {
//!     let mut pages = tokio::task::JoinSet::new();
//!     pages.spawn(fetch(1)); // a child of `crawl`: called here
//!     pages.join_all().await;
//!     tokio::task::spawn_blocking(|| checksum(2)).await.unwrap() // carried along
//! }
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let run = traced::testing::capture_async(crawl()).await;
//! assert_eq!(run.tree(), "crawl\n  fetch page=1\n  checksum bytes=2\n");
//! # });
//! ```
//!
//! Elsewhere [`carry`] wraps a future or a closure, [`FutureExt::in_current_span`] a future, and [`thread::spawn`] starts a thread; with the
//! feature `tokio` there are `traced::spawn` and `traced::spawn_blocking`.
//!
//! # Errors
//!
//! An `Err` that is returned marks the span as failed and is logged on it, with its type, its message and its sources. A panic is logged with
//! its message and place. A future that is dropped between its first poll and its end is [`Cancelled`](Outcome::Cancelled), one that was never
//! polled [`NeverPolled`](Outcome::NeverPolled).
//!
//! ```
//! use traced::{Outcome, traced};
//!
//! #[traced]
//! fn read(path: &str) -> std::io::Result<String> {
//!     std::fs::read_to_string(path)
//! }
//!
//! let run = traced::testing::capture(|| read("/nowhere").is_err());
//! let span = run.span("read");
//! assert_eq!(span.outcome, Outcome::Errored);
//! let error = span.log("error").unwrap();
//! assert_eq!(error.field("error.kind").unwrap().to_string(), "std::io::error::Error");
//! ```
//!
//! # By hand
//!
//! What no function has the shape of is a [`Span`]: owned, `Send`, finished once. [`current`] speaks to the span that is current, whoever made it.
//!
//! ```
//! use traced::{FutureExt, Kind, Span};
//!
//! async fn load() {
//!     traced::current().tag("rows", 3).log([("event", "cache-miss")]);
//! }
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let run = traced::testing::capture_async(async {
//!     let order = Span::builder("order").kind(Kind::Server).tag("order.id", 7).start();
//!     order.set_baggage_item("customer", "jo"); // seen by everything below, here and elsewhere
//!     load().in_span(&order).await;
//!     let scope = order.enter(); // current until it is dropped
//!     assert_eq!(traced::current().baggage_item("customer").as_deref(), Some("jo"));
//!     drop(scope);
//!     order.finish();
//! });
//! let run = run.await;
//! assert_eq!(run.span("order").tag("rows").unwrap().to_string(), "3");
//! # });
//! ```
//!
//! # Context across processes
//!
//! A client writes the context of its span into a request with [`inject`], a server reads it with [`extract`] and names it as the parent.
//! Carriers are maps and lists of text, `http::HeaderMap` with the feature `http`, and what implements [`Inject`] and [`Extract`].
//!
//! ```
//! use std::collections::HashMap;
//! use traced::{ExtractError, SpanContext, traced};
//!
//! type Headers = HashMap<String, String>;
//!
//! #[traced(kind = client)]
//! fn call() -> String {
//!     let mut headers = Headers::new();
//!     traced::inject(&traced::current().context(), &mut headers);
//!     answer(&headers)
//! }
//!
//! fn answer(headers: &Headers) -> String {
//!     // An error says which header is malformed; the request goes on, in a new trace.
//!     greet(&traced::extract(headers))
//! }
//!
//! #[traced(kind = server, parent = caller, skip_all)]
//! fn greet(caller: &Result<Option<SpanContext>, ExtractError>) -> String {
//!     format!("hello from trace {}", traced::current().context().trace_id())
//! }
//!
//! let _tracing = traced::builder().install()?;
//! # assert_ne!(call(), format!("hello from trace {}", traced::TraceId::INVALID));
//! println!("{}", call());
//! # Ok::<(), traced::InstallError>(())
//! ```
//!
//! What is written is W3C Trace Context and Baggage, unless [`Builder::propagators`] or `OTEL_PROPAGATORS` (`tracecontext`, `baggage`, `b3`,
//! `b3multi`, `jaeger`, `xray`, `ottrace`, `cloudtrace`, `none`) choose others; each [`Propagation`] can be used by itself, too. Whether to
//! record a trace that comes from elsewhere is for the sampler, which by default goes by the caller; what callers leave open (B3, X-Ray) it
//! decides, and B3's debug flag it is not asked about. A span that is not recorded still has an id and passes the decision on.
//!
//! A service whose callers are strangers says [`Builder::public_endpoint`]: then each of their requests is a trace of its own, with a
//! reference to theirs. For one endpoint `#[traced(root, follows_from = caller)]` does the same.
//!
//! # Testing
//!
//! [`testing::capture`] says what a piece of code recorded. It needs no set-up, and tests that run side by side do not see each other.
//!
//! # Exporters of one's own
//!
//! An exporter is one method on [`export::Exporter`]; it is given borrowed views of finished spans on a thread of its own, and answers whether to
//! try again. See [`export`], and the example `custom_exporter`.
//!
//! # Libraries, and recording compiled out
//!
//! Recording is the feature `record`, which is on by default. A library depends on `traced` with `default-features = false` and annotates as it
//! likes: the attribute then gives back the item as it was written, and builds none of its own dependencies. Features add up over a build, so
//! an application that depends on `traced` in the usual way turns recording on in its libraries too. An application that wants none leaves the
//! feature out, as all its libraries do.
//!
//! # What is promised
//!
//! - A traced program returns what it would have returned, drops what it would have dropped and in that order, and is `Send` where it was.
//!   Where something cannot be recorded, less is recorded.
//! - Callers take no lock and wait for nobody. Exporters that are slow, panic or have lost their peer cost memory up to the budget, and spans.
//! - Spans that are lost are counted, with the reason: [`stats`].
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use traced_macros::traced;
pub use traced_runtime::*;

#[doc(hidden)]
pub use traced_runtime::private as __private;
