//! Everything in one process.

use std::path::Path;

use tokio::{net::TcpListener, runtime::Runtime, sync::watch};

use crate::{
    client::Customer,
    gateway,
    scenarios::{self, Told},
    stock,
    store::{Failure, Store},
    worker,
};

/// Starts all parts on ports that are free, and lets the customer try them. All that was begun has ended when this returns: with the runtime
/// end the tasks that serve those who have gone.
pub fn run(database: &Path) -> Result<Vec<Told>, Failure> {
    Runtime::new()?.block_on(try_all(Store::open(database)?))
}

async fn try_all(store: Store) -> Result<Vec<Told>, Failure> {
    let (stop, _) = watch::channel(());
    let stopped = || {
        let mut told = stop.subscribe();
        async move { _ = told.changed().await }
    };
    let (shelves, door) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    let stock_url = format!("http://{}", shelves.local_addr()?);
    let customer = Customer::new(&format!("http://{}", door.local_addr()?));

    let parts = async {
        tokio::try_join!(
            stock::serve(shelves, store.clone(), stopped()),
            gateway::serve(door, &stock_url, store.clone(), stopped()),
            worker::work(store.clone(), stopped()),
        )
    };
    let told = async {
        let told = scenarios::all(&customer).await;
        drop(customer);
        stop.send_replace(());
        Ok(told)
    };
    Ok(tokio::try_join!(told, parts)?.0)
}
