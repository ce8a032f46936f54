//! The gateway: orders come in over HTTP, ask the stock service, and are queued for the worker.

use std::{future::Future, time::Duration};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt as _,
};
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, time::timeout};
use tonic::{Code, Status, transport::Channel};
use tower::Layer as _;
use traced::traced;
use traced_tower::{Client, ClientLayer, ServerLayer, TraceService};

use crate::{
    contract::{Level, StockClient, Wish},
    store::{self, Store},
};

/// Who asks the stock service does not wait longer.
const DEADLINE: Duration = Duration::from_secs(1);

#[derive(Clone)]
struct Gateway {
    stock: StockClient<TraceService<Channel, Client>>,
    store: Store,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Order {
    pub item: String,
    pub count: u32,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Receipt {
    pub order: i64,
    pub left: u32,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the stock service says: {}", .0.message())]
    Stock(#[from] Status),
    #[error("the stock service is too slow")]
    TooSlow(#[from] tokio::time::error::Elapsed),
    #[error("the order was not kept")]
    Store(#[from] store::Failure),
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Stock(status) => match status.code() {
                Code::NotFound => StatusCode::NOT_FOUND,
                Code::FailedPrecondition => StatusCode::CONFLICT,
                Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::BAD_GATEWAY,
            },
            Self::TooSlow(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, format!("{self}\n")).into_response()
    }
}

#[traced(skip_all, tags(item = order.item, count = order.count), err = display)]
async fn order(State(shop): State<Gateway>, Json(order): Json<Order>) -> Result<(StatusCode, Json<Receipt>), Failure> {
    let Level { left, .. } = reserve(&shop, &order).await?;
    let order = shop.store.accept(&order.item, order.count).await?;
    Ok((StatusCode::ACCEPTED, Json(Receipt { order, left })))
}

#[traced(skip_all)]
async fn reserve(shop: &Gateway, order: &Order) -> Result<Level, Failure> {
    let wish = Wish { item: order.item.clone(), count: order.count };
    Ok(timeout(DEADLINE, shop.stock.clone().reserve(wish)).await??.into_inner())
}

/// A line for each change, without end.
#[traced(skip(shop))]
async fn watch(State(shop): State<Gateway>, Path(item): Path<String>) -> Result<Body, Failure> {
    let levels = shop.stock.clone().watch(Wish { item, count: 1 }).await?.into_inner();
    Ok(Body::from_stream(levels.map_ok(|level| format!("{}\n", level.left))))
}

/// Serves until it is told to stop, and what it has begun to its end.
pub async fn serve(
    listener: TcpListener,
    stock: &str,
    store: Store,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), store::Failure> {
    let channel = Channel::from_shared(stock.to_owned())?.connect_lazy();
    let named = ClientLayer::new().on_request(|span, _| _ = span.set_tag("peer.service", "stock"));
    let traced = named.errors::<tonic::transport::Error>();
    let app = Router::new()
        .route("/orders", post(order))
        .route("/stock/{item}", get(watch))
        .layer(ServerLayer::new())
        .with_state(Gateway { stock: StockClient::new(traced.layer(channel)), store });
    // Lines of a stream are not to wait for each other.
    let listener = listener.tap_io(|connection| _ = connection.set_nodelay(true));
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}
