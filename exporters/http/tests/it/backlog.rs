//! What waits: its order, its end with the process, and its size.

use std::{thread, time::Duration};

use traced_http::{Reply, SpoolSettings};
use traced_runtime::export::ExportError;

use crate::{
    folder::{files, path, settings},
    peer::{later, never, open, soon, stats, store, take_over, yes},
};

#[test]
fn the_oldest_is_sent_first_and_nothing_twice() {
    let (mut spool, peer) = open(&settings("order"));
    store(&mut spool, &peer, 1);
    (2..20).for_each(|number| take_over(&mut spool, number));
    thread::scope(|scope| {
        let sent = scope.spawn(|| {
            let mut sent = Vec::new();
            for number in 1..20 {
                if number % 5 == 0 {
                    assert_eq!(
                        peer.take(Reply::Retry { after: Some(Duration::ZERO), message: String::new() }),
                        number.to_string()
                    );
                }
                sent.push(peer.take(yes()));
            }
            sent
        });
        spool.flush(soon()).unwrap();
        assert_eq!(sent.join().unwrap(), (1..20).map(|number| number.to_string()).collect::<Vec<_>>());
    });
    assert!(!peer.has_request());
}

#[test]
fn what_waits_when_a_process_ends_is_sent_by_the_next() {
    let place = settings("restart");
    let mut waiting = 0;
    for round in 0..3 {
        let (mut spool, peer) = open(&place);
        assert_eq!(stats(&spool).recovered, waiting);
        let first = round * 10 + 1;
        if round == 0 {
            store(&mut spool, &peer, first);
        } else {
            // The sender has begun with what was there.
            take_over(&mut spool, first);
            peer.take(later("away"));
        }
        (first + 1..first + 10).for_each(|number| take_over(&mut spool, number));
        waiting = stats(&spool).waiting;
        drop(spool);
        peer.wait_until_gone();
    }
    let (mut spool, peer) = open(&place);
    assert_eq!(stats(&spool).recovered, (1..=30).sum::<u64>());
    thread::scope(|scope| {
        scope.spawn(|| (1..=30).for_each(|number| assert_eq!(peer.take(yes()), number.to_string())));
        spool.flush(soon()).unwrap();
    });
    assert_eq!(stats(&spool).sent, (1..=30).sum::<u64>());
}

/// 64 KiB are sixteen blocks.
fn small(name: &str) -> SpoolSettings {
    settings(name).limit(64 << 10).unwrap()
}

#[test]
fn where_there_is_no_room_the_oldest_go() {
    let (mut spool, peer) = open(&small("evicted"));
    store(&mut spool, &peer, 1);
    (2..=16).for_each(|number| take_over(&mut spool, number));
    assert_eq!((stats(&spool).dropped.evicted, stats(&spool).bytes), (0, 64 << 10));
    let told = |lost| Reply::Accepted {
        rejected: 0,
        message: format!("the spool is full: its {lost} oldest spans were dropped"),
    };
    // Its turn has come, or will: what the peer has before it is not evicted.
    let first = peer.request();
    assert_eq!(crate::peer::send(&mut spool, 17), told(2));
    assert_eq!(crate::peer::send(&mut spool, 18), told(3));
    assert_eq!(files(&path("evicted")).len(), 16);
    first.answer(yes());
    thread::scope(|scope| {
        scope.spawn(|| (4..=18).for_each(|number| assert_eq!(peer.take(yes()), number.to_string())));
        spool.flush(soon()).unwrap();
    });
    let now = stats(&spool);
    assert_eq!((now.stored, now.sent, now.dropped.evicted), ((1..=18).sum(), (1..=18).sum::<u64>() - 5, 5));
}

#[test]
fn a_smaller_limit_holds_for_what_is_there_already() {
    let place = settings("smaller");
    let (mut spool, peer) = open(&place);
    store(&mut spool, &peer, 1);
    (2..=20).for_each(|number| take_over(&mut spool, number));
    drop(spool);
    peer.wait_until_gone();
    let (mut spool, peer) = open(&place.limit(64 << 10).unwrap());
    let now = stats(&spool);
    assert_eq!((now.recovered, now.dropped.evicted), ((1..=20).sum(), 1 + 2 + 3 + 4));
    thread::scope(|scope| {
        scope.spawn(|| (5..=20).for_each(|number| assert_eq!(peer.take(yes()), number.to_string())));
        let told = spool.flush(soon()).unwrap_err();
        assert_eq!(told, ExportError::partial(0, "the spool is full: its 10 oldest spans were dropped"));
    });
}

#[test]
fn a_request_larger_than_the_spool_is_not_taken_over() {
    let (mut spool, peer) = open(&small("larger"));
    let large = vec![b'x'; 64 << 10];
    thread::scope(|scope| {
        scope.spawn(|| peer.take(later("away")));
        match spool.send(&large, "text/plain", 1) {
            Reply::Retry { after: None, message } => {
                assert!(message.starts_with("away; a request of 65"), "{message}");
                assert!(message.ends_with(" bytes does not fit into a spool of 65536 bytes"), "{message}");
            }
            other => panic!("{other:?}"),
        }
    });
    // It is as without a spool: the peer is asked again.
    thread::scope(|scope| {
        scope.spawn(|| peer.take(never("too large")));
        assert_eq!(spool.send(&large, "text/plain", 1), never("too large"));
    });
    assert_eq!(stats(&spool), traced_http::SpoolStats::default());
}
