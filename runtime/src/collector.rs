//! The collector: a thread that gathers what has ended, and hands it to the lanes and captures.
//!
//! It wakes on an interval, when half the budget is used, and when somebody asks; never for a single trace.

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    batch::{BatchData, Spare},
    clock::{Anchor, Timeline},
    counters::{BATCH_BYTES, Reason, count_dropped, count_exported},
    current::current,
    cursor::{self, Cursor},
    data::SpanData,
    export::{Batch, ExportError},
    gather::Gatherer,
    lane::{Lane, Shipment, Ticket},
    panics, policy,
    pool::{self, Pool},
    resource::Resource,
    strand::Strand,
    sync::{
        fixed::{AtomicBool, AtomicU32, Ordering},
        std_thread,
    },
};

/// Something that somebody waits for.
enum Request {
    /// Everything that has ended by now is with the lanes.
    Flush(Arc<Ticket>, Arc<Handed>),
    /// Everything that has ended by now is with the captures.
    Gather(Arc<Handed>),
    /// The pipeline's lanes, resource, budget and interval.
    Install(Vec<Arc<Lane>>, Arc<Resource>, usize, Duration),
    /// The process ends, while this span of a strand is current on a thread that waits.
    End(&'static Strand, u32, Arc<Handed>),
    /// What is open is given up.
    Abandon(Arc<Handed>),
}

/// Told when the collector has handed everything on.
#[derive(Default)]
struct Handed {
    done: Mutex<bool>,
    changed: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Handed {
    fn set(&self) {
        *lock(&self.done) = true;
        self.changed.notify_all();
    }

    fn wait(&self, deadline: Instant) -> bool {
        let mut done = lock(&self.done);
        while !*done {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            done = self.changed.wait_timeout(done, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

pub(crate) struct Collector {
    thread: std::thread::Thread,
    woken: AtomicBool,
    requests: Mutex<Vec<Request>>,
    captures: Mutex<HashMap<u32, Vec<SpanData>>>,
    lanes: Mutex<Vec<Arc<Lane>>>,
    spare: Arc<Spare>,
}

static COLLECTOR: OnceLock<&'static Collector> = OnceLock::new();
static NEXT_ROUTE: AtomicU32 = AtomicU32::new(1);
/// Beside the buffer: batches on their way, or waiting for a peer that is away. Not taken from what the buffer has not used yet, because
/// memory that was used once, here or there, stays with the process.
const BESIDE_BUDGET: usize = 7 << 20;

/// The collector, started with the first call. `None` where no thread can be had.
pub(crate) fn start(budget: usize) -> Option<&'static Collector> {
    static STARTING: Mutex<()> = Mutex::new(());
    let _starting = lock(&STARTING);
    if let Some(running) = COLLECTOR.get() {
        return Some(running);
    }
    let pool = pool::reserve(budget);
    let first = Anchor::now();
    let started = std_thread::Builder::new()
        .name("traced-collector".into())
        .spawn(move || {
            // Whoever started us publishes the collector after it has our handle.
            let collector = COLLECTOR.wait();
            collector.run(Gatherer::new(pool, Arc::clone(&collector.spare)), first, budget);
        })
        .ok()?;
    let collector: &'static Collector = Box::leak(Box::new(Collector {
        thread: started.thread().clone(),
        woken: AtomicBool::new(false),
        requests: Mutex::default(),
        captures: Mutex::default(),
        lanes: Mutex::default(),
        spare: Arc::default(),
    }));
    let _ = COLLECTOR.set(collector);
    let _ = pool::WAKE.set(|| {
        if let Some(collector) = COLLECTOR.get() {
            collector.wake();
        }
    });
    panics::install_hook();
    Some(collector)
}

impl Collector {
    fn wake(&self) {
        // Once until it has looked: a full buffer must not become a storm of system calls.
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.thread.unpark();
        }
    }

    fn ask(&self, request: Request) {
        lock(&self.requests).push(request);
        self.wake();
    }

    pub(crate) fn install(&self, lanes: Vec<Arc<Lane>>, resource: Arc<Resource>, budget: usize, interval: Duration) {
        lock(&self.lanes).clone_from(&lanes);
        // A capture may have reserved more.
        pool::reserve(budget);
        self.ask(Request::Install(lanes, resource, budget, interval));
    }

    /// Waits until all that has ended has reached the exporters; else how many spans have not.
    pub(crate) fn flush(&self, deadline: Instant) -> Result<Vec<ExportError>, u64> {
        if self.is_ours() {
            return Ok(Vec::new());
        }
        let lanes = lock(&self.lanes).clone();
        let (ticket, handed) = (Ticket::new(lanes.len(), deadline), Arc::<Handed>::default());
        self.ask(Request::Flush(Arc::clone(&ticket), Arc::clone(&handed)));
        if handed.wait(deadline)
            && let Ok(errors) = ticket.wait()
        {
            return Ok(errors);
        }
        Err(lanes.iter().map(|lane| lane.pending()).max().unwrap_or(0))
    }

