//! A lane: one exporter on its own thread, and the batches that wait for it.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{
    batch::{BatchData, Spare},
    counters::{BATCH_BYTES, Reason, count_dropped, count_exported},
    cursor,
    export::{Backoff, Batch, ExportError, Exporter},
    sync::{
        fixed::{AtomicU64, Ordering},
        std_thread,
    },
};

/// A batch on its way to all exporters. Its spans are counted once: as exported, if any exporter took them.
pub(crate) struct Shipment {
    data: BatchData,
    bytes: u64,
    /// Spans that the most accepting exporter has taken.
    taken: AtomicU64,
    spare: Arc<Spare>,
    fate: Mutex<Fate>,
}

struct Fate {
    reason: Reason,
    settled: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shipment {
    pub(crate) fn new(data: BatchData, spare: Arc<Spare>) -> Arc<Self> {
        let bytes = data.bytes() as u64;
        BATCH_BYTES.fetch_add(bytes, Ordering::Relaxed);
        let fate = Mutex::new(Fate { reason: Reason::NoExporter, settled: false });
        Arc::new(Self { data, bytes, taken: AtomicU64::new(0), spare, fate })
    }

    pub(crate) fn len(&self) -> u64 {
        self.data.rows.len() as u64
    }

    fn accept(&self, spans: u64) {
        self.taken.fetch_max(spans, Ordering::Relaxed);
    }

    fn fail(&self, reason: Reason) {
        lock(&self.fate).reason = reason;
    }

    /// Counts its spans; only the first call does.
    fn settle(&self) {
        let mut fate = lock(&self.fate);
        if !std::mem::replace(&mut fate.settled, true) {
            let taken = self.taken.load(Ordering::Relaxed).min(self.len());
            count_exported(taken);
            count_dropped(fate.reason, self.len() - taken);
        }
    }
}

impl Drop for Shipment {
    fn drop(&mut self) {
        self.settle();
        BATCH_BYTES.fetch_sub(self.bytes, Ordering::Relaxed);
        self.spare.give(&mut self.data);
    }
}

/// Told when every lane has passed a point.
pub(crate) struct Ticket {
    state: Mutex<(usize, Vec<ExportError>)>,
    passed: Condvar,
    deadline: Instant,
}

impl Ticket {
    pub(crate) fn new(lanes: usize, deadline: Instant) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new((lanes, Vec::new())), passed: Condvar::new(), deadline })
    }

    fn pass(&self, errors: impl IntoIterator<Item = ExportError>) {
        let mut state = lock(&self.state);
        state.0 -= 1;
        state.1.extend(errors);
        self.passed.notify_all();
    }

    /// Waits for all lanes; false at the deadline.
    pub(crate) fn wait(&self) -> Result<Vec<ExportError>, ()> {
        let mut state = lock(&self.state);
        while state.0 > 0 {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(());
            }
            state = self.passed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(std::mem::take(&mut state.1))
    }
}

enum Order {
    Export(Arc<Shipment>),
    Flush(Arc<Ticket>),
}

#[derive(Default)]
struct Queue {
    orders: VecDeque<Order>,
    /// What the exporter is busy with.
    current: Option<Arc<Shipment>>,
    /// What the exporter has answered that was not a yes; the last few.
    errors: VecDeque<ExportError>,
    /// A flush wants no more waiting for a better time.
    hurry: bool,
    closed: bool,
    /// What was open when the lane closed is given up.
    abandoned: bool,
}

impl Queue {
    fn remember(&mut self, error: Option<ExportError>) {
        self.errors.extend(error);
        if self.errors.len() > MOST_ERRORS {
            self.errors.pop_front();
        }
    }
}

/// One exporter's queue.
pub(crate) struct Lane {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Errors that are kept for whoever asks.
const MOST_ERRORS: usize = 8;

impl Lane {
    /// Starts the exporter's thread.
    pub(crate) fn start(exporter: Box<dyn Exporter>, number: usize) -> std::io::Result<Arc<Self>> {
        let lane = Arc::new(Self { queue: Mutex::default(), changed: Condvar::new() });
        let own = Arc::clone(&lane);
        std_thread::Builder::new()
            .name(format!("traced-export-{number}"))
            .spawn(move || cursor::muted(|| own.run(exporter)))?;
        Ok(lane)
    }

    pub(crate) fn export(&self, shipment: Arc<Shipment>) {
        let mut queue = lock(&self.queue);
        if queue.closed {
            drop(queue);
            return shipment.fail(Reason::Unsent);
        }
        queue.orders.push_back(Order::Export(shipment));
        self.changed.notify_all();
    }

    pub(crate) fn flush(&self, ticket: Arc<Ticket>) {
        let mut queue = lock(&self.queue);
        if queue.closed {
            drop(queue);
            return ticket.pass(None);
        }
        queue.hurry = true;
        queue.orders.push_back(Order::Flush(ticket));
        self.changed.notify_all();
    }

