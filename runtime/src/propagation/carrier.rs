//! Carriers: what a context is written into and read from. Names of headers are the same in any casing.

use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher,
};

/// A carrier that a context can be written into (OpenTracing `inject`).
///
/// ```
/// use traced_runtime::Inject;
///
/// struct Lines(String);
///
/// impl Inject for Lines {
///     fn set(&mut self, key: &str, value: &str) {
///         self.0.push_str(&format!("{key}: {value}\r\n"));
///     }
/// }
/// ```
pub trait Inject {
    /// Sets a header, in place of one that is there.
    fn set(&mut self, key: &str, value: &str);

    /// Whether values may be any text (OpenTracing's `TEXT_MAP`). HTTP headers, the default, may not.
    fn takes_any_text(&self) -> bool {
        false
    }
}

/// A carrier that a context can be read from (OpenTracing `extract`).
///
/// ```
/// use traced_runtime::Extract;
///
/// struct Lines<'a>(Vec<(&'a str, &'a str)>);
///
/// impl Extract for Lines<'_> {
///     fn get(&self, key: &str) -> Option<&str> {
///         self.get_all(key).next()
///     }
///
///     fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
///         self.0.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| *value)
///     }
///
///     fn keys(&self) -> impl Iterator<Item = &str> {
///         self.0.iter().map(|(name, _)| *name)
///     }
/// }
/// ```
pub trait Extract {
    /// The value of a header, whatever the casing of its name; the first, where it is repeated.
    fn get(&self, key: &str) -> Option<&str>;

    /// All values of a header, in their order. Where a carrier can hold a header twice, this must show it: some formats go by it.
    fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        self.get(key).into_iter()
    }

    /// The names of all headers.
    fn keys(&self) -> impl Iterator<Item = &str>;

    /// Whether values are any text (OpenTracing's `TEXT_MAP`). Those of HTTP headers, the default, are not.
    fn holds_any_text(&self) -> bool {
        false
    }
}

/// Makes of a carrier a text map in OpenTracing's sense (`TEXT_MAP`): baggage of Jaeger and OpenTracing stands in it as it is, not
/// percent-encoded as in HTTP headers.
///
/// ```
/// use std::collections::HashMap;
/// use traced_runtime::{Baggage, Propagation, SpanContext, SpanId, TextMap, TraceId};
///
/// let context = SpanContext::new(TraceId::new(1), SpanId::new(2), true).with_baggage(Baggage::new().with("k1", "v 1"));
/// let mut map = HashMap::new();
/// Propagation::Jaeger.inject(&context, &mut TextMap(&mut map));
/// assert_eq!(map["uberctx-k1"], "v 1");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TextMap<T>(pub T);

impl<T: Inject> Inject for TextMap<T> {
    fn set(&mut self, key: &str, value: &str) {
        self.0.set(key, value);
    }

    fn takes_any_text(&self) -> bool {
        true
    }
}

impl<T: Extract> Extract for TextMap<T> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)
    }

    fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        self.0.get_all(key)
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys()
    }

    fn holds_any_text(&self) -> bool {
        true
    }
}

impl<T: Inject + ?Sized> Inject for &mut T {
    fn set(&mut self, key: &str, value: &str) {
        (**self).set(key, value);
    }

    fn takes_any_text(&self) -> bool {
        (**self).takes_any_text()
    }
}

macro_rules! extract_through {
    ($reference:ty) => {
        impl<T: Extract + ?Sized> Extract for $reference {
            fn get(&self, key: &str) -> Option<&str> {
                (**self).get(key)
            }

            fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
                (**self).get_all(key)
            }

            fn keys(&self) -> impl Iterator<Item = &str> {
                (**self).keys()
            }

            fn holds_any_text(&self) -> bool {
                (**self).holds_any_text()
            }
        }
    };
}

extract_through!(&T);
extract_through!(&mut T);

macro_rules! map {
    ([$($generics:tt)*] $carrier:ty) => {
        impl<$($generics)*> Inject for $carrier {
            fn set(&mut self, key: &str, value: &str) {
                match self.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
                    Some((_, old)) => value.clone_into(old),
                    None => {
                        self.insert(key.to_owned(), value.to_owned());
                    }
                }
            }
        }
    };
}

macro_rules! extract_pairs {
    ([$($generics:tt)*] $carrier:ty) => {
        impl<$($generics)*> Extract for $carrier {
            #[inline]
            fn get(&self, key: &str) -> Option<&str> {
                self.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
            }

            #[inline]
            fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
                self.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
            }

            #[inline]
            fn keys(&self) -> impl Iterator<Item = &str> {
                self.iter().map(|(name, _)| name.as_str())
            }
        }
    };
}

map! { [S: BuildHasher] HashMap<String, String, S> }
map! { [] BTreeMap<String, String> }
extract_pairs! { [S: BuildHasher] HashMap<String, String, S> }
extract_pairs! { [] BTreeMap<String, String> }
extract_pairs! { [] Vec<(String, String)> }

/// Of a header that is there more than once one is left.
impl Inject for Vec<(String, String)> {
    fn set(&mut self, key: &str, value: &str) {
        let Some(first) = self.iter().position(|(name, _)| name.eq_ignore_ascii_case(key)) else {
            return self.push((key.to_owned(), value.to_owned()));
        };
        value.clone_into(&mut self[first].1);
        let mut index = 0;
        self.retain(|(name, _)| {
            index += 1;
            index <= first + 1 || !name.eq_ignore_ascii_case(key)
        });
    }
}

/// Values that are no HTTP header values are left out; none of our formats writes any.
#[cfg(feature = "http")]
impl Inject for http::HeaderMap {
    fn set(&mut self, key: &str, value: &str) {
        let name = http::HeaderName::from_bytes(key.as_bytes());
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_str(value)) {
            self.insert(name, value);
        }
    }
}

/// The names that are looked for in every request, so that they are not parsed each time.
#[cfg(feature = "http")]
#[inline]
fn w3c(key: &str) -> Option<&'static http::HeaderName> {
    use http::HeaderName;
    static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
    static TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
    static BAGGAGE: HeaderName = HeaderName::from_static("baggage");
    Some(match key {
        "traceparent" => &TRACEPARENT,
        "tracestate" => &TRACESTATE,
        "baggage" => &BAGGAGE,
        _ => return None,
    })
}

#[cfg(feature = "http")]
impl Extract for http::HeaderMap {
    fn get(&self, key: &str) -> Option<&str> {
        Extract::get_all(self, key).next()
    }

    fn get_all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        // Bytes that are no text are there, and are nothing that any format accepts.
        let text = |value: &'a http::HeaderValue| std::str::from_utf8(value.as_bytes()).unwrap_or("\u{fffd}");
        let values = match w3c(key) {
            Some(name) => http::HeaderMap::get_all(self, name),
            None => http::HeaderMap::get_all(self, key),
        };
        values.into_iter().map(text)
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        http::HeaderMap::keys(self).map(http::HeaderName::as_str)
    }
}
