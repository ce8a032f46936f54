//! Start-up of a program with five hundred functions under `#[tracing::instrument]`, and a registry.

#[macro_use]
mod fixture;
mod report;

use tracing_subscriber::layer::{Identity, SubscriberExt as _};

fixture!([tracing::instrument]);

fn main() {
    let install = || {
        let subscriber = tracing_subscriber::registry().with(Identity::new());
        tracing::subscriber::set_global_default(subscriber).expect("none was set");
    };
    report::run(install, all);
}
