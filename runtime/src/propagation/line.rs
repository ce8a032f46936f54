//! A header's value while it is written: on the stack, and only where it is long on the heap.

/// Text of mostly at most `N` bytes.
pub(super) struct Line<const N: usize> {
    short: [u8; N],
    len: usize,
    long: Vec<u8>,
}

impl<const N: usize> Line<N> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { short: [0; N], len: 0, long: Vec::new() }
    }

    #[inline]
    pub(super) fn push(&mut self, piece: &[u8]) {
        let end = self.len + piece.len();
        match self.short.get_mut(self.len..end) {
            Some(room) if self.long.is_empty() => room.copy_from_slice(piece),
            _ => self.push_long(piece),
        }
        self.len = end;
    }

    #[cold]
    fn push_long(&mut self, piece: &[u8]) {
        if self.long.is_empty() {
            self.long.extend_from_slice(&self.short[..self.len.min(N)]);
        }
        self.long.extend_from_slice(piece);
    }

    pub(super) fn push_hex(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.push(&super::hex::byte(*byte));
        }
    }

    pub(super) fn push_number(&mut self, mut number: u64) {
        let (mut digits, mut at) = ([0; 20], 20);
        while at == 20 || number > 0 {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.push(&digits[at..]);
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Pieces are whole characters, or ASCII.
    pub(super) fn as_str(&self) -> &str {
        let bytes = if self.long.is_empty() { &self.short[..self.len] } else { &self.long };
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Without the optional blanks of HTTP (RFC 7230 §3.2.3).
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
