//! The connection to a receiver, and the runtime that it lives in. That is driven only while a call is waited for.

use std::{error::Error, io, thread, time::Duration};

use http::Request;
use tokio::runtime::{Builder, Handle, Runtime};
use tonic::{
    body::Body,
    transport::{Channel, Endpoint},
};

use super::call::{Answer, call};

pub(super) struct Link {
    /// There until it is dropped.
    runtime: Option<Runtime>,
    channel: Option<Channel>,
    /// An answer has come over this connection.
    proven: bool,
}

impl Link {
    pub(super) fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Link { runtime: Some(runtime), channel: None, proven: false })
    }

    /// Connects where that is needed, and sends what `request` makes. `None` is an answer that has not come within the limit.
    pub(super) fn send(
        &mut self,
        endpoint: &Endpoint,
        request: impl Fn() -> Request<Body> + Send + Sync,
        limit: Option<Duration>,
    ) -> Result<Option<Answer>, Box<dyn Error + Send + Sync>> {
        let Link { runtime: Some(runtime), channel, proven } = self else { return Ok(None) };
        let tries = tries(channel, proven, endpoint, request);
        let limited = async {
            match limit {
                Some(limit) => tokio::time::timeout(limit, tries).await.ok().transpose(),
                None => tries.await.map(Some),
            }
        };
        block_on(runtime, limited)?
    }
}

/// A receiver closes what has been idle for long, and goes away between two calls: a connection that has been good is not the last.
async fn tries(
    channel: &mut Option<Channel>,
    proven: &mut bool,
    endpoint: &Endpoint,
    request: impl Fn() -> Request<Body>,
) -> Result<Answer, Box<dyn Error + Send + Sync>> {
    loop {
        let open = channel.get_or_insert_with(|| endpoint.connect_lazy());
        match call(open, request()).await {
            Ok(answer) => {
                *proven = true;
                return Ok(answer);
            }
            Err(_) if std::mem::take(proven) => *channel = None,
            Err(error) => return Err(error),
        }
    }
}

/// Waits on this thread. Where it is in the middle of a runtime, which does not let it wait, another thread does it.
fn block_on<F: Future<Output: Send> + Send>(runtime: &Runtime, future: F) -> io::Result<F::Output> {
    if Handle::try_current().is_err_and(|error| error.is_missing_context()) {
        return Ok(runtime.block_on(future));
    }
    thread::scope(|scope| {
        let waits = thread::Builder::new().spawn_scoped(scope, || runtime.block_on(future))?;
        waits.join().map_err(|_| io::Error::other("the call has panicked"))
    })
}

impl Drop for Link {
    /// Waits for nothing, such as a look-up of a name that hangs, so that it may happen anywhere.
    fn drop(&mut self) {
        self.channel = None;
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
