//! The spool as an exporter has it: what is sent goes in here, and what was not taken at once goes to disk.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use traced_runtime::export::ExportError;

use super::{
    folder::Folder,
    name::Name,
    part::{self, Part},
    queue::{Hand, Queue, Shared},
    sender::Sender,
    shelf::Shelf,
    stats::SpoolStats,
};
use crate::{error::ConfigError, reply::Reply, spool_settings::SpoolSettings, transport::Transport};

/// How long before its deadline a flush ends at the most.
const MARGIN: Duration = Duration::from_millis(100);
/// How long a flush waits for a peer that takes nothing. Meanwhile the exporter stores nothing.
const STALLED: Duration = Duration::from_secs(2);

/// Keeps requests on disk while their peer does not take them.
///
/// A request that the peer takes [soon enough](SpoolSettings::patience) never sees the disk. What it does not take, or not yet, goes to a
/// file, and is sent when the peer is back: oldest first, by a thread of the spool's own, with the waits that the peer asks for or with growing ones. So a
/// peer that hangs keeps nobody waiting. The runtime counts spans that the spool took over as exported; from then on its
/// [own account](SpoolStats) has them.
///
/// What is on disk survives the end of the process, however it ends, and is sent by the next one: each process owns a folder, and takes over
/// those of processes that ended. Files hold requests as they were encoded, so another version of the program sends the same bytes. After a
/// crash of the whole machine the last of them may be missing, or broken; these are found by their checksums, dropped, and counted.
///
/// Where a process ends between the peer's answer and the removal of a file, or an answer gets lost, a request is sent twice. Span ids are
/// the same then, by which receivers know them again.
///
/// Files have the mode 0600 and folders 0700, where the system knows such things: what spans hold may be private.
///
/// ```
/// use std::{sync::mpsc, time::{Duration, Instant}};
/// use traced_http::{Reply, Spool, SpoolSettings, Transport};
///
/// /// A peer that is away at first.
/// struct Peer(u32, mpsc::Sender<Vec<u8>>);
///
/// impl Transport for Peer {
///     fn send(&mut self, body: &[u8], _: &str, _: u64) -> Reply {
///         if self.0 > 0 {
///             self.0 -= 1;
///             return Reply::Retry { after: None, message: "nobody is there".to_owned() };
///         }
///         self.1.send(body.to_vec()).unwrap();
///         Reply::Accepted { rejected: 0, message: String::new() }
///     }
/// }
///
/// # let directory = std::env::temp_dir().join(format!("traced-spool-example-{}", std::process::id()));
/// let (sender, received) = mpsc::channel();
/// let mut spool = Spool::open(&SpoolSettings::new(&directory)?, "peer.example", Peer(1, sender))?;
/// let handle = spool.handle();
/// let taken_over = Reply::Accepted { rejected: 0, message: String::new() };
/// assert_eq!(spool.send(b"[1,2,3]", "application/json", 3), taken_over);
/// spool.flush(Instant::now() + Duration::from_secs(20)).unwrap();
/// assert_eq!(received.recv().unwrap(), b"[1,2,3]");
/// assert_eq!((handle.stats().stored, handle.stats().sent), (3, 3));
/// # drop(spool);
/// # std::fs::remove_dir_all(&directory).unwrap();
/// # Ok::<(), traced_http::ConfigError>(())
/// ```
pub struct Spool {
    shared: Arc<Shared>,
    shelf: Arc<Shelf>,
    limit: u64,
    patience: Duration,
}

/// Looks at a spool from elsewhere. Clones see the same one.
#[derive(Clone)]
pub struct SpoolHandle(Arc<Shared>);

