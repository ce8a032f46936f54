//! Spans as a forest: who hangs below whom, in start order.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::{
    data::SpanData,
    id::{SpanId, TraceId},
    outcome::Outcome,
};

type Key = (TraceId, SpanId);

/// The shape of a set of spans. Spans whose parent is not among them are roots.
pub(crate) struct Tree<'a> {
    roots: Vec<&'a SpanData>,
    children: HashMap<Key, Vec<&'a SpanData>>,
}

/// A line of a shortened tree.
#[derive(Clone, Copy)]
pub(crate) enum Line<'a> {
    Span(&'a SpanData),
    /// Here were so many more of this name, and with all that is below them so many spans.
    More {
        name: &'a str,
        count: usize,
        spans: usize,
    },
}

/// A span with everything below it.
#[derive(Clone, Copy, Default)]
struct Weight {
    spans: usize,
    failed: bool,
}

fn key(span: &SpanData) -> Key {
    (span.context.trace_id(), span.context.span_id())
}

impl<'a> Tree<'a> {
    pub(crate) fn new(spans: &'a [SpanData]) -> Self {
        let known: HashSet<_> = spans.iter().map(key).collect();
        let mut roots = Vec::new();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for span in spans {
            match span.parent_id.map(|id| (span.context.trace_id(), id)).filter(|parent| known.contains(parent)) {
                Some(parent) => children.entry(parent).or_default().push(span),
                None => roots.push(span),
            }
        }
        roots.sort_by_key(|span| span.start);
        children.values_mut().for_each(|siblings| siblings.sort_by_key(|span| span.start));
        Self { roots, children }
    }

    fn children(&self, span: &SpanData) -> &[&'a SpanData] {
        self.children.get(&key(span)).map_or(&[], Vec::as_slice)
    }

    /// Calls `visit` with each span and its depth, parents first. Not recursive: traces may be deep.
    pub(crate) fn walk(&self, mut visit: impl FnMut(&'a SpanData, usize)) {
        let mut stack: Vec<_> = self.roots.iter().rev().map(|span| (*span, 0)).collect();
        while let Some((span, depth)) = stack.pop() {
            visit(span, depth);
            stack.extend(self.children(span).iter().rev().map(|child| (*child, depth + 1)));
        }
    }

    /// As [`walk`](Self::walk), with at most `most` spans of one name below one parent: those below which something failed first, then
    /// the slowest.
    pub(crate) fn walk_some(&self, most: usize, mut visit: impl FnMut(Line<'a>, usize)) {
        let weights = self.weights();
        let mut stack: Vec<_> = self.roots.iter().rev().map(|span| (Line::Span(span), 0)).collect();
        while let Some((line, depth)) = stack.pop() {
            visit(line, depth);
            if let Line::Span(span) = line {
                stack.extend(
                    shorten(self.children(span), most, &weights).into_iter().rev().map(|line| (line, depth + 1)),
                );
            }
        }
    }

    /// What each span weighs: children come after their parents in a walk, so from its end all children are known before their parent.
    fn weights(&self) -> HashMap<Key, Weight> {
        let mut order = Vec::new();
        self.walk(|span, _| order.push(span));
        let mut weights = HashMap::<Key, Weight>::new();
        for span in order.into_iter().rev() {
            let below = self.children(span).iter().filter_map(|child| weights.get(&key(child)));
            let mut weight = Weight { spans: 1, failed: matches!(span.outcome, Outcome::Errored | Outcome::Panicked) };
            below.for_each(|child| {
                weight.spans += child.spans;
                weight.failed |= child.failed;
            });
            weights.insert(key(span), weight);
        }
        weights
    }
}

/// The lines for some siblings.
fn shorten<'a>(siblings: &[&'a SpanData], most: usize, weights: &HashMap<Key, Weight>) -> Vec<Line<'a>> {
    let weight = |span: &SpanData| weights.get(&key(span)).copied().unwrap_or_default();
    let mut alike: HashMap<&'a str, Vec<&'a SpanData>> = HashMap::new();
    for span in siblings {
        alike.entry(&span.name).or_default().push(span);
    }
    let mut hidden = HashSet::new();
    let mut more = HashMap::new();
    for (name, mut spans) in alike.into_iter().filter(|(_, spans)| spans.len() > most) {
        spans.sort_by_key(|span| Reverse((weight(span).failed, took(span))));
        let rest = spans.split_off(most);
        let last = siblings.iter().rev().find(|span| span.name == name).map(|span| key(span));
        let spans = rest.iter().map(|span| weight(span).spans).sum();
        more.extend(last.map(|last| (last, Line::More { name, count: rest.len(), spans })));
        hidden.extend(rest.into_iter().map(key));
    }
    let lines = |span: &&'a SpanData| {
        let shown = (!hidden.contains(&key(span))).then_some(Line::Span(span));
        shown.into_iter().chain(more.get(&key(span)).copied()).collect::<Vec<_>>()
    };
    siblings.iter().flat_map(lines).collect()
}

fn took(span: &SpanData) -> Duration {
    span.end.duration_since(span.start).unwrap_or_default()
}
