//! The two sides of a call: where a request's span hangs, and who learns of it.

use std::{marker::PhantomData, sync::Arc};

use http::request;
use traced_runtime::{Kind, current, extract, inject};

use crate::{config::Config, record::Record, request_body::RequestBody};

/// Which side of a call a layer stands on: [`Server`] or [`Client`], or [`Measured`] if it measures requests' bodies too.
pub trait Side: Begin {
    /// What the service inside is given in place of a body.
    type Body<B>;

    /// Makes it.
    #[doc(hidden)]
    fn body<B>(body: B, begun: &Begun) -> Self::Body<B>;
}

/// What only this crate implements.
pub trait Begin {
    /// Begins the span of a request.
    #[doc(hidden)]
    fn begin(config: &Seat, request: &mut request::Parts) -> Begun;
}

macro_rules! untouched {
    ($($side:ty),*) => {$(
        impl Side for $side {
            type Body<B> = B;

            fn body<B>(body: B, _: &Begun) -> B {
                body
            }
        }
    )*};
}

untouched! { Server, Client }

impl<W: Begin> Side for Measured<W> {
    type Body<B> = RequestBody<B>;

    fn body<B>(body: B, Begun(record): &Begun) -> RequestBody<B> {
        RequestBody::new(body, record.reading())
    }
}

impl<W: Begin> Begin for Measured<W> {
    fn begin(config: &Seat, request: &mut request::Parts) -> Begun {
        W::begin(config, request)
    }
}

/// The settings, which are nobody else's.
#[derive(Debug)]
pub struct Seat(pub(crate) Arc<Config>);

/// A request's span, which is nobody else's.
#[derive(Debug)]
pub struct Begun(pub(crate) Record);

/// The side that is called.
#[derive(Debug)]
pub enum Server {}

/// The side that calls.
#[derive(Debug)]
pub enum Client {}

/// A side that measures the bodies of requests.
#[derive(Debug)]
pub struct Measured<W>(PhantomData<W>);

impl Begin for Server {
    fn begin(Seat(config): &Seat, request: &mut request::Parts) -> Begun {
        let (caller, refused) = match extract(&request.headers) {
            Ok(caller) => (caller, None),
            Err(error) => (error.rest(), Some(error)),
        };
        // Where the current span is in the caller's trace already, it is nearer: the layer stands there twice, or the caller is in this process.
        let here = current().context().trace_id();
        let caller = caller.filter(|caller| !here.is_valid() || caller.trace_id() != here);
        if !config.is_traced(request) {
            return Begun(Record::none(config, Kind::Server, caller));
        }
        let record = Record::start(config, Kind::Server, request, caller.as_ref());
        if let Some(error) = refused {
            // Not what was found: it may be anything.
            let message = format!("{} is not understood: expected {}", error.header, error.accepted);
            record.span().log([("event", "extract-failed".to_owned()), ("message", message)]);
        }
        Begun(record)
    }
}

impl Begin for Client {
    fn begin(Seat(config): &Seat, request: &mut request::Parts) -> Begun {
        if !config.is_traced(request) {
            return Begun(Record::none(config, Kind::Client, None));
        }
        let record = Record::start(config, Kind::Client, request, None);
        inject(&record.span().context(), &mut request.headers);
        Begun(record)
    }
}
