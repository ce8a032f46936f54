//! A shop of several services, traced: `cargo run --example shop`. What else it can do: `cargo run --example shop -- --help`.
//!
//! `stock.rs`, `gateway.rs`, `worker.rs`, `store.rs` and `client.rs` are the shop. No context is passed by hand in them, but through the
//! row in which an order waits for the worker.

mod contract;
mod store;
mod stock;
mod gateway;
mod worker;
mod client;
mod scenarios;
mod telemetry;
mod options;
mod together;
mod apart;

use std::{env, fs, io, path::PathBuf, process::ExitCode, time::Duration};

use tokio::runtime::Runtime;
use traced_setup::Setup;

use crate::{
    options::{HELP, Options},
    scenarios::Told,
    store::Failure,
};

fn main() -> ExitCode {
    let options = match Options::parse(lexopt::Parser::from_env()) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("shop: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("shop: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    if let Some(role) = options.role {
        let setup = telemetry::set_up(role.name(), options.to.as_deref(), traced::builder())?;
        let told = Runtime::new()?.block_on(apart::part(role, options));
        return end(setup, told, options);
    }
    let folder = Folder::new()?;
    let database = options.database.clone().unwrap_or_else(|| folder.0.join("shop.sqlite"));
    if options.processes {
        return apart::run(options, &database);
    }
    // Handed to exporters at the end, so that the console prints whole trees: parts of a trace go on when the customer has an answer.
    let builder = traced::builder().flush_interval(Duration::from_secs(3600));
    let setup = telemetry::set_up("shop", options.to.as_deref(), builder)?;
    end(setup, together::run(&database), options)
}

/// The runtime is gone by now, and with it the tasks that served those who have gone.
fn end(setup: Setup, told: Result<Vec<Told>, Failure>, options: &Options) -> Result<(), Failure> {
    let delivered = setup.shutdown(Duration::from_secs(10));
    let told = told?;
    for Told { name, end, trace } in &told {
        println!("{name:>11}: {end:<34} trace {trace}");
    }
    if !told.is_empty() {
        telemetry::look(options.to.as_deref()).iter().for_each(|place| println!("where to look: {place}"));
    }
    Ok(delivered?)
}

/// For a store that nobody has named; it goes away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("shop-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("shop: {} stays: {error}", self.0.display());
        }
    }
}
