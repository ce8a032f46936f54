//! A peer that answers when the test wants it to.

use std::{
    sync::{
        Mutex,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};

use traced_http::{Reply, Spool, SpoolSettings, SpoolStats, Transport};

/// A test that waits for more than comes fails, it does not hang.
const LIMIT: Duration = Duration::from_secs(60);

/// A request that waits for its answer.
pub struct Request {
    pub body: Vec<u8>,
    pub content_type: String,
    pub spans: u64,
    answer: Sender<Reply>,
}

impl Request {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn answer(self, reply: Reply) {
        self.answer.send(reply).unwrap();
    }
}

/// What the spool was told to send to.
pub struct Peer(Mutex<Receiver<Request>>);

impl Peer {
    /// The next request.
    pub fn request(&self) -> Request {
        self.0.lock().unwrap().recv_timeout(LIMIT).expect("there is a request")
    }

    /// A request, which is answered.
    pub fn take(&self, reply: Reply) -> String {
        let request = self.request();
        let text = request.text().to_owned();
        request.answer(reply);
        text
    }

    pub fn has_request(&self) -> bool {
        self.0.lock().unwrap().try_recv().is_ok()
    }

    /// Returns when the spool's thread has ended.
    pub fn wait_until_gone(self) {
        let requests = self.0.into_inner().unwrap();
        let end = loop {
            // Nobody answers.
            if let Err(end) = requests.recv_timeout(LIMIT) {
                break end;
            }
        };
        assert_eq!(end, RecvTimeoutError::Disconnected);
    }
}

struct Line(Sender<Request>);

impl Transport for Line {
    fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
        let (answer, answered) = channel();
        let request = Request { body: body.to_vec(), content_type: content_type.to_owned(), spans, answer };
        // A test that is over answers nobody.
        match self.0.send(request).ok().and_then(|()| answered.recv().ok()) {
            Some(reply) => reply,
            None => later("the test is over"),
        }
    }
}

pub fn open(settings: &SpoolSettings) -> (Spool, Peer) {
    let (sender, requests) = channel();
    (Spool::open(settings, "peer", Line(sender)).unwrap(), Peer(Mutex::new(requests)))
}

/// Sends a request whose body is its number, of that many spans; the spool says that it has it.
#[track_caller]
pub fn take_over(spool: &mut Spool, number: u64) {
    assert_eq!(send(spool, number), yes());
}

pub fn send(spool: &mut Spool, number: u64) -> Reply {
    spool.send(number.to_string().as_bytes(), "text/plain", number)
}

/// As [`take_over`], with the peer away.
#[track_caller]
pub fn store(spool: &mut Spool, peer: &Peer, number: u64) {
    std::thread::scope(|scope| {
        scope.spawn(|| peer.take(later("away")));
        take_over(spool, number);
    });
}

pub fn yes() -> Reply {
    Reply::Accepted { rejected: 0, message: String::new() }
}

pub fn later(message: &str) -> Reply {
    Reply::Retry { after: None, message: message.to_owned() }
}

pub fn never(message: &str) -> Reply {
    Reply::Rejected { message: message.to_owned() }
}

pub fn soon() -> Instant {
    Instant::now() + LIMIT
}

/// The account, which is right.
#[track_caller]
pub fn stats(spool: &Spool) -> SpoolStats {
    let stats = spool.handle().stats();
    assert_eq!(stats.stored + stats.recovered, stats.sent + stats.dropped.total() + stats.waiting, "{stats:?}");
    stats
}