    /// Ends the frames that are open on this thread, which will never return: it is in `process::exit`. The innermost says so.
    pub(crate) fn end_here(&self, deadline: Instant) {
        let cursor = cursor::get();
        let Some(strand) = cursor.strand.filter(|strand| strand.is_recorded() && !self.is_ours()) else { return };
        if !cursor.is_anchored() {
            current().log([("event", "exit"), ("message", "the process ended here")]);
        }
        // From here on nothing is written to the strand any more.
        cursor::set(Cursor::MUTED);
        let handed = Arc::<Handed>::default();
        self.ask(Request::End(strand, cursor.index(), Arc::clone(&handed)));
        handed.wait(deadline);
    }

    /// What exporters have answered, since this was last asked, that was not a yes.
    pub(crate) fn take_errors(&self) -> Vec<ExportError> {
        lock(&self.lanes).iter().flat_map(|lane| lane.take_errors()).collect()
    }

    /// Gives up what is open, and what the lanes still have.
    pub(crate) fn abandon(&self, deadline: Instant) {
        if !self.is_ours() {
            let handed = Arc::<Handed>::default();
            self.ask(Request::Abandon(Arc::clone(&handed)));
            handed.wait(deadline.max(Instant::now() + Duration::from_millis(200)));
        }
        lock(&self.lanes).iter().for_each(|lane| lane.close());
    }

    fn is_ours(&self) -> bool {
        std::thread::current().id() == self.thread.id()
    }

    /// A new capture's route.
    pub(crate) fn open_capture(&self) -> u32 {
        let route = NEXT_ROUTE.fetch_add(1, Ordering::Relaxed).max(1);
        lock(&self.captures).insert(route, Vec::new());
        route
    }

    /// What a capture has seen.
    pub(crate) fn close_capture(&self, route: u32) -> Vec<SpanData> {
        let handed = Arc::<Handed>::default();
        self.ask(Request::Gather(Arc::clone(&handed)));
        handed.wait(Instant::now() + Duration::from_secs(60));
        lock(&self.captures).remove(&route).unwrap_or_default()
    }

    fn run(&self, mut gatherer: Gatherer, first: Anchor, mut budget: usize) {
        let mut lanes: Vec<Arc<Lane>> = Vec::new();
        let mut interval = Duration::from_secs(1);
        let mut next_scan = Instant::now() + interval;
        loop {
            let now = Instant::now();
            let next = policy::wake(now).map_or(next_scan, |next| next.min(next_scan));
            if !self.woken.swap(false, Ordering::AcqRel) && now < next {
                std::thread::park_timeout(next - now);
                self.woken.store(false, Ordering::Release);
            }
            let much = pool::get().is_some_and(Pool::looked);
            let mut requests = std::mem::take(&mut *lock(&self.requests));
            for request in requests.extract_if(.., |request| matches!(request, Request::Install(..))) {
                if let Request::Install(installed, resource, bytes, every) = request {
                    gatherer.set_resource(resource);
                    (lanes, budget, interval) = (installed, bytes, every);
                    next_scan = Instant::now() + interval;
                }
            }
            for request in requests.extract_if(.., |request| matches!(request, Request::End(..))) {
                if let Request::End(strand, index, handed) = request {
                    gatherer.end_from(strand, index);
                    handed.set();
                }
            }
            let scan = !requests.is_empty() || (much && gatherer.may_scan()) || Instant::now() >= next_scan;
            if scan {
                next_scan = Instant::now() + interval;
            }
            let timeline = Timeline::between(&first, &Anchor::now());
            gatherer.gather(scan, timeline, &mut |route, batch| {
                if route == 0 { self.ship(batch, &lanes, budget) } else { self.keep(route, &batch) }
            });
            for request in requests {
                match request {
                    Request::Flush(ticket, handed) => {
                        lanes.iter().for_each(|lane| lane.flush(Arc::clone(&ticket)));
                        handed.set();
                    }
                    Request::Gather(handed) => handed.set(),
                    Request::Abandon(handed) => {
                        gatherer.abandon_open();
                        handed.set();
                    }
                    Request::Install(..) | Request::End(..) => {}
                }
            }
        }
    }

    /// Sends a batch to all lanes, and makes room for it first.
    fn ship(&self, batch: BatchData, lanes: &[Arc<Lane>], budget: usize) {
        if lanes.is_empty() {
            return count_dropped(Reason::NoExporter, batch.rows.len() as u64);
        }
        let shipment = Shipment::new(batch, Arc::clone(&self.spare));
        let room = BESIDE_BUDGET.min(budget) as u64;
        while BATCH_BYTES.load(Ordering::Relaxed) > room {
            // The newest are worth most to whoever looks for what goes wrong now.
            let drop_oldest = |lane: &Arc<Lane>| usize::from(lane.drop_oldest());
            let give_up = |lane: &Arc<Lane>| usize::from(lane.give_up_current());
            // In all lanes, so that no one of them keeps the memory.
            if lanes.iter().map(drop_oldest).sum::<usize>() == 0 && lanes.iter().map(give_up).sum::<usize>() == 0 {
                break;
            }
        }
        lanes.iter().for_each(|lane| lane.export(Arc::clone(&shipment)));
    }

    fn keep(&self, route: u32, batch: &BatchData) {
        count_exported(batch.rows.len() as u64);
        if let Some(capture) = lock(&self.captures).get_mut(&route) {
            capture.extend(Batch::new(batch).spans().map(|span| span.to_data()));
        }
    }
}

/// The collector, if it has been started.
pub(crate) fn running() -> Option<&'static Collector> {
    COLLECTOR.get().copied()
}