impl Spool {
    /// A spool before a peer: takes a free folder, takes over what processes before this one left behind, and starts to send that.
    ///
    /// `peer` names who is sent to, and how: what is left behind is sent only to a peer of the same name. It is also the name of a folder, up
    /// to a `?` if there is one; so secrets stand behind that, if anywhere. The transport is called on the spool's thread only, on which nothing is recorded; a panic of it loses the
    /// request, and is counted as a refusal.
    ///
    /// # Errors
    /// The directory cannot be used, or there are no threads.
    pub fn open(settings: &SpoolSettings, peer: &str, transport: impl Transport) -> Result<Spool, ConfigError> {
        let shelf = Arc::new(Shelf::new(Folder::take(settings, peer)?));
        let (limit, patience) = (settings.limit_bytes(), settings.patience_time());
        let mut queue = Queue::of(shelf.recover());
        let evicted = queue.make_room(0, limit).unwrap_or_default();
        let spool = Spool { shared: Arc::new(Shared::new(queue)), shelf: Arc::clone(&shelf), limit, patience };
        spool.remove(evicted);
        Sender::start(Arc::clone(&spool.shared), shelf, transport)
            .map_err(|error| settings.refused(spool.shelf.path(), &format_args!("no thread: {error}")))?;
        Ok(spool)
    }

    /// Looks at it from elsewhere.
    pub fn handle(&self) -> SpoolHandle {
        SpoolHandle(Arc::clone(&self.shared))
    }

    /// Sends a request, or stores it. [`Reply::Retry`] says that it was neither sent nor stored, and why.
    ///
    /// The message of [`Reply::Accepted`] also says what else has happened to the spool since: what was dropped for lack of room, what the
    /// peer refused, what could not be read.
    pub fn send(&mut self, body: &[u8], content_type: &str, spans: u64) -> Reply {
        let (reason, after) = match self.hand_over(body, content_type, spans) {
            Handed::Answered(Reply::Retry { after, message }) => (Some(message), after),
            Handed::Answered(reply) => return self.warned(reply),
            Handed::Not | Handed::Unanswered => (None, None),
        };
        match self.store(&part::file(body, content_type, spans), spans) {
            Ok(Stored::Kept) => {
                reason.into_iter().for_each(|reason| self.shared.lock().reason = reason);
                self.shared.notify();
                self.warned(Reply::Accepted { rejected: 0, message: String::new() })
            }
            Ok(Stored::Answered(reply)) => self.warned(reply),
            Err(trouble) => match self.late_answer() {
                Some(Reply::Retry { after, message }) => Reply::Retry { after, message: both(message, trouble) },
                Some(reply) => self.warned(reply),
                None => Reply::Retry { after, message: both(reason.unwrap_or_default(), trouble) },
            },
        }
    }

    /// Gives a request to the sender where it has nothing else to do, and waits for the answer, but not long.
    fn hand_over(&self, body: &[u8], content_type: &str, spans: u64) -> Handed {
        let mut queue = self.shared.lock();
        if queue.first().is_some() {
            return Handed::Not;
        }
        queue.hand = Hand::Offered(Part { spans, content_type: content_type.to_owned(), body: body.to_vec() });
        self.shared.notify();
        let until = Instant::now() + self.patience;
        loop {
            match std::mem::take(&mut queue.hand) {
                Hand::Answered(reply) => return Handed::Answered(reply),
                other => queue.hand = other,
            }
            let (guard, in_time) = self.shared.wait(queue, Some(until));
            queue = guard;
            if !in_time {
                // The sender may not even have begun.
                if matches!(queue.hand, Hand::Offered(_)) {
                    queue.hand = Hand::Empty;
                }
                return Handed::Unanswered;
            }
        }
    }

