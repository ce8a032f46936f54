//! The compact protocol: what the agent takes over UDP (Apache Thrift, "Thrift Compact protocol").
#![expect(clippy::cast_possible_truncation, reason = "what is cut off has been found to be zero")]

use super::{
    protocol::Thrift,
    varint::{self, after, put, zigzag},
};

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

const PROTOCOL: u8 = 0x82;
const VERSION: u8 = 1;
const ONEWAY: u8 = 4;

/// The number of structs in a list from which it does not fit beside their type.
const LONG: usize = 15;

/// The compact protocol.
#[derive(Debug)]
pub struct Compact;

/// A field of `jaeger.thrift` is never more than 15 behind the one before: both stand in one byte.
#[inline]
const fn head(last: u8, id: u8, kind: u8) -> u8 {
    (id - last) << 4 | kind
}

impl Thrift for Compact {
    fn oneway(out: &mut Vec<u8>, name: &str, sequence: u32) {
        out.extend_from_slice(&[PROTOCOL, ONEWAY << 5 | VERSION]);
        put(out, u64::from(sequence));
        put(out, name.len() as u64);
        out.extend_from_slice(name.as_bytes());
    }

    #[inline]
    fn open(out: &mut Vec<u8>, last: u8, id: u8) {
        out.push(head(last, id, STRUCT));
    }

    #[inline]
    fn list(out: &mut Vec<u8>, last: u8, id: u8, len: usize) {
        if len < LONG {
            out.extend_from_slice(&[head(last, id, LIST), (len as u8) << 4 | STRUCT]);
        } else {
            out.extend_from_slice(&[head(last, id, LIST), 0xf0 | STRUCT]);
            put(out, len as u64);
        }
    }

    #[inline]
    fn counted(out: &mut Vec<u8>, last: u8, id: u8, structs: impl FnOnce(&mut Vec<u8>) -> usize) {
        Self::list(out, last, id, 0);
        let from = out.len();
        let len = structs(out);
        if len < LONG {
            out[from - 1] |= (len as u8) << 4;
        } else {
            lengthen(out, from, len as u64);
        }
    }

    #[inline]
    fn bytes(out: &mut Vec<u8>, last: u8, id: u8, value: &[u8]) {
        let head = head(last, id, BINARY);
        if value.len() < 0x80 {
            out.extend_from_slice(&[head, value.len() as u8]);
        } else {
            after(out, head, value.len() as u64);
        }
        out.extend_from_slice(value);
    }

    #[inline]
    fn i32(out: &mut Vec<u8>, last: u8, id: u8, value: i32) {
        Self::number(out, head(last, id, I32), i64::from(value));
    }

    #[inline]
    fn i64(out: &mut Vec<u8>, last: u8, id: u8, value: i64) {
        Self::number(out, head(last, id, I64), value);
    }

    #[inline]
    fn double(out: &mut Vec<u8>, last: u8, id: u8, value: f64) {
        out.push(head(last, id, DOUBLE));
        // The lowest byte first: here alone Thrift is not big-endian.
        out.extend_from_slice(&value.to_le_bytes());
    }

    #[inline]
    fn bool(out: &mut Vec<u8>, last: u8, id: u8, value: bool) {
        out.push(head(last, id, if value { TRUE } else { FALSE }));
    }
}

impl Compact {
    #[inline]
    fn number(out: &mut Vec<u8>, head: u8, value: i64) {
        let value = zigzag(value);
        if value < 0x80 {
            out.extend_from_slice(&[head, value as u8]);
        } else {
            after(out, head, value);
        }
    }
}

/// Puts the number of structs in front of them, where it did not fit beside their type.
#[cold]
fn lengthen(out: &mut Vec<u8>, from: usize, len: u64) {
    out[from - 1] |= 0xf0;
    let (width, end) = (varint::len(len), out.len());
    // At the end first, for which there is room then; it is overwritten.
    put(out, len);
    let mut number = [0; 10];
    number[..width].copy_from_slice(&out[end..]);
    out.copy_within(from..end, from + width);
    out[from..from + width].copy_from_slice(&number[..width]);
}
