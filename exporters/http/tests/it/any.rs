//! Whatever a peer answers, however soon, and whenever processes end: what was taken over is sent once and in order, or counted.

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{Sender, channel},
    },
    time::Duration,
};

use traced_http::{Reply, Spool, SpoolStats, Transport};

use crate::{
    folder::settings,
    peer::{never, soon, stats, yes},
};

/// Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// What became of requests at the peer, in its order.
#[derive(Default)]
struct Seen {
    taken: Vec<u64>,
    /// Those refused, and those of which one span was.
    refused: Vec<u64>,
    partly: Vec<u64>,
}

/// Says yes, no or later as the dice fall, until it is kind.
struct Moody {
    dice: Dice,
    kind: bool,
    seen: Arc<Mutex<Seen>>,
    _gone: Sender<()>,
}

impl Transport for Moody {
    fn send(&mut self, body: &[u8], _: &str, _: u64) -> Reply {
        let number = std::str::from_utf8(body).unwrap().parse().unwrap();
        let mut seen = self.seen.lock().unwrap();
        match if self.kind { 9 } else { self.dice.below(10) } {
            0..4 => return Reply::Retry { after: Some(Duration::ZERO), message: "later".to_owned() },
            4 => {
                seen.refused.push(number);
                return never("no");
            }
            5 => {
                seen.partly.push(number);
                seen.taken.push(number);
                return Reply::Accepted { rejected: 1, message: "one is too old".to_owned() };
            }
            _ => seen.taken.push(number),
        }
        yes()
    }
}

/// Processes one after the other; with no patience nearly every answer comes while its request is being stored.
fn lives(name: &str, seed: u64, patience: Duration) {
    let place = settings(name).patience(patience);
    let seen = Arc::new(Mutex::new(Seen::default()));
    let mut dice = Dice(seed);
    let (mut next, mut total, mut at_once) = (0, SpoolStats::default(), 0);
    for life in 0..4 {
        let (gone, is_gone) = channel();
        let kind = life == 3;
        let moody = Moody { dice: Dice(dice.below(u64::MAX) | 1), kind, seen: Arc::clone(&seen), _gone: gone };
        let mut spool = Spool::open(&place, "peer", moody).unwrap();
        assert_eq!(stats(&spool).recovered, total.waiting);
        for _ in 0..dice.below(30) {
            match spool.send(next.to_string().as_bytes(), "text/plain", 2) {
                Reply::Accepted { rejected, .. } => at_once += rejected,
                Reply::Rejected { .. } => at_once += 2,
                Reply::Retry { message, .. } => panic!("{message}"),
            }
            next += 1;
            stats(&spool);
        }
        if kind {
            while stats(&spool).waiting > 0 {
                let _ = spool.flush(soon());
            }
        }
        let handle = spool.handle();
        drop(spool);
        // The last thing that the spool's thread does.
        let _ = is_gone.recv();
        let now = handle.stats();
        total.stored += now.stored;
        total.sent += now.sent;
        total.dropped.refused += now.dropped.refused;
        total.waiting = now.waiting;
        assert_eq!((now.dropped.evicted, now.dropped.unreadable), (0, 0));
    }
    let seen = seen.lock().unwrap();
    assert!(seen.taken.is_sorted_by(|one, next| one < next), "seed {seed}: {:?}", seen.taken);
    let mut all = [&seen.taken[..], &seen.refused].concat();
    all.sort_unstable();
    assert_eq!(all, (0..next).collect::<Vec<_>>(), "seed {seed}");
    // Every span that was refused is in the runtime's account, or in the spool's.
    let refused = 2 * seen.refused.len() + seen.partly.len();
    assert_eq!(at_once + total.dropped.refused, refused as u64, "seed {seed}");
    assert_eq!((total.waiting, total.stored), (0, total.sent + total.dropped.refused), "seed {seed}");
}

#[test]
fn each_request_is_sent_once_in_order_or_counted() {
    for seed in 1..60 {
        lives("any_patient", seed, Duration::from_secs(60));
        lives("any_impatient", seed, Duration::ZERO);
        lives("any", seed, Duration::from_micros(seed * 5));
    }
}
