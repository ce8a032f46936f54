//! Which spans are wanted.

use std::{str::FromStr, time::Duration};

use traced_config::like;

use super::span::Span;

/// All that has to hold of a span.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Filter {
    /// Spans of this service; `*` and `?` stand for letters
    #[arg(long, value_name = "NAME")]
    pub(super) service: Option<String>,
    /// Spans of this operation; `*` and `?` stand for letters
    #[arg(long, value_name = "NAME")]
    pub(super) operation: Option<String>,
    /// Spans with this tag, or with any value of it; may be given more than once
    #[arg(long = "tag", value_name = "KEY[=VALUE]")]
    pub(super) tags: Vec<Tag>,
    /// Spans that took this long, such as `'>10ms'` or `'<=1s'`; may be given more than once
    #[arg(long = "duration", value_name = "LIMIT")]
    pub(super) durations: Vec<Limit>,
    /// Spans that failed
    #[arg(long)]
    pub(super) error: bool,
    /// Spans of the trace whose id begins like this
    #[arg(long, value_name = "ID")]
    pub(super) trace: Option<String>,
}

/// A tag, and a pattern for its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    key: String,
    value: Option<String>,
}

/// How long spans took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    MoreThan(Duration),
    AtLeast(Duration),
    LessThan(Duration),
    AtMost(Duration),
}

impl FromStr for Tag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (text, None),
        };
        if key.is_empty() {
            return Err("accepted is `key` or `key=value`".to_owned());
        }
        Ok(Self { key: key.to_owned(), value })
    }
}

type Make = fn(Duration) -> Limit;

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let signs: [(&str, Make); 4] =
            [(">=", Self::AtLeast), ("<=", Self::AtMost), (">", Self::MoreThan), ("<", Self::LessThan)];
        let (limit, make) = signs
            .into_iter()
            .find_map(|(sign, make)| Some((text.trim().strip_prefix(sign)?, make)))
            .unwrap_or((text, Self::AtLeast));
        let limit = traced_config::duration(limit);
        limit.map(make).ok_or_else(|| "accepted is a time with `>`, `>=`, `<` or `<=`, such as `>10ms`".to_owned())
    }
}

impl Limit {
    fn fits(self, took: Duration) -> bool {
        match self {
            Self::MoreThan(limit) => took > limit,
            Self::AtLeast(limit) => took >= limit,
            Self::LessThan(limit) => took < limit,
            Self::AtMost(limit) => took <= limit,
        }
    }
}

impl Filter {
    /// Whether it leaves everything.
    pub(super) fn is_empty(&self) -> bool {
        let Self { service, operation, tags, durations, error, trace } = self;
        service.is_none() && operation.is_none() && tags.is_empty() && durations.is_empty() && !error && trace.is_none()
    }

    pub(super) fn fits(&self, span: &Span) -> bool {
        let named = |pattern: &Option<String>, name: &str| pattern.as_deref().is_none_or(|pattern| like(pattern, name));
        let tagged = |tag: &Tag| {
            let fits = |value: &str| tag.value.as_deref().is_none_or(|pattern| like(pattern, value));
            span.tags.iter().any(|(key, value)| *key == tag.key && fits(value))
        };
        named(&self.service, &span.service)
            && named(&self.operation, &span.name)
            && self.tags.iter().all(tagged)
            && self.durations.iter().all(|limit| limit.fits(span.took()))
            && (!self.error || span.failure.is_some())
            && self.trace.as_deref().is_none_or(|id| span.trace.starts_with(&id.to_ascii_lowercase()))
    }
}
