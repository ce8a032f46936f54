//! Parents and references other than the current span, as users name them.

use crate::{
    callsite::Callsite,
    context::{Reference, ReferenceKind, SpanContext},
    cursor, pipeline,
    propagation::ExtractError,
    strand::Strand,
};

/// What can be named as a parent or a reference: contexts, spans, and options of them.
pub trait AsContext {
    /// Its context; `None` names nothing.
    fn as_context(&self) -> Option<SpanContext>;
}

impl AsContext for SpanContext {
    fn as_context(&self) -> Option<SpanContext> {
        Some(self.clone()).filter(SpanContext::is_something)
    }
}

impl<T: AsContext + ?Sized> AsContext for &T {
    fn as_context(&self) -> Option<SpanContext> {
        (**self).as_context()
    }
}

impl<T: AsContext> AsContext for Option<T> {
    fn as_context(&self) -> Option<SpanContext> {
        self.as_ref().and_then(AsContext::as_context)
    }
}

/// Of an error, what is left.
impl<T: AsContext> AsContext for Result<T, ExtractError> {
    fn as_context(&self) -> Option<SpanContext> {
        match self {
            Ok(context) => context.as_context(),
            Err(error) => error.rest(),
        }
    }
}

/// What can be named as several references.
pub trait AsContexts {
    /// Their contexts.
    fn as_contexts(&self) -> Vec<SpanContext>;
}

impl<T: AsContext> AsContexts for T {
    fn as_contexts(&self) -> Vec<SpanContext> {
        self.as_context().filter(SpanContext::is_valid).into_iter().collect()
    }
}

impl<T: AsContext> AsContexts for [T] {
    fn as_contexts(&self) -> Vec<SpanContext> {
        self.iter().filter_map(AsContext::as_context).filter(SpanContext::is_valid).collect()
    }
}

macro_rules! several {
    ($($kind:ty, [$($generics:tt)*]);* $(;)?) => {$(
        impl<T: AsContext, $($generics)*> AsContexts for $kind {
            fn as_contexts(&self) -> Vec<SpanContext> {
                self.iter().filter_map(AsContext::as_context).filter(SpanContext::is_valid).collect()
            }
        }
    )*};
}

several! { Vec<T>, []; [T; N], [const N: usize] }

/// Where a span begins, if not simply below the current one. Built by the macro.
#[derive(Debug, Default)]
pub struct Origin {
    root: bool,
    parent: Option<SpanContext>,
    references: Vec<Reference>,
}

impl Origin {
    /// Below the current span, as usual.
    pub fn new() -> Self {
        Self::default()
    }

    /// A new trace.
    #[must_use]
    pub fn root(mut self) -> Self {
        self.root = true;
        self
    }

    /// Below this span; where it names none, below the current one.
    #[must_use]
    pub fn parent(mut self, parent: &(impl AsContext + ?Sized)) -> Self {
        self.parent = parent.as_context();
        self
    }

    /// Caused by these, which do not wait for it.
    #[must_use]
    pub fn follows_from(mut self, references: &(impl AsContexts + ?Sized)) -> Self {
        let kind = ReferenceKind::FollowsFrom;
        self.references.extend(references.as_contexts().into_iter().map(|context| Reference { kind, context }));
        self
    }

    /// Begins a strand where one is asked for; the inner `None` says there is none to be had.
    pub(crate) fn begin(&self, site: &'static Callsite) -> Option<(Option<&'static Strand>, Vec<Reference>)> {
        let mut references = self.references.clone();
        let strand = if self.root {
            pipeline::begin_root(site.name(), site.kind(), None)
        } else if let Some(parent) = &self.parent {
            if parent.is_valid() && pipeline::is_untrusted(parent) {
                references.push(Reference { kind: ReferenceKind::FollowsFrom, context: parent.clone() });
            }
            pipeline::begin_below(parent, site.name(), site.kind(), None)
        } else if self.references.is_empty() || cursor::get().strand.is_some() {
            return None;
        } else {
            // The first reference gives the trace where nothing else does (OpenTracing: start with references only).
            pipeline::begin_below(&self.references[0].context, site.name(), site.kind(), None)
        };
        Some((strand, references))
    }

    pub(crate) fn into_references(self) -> Vec<Reference> {
        self.references
    }
}
