//! The format at its edges; whole requests are compared with an independent decoder in `tests/it`.

use super::{Field, Fields, Malformed, count, fixed32, fixed64, message, uint, varint_len, write::varint};

#[test]
fn varints_take_seven_bits_a_byte() {
    for (value, bytes) in [
        (0, vec![0]),
        (127, vec![0x7f]),
        (128, vec![0x80, 1]),
        (300, vec![0xac, 2]),
        (u64::MAX, [vec![0xff; 9], vec![1]].concat()),
    ] {
        let mut out = Vec::new();
        varint(&mut out, value);
        assert_eq!(out, bytes);
        assert_eq!(varint_len(value), bytes.len());
    }
    for bits in 0..64 {
        let value = 1 << bits;
        let mut out = Vec::new();
        varint(&mut out, value);
        assert_eq!(varint_len(value), out.len(), "2^{bits}");
    }
}

#[test]
fn a_wrong_guess_of_a_length_is_put_right() {
    for len in [0, 1, 127, 128, 300, 16_383, 16_384, 70_000] {
        for guess in [1, 2, 3] {
            let body: Vec<u8> = (0..=255).cycle().take(len).collect();
            let mut out = vec![0xee];
            message(&mut out, 4, guess, |out| out.extend_from_slice(&body));
            uint(&mut out, 5, 7);
            let fields: Vec<_> = Fields::of(&out[1..]).collect::<Result<_, _>>().unwrap();
            assert_eq!(fields, [(4, Field::Bytes(&body)), (5, Field::Number(7))], "{len} bytes, {guess} guessed");
        }
    }
}

#[test]
fn numbers_are_read_as_they_were_written() {
    let mut out = Vec::new();
    fixed32(&mut out, 16, 0x101);
    fixed64(&mut out, 7, u64::MAX);
    count(&mut out, 10, 0);
    count(&mut out, 12, 3);
    let fields: Vec<_> = Fields::of(&out).map(Result::unwrap).collect();
    assert_eq!(fields, [(16, Field::Number(0x101)), (7, Field::Number(u64::MAX)), (12, Field::Number(3))]);
}

#[test]
fn what_is_not_protobuf_is_malformed_once() {
    for garbage in [&b"\x0a\x05abc"[..], b"{\"ok\":1}", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x09\x00"] {
        let fields: Vec<_> = Fields::of(garbage).collect();
        assert_eq!(fields, [Err(Malformed)]);
    }
}
