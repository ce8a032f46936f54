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

use std::{env, fs, path::Path, process::ExitCode, time::Duration};

use crate::{
    options::{HELP, Options},
    scenarios::Told,
    store::Failure,
};

fn main() -> ExitCode {
    match Options::parse(lexopt::Parser::from_env()) {
        Ok(options) if options.help => println!("{HELP}"),
        Ok(options) => match run(&options) {
            Ok(()) => {}
            Err(failure) => {
                eprintln!("shop: {failure}");
                return ExitCode::FAILURE;
            }
        },
        Err(error) => {
            eprintln!("shop: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn run(options: &Options) -> Result<(), Failure> {
    let fresh = env::temp_dir().join(format!("shop-{}", std::process::id()));
    let is_fresh = options.database.is_none();
    if is_fresh {
        fs::create_dir_all(&fresh)?;
    }
    let database = options.database.clone().unwrap_or_else(|| fresh.join("shop.sqlite"));
    let result = start(options, &database);
    if is_fresh {
        fs::remove_dir_all(fresh)?;
    }
    result
}

fn start(options: &Options, database: &Path) -> Result<(), Failure> {
    if options.processes {
        return apart::run(options, database);
    }
    let service = options.role.map_or("shop", |role| role.name());
    let mut builder = telemetry::builder(service, &options.to)?;
    if options.role.is_none() {
        // Handed to exporters at the end, so that the console prints whole trees: parts of a trace go on when the customer has his answer.
        builder = builder.flush_interval(Duration::from_secs(3600));
    }
    let tracing = builder.install()?;
    let told = match options.role {
        None => together::run(database),
        Some(role) => tokio::runtime::Runtime::new()?.block_on(apart::part(role, options, database)),
    };
    tracing.shutdown(Duration::from_secs(10))?;
    show(&told?, options);
    Ok(())
}

fn show(told: &[Told], options: &Options) {
    for Told { name, end, trace } in told {
        println!("{name:>11}: {end:<34} trace {trace}");
    }
    if !told.is_empty() {
        options.to.iter().for_each(|to| println!("where to look: {}", to.look()));
    }
}
