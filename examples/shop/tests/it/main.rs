//! The shop, in one process and in several.

#[path = "../../src/client.rs"]
mod client;
#[path = "../../src/contract.rs"]
mod contract;
#[path = "../../src/gateway.rs"]
mod gateway;
#[path = "../../src/scenarios.rs"]
mod scenarios;
#[path = "../../src/stock.rs"]
mod stock;
#[path = "../../src/store.rs"]
mod store;
#[path = "../../src/together.rs"]
mod together;
#[path = "../../src/worker.rs"]
mod worker;

mod trees;
mod lines;
mod support;
mod all_in_one;
mod apart;
mod services;
mod edited;
