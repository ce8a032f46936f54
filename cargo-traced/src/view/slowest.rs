//! The spans that took longest.

use std::fmt::Write as _;

use super::{
    filter::Filter,
    shown::{escaped, short},
    span::Span,
};
use crate::output::{BAD, DIM, NAME, paint};

pub(super) fn table(spans: &[Span], filter: &Filter, most: usize) -> String {
    let mut fitting: Vec<_> = spans.iter().filter(|span| filter.fits(span)).collect();
    fitting.sort_by_key(|span| (std::cmp::Reverse(span.took()), span.start, span.id.clone()));
    let head = format!("{:>9}  {:30}  {:16}  {:32}  span", "took", "operation", "service", "trace");
    let mut text = format!("{}\n", paint(DIM, head));
    for span in fitting.into_iter().take(most) {
        let name = paint(NAME, format_args!("{:30}", escaped(&span.name)));
        let failed = if span.failure.is_some() { format!("  {}", paint(BAD, "!error")) } else { String::new() };
        let (took, service) = (short(span.took()), escaped(&span.service));
        let (trace, id) = (escaped(&span.trace), escaped(&span.id));
        // Writing to a string does not fail.
        let _ = writeln!(text, "{took:>9}  {name}  {service:16}  {trace:32}  {id}{failed}");
    }
    text
}
