//! Bytes that the protocols' descriptions give, and the borders between their forms.

use super::{
    Compact, Thrift,
    varint::{after, put, zigzag},
};

fn bytes(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

/// "50399 is encoded as follows": `DF 89 03`; and the others by the definition, seven bits at a time.
#[test]
fn numbers_take_the_bytes_that_they_need() {
    assert_eq!(bytes(|out| put(out, 50399)), [0xdf, 0x89, 0x03]);
    for shift in 0..64 {
        for value in [1_u64 << shift, (1 << shift) - 1, !0 >> shift] {
            let (mut expected, mut rest) = (Vec::new(), value);
            while rest >= 0x80 {
                expected.push(u8::try_from(rest % 0x80).unwrap() | 0x80);
                rest /= 0x80;
            }
            expected.push(u8::try_from(rest).unwrap());
            assert_eq!(bytes(|out| put(out, value)), expected, "{value}");
            expected.insert(0, 7);
            assert_eq!(bytes(|out| after(out, 7, value)), expected, "{value}");
        }
    }
}

#[test]
fn small_numbers_stay_small_with_a_sign() {
    let numbers = [0, -1, 1, -2, 2, i64::MAX, i64::MIN];
    assert_eq!(numbers.map(zigzag), [0, 1, 2, 3, 4, u64::MAX - 1, u64::MAX]);
}

#[test]
fn the_number_of_structs_stands_beside_their_type_up_to_fourteen() {
    for (len, head) in
        [(0, &[0x19, 0x0c][..]), (14, &[0x19, 0xec]), (15, &[0x19, 0xfc, 15]), (300, &[0x19, 0xfc, 0xac, 2])]
    {
        let structs = vec![0; len];
        let expected = [head, &structs].concat();
        assert_eq!(bytes(|out| Compact::list(out, 0, 1, len)), head);
        let counted = |out: &mut Vec<u8>| {
            out.extend_from_slice(&structs);
            len
        };
        assert_eq!(bytes(|out| Compact::counted(out, 0, 1, counted)), expected);
    }
}
