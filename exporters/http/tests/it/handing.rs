//! Requests that the peer takes at once, refuses, leaves unanswered, or answers late.

use std::{
    thread,
    time::{Duration, Instant},
};

use traced_http::Reply;
use traced_runtime::export::ExportError;

use crate::{
    folder::{files, names, path, patient, settings},
    peer::{later, never, open, send, soon, stats, store, take_over, yes},
};

#[test]
fn what_is_taken_at_once_never_sees_the_disk() {
    let (mut spool, peer) = open(&patient("at_once"));
    for number in 1..4 {
        let request = thread::scope(|scope| {
            let taken = scope.spawn(|| peer.take(yes()));
            take_over(&mut spool, number);
            taken.join().unwrap()
        });
        assert_eq!(request, number.to_string());
    }
    assert_eq!(stats(&spool), traced_http::SpoolStats::default());
    assert!(files(&path("at_once")).is_empty());
}

#[test]
fn what_is_refused_at_once_is_the_runtimes_to_count() {
    let (mut spool, peer) = open(&patient("refused_at_once"));
    for reply in [never("no such tenant"), Reply::Accepted { rejected: 1, message: "too old".to_owned() }] {
        thread::scope(|scope| {
            scope.spawn(|| peer.take(reply.clone()));
            assert_eq!(send(&mut spool, 2), reply);
        });
    }
    assert_eq!(stats(&spool), traced_http::SpoolStats::default());
}

#[test]
fn what_is_not_taken_goes_to_disk_as_it_is_sent() {
    let (mut spool, peer) = open(&settings("to_disk"));
    store(&mut spool, &peer, 7);
    let [file] = &files(&path("to_disk"))[..] else { panic!("one file") };
    let bytes = std::fs::read_to_string(file).unwrap();
    let (line, body) = bytes.split_once('\n').unwrap();
    assert_eq!(body, "7");
    assert!(line.starts_with("traced-spool 1 ") && line.ends_with(" spans=7 bytes=1 type=text/plain"), "{line}");
    assert_eq!(names(file.parent().unwrap()), [format!("000000000000-7-{}.part", bytes.len())]);
    let now = stats(&spool);
    assert_eq!((now.stored, now.waiting, now.bytes), (7, 7, 4096));
    // A flush does not wait for a better time.
    thread::scope(|scope| {
        let request = scope.spawn(|| {
            let request = peer.request();
            let seen = (request.text().to_owned(), request.content_type.clone(), request.spans);
            request.answer(yes());
            seen
        });
        spool.flush(soon()).unwrap();
        assert_eq!(request.join().unwrap(), ("7".to_owned(), "text/plain".to_owned(), 7));
    });
    assert!(!file.exists());
    let now = stats(&spool);
    assert_eq!((now.sent, now.waiting, now.bytes), (7, 0, 0));
}

#[test]
fn a_peer_that_hangs_keeps_nobody_waiting() {
    let (mut spool, peer) = open(&settings("hangs"));
    for number in 1..10 {
        take_over(&mut spool, number);
    }
    assert_eq!(stats(&spool).waiting, 45);
    // It has had the first all the time, and takes it now: that is not sent again.
    for number in 1..10 {
        assert_eq!(peer.take(yes()), number.to_string());
    }
    spool.flush(soon()).unwrap();
    assert!(!peer.has_request());
    assert_eq!(stats(&spool).sent, 45);
    assert!(files(&path("hangs")).is_empty());
}

#[test]
fn a_late_no_is_counted_and_said() {
    let (mut spool, peer) = open(&settings("late_no"));
    take_over(&mut spool, 3);
    peer.take(never("no such tenant"));
    let told = spool.flush(soon()).unwrap_err();
    assert_eq!(told, ExportError::partial(0, "no such tenant (the spool lost 3 spans)"));
    assert_eq!(stats(&spool).dropped.refused, 3);

    take_over(&mut spool, 4);
    peer.take(Reply::Accepted { rejected: 1, message: "too old".to_owned() });
    let told = spool.flush(soon()).unwrap_err();
    assert_eq!(told, ExportError::partial(0, "too old (the spool lost 1 spans)"));
    let now = stats(&spool);
    assert_eq!((now.stored, now.sent, now.dropped.refused), (7, 3, 4));
    spool.flush(soon()).unwrap();
}

#[test]
fn a_late_retry_is_tried_again() {
    let (mut spool, peer) = open(&settings("late_retry"));
    take_over(&mut spool, 3);
    peer.take(later("busy"));
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(peer.take(yes()), "3"));
        spool.flush(soon()).unwrap();
    });
    assert_eq!(stats(&spool).sent, 3);
}

#[test]
fn a_peer_says_when_to_come_back_and_no_flush_is_earlier() {
    let (mut spool, peer) = open(&settings("come_back"));
    let hour = Duration::from_secs(3600);
    thread::scope(|scope| {
        scope.spawn(|| peer.take(Reply::Retry { after: Some(hour), message: "busy".to_owned() }));
        take_over(&mut spool, 3);
    });
    let told = spool.flush(Instant::now() + Duration::from_millis(50)).unwrap_err().to_string();
    assert!(told.starts_with("3 spans wait in ") && told.contains("; busy"), "{told}");
    assert!(!peer.has_request());
}

/// Two seconds are what it waits; the deadline is far away.
#[test]
fn a_flush_does_not_wait_for_a_peer_that_takes_nothing() {
    let (mut spool, peer) = open(&settings("takes_none"));
    (1..4).for_each(|number| take_over(&mut spool, number));
    let deadline = soon();
    let told = spool.flush(deadline).unwrap_err().to_string();
    assert!(told.starts_with("6 spans wait in "), "{told}");
    assert!(Instant::now() + Duration::from_secs(30) < deadline);
    // What it takes after all is not sent again.
    (1..4).for_each(|number| assert_eq!(peer.take(yes()), number.to_string()));
    spool.flush(soon()).unwrap();
    assert_eq!(stats(&spool).sent, 6);
}

#[test]
fn a_transport_that_panics_loses_what_it_panicked_over() {
    struct Fragile;
    impl traced_http::Transport for Fragile {
        fn send(&mut self, body: &[u8], _: &str, _: u64) -> Reply {
            assert_ne!(body, b"13", "unlucky");
            yes()
        }
    }
    let mut spool = traced_http::Spool::open(&patient("panics"), "peer", Fragile).unwrap();
    take_over(&mut spool, 12);
    assert_eq!(send(&mut spool, 13), never("the transport panicked"));
    take_over(&mut spool, 14);
}
