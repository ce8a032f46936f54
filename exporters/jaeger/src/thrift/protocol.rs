//! What one of Thrift's protocols can write.

/// Fields of structs, at the end of a buffer. A field has a number, and knows that of the field before it in its struct: 0 where it is the first.
pub trait Thrift {
    /// What a oneway call begins with, up to its arguments.
    fn oneway(out: &mut Vec<u8>, name: &str, sequence: u32);

    /// The beginning of a struct in a field; it ends with a [stop](Self::stop).
    fn open(out: &mut Vec<u8>, last: u8, id: u8);

    /// The end of a struct.
    #[inline]
    fn stop(out: &mut Vec<u8>) {
        out.push(0);
    }

    /// The beginning of a list of so many structs.
    fn list(out: &mut Vec<u8>, last: u8, id: u8, len: usize);

    /// A list of structs the number of which is known once they are written: `structs` says it.
    fn counted(out: &mut Vec<u8>, last: u8, id: u8, structs: impl FnOnce(&mut Vec<u8>) -> usize);

    /// Text or bytes.
    fn bytes(out: &mut Vec<u8>, last: u8, id: u8, value: &[u8]);

    /// A whole number of 32 bits.
    fn i32(out: &mut Vec<u8>, last: u8, id: u8, value: i32);

    /// A whole number of 64 bits.
    fn i64(out: &mut Vec<u8>, last: u8, id: u8, value: i64);

    /// A floating point number.
    fn double(out: &mut Vec<u8>, last: u8, id: u8, value: f64);

    /// A boolean.
    fn bool(out: &mut Vec<u8>, last: u8, id: u8, value: bool);
}
