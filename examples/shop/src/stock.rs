//! The stock service: what is on the shelves, over gRPC.

use std::{future::Future, time::Duration};

use futures::stream::{BoxStream, StreamExt as _};
use tokio::{net::TcpListener, sync::watch};
use tokio_stream::wrappers::WatchStream;
use tonic::{
    Request, Response, Status,
    transport::{Server, server::TcpIncoming},
};
use traced::traced;
use traced_tower::ServerLayer;

use crate::{
    contract::{Level, Stock, StockServer, Wish},
    store::{Failure, Store, Taken},
};

/// It takes an hour to carry one of these up from the cellar.
const HEAVY: &str = "piano";

struct Shelves {
    store: Store,
    changed: watch::Sender<()>,
}

#[traced]
#[tonic::async_trait]
impl Stock for Shelves {
    type WatchStream = BoxStream<'static, Result<Level, Status>>;

    #[traced(skip_all, tags(item = wish.get_ref().item, count = wish.get_ref().count))]
    async fn reserve(&self, wish: Request<Wish>) -> Result<Response<Level>, Status> {
        let Wish { item, count } = wish.into_inner();
        if item == HEAVY {
            carry_up().await;
        }
        match self.store.take(&item, count).await.map_err(internal)? {
            Taken::Left(left) => {
                self.changed.send_replace(());
                Ok(Response::new(Level { left, wishes: more(left, count) }))
            }
            Taken::TooFew => Err(Status::failed_precondition(format!("there are no {count} of {item}"))),
            Taken::OnTheWay => Err(Status::unavailable(format!("more of {item} is on the way: try again"))),
            Taken::Unknown => Err(Status::not_found(format!("nobody here knows {item}"))),
        }
    }

    /// Says how many there are, now and whenever something was taken, until the caller has seen enough.
    #[traced(skip_all, tags(item = wish.get_ref().item))]
    async fn watch(&self, wish: Request<Wish>) -> Result<Response<Self::WatchStream>, Status> {
        let (item, store) = (wish.into_inner().item, self.store.clone());
        let level = move |()| level(store.clone(), item.clone());
        Ok(Response::new(WatchStream::new(self.changed.subscribe()).then(level).boxed()))
    }
}

async fn level(store: Store, item: String) -> Result<Level, Status> {
    let left = store.level(item).await.map_err(internal)?;
    left.map(|left| Level { left, wishes: left }).ok_or_else(|| Status::not_found("nobody here knows that"))
}

#[traced]
async fn carry_up() {
    tokio::time::sleep(Duration::from_secs(3600)).await;
}

/// How many wishes like this one can still be met. Somebody will wish for nothing, and this panics.
#[traced]
fn more(left: u32, count: u32) -> u32 {
    left / count
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn internal(failure: Failure) -> Status {
    Status::internal(failure.to_string())
}

/// Serves until it is told to stop, and what it has begun to its end.
pub async fn serve(listener: TcpListener, store: Store, stop: impl Future<Output = ()>) -> Result<(), Failure> {
    let shelves = Shelves { store, changed: watch::Sender::new(()) };
    let server = Server::builder().layer(ServerLayer::new()).add_service(StockServer::new(shelves));
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    Ok(server.serve_with_incoming_shutdown(incoming, stop).await?)
}