    /// Drops the batch that has waited longest; false where none waits.
    pub(crate) fn drop_oldest(&self) -> bool {
        let mut queue = lock(&self.queue);
        let oldest = queue.orders.iter().position(|order| matches!(order, Order::Export(_)));
        let dropped = oldest.and_then(|at| queue.orders.remove(at));
        drop(queue);
        match dropped {
            Some(Order::Export(shipment)) => {
                shipment.fail(Reason::QueueFull);
                true
            }
            _ => false,
        }
    }

    /// Spans that wait, or that the exporter is busy with.
    pub(crate) fn pending(&self) -> u64 {
        let queue = lock(&self.queue);
        let waiting = queue.orders.iter().map(|order| match order {
            Order::Export(shipment) => shipment.len(),
            Order::Flush(_) => 0,
        });
        waiting.sum::<u64>() + queue.current.as_ref().map_or(0, |shipment| shipment.len())
    }

    /// What the exporter has answered, since this was last asked, that was not a yes; the last few.
    pub(crate) fn take_errors(&self) -> impl Iterator<Item = ExportError> + use<> {
        std::mem::take(&mut lock(&self.queue).errors).into_iter()
    }

    /// No further orders: gives up what waits, and what the exporter is busy with.
    pub(crate) fn close(&self) {
        let mut queue = lock(&self.queue);
        queue.closed = true;
        queue.abandoned = true;
        let orders = std::mem::take(&mut queue.orders);
        let current = queue.current.take();
        drop(queue);
        self.changed.notify_all();
        for order in orders {
            match order {
                Order::Export(shipment) => shipment.fail(Reason::Unsent),
                Order::Flush(ticket) => ticket.pass(None),
            }
        }
        if let Some(current) = current {
            // Whatever becomes of it now, nobody will be there to see.
            current.fail(Reason::Unsent);
            current.settle();
        }
    }

    fn run(&self, mut exporter: Box<dyn Exporter>) {
        loop {
            let mut queue = lock(&self.queue);
            let order = loop {
                match queue.orders.pop_front() {
                    Some(order) => break order,
                    None if queue.closed => return drop_exporter(exporter),
                    None => {
                        queue.hurry = false;
                        queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                    }
                }
            };
            match order {
                Order::Export(shipment) => {
                    queue.current = Some(Arc::clone(&shipment));
                    drop(queue);
                    let error = self.deliver(&mut *exporter, &shipment).err();
                    drop(shipment);
                    let mut queue = lock(&self.queue);
                    queue.current = None;
                    queue.remember(error);
                }
                Order::Flush(ticket) => {
                    drop(queue);
                    let flushed = catch_unwind(AssertUnwindSafe(|| exporter.flush(ticket.deadline)));
                    let flushed =
                        flushed.unwrap_or_else(|_| Err(ExportError::reject("the exporter panicked in flush")));
                    let (warning, error) = match flushed.err() {
                        warning @ Some(ExportError::Partial { rejected: 0, .. }) => (warning, None),
                        error => (None, error),
                    };
                    lock(&self.queue).remember(warning);
                    ticket.pass(error);
                }
            }
        }
    }

    /// Offers a batch until it is taken, refused or given up.
    fn deliver(&self, exporter: &mut dyn Exporter, shipment: &Shipment) -> Result<(), ExportError> {
        let mut backoff = Backoff::default();
        loop {
            let batch = Batch::new(&shipment.data);
            let Ok(result) = catch_unwind(AssertUnwindSafe(|| exporter.export(&batch))) else {
                shipment.fail(Reason::ExporterPanicked);
                return Err(ExportError::reject("the exporter panicked"));
            };
            let Err(error) = result else {
                shipment.accept(shipment.len());
                return Ok(());
            };
            match &error {
                ExportError::Partial { rejected, .. } => {
                    shipment.fail(Reason::Rejected);
                    shipment.accept(shipment.len().saturating_sub(*rejected));
                    return Err(error);
                }
                ExportError::Reject { .. } => {
                    shipment.fail(Reason::Rejected);
                    return Err(error);
                }
                ExportError::Retry { after, .. } => {
                    shipment.fail(Reason::QueueFull);
                    lock(&self.queue).remember(Some(error.clone()));
                    if !self.wait(backoff.next_try(*after), after.is_some()) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Waits; less where a flush hurries, unless the peer named the time. False where the batch is to be given up.
    fn wait(&self, until: Instant, asked: bool) -> bool {
        let mut queue = lock(&self.queue);
        loop {
            if queue.abandoned || queue.current.is_none() {
                return false;
            }
            let hurried = std::mem::take(&mut queue.hurry) && !asked;
            let left = until.saturating_duration_since(Instant::now());
            if hurried || left.is_zero() {
                return true;
            }
            queue = self.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives up the batch that is being retried.
    pub(crate) fn give_up_current(&self) -> bool {
        let given_up = lock(&self.queue).current.take().is_some();
        self.changed.notify_all();
        given_up
    }
}

/// An exporter's destructor is users' code too.
fn drop_exporter(exporter: Box<dyn Exporter>) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(exporter)));
}
