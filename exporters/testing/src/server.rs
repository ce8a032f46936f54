//! A receiver that answers as the test tells it: right, wrong, late or not at all.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

/// What the server does with a request, once it has read it.
pub enum Step {
    /// Sends these bytes.
    Answer(Vec<u8>),
    /// Sends these bytes and closes the connection.
    AnswerAndClose(Vec<u8>),
    /// Sends these bytes, then nothing more until the client goes.
    AnswerAndStall(Vec<u8>),
    /// Sends these bytes, then `x` until the client goes.
    AnswerForEver(Vec<u8>),
}

/// An answer with this status line and header lines, and a body of this length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A complete answer.
pub fn status(status: &str) -> Step {
    Step::Answer(answer(status, "", b""))
}

/// What a well-behaved receiver says.
pub fn ok() -> Step {
    Step::Answer(answer("200 OK", "Content-Type: application/x-protobuf\r\n", b""))
}

/// A request as it came.
#[derive(Debug)]
pub struct Request {
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// Method, path and version.
    pub line: String,
    /// By their names in lower case.
    pub headers: HashMap<String, String>,
    /// As it was sent.
    pub body: Vec<u8>,
}

/// A receiver of HTTP.
pub struct Server {
    /// Where it listens, without a slash at the end.
    pub url: String,
    requests: mpsc::Receiver<Request>,
    closed: mpsc::Receiver<()>,
}

impl Server {
    /// Answers one request after the other as the steps say, on as many connections as the client likes, then goes away.
    pub fn start(steps: impl IntoIterator<Item = Step, IntoIter: Send + 'static>) -> Server {
        Server::start_at(([127, 0, 0, 1], 0).into(), steps)
    }

    /// As [`start`](Self::start), at an address at which nobody listens.
    pub fn start_at(address: SocketAddr, steps: impl IntoIterator<Item = Step, IntoIter: Send + 'static>) -> Server {
        let listener = TcpListener::bind(address).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::channel();
        let (close, closed) = mpsc::channel();
        let mut steps = steps.into_iter().peekable();
        thread::spawn(move || {
            for connection in 0.. {
                if steps.peek().is_none() {
                    // Who waits for its end finds that nobody listens any more.
                    drop(listener);
                    return drop(sender);
                }
                let (stream, _) = listener.accept().unwrap();
                serve(&stream, &mut steps, |request| drop(sender.send(Request { connection, ..request })));
                drop(stream);
                let _ = close.send(());
            }
        });
        Server { url, requests, closed }
    }

    /// What has come so far: everything that the client has an answer to, or has given up.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }

    /// Returns when the server has gone away: all that has come.
    pub fn wait_until_gone(self) -> Vec<Request> {
        self.requests.iter().collect()
    }

    /// Returns when the server has closed a connection.
    pub fn wait_for_close(&self) {
        self.closed.recv().unwrap();
    }
}

/// One connection, until one side has enough of it.
fn serve(mut stream: &TcpStream, steps: &mut impl Iterator<Item = Step>, received: impl Fn(Request)) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        received(request);
        match steps.next() {
            Some(Step::Answer(bytes)) if stream.write_all(&bytes).is_ok() => {}
            Some(Step::AnswerAndClose(bytes)) => return drop(stream.write_all(&bytes)),
            Some(Step::AnswerAndStall(bytes)) => {
                let _ = stream.write_all(&bytes);
                return drop(stream.read(&mut [0]));
            }
            Some(Step::AnswerForEver(bytes)) => {
                let mut alive = stream.write_all(&bytes).is_ok();
                while alive {
                    alive = stream.write_all(&[b'x'; 4096]).is_ok();
                }
                return;
            }
            _ => return,
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut lines = reader.by_ref().lines();
    let line = lines.next()?.ok()?;
    let mut headers = HashMap::new();
    for line in lines {
        let line = line.ok()?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let len = headers.get("content-length").expect("bodies have a known length").parse().unwrap();
    let mut body = vec![0; len];
    reader.read_exact(&mut body).ok()?;
    Some(Request { connection: 0, line, headers, body })
}
