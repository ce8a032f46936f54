//! The binary protocol: what the collector takes over HTTP (Apache Thrift, "Thrift Binary protocol encoding").

use super::protocol::Thrift;

const BOOL: u8 = 2;
const DOUBLE: u8 = 4;
const I32: u8 = 8;
const I64: u8 = 10;
const STRING: u8 = 11;
const STRUCT: u8 = 12;
const LIST: u8 = 15;

const VERSION: [u8; 2] = [0x80, 1];
const ONEWAY: u8 = 4;

/// The binary protocol.
#[derive(Debug)]
pub struct Binary;

/// Lengths have 32 bits with a sign; what is larger than a request may be never gets here.
#[inline]
fn length(len: usize) -> [u8; 4] {
    i32::try_from(len).unwrap_or(i32::MAX).to_be_bytes()
}

/// A field of eight bytes.
#[inline]
fn eight(out: &mut Vec<u8>, kind: u8, id: u8, value: [u8; 8]) {
    let mut field = [kind, 0, id, 0, 0, 0, 0, 0, 0, 0, 0];
    field[3..].copy_from_slice(&value);
    out.extend_from_slice(&field);
}

impl Thrift for Binary {
    fn oneway(out: &mut Vec<u8>, name: &str, sequence: u32) {
        out.extend_from_slice(&VERSION);
        out.extend_from_slice(&[0, ONEWAY]);
        out.extend_from_slice(&length(name.len()));
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&sequence.to_be_bytes());
    }

    #[inline]
    fn open(out: &mut Vec<u8>, _: u8, id: u8) {
        out.extend_from_slice(&[STRUCT, 0, id]);
    }

    #[inline]
    fn list(out: &mut Vec<u8>, _: u8, id: u8, len: usize) {
        let [a, b, c, d] = length(len);
        out.extend_from_slice(&[LIST, 0, id, STRUCT, a, b, c, d]);
    }

    #[inline]
    fn counted(out: &mut Vec<u8>, last: u8, id: u8, structs: impl FnOnce(&mut Vec<u8>) -> usize) {
        Self::list(out, last, id, 0);
        let from = out.len();
        let len = structs(out);
        out[from - 4..from].copy_from_slice(&length(len));
    }

    #[inline]
    fn bytes(out: &mut Vec<u8>, _: u8, id: u8, value: &[u8]) {
        let [a, b, c, d] = length(value.len());
        out.extend_from_slice(&[STRING, 0, id, a, b, c, d]);
        out.extend_from_slice(value);
    }

    #[inline]
    fn i32(out: &mut Vec<u8>, _: u8, id: u8, value: i32) {
        let [a, b, c, d] = value.to_be_bytes();
        out.extend_from_slice(&[I32, 0, id, a, b, c, d]);
    }

    #[inline]
    fn i64(out: &mut Vec<u8>, _: u8, id: u8, value: i64) {
        eight(out, I64, id, value.to_be_bytes());
    }

    #[inline]
    fn double(out: &mut Vec<u8>, _: u8, id: u8, value: f64) {
        eight(out, DOUBLE, id, value.to_be_bytes());
    }

    #[inline]
    fn bool(out: &mut Vec<u8>, _: u8, id: u8, value: bool) {
        out.extend_from_slice(&[BOOL, 0, id, u8::from(value)]);
    }
}
