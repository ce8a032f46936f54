//! What surrounds a message: whether it is compressed, how long it is ("Length-Prefixed-Message" of gRPC's specification).

use bytes::Bytes;
use traced_http::{Compression, gzip};

const HEAD: usize = 5;

/// A message as it travels; `None` if it is longer than can be said.
pub(super) fn framed(message: &[u8], compression: Compression) -> Option<Bytes> {
    let mut frame = Vec::with_capacity(HEAD + message.len());
    frame.resize(HEAD, 0);
    if compression == Compression::Gzip {
        frame[0] = 1;
        gzip(message, &mut frame);
    } else {
        frame.extend_from_slice(message);
    }
    let len = u32::try_from(frame.len() - HEAD).ok()?;
    frame[1..HEAD].copy_from_slice(&len.to_be_bytes());
    Some(frame.into())
}

/// The first message; nothing where it is not all there, or compressed, which nobody asked for.
pub(super) fn message(frames: &[u8]) -> &[u8] {
    let Some((&[0, a, b, c, d], rest)) = frames.split_first_chunk() else { return &[] };
    usize::try_from(u32::from_be_bytes([a, b, c, d])).ok().and_then(|len| rest.get(..len)).unwrap_or(&[])
}
