//! The client: keep-alive connections on which requests are written, then their responses read.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::layers::Layers;

const CONNECTIONS: usize = 64;

/// What is asked, and how often.
#[derive(Clone, Copy)]
pub struct Load {
    /// Requests are part of a caller's trace.
    pub has_caller: bool,
    pub quick: bool,
}

impl Load {
    pub fn title(self) -> &'static str {
        if self.has_caller { "requests with `traceparent`" } else { "requests that begin a trace" }
    }

    fn rounds(self) -> u32 {
        if self.quick { 20 } else { 1000 }
    }

    fn request(self, path: &str) -> String {
        let caller = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01\r\n";
        let caller = if self.has_caller { caller } else { "" };
        format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nuser-agent: bench/1\r\naccept: */*\r\n{caller}\r\n")
    }
}

/// Microseconds of CPU that a server of this kind takes for a request.
pub fn measure(layers: Layers, load: Load) -> io::Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--serve", layers.name()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn()?;
    let measured = ask(&mut server, load);
    // Its input ends here, and with it the server.
    drop(server.stdin.take());
    server.wait()?;
    measured
}

#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn ask(server: &mut std::process::Child, load: Load) -> io::Result<f64> {
    let mut address = String::new();
    let stdout = server.stdout.take().ok_or_else(|| io::Error::other("the server has no output"))?;
    BufReader::new(stdout).read_line(&mut address)?;
    let connect = |_| -> io::Result<TcpStream> {
        let stream = TcpStream::connect(address.trim())?;
        stream.set_nodelay(true)?;
        Ok(stream)
    };
    let mut streams = (0..CONNECTIONS).map(connect).collect::<io::Result<Vec<_>>>()?;
    let request = load.request("/users/7");
    let mut rounds = |times: u32| -> io::Result<()> {
        for _ in 0..times {
            for stream in &mut streams {
                stream.write_all(request.as_bytes())?;
            }
            for stream in &mut streams {
                response(stream)?;
            }
        }
        Ok(())
    };
    let mut control = connect(0)?;
    let mut cpu = || -> io::Result<f64> {
        control.write_all(load.request("/cpu").as_bytes())?;
        let text = response(&mut control)?;
        text.parse().map_err(|_| io::Error::other(format!("CPU time is a number, not `{text}`")))
    };
    rounds(load.rounds() / 4)?;
    let before = cpu()?;
    rounds(load.rounds())?;
    let used = cpu()? - before;
    Ok(used / 1000.0 / f64::from(load.rounds()) / CONNECTIONS as f64)
}

/// Reads one response, whose length is given, and returns its body.
fn response(stream: &mut TcpStream) -> io::Result<String> {
    let mut text = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Err(io::Error::other(format!("the server has gone: {}", String::from_utf8_lossy(&text))));
        }
        text.extend_from_slice(&buffer[..count]);
        let so_far = String::from_utf8_lossy(&text);
        let Some((head, body)) = so_far.split_once("\r\n\r\n") else { continue };
        if !head.starts_with("HTTP/1.1 200 ") {
            return Err(io::Error::other(format!("not 200: {head}")));
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if body.len() >= length.unwrap_or(0) {
            return Ok(body.to_owned());
        }
    }
}
