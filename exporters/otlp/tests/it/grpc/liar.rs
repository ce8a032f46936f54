//! A receiver that speaks HTTP/2, and says in it whatever a test wants.

use std::{net::TcpListener, sync::mpsc, thread};

use bytes::Bytes;
use h2::{Reason, RecvStream, SendStream, server::SendResponse};
use http::{HeaderMap, HeaderValue, Request, Response, request::Parts};

type Pairs = &'static [(&'static str, &'static str)];

/// What follows the body.
#[derive(Clone, Copy)]
pub enum End {
    Trailers(Pairs),
    /// Nothing but the end.
    Plain,
    /// More of it, for as long as the client likes.
    Never,
    /// Nothing, not even an end.
    Stall,
    Reset,
}

#[derive(Clone)]
pub struct Lie {
    pub status: u16,
    pub headers: Pairs,
    pub body: Vec<u8>,
    pub end: End,
}

impl Lie {
    /// Of a receiver of gRPC as it should be, with these frames and trailers.
    pub fn new(body: &[u8], trailers: Pairs) -> Lie {
        let headers = &[("content-type", "application/grpc")];
        Lie { status: 200, headers, body: body.to_vec(), end: End::Trailers(trailers) }
    }

    /// An answer of nothing but headers, which are its end.
    pub fn bare(status: u16, headers: Pairs) -> Lie {
        Lie { status, headers, body: Vec::new(), end: End::Plain }
    }
}

/// A request as it came.
pub struct Seen {
    pub connection: usize,
    pub head: Parts,
    pub body: Vec<u8>,
}

pub struct Liar {
    pub url: String,
    seen: mpsc::Receiver<Seen>,
}

impl Liar {
    /// Tells one client after the other; the last lie is told again and again, if there is any. `None` is silence.
    pub fn start(lies: impl IntoIterator<Item = Option<Lie>, IntoIter: Send + 'static>) -> Liar {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, seen) = mpsc::channel();
        let mut lies = lies.into_iter();
        // It ends with the test's process: a client that is waited for may be gone for good.
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                for connection in 0.. {
                    let (stream, _) = listener.accept().await.unwrap();
                    let Ok(mut client) = h2::server::handshake(stream).await else { continue };
                    let Some(lie) = lies.next() else { return };
                    let sender = sender.clone();
                    tokio::spawn(async move {
                        while let Some(Ok((request, answer))) = client.accept().await {
                            let (sender, lie) = (sender.clone(), lie.clone());
                            tokio::spawn(async move {
                                let seen = read(connection, request).await;
                                let _ = sender.send(seen);
                                tell(lie, answer).await;
                            });
                        }
                    });
                }
            });
        });
        Liar { url, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.try_iter().collect()
    }
}

async fn read(connection: usize, request: Request<RecvStream>) -> Seen {
    let (head, mut stream) = request.into_parts();
    let mut body = Vec::new();
    while let Some(Ok(data)) = stream.data().await {
        stream.flow_control().release_capacity(data.len()).unwrap();
        body.extend_from_slice(&data);
    }
    Seen { connection, head, body }
}

fn map(pairs: Pairs) -> HeaderMap {
    pairs.iter().map(|(name, value)| ((*name).try_into().unwrap(), HeaderValue::from_static(value))).collect()
}

async fn tell(lie: Option<Lie>, mut answer: SendResponse<Bytes>) {
    let Some(lie) = lie else { return std::future::pending().await };
    let mut response = Response::new(());
    *response.status_mut() = lie.status.try_into().unwrap();
    *response.headers_mut() = map(lie.headers);
    let is_bare = lie.body.is_empty() && matches!(lie.end, End::Plain);
    let Ok(mut stream) = answer.send_response(response, is_bare) else { return };
    if is_bare || stream.send_data(lie.body.into(), matches!(lie.end, End::Plain)).is_err() {
        return;
    }
    match lie.end {
        End::Trailers(trailers) => drop(stream.send_trailers(map(trailers))),
        End::Plain => {}
        End::Never => go_on(stream).await,
        End::Stall => std::future::pending().await,
        End::Reset => stream.send_reset(Reason::INTERNAL_ERROR),
    }
}

async fn go_on(mut stream: SendStream<Bytes>) {
    let more = || Bytes::from_static(&[b'x'; 4096]);
    loop {
        stream.reserve_capacity(4096);
        match std::future::poll_fn(|context| stream.poll_capacity(context)).await {
            Some(Ok(_)) if stream.send_data(more(), false).is_ok() => {}
            _ => return,
        }
    }
}