    /// Writes a file, dropping the oldest where there is no room; or finds that there is an answer meanwhile.
    fn store(&self, file: &[u8], spans: u64) -> Result<Stored, String> {
        let mut queue = self.shared.lock();
        let name = queue.name(spans, file.len());
        let Some(evicted) = queue.make_room(name.room(), self.limit) else {
            let (bytes, limit) = (file.len(), self.limit);
            return Err(format!("a request of {bytes} bytes does not fit into a spool of {limit} bytes"));
        };
        drop(queue);
        self.remove(evicted);
        if let Err(error) = self.shelf.write(name, file) {
            return Err(format!("{}: {error}", self.shelf.path().display()));
        }
        let mut queue = self.shared.lock();
        match std::mem::take(&mut queue.hand) {
            Hand::Answered(reply @ (Reply::Accepted { .. } | Reply::Rejected { .. })) => {
                drop(queue);
                let trouble = self.shelf.remove(name);
                trouble.into_iter().for_each(|line| self.shared.lock().say(line));
                return Ok(Stored::Answered(reply));
            }
            Hand::Answered(Reply::Retry { message, .. }) => queue.reason = message,
            // Rule 2 of the queue.
            Hand::Taken => queue.sending = true,
            Hand::Empty | Hand::Offered(_) => {}
        }
        queue.store(name);
        Ok(Stored::Kept)
    }

    /// The answer to what the sender still has, for as long as that takes.
    fn late_answer(&self) -> Option<Reply> {
        let mut queue = self.shared.lock();
        loop {
            match std::mem::take(&mut queue.hand) {
                Hand::Answered(reply) => return Some(reply),
                Hand::Taken => queue.hand = Hand::Taken,
                Hand::Empty | Hand::Offered(_) => return None,
            }
            queue = self.shared.wait(queue, None).0;
        }
    }

    fn remove(&self, evicted: Vec<Name>) {
        let trouble: Vec<_> = evicted.into_iter().filter_map(|name| self.shelf.remove(name)).collect();
        let mut queue = self.shared.lock();
        trouble.into_iter().for_each(|line| queue.say(line));
    }

    /// Adds what nobody was told of yet.
    fn warned(&self, reply: Reply) -> Reply {
        match reply {
            Reply::Accepted { rejected, message } => {
                Reply::Accepted { rejected, message: both(message, self.shared.lock().told()) }
            }
            other => other,
        }
    }

    /// Tries at once, unless the peer named the time, and waits until all is sent; but not for a peer that takes nothing for two seconds, as
    /// what waits is safe, and only until just before the deadline, so that who waits for it hears of that in time. To be called by an
    /// exporter's [`flush`](traced_runtime::export::Exporter::flush).
    ///
    /// # Errors
    /// None that is a failure. [`ExportError::Partial`] with none rejected says what waits and why, and what [`send`](Self::send) would say.
    pub fn flush(&mut self, deadline: Instant) -> Result<(), ExportError> {
        let left = deadline.saturating_duration_since(Instant::now());
        let deadline = deadline.checked_sub((left / 4).min(MARGIN)).unwrap_or(deadline);
        let mut queue = self.shared.lock();
        queue.hurry = true;
        self.shared.notify();
        let (mut first, mut until, mut in_time) = (None, deadline, true);
        while queue.first().is_some() && in_time {
            if first != queue.first() {
                first = queue.first();
                until = deadline.min(Instant::now() + STALLED);
            }
            (queue, in_time) = self.shared.wait(queue, Some(until));
        }
        let mut message = queue.told();
        let waiting = queue.stats().waiting;
        if waiting > 0 {
            let waits = format!("{waiting} spans wait in {}", self.shelf.path().display());
            message = both(message, both(waits, queue.reason.clone()));
        }
        if message.is_empty() { Ok(()) } else { Err(ExportError::partial(0, message)) }
    }
}

enum Handed {
    /// Something waits already.
    Not,
    Unanswered,
    Answered(Reply),
}

enum Stored {
    Kept,
    Answered(Reply),
}

fn both(first: String, second: String) -> String {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first,
        (true, _) => second,
        _ => format!("{first}; {second}"),
    }
}

/// The sender ends when it has ended what it is about; what waits is on disk.
impl Drop for Spool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.notify();
    }
}

impl SpoolHandle {
    /// The counts now. Cheap.
    pub fn stats(&self) -> SpoolStats {
        self.0.lock().stats()
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = self.handle().stats();
        f.debug_struct("Spool").field("path", &self.shelf.path()).field("stats", &stats).finish_non_exhaustive()
    }
}

impl fmt::Debug for SpoolHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SpoolHandle").field(&self.stats()).finish()
    }
}
