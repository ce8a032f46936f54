//! Users' text, cut at a cap: formatting stops there, panics are caught, and nothing is recorded meanwhile.

use std::{
    fmt::{self, Write},
    mem::MaybeUninit,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use crate::{
    cursor,
    sync::fixed::{AtomicUsize, Ordering},
};

/// Bytes kept of an argument's value, unless something else is installed.
const VALUE_CAP: usize = 256;
/// Bytes that are kept of any text at most; and unless something else is installed, of what was recorded by hand, and of error messages.
pub(crate) const TEXT_CAP: usize = 1024;

static LONGEST_VALUE: AtomicUsize = AtomicUsize::new(VALUE_CAP);
static LONGEST_TEXT: AtomicUsize = AtomicUsize::new(TEXT_CAP);

/// Bytes to keep of an argument's value.
#[inline]
pub(crate) fn value_cap() -> usize {
    LONGEST_VALUE.load(Ordering::Relaxed)
}

/// Bytes to keep of text that was recorded by hand, and of error messages.
#[inline]
pub(crate) fn text_cap() -> usize {
    LONGEST_TEXT.load(Ordering::Relaxed)
}

/// Sets both, from now on.
pub(crate) fn set_caps(value: Option<usize>, text: Option<usize>) {
    LONGEST_VALUE.store(value.unwrap_or(VALUE_CAP).min(TEXT_CAP), Ordering::Relaxed);
    LONGEST_TEXT.store(text.unwrap_or(TEXT_CAP).min(TEXT_CAP), Ordering::Relaxed);
}

/// Writes that arrive after the end before the formatter is stopped by force. A formatter is expected to pass on the first refusal.
const PATIENCE: u32 = 64;

/// A stack buffer that refuses what passes its cap.
pub(crate) struct Text {
    bytes: [MaybeUninit<u8>; TEXT_CAP],
    len: usize,
    cap: usize,
    refused: u32,
}

/// The payload of the panic that stops a formatter that ignores refusals.
struct Stopped;

impl Text {
    /// An empty buffer with this cap, of at most `TEXT_CAP` bytes.
    #[inline]
    pub(crate) fn new(cap: usize) -> Self {
        Self { bytes: [MaybeUninit::uninit(); TEXT_CAP], len: 0, cap: cap.min(TEXT_CAP), refused: 0 }
    }

    /// What was written.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        // SAFETY: the first `len` bytes have been written, and `MaybeUninit<u8>` has the layout of `u8`.
        unsafe { std::slice::from_raw_parts(self.bytes.as_ptr().cast(), self.len) }
    }

    /// Whether something did not fit.
    #[cfg(test)]
    pub(crate) fn is_cut(&self) -> bool {
        self.refused > 0
    }

    /// Formats a user's value into the buffer; false where it panicked, and then nothing of it should be kept.
    pub(crate) fn format(&mut self, value: impl FnOnce(&mut Self) -> fmt::Result) -> bool {
        cursor::suspended(|| match catch_unwind(AssertUnwindSafe(|| value(self))) {
            // A refusal at the cap is an error to the formatter, but not to us; one before it is the value's own doing, and what
            // it has written until then is the best there is.
            Ok(_) => true,
            Err(payload) => {
                let stopped = payload.is::<Stopped>();
                // The payload is the user's, and so is its destructor.
                let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
                stopped
            }
        })
    }
}

impl Write for Text {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.cap - self.len;
        let kept = cut(text, room);
        // SAFETY: `MaybeUninit<u8>` has the layout of `u8`, and any byte will do for it.
        let kept_bytes = unsafe { std::slice::from_raw_parts(kept.as_ptr().cast::<MaybeUninit<u8>>(), kept.len()) };
        self.bytes[self.len..self.len + kept.len()].copy_from_slice(kept_bytes);
        self.len += kept.len();
        if kept.len() == text.len() {
            return Ok(());
        }
        // Nothing more fits, so that what stands there is a prefix of the text.
        self.cap = self.len;
        self.refused += 1;
        if self.refused > PATIENCE && cfg!(panic = "unwind") {
            resume_unwind(Box::new(Stopped));
        }
        Err(fmt::Error)
    }
}

/// The longest prefix of at most `cap` bytes that is valid text.
#[inline]
pub(crate) fn cut(text: &str, cap: usize) -> &str {
    if text.len() <= cap {
        return text;
    }
    let mut end = cap;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests;
