//! The form of what stands in a strand's arena beside the slots: tags, logs, names, references.
//!
//! A record is an 8-byte header — the slot's index, the payload's length, a class and kind byte, a key byte — and a payload padded
//! to 8 bytes. A key the macro knows is its position in the callsite's field table; others stand in front of the value.

/// Bytes of a record's header.
pub(crate) const HEADER: usize = 8;
/// Payloads are padded to this.
pub(crate) const UNIT: usize = 8;

/// The key byte of a key that stands in the payload as `u16` length and text.
pub(crate) const KEY_INLINE: u8 = 255;
/// The key byte of a `&'static str` key: its address and length stand in the payload.
pub(crate) const KEY_STATIC: u8 = 254;
/// The key byte of records that have none.
pub(crate) const KEY_NONE: u8 = 253;
/// Field indices are below this; later fields get static keys.
pub(crate) const KEY_FIELDS: usize = 253;

/// A tag; the kind is the value's.
pub(crate) const TAG: u8 = 0x00;
/// A field of the log that was opened last on this slot.
pub(crate) const FIELD: u8 = 0x10;
/// A log: ticks, or unix nanoseconds where the kind is `BY_HAND`.
pub(crate) const LOG: u8 = 0x20;
/// A new operation name.
pub(crate) const NAME: u8 = 0x30;
/// A reference: trace id, span id, flags; the kind is `ReferenceKind`'s.
pub(crate) const REFERENCE: u8 = 0x40;
/// An explicit time in unix nanoseconds; the kind is `START` or `END`.
pub(crate) const TIME: u8 = 0x50;
/// The span's kind, as one byte.
pub(crate) const KIND: u8 = 0x60;
/// An error: its type's name (address and length), and the message; becomes a log.
pub(crate) const ERROR: u8 = 0x70;
/// The `source()`s of the error before it, as an array.
pub(crate) const SOURCE: u8 = 0x80;
/// Not to be exported.
pub(crate) const DISCARD: u8 = 0x90;
/// Marks the span as failed.
pub(crate) const FAILED: u8 = 0xA0;
/// Taken by the collector: to be passed over.
pub(crate) const CONSUMED: u8 = 0xF0;

pub(crate) const CLASS: u8 = 0xF0;
pub(crate) const BY_HAND: u8 = 1;
pub(crate) const START: u8 = 0;
pub(crate) const END: u8 = 1;

/// A header as it stands in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The slot's index; in a batch, the word at which the span's next record starts.
    pub(crate) slot: u32,
    pub(crate) len: u16,
    pub(crate) class: u8,
    pub(crate) key: u8,
}

impl Header {
    pub(crate) const fn to_word(self) -> u64 {
        self.slot as u64 | (self.len as u64) << 32 | (self.class as u64) << 48 | (self.key as u64) << 56
    }

    pub(crate) const fn from_word(word: u64) -> Self {
        Self { slot: word as u32, len: (word >> 32) as u16, class: (word >> 48) as u8, key: (word >> 56) as u8 }
    }

    /// Bytes of the whole record.
    pub(crate) const fn size(self) -> usize {
        HEADER + (self.len as usize).next_multiple_of(UNIT)
    }
}

/// Whether two records are tags of the same key.
pub(crate) fn same_tag(one: &[u64], other: &[u64]) -> bool {
    let header =
        |record: &[u64]| record.first().map(|word| Header::from_word(*word)).filter(|h| h.class & CLASS == TAG);
    let (Some(a), Some(b)) = (header(one), header(other)) else { return false };
    a.key == b.key
        && match a.key {
            KEY_STATIC => one.get(1..3) == other.get(1..3),
            KEY_INLINE => {
                // Its length, and its text.
                let len = one.get(1).map_or(0, |word| {
                    usize::from(u16::from_ne_bytes([word.to_ne_bytes()[0], word.to_ne_bytes()[1]])) + 2
                });
                key_bytes(one).take(len).eq(key_bytes(other).take(len))
            }
            _ => true,
        }
}

fn key_bytes(record: &[u64]) -> impl Iterator<Item = u8> + '_ {
    record[1..].iter().flat_map(|word| word.to_ne_bytes())
}

#[cfg(test)]
mod tests;
