//! The thread that sends: what is handed over, at once; what waits on disk, oldest first, until the peer has it.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Instant,
};

use traced_runtime::export::{Backoff, unrecorded};

use super::{
    name::Name,
    part::Part,
    queue::{Fate, Hand, Shared},
    shelf::Shelf,
};
use crate::{reply::Reply, transport::Transport};

pub(super) struct Sender {
    shared: Arc<Shared>,
    shelf: Arc<Shelf>,
    transport: Box<dyn Transport>,
    backoff: Backoff,
    /// Not before this moment; and whether the peer asked for that.
    later: Option<(Instant, bool)>,
}

enum Work {
    Handed(Part),
    Stored(Name),
}

impl Sender {
    /// Starts the thread. It ends with the queue; what then waits is on disk.
    pub(super) fn start(shared: Arc<Shared>, shelf: Arc<Shelf>, transport: impl Transport) -> io::Result<()> {
        let sender = Sender { shared, shelf, transport: Box::new(transport), backoff: Backoff::default(), later: None };
        thread::Builder::new().name("traced-spool".to_owned()).spawn(|| unrecorded(|| sender.run())).map(drop)
    }

    fn run(mut self) {
        while let Some(work) = self.next() {
            match work {
                Work::Handed(part) => {
                    let reply = self.send(&part);
                    let mut queue = self.shared.lock();
                    match queue.first().filter(|_| queue.sending) {
                        Some(name) => {
                            drop(queue);
                            self.settle(name, reply);
                        }
                        None => queue.hand = Hand::Answered(reply),
                    }
                }
                Work::Stored(name) => match self.shelf.read(name) {
                    Ok(part) => {
                        let reply = self.send(&part);
                        self.settle(name, reply);
                    }
                    Err(why) => self.forget(name, &Fate::Unreadable, &why),
                },
            }
            self.shared.notify();
        }
    }

    /// What is to be done now; nothing where nobody puts anything in any more.
    fn next(&self) -> Option<Work> {
        let mut queue = self.shared.lock();
        loop {
            if queue.closed {
                return None;
            }
            match std::mem::take(&mut queue.hand) {
                Hand::Offered(part) => {
                    queue.hand = Hand::Taken;
                    return Some(Work::Handed(part));
                }
                other => queue.hand = other,
            }
            let Some(name) = queue.first() else {
                queue.hurry = false;
                queue = self.shared.wait(queue, None).0;
                continue;
            };
            let (until, asked) = self.later.unwrap_or((Instant::now(), false));
            let hurried = std::mem::take(&mut queue.hurry) && !asked;
            if hurried || until <= Instant::now() {
                queue.sending = true;
                return Some(Work::Stored(name));
            }
            queue = self.shared.wait(queue, Some(until)).0;
        }
    }

    /// Sends a request, and notes when the next may be.
    fn send(&mut self, part: &Part) -> Reply {
        let Self { transport, .. } = self;
        let reply = catch_unwind(AssertUnwindSafe(|| transport.send(&part.body, &part.content_type, part.spans)));
        let reply = reply.unwrap_or_else(|_| Reply::Rejected { message: "the transport panicked".to_owned() });
        self.later = None;
        if let Reply::Retry { after, .. } = &reply {
            self.later = Some((self.backoff.next_try(*after), after.is_some()));
        } else {
            self.backoff = Backoff::default();
        }
        reply
    }

    /// What the answer means for the first request that waits.
    fn settle(&self, name: Name, reply: Reply) {
        match reply {
            Reply::Accepted { rejected, message } => self.forget(name, &Fate::Sent { rejected }, &message),
            Reply::Rejected { message } => self.forget(name, &Fate::Refused, &message),
            Reply::Retry { message, .. } => {
                let mut queue = self.shared.lock();
                queue.sending = false;
                queue.reason = message;
            }
        }
    }

    /// First from the disk, then from the queue (rule 3 there).
    fn forget(&self, name: Name, fate: &Fate, message: &str) {
        let trouble = self.shelf.remove(name);
        let mut queue = self.shared.lock();
        queue.settle(fate);
        let lost = match fate {
            Fate::Sent { rejected } => *rejected,
            Fate::Refused | Fate::Unreadable => name.spans,
        };
        if lost > 0 {
            queue.say(format!("{message} (the spool lost {lost} spans)"));
        } else if !message.is_empty() {
            queue.say(message.to_owned());
        }
        trouble.into_iter().for_each(|line| queue.say(line));
    }
}
