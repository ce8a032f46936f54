//! A server without a framework: each connection is a task, each request a trace of its own.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use traced::{export::Console, traced};

#[traced(skip_all, tags(peer = connection.peer_addr().map_or(0, |peer| peer.port())))]
async fn serve(connection: TcpStream) -> io::Result<()> {
    let mut connection = BufReader::new(connection);
    let mut line = String::new();
    while connection.read_line(&mut line).await? > 0 {
        let answer = answer(line.trim()).await;
        connection.write_all(format!("{answer}\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

/// A trace of its own: connections live long, requests do not.
#[traced("GET", kind = server, root, follows_from = traced::current())]
async fn answer(key: &str) -> String {
    match lookup(key).await {
        Ok(value) => value,
        Err(error) => error.to_string(),
    }
}

#[traced(ret)]
async fn lookup(key: &str) -> Result<String, std::num::ParseIntError> {
    tokio::task::yield_now().await;
    Ok(square(key.parse()?).to_string())
}

#[traced]
fn square(number: i64) -> i64 {
    number.wrapping_mul(number)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tracing = traced::builder().service("squares").exporter(Console::stdout()).install()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    let server = tokio::spawn(serve(listener.accept().await?.0));
    client.write_all(b"12\nseven\n").await?;
    client.shutdown().await?;
    let mut answers = String::new();
    client.read_to_string(&mut answers).await?;
    server.await??;
    print!("{answers}");
    tracing.shutdown(Duration::from_secs(5))?;
    Ok(())
}
