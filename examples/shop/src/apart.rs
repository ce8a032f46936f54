//! Each part in a process of its own, and what such a process does.

use std::{
    env,
    io::{BufRead, BufReader, Read as _},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    client::Customer,
    gateway,
    options::{Options, Role},
    scenarios::{self, Told},
    stock,
    store::{Failure, Store},
    worker,
};

/// What a service says before its address.
const LISTENING: &str = "listening on ";

struct Part {
    process: Child,
    says: BufReader<ChildStdout>,
}

impl Part {
    fn start(role: Role, arguments: &[&str], options: &Options, database: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(env::current_exe()?);
        command.arg(role.name()).args(arguments).arg("--database").arg(database);
        if let Some(to) = &options.to {
            // Nobody is to go by the environment in its place.
            command.args(["--to", "none"]);
            to.iter().for_each(|to| _ = command.args(["--to", &to.to_string()]));
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let says = process.stdout.take().ok_or("its output is piped")?;
        Ok(Self { process, says: BufReader::new(says) })
    }

    /// Where it listens, which is the first thing it says.
    fn address(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        Ok(line.trim().strip_prefix(LISTENING).ok_or("a part has ended before it has listened")?.to_owned())
    }

    /// Lets it end, and shows what it has said.
    fn end(mut self) -> Result<(), Failure> {
        drop(self.process.stdin.take());
        let mut rest = String::new();
        self.says.read_to_string(&mut rest)?;
        print!("{rest}");
        let status = self.process.wait()?;
        if status.success() { Ok(()) } else { Err(format!("a part has failed: {status}").into()) }
    }
}

/// Starts all parts; they end one after the other, callers first.
pub fn run(options: &Options, database: &Path) -> Result<(), Failure> {
    let start = |role, arguments: &[&str]| Part::start(role, arguments, options, database);
    let mut stock = start(Role::Stock, &[])?;
    let mut gateway = start(Role::Gateway, &["--stock", &stock.address()?])?;
    let worker = start(Role::Worker, &[])?;
    let client = start(Role::Client, &["--gateway", &gateway.address()?])?;
    [client, gateway, worker, stock].into_iter().try_for_each(Part::end)
}

/// One part, in this process. Services run until standard input ends.
pub async fn part(role: Role, options: &Options) -> Result<Vec<Told>, Failure> {
    let needs = |option: &str| format!("{} needs {option}", role.name());
    let store = || Store::open(options.database.as_deref().ok_or_else(|| needs("--database FILE"))?);
    let stop = async { _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await };
    match role {
        Role::Stock => {
            let store = store()?;
            stock::serve(listen().await?, store, stop).await?;
        }
        Role::Gateway => {
            let stock = options.stock.as_deref().ok_or_else(|| needs("--stock URL"))?;
            let store = store()?;
            gateway::serve(listen().await?, stock, store, stop).await?;
        }
        Role::Worker => worker::work(store()?, stop).await?,
        Role::Client => {
            let gateway = options.gateway.as_deref().ok_or_else(|| needs("--gateway URL"))?;
            return Ok(scenarios::all(&Customer::new(gateway)).await);
        }
    }
    Ok(Vec::new())
}

async fn listen() -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{LISTENING}http://{}", listener.local_addr()?);
    Ok(listener)
}
