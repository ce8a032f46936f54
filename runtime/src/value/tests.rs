//! Values: what they convert from, how they print, and that the recorded form means the same.

use proptest::prelude::*;

use super::*;

#[test]
fn prints_bare() {
    let printed = |value: Value| value.to_string();
    assert_eq!(printed("a b".into()), "a b");
    assert_eq!(printed(Value::Bytes(vec![0, b'a', 255, b'"'])), r#"\x00a\xff\""#);
    assert_eq!(printed(Value::List(vec![1_i64.into(), "x".into(), true.into()])), "[1, x, true]");
    assert_eq!(printed(1.5_f32.into()), "1.5");
    assert_eq!(printed(u64::MAX.into()), "18446744073709551615");
    assert_eq!(printed(i8::MIN.into()), "-128");
}

#[test]
fn numbers_that_fit_are_integers() {
    assert_eq!(Value::U64(7).as_i64(), Some(7));
    assert_eq!(Value::U64(u64::MAX).as_i64(), None);
    assert_eq!((Value::F64(7.0).as_i64(), Value::Bool(true).as_i64()), (None, None));
}

#[test]
fn what_is_too_short_stands_for_nothing() {
    for kind in [BOOL, I64, U64, F64] {
        // SAFETY: there is no text.
        assert_eq!(unsafe { decode(kind, &[]) }, None);
    }
    // SAFETY: there is no text.
    assert_eq!(unsafe { (decode(I64, &[0; 7]), decode(99, &[0; 8])) }, (None, None));
    assert_eq!(ListRef(&[STR, 5, 0, b'a']).iter().count(), 0, "a length beyond the end");
    assert_eq!(ListRef(&[I64, 8]).iter().count(), 0);
}

proptest! {
    #[test]
    fn no_bytes_make_a_list_that_cannot_be_read(mut bytes in prop::collection::vec(0..128_u8, 0..100)) {
        // Text is text: everything else may be anything.
        bytes.iter_mut().step_by(7).for_each(|byte| *byte %= 8);
        for item in ListRef(&bytes).iter() {
            prop_assert_eq!(item.to_value().to_string(), item.to_string());
        }
    }
}
