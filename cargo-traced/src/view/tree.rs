//! Traces as trees.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

use anstyle::{AnsiColor, Style};

use super::{
    filter::Filter,
    shown::{escaped, short, time, value},
    span::{Log, Span},
};
use crate::output::{BAD, DIM, NAME, WARN, paint};

const KEY: Style = AnsiColor::Cyan.on_default();

/// How trees are drawn.
pub(super) struct Trees<'a> {
    pub(super) filter: &'a Filter,
    /// Whether tags that say where in the code a span is from are shown.
    pub(super) code: bool,
    pub(super) most: usize,
}

impl Trees<'_> {
    /// The traces in which something fits, in the order of their beginnings; and how many there would be.
    pub(super) fn draw(&self, spans: &[Span]) -> (String, usize) {
        let mut traces: HashMap<&str, Vec<&Span>> = HashMap::new();
        for span in spans {
            traces.entry(&span.trace).or_default().push(span);
        }
        traces.retain(|_, spans| spans.iter().any(|span| self.filter.fits(span)));
        let mut traces: Vec<_> = traces.into_values().collect();
        traces.iter_mut().for_each(|spans| spans.sort_by_key(|span| (span.start, span.id.clone())));
        traces.sort_by_key(|spans| spans.first().map(|span| (span.start, span.trace.clone())));
        let texts: Vec<_> = traces.iter().take(self.most).map(|spans| self.trace(spans)).collect();
        (texts.join("\n"), traces.len())
    }

    fn trace(&self, spans: &[&Span]) -> String {
        let ids: HashSet<&str> = spans.iter().map(|span| &*span.id).collect();
        let mut below: HashMap<&str, Vec<&Span>> = HashMap::new();
        // What has no parent here is drawn like a root.
        let mut roots = Vec::new();
        for span in spans {
            match ids.get(&*span.parent) {
                Some(parent) if *parent != span.id => below.entry(parent).or_default().push(span),
                _ => roots.push(*span),
            }
        }
        let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(0);
        let mut services: Vec<_> = spans.iter().map(|span| &*span.service).collect();
        services.sort_unstable();
        services.dedup();
        let count = if spans.len() == 1 { "1 span".to_owned() } else { format!("{} spans", spans.len()) };
        let id = spans.first().map_or("", |span| &span.trace);
        let took = short(std::time::Duration::from_nanos(end.saturating_sub(start)));
        let head = format!("trace {id} of {}: {count}, {took}, {}", services.join(", "), time(start));
        let mut text = format!("{}\n", paint(DIM, escaped(&head)));
        let mut stack: Vec<_> = roots.into_iter().rev().map(|span| (span, 0, "")).collect();
        let mut drawn = HashSet::new();
        while let Some((span, depth, service)) = stack.pop() {
            // A span that was written twice.
            if !drawn.insert(std::ptr::from_ref(span)) {
                continue;
            }
            self.span(&mut text, span, depth, service, spans.first().map_or(0, |_| end.saturating_sub(start)));
            let children = below.remove(&*span.id).unwrap_or_default();
            stack.extend(children.into_iter().rev().map(|child| (child, depth + 1, &*span.service)));
        }
        // What is its own ancestor has no root; nothing is kept back.
        for span in spans.iter().filter(|span| !drawn.contains(&std::ptr::from_ref::<Span>(span))) {
            self.span(&mut text, span, 0, "", 0);
        }
        text
    }

    fn span(&self, text: &mut String, span: &Span, depth: usize, above: &str, longest: u64) {
        let took = span.took();
        let slow = depth > 0 && took.as_nanos() * 2 >= u128::from(longest) && longest > 0;
        let fits = !self.filter.is_empty() && self.filter.fits(span);
        let name = if fits { NAME.underline() } else { NAME };
        let indent = depth * 2;
        *text += &paint(if slow { WARN } else { DIM }, format_args!("{:>9}", short(took)));
        let _ = write!(text, " {:indent$}{}", "", paint(name, escaped(&span.name)));
        // Where a trace goes on in another service.
        if !above.is_empty() && *span.service != *above {
            let _ = write!(text, " {}", paint(DIM, format_args!("@{}", escaped(&span.service))));
        }
        let is_shown = |key: &str| self.code || !key.starts_with("code.");
        for (key, tag) in span.tags.iter().filter(|(key, _)| is_shown(key)) {
            let _ = write!(text, " {}={}", paint(KEY, escaped(key)), value(tag));
        }
        if let Some(failure) = &span.failure {
            let shown = if failure.is_empty() { "!error".to_owned() } else { format!("!{}", escaped(failure)) };
            let _ = write!(text, " {}", paint(BAD, shown));
        }
        text.push('\n');
        span.logs.iter().for_each(|log| self.log(text, span, log, indent));
    }

    fn log(&self, text: &mut String, span: &Span, log: &Log, indent: usize) {
        let after = short(std::time::Duration::from_nanos(log.time.saturating_sub(span.start)));
        let mark = if log.name == "exception" { BAD } else { DIM };
        let _ =
            write!(text, "{:>12}{:indent$}{} {}", "", "", paint(mark, format_args!("+{after}")), escaped(&log.name));
        let is_shown = |key: &str| self.code || (!key.starts_with("code.") && key != "exception.stacktrace");
        for (key, field) in log.fields.iter().filter(|(key, _)| is_shown(key)) {
            let _ = write!(text, " {}={}", paint(DIM, escaped(key)), value(field));
        }
        text.push('\n');
    }
}
