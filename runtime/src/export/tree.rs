//! Spans as a forest: who hangs below whom, in start order.

use std::collections::HashMap;

use crate::{
    data::SpanData,
    id::{SpanId, TraceId},
};

/// The shape of a set of spans. Spans whose parent is not among them are roots.
pub(crate) struct Tree<'a> {
    roots: Vec<&'a SpanData>,
    children: HashMap<(TraceId, SpanId), Vec<&'a SpanData>>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(spans: &'a [SpanData]) -> Self {
        let key = |span: &SpanData, id| (span.context.trace_id(), id);
        let known: std::collections::HashSet<_> = spans.iter().map(|span| key(span, span.context.span_id())).collect();
        let mut roots = Vec::new();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for span in spans {
            match span.parent_id.map(|id| key(span, id)).filter(|parent| known.contains(parent)) {
                Some(parent) => children.entry(parent).or_default().push(span),
                None => roots.push(span),
            }
        }
        roots.sort_by_key(|span| span.start);
        children.values_mut().for_each(|siblings| siblings.sort_by_key(|span| span.start));
        Self { roots, children }
    }

    /// Calls `visit` with each span and its depth, parents first. Not recursive: traces may be deep.
    pub(crate) fn walk(&self, mut visit: impl FnMut(&'a SpanData, usize)) {
        let mut stack: Vec<_> = self.roots.iter().rev().map(|span| (*span, 0)).collect();
        while let Some((span, depth)) = stack.pop() {
            visit(span, depth);
            if let Some(children) = self.children.get(&(span.context.trace_id(), span.context.span_id())) {
                stack.extend(children.iter().rev().map(|child| (*child, depth + 1)));
            }
        }
    }
}
