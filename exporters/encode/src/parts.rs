//! A batch in parts, each no larger than a limit.

use traced_runtime::export::SpanView;

/// One request's body, or one line of a file.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The bytes.
    pub body: &'a [u8],
    /// How many spans are in them. None: there are no more.
    pub spans: usize,
}

/// Where a batch is cut: remembers the span that did not fit any more, which is the next part's first.
#[derive(Debug, Default)]
pub struct Parts {
    carried: Vec<u8>,
}

impl Parts {
    /// Begins a batch.
    pub fn start(&mut self) {
        self.carried.clear();
    }

    /// Appends the next spans to `body`, as many as fit into `limit` bytes in all, but always one: how many they are.
    #[inline]
    pub fn fill<'a>(
        &mut self,
        body: &mut Vec<u8>,
        views: &mut (impl Iterator<Item = SpanView<'a>> + ?Sized),
        limit: usize,
        mut span: impl FnMut(&mut Vec<u8>, SpanView<'a>),
    ) -> usize {
        let mut spans = usize::from(!self.carried.is_empty());
        body.append(&mut self.carried);
        for view in views {
            let from = body.len();
            span(body, view);
            if body.len() > limit && spans > 0 {
                self.carried.extend_from_slice(&body[from..]);
                body.truncate(from);
                break;
            }
            spans += 1;
        }
        spans
    }
}
