//! What the gateway and the stock service say to each other.

/// So many pieces of an item.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Wish {
    #[prost(string, tag = "1")]
    pub item: String,
    #[prost(uint32, tag = "2")]
    pub count: u32,
}

/// How many pieces of an item there are.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Level {
    #[prost(uint32, tag = "1")]
    pub left: u32,
    /// How many more wishes like the last one can be met.
    #[prost(uint32, tag = "2")]
    pub wishes: u32,
}

/// Written by `build.rs`.
#[allow(clippy::pedantic, clippy::allow_attributes_without_reason, rust_2018_idioms, reason = "nobody writes it")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/shop.Stock.rs"));
}

pub use generated::{stock_client::StockClient, stock_server::*};
