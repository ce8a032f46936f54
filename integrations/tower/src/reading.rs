//! `Reading`: what is known of a request's body while somebody reads it, who may be anywhere.

use std::{fmt::Display, sync::Arc};

use traced_runtime::{
    SpanContext,
    bridge::{self, Captured},
};

use crate::{config::Config, failure, fields};

/// Writes once, when the body is over.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The request's span, until then.
    span: Option<SpanContext>,
    config: Arc<Config>,
    bytes: u64,
}

impl Reading {
    pub(crate) fn new(span: Option<SpanContext>, config: Arc<Config>) -> Self {
        Self { span, config, bytes: 0 }
    }

    /// So many bytes were read.
    pub(crate) fn data(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// It was read to its end.
    pub(crate) fn end(&mut self) {
        let Some(span) = self.span.take() else { return };
        bridge::on_context(&span, |writer| writer.nth_tag(fields::REQUEST_SIZE, Captured::U64(self.bytes)));
    }

    /// It cannot be read to its end; whether that makes the request fail is for the service to say.
    pub(crate) fn fail<E: Display + 'static>(&mut self, error: &E) {
        let Some(span) = self.span.take() else { return };
        bridge::on_context(&span, |writer| writer.log(&failure::fields(error, &self.config.errors)));
    }
}
