//! Records that wait: for one span they are bounded, and for all together too.

use super::*;
use crate::record::NAME;

fn key(number: u64) -> Key {
    (TraceId::new(1), SpanId::new(number))
}

fn add(foreign: &mut Foreign, number: u64, class: u8, words: usize) {
    let len = u16::try_from((words - 1) * UNIT).unwrap();
    let header = Header { slot: 0, len, class, key: 0 };
    let mut record = vec![0; words];
    record[0] = header.to_word();
    foreign.add(key(number), header, &record);
}

#[test]
fn a_span_that_stays_open_does_not_gather_for_ever() {
    let mut foreign = Foreign::default();
    add(&mut foreign, 1, TAG, 4);
    for _ in 0..20_000 {
        for class in [LOG, FIELD, FIELD, TAG, NAME] {
            add(&mut foreign, 1, class, 4);
        }
    }
    assert!(foreign.words < CAP / 4, "{} words", foreign.words);
    assert!(foreign.spans.contains_key(&key(1)), "what it said first is still there");
}

#[test]
fn beyond_the_cap_the_oldest_go() {
    let mut foreign = Foreign::default();
    let each = 1000;
    let fit = CAP / each;
    for number in 0..2 * fit as u64 {
        add(&mut foreign, number, TAG, each);
    }
    assert!(foreign.words <= CAP);
    assert_eq!(foreign.spans.len(), fit);
    assert!(!foreign.spans.contains_key(&key(0)) && foreign.spans.contains_key(&key(2 * fit as u64 - 1)));
}
