//! What the command line asks for.

use std::{env, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt as _};

use crate::telemetry::{self, Destination};

pub const HELP: &str = "\
A shop: a gateway, a stock service, a worker, a store, and a client who tries them out. All of it is traced.

usage: shop [ROLE] [--to WHERE]... [--database FILE] [--stock URL] [--gateway URL]
       shop --processes [--to WHERE]...

Without a role everything runs in one process. Roles: stock, gateway, worker, client. The first three run until
their standard input ends.

  --processes      each role in a process of its own
  --to WHERE       where the spans go: console, file, file=FOLDER, otlp, zipkin, jaeger, xray or none; may be repeated.
                   OTEL_TRACES_EXPORTER says the same, and OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_ZIPKIN_ENDPOINT and
                   the like say where the receivers are. If nothing does: where traced.toml says, or to the console
  --database FILE  where the store is: one file for stock, gateway and worker; unless told, one that goes away again
  --stock URL      where the gateway finds the stock service, as that says when it starts
  --gateway URL    where the client finds the gateway

What is traced, and how, is in examples/shop/traced.toml, or in the file that TRACED_CONFIG names. Services that run heed a
change within a second.";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Stock,
    Gateway,
    Worker,
    Client,
}

impl Role {
    const ALL: [Self; 4] = [Self::Stock, Self::Gateway, Self::Worker, Self::Client];

    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Gateway => "gateway",
            Self::Worker => "worker",
            Self::Client => "client",
        }
    }
}

#[derive(Debug, Default)]
pub struct Options {
    pub help: bool,
    pub role: Option<Role>,
    pub processes: bool,
    /// `None` where nobody has said it.
    pub to: Option<Vec<Destination>>,
    pub database: Option<PathBuf>,
    pub stock: Option<String>,
    pub gateway: Option<String>,
}

impl Options {
    pub fn parse(mut parser: Parser) -> Result<Self, lexopt::Error> {
        let (mut options, mut to) = (Self::default(), None::<Vec<_>>);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => options.help = true,
                Arg::Long("processes") => options.processes = true,
                Arg::Long("to") => {
                    let more = telemetry::destinations("--to", &parser.value()?.string()?)?;
                    to.get_or_insert_default().extend(more);
                }
                Arg::Long("database") => options.database = Some(parser.value()?.into()),
                Arg::Long("stock") => options.stock = Some(parser.value()?.string()?),
                Arg::Long("gateway") => options.gateway = Some(parser.value()?.string()?),
                Arg::Value(word) if options.role.is_none() => {
                    let word = word.string()?;
                    let role = Role::ALL.into_iter().find(|role| role.name() == word);
                    let unknown = || format!("unknown role {word:?}: expected stock, gateway, worker or client");
                    options.role = Some(role.ok_or_else(unknown)?);
                }
                other => return Err(other.unexpected()),
            }
        }
        if options.processes && options.role.is_some() {
            return Err("--processes starts all roles: leave the role out".into());
        }
        let said = || env::var(telemetry::VARIABLE).ok().filter(|said| !said.is_empty());
        options.to = match to {
            None => said().map(|said| telemetry::destinations(telemetry::VARIABLE, &said)).transpose()?,
            to => to,
        };
        Ok(options)
    }
}
