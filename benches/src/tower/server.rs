//! The server: an empty handler, and beside its layers one that says what CPU the process has used.

use std::io::{self, Read};
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use traced_benches::clocks::process_cpu;

use crate::layers::Layers;

/// Serves until its input ends.
pub fn run(layers: Layers) -> io::Result<()> {
    // One worker, so that threads do not wait for each other; collectors and processors have threads of their own.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_io().build()?;
    let app = Router::new().route("/users/{id}", get(|| async {}));
    let (app, flush) = layers.install(app).map_err(|error| io::Error::other(error.to_string()))?;
    let flush = Arc::new(flush);
    let cpu = move || {
        let flush = Arc::clone(&flush);
        async move {
            // What was recorded is paid for by those who have recorded it.
            let flushed = tokio::task::spawn_blocking(move || flush()).await;
            flushed.map(|()| process_cpu().as_nanos().to_string()).unwrap_or_default()
        }
    };
    let app = app.route("/cpu", get(cpu));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, app).await
    });
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}
