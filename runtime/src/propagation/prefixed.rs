//! Baggage with a header for each entry: Jaeger's `uberctx-*`, OpenTracing's `ot-baggage-*`.

use super::{
    carrier::{Extract, Inject},
    line::Line,
};
use crate::{
    baggage::{Baggage, Filling, MAX_BYTES, is_token},
    percent,
};

/// What becomes of values in carriers that do not take any text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// They are percent-encoded.
    Encoded,
    /// They are left out, unless they are what a header can hold.
    Plain,
}

pub(super) fn inject<C: Inject + ?Sized>(baggage: &Baggage, prefix: &str, values: Values, carrier: &mut C) {
    let any_text = carrier.takes_any_text();
    for (key, value) in baggage.iter().filter(|(key, _)| any_text || is_token(key)) {
        let mut name = Line::<64>::new();
        name.push(prefix.as_bytes());
        name.push(key.as_bytes());
        if any_text || (values == Values::Plain && is_header_value(value)) {
            carrier.set(name.as_str(), value);
        } else if values == Values::Encoded && percent::encoded_len(value) <= MAX_BYTES {
            let mut line = Line::<256>::new();
            percent::encode(value, |piece| line.push(piece));
            carrier.set(name.as_str(), line.as_str());
        }
    }
}

/// Keys become lower-case, as in the reference implementations: names of headers have no casing.
pub(super) fn extract<C: Extract + ?Sized>(prefix: &str, values: Values, carrier: &C) -> Baggage {
    let raw = values == Values::Plain || carrier.holds_any_text();
    let (mut filling, mut taken) = (None, 0);
    for name in carrier.keys() {
        let Some(key) = strip(name, prefix).filter(|key| !key.is_empty()) else { continue };
        let Some(value) = carrier.get(name) else { continue };
        // As it was sent, which may be longer than what is kept.
        if key.len() + value.len() > MAX_BYTES - taken {
            continue;
        }
        let lower = key.bytes().any(|byte| byte.is_ascii_uppercase()).then(|| key.to_ascii_lowercase());
        let key = lower.as_deref().unwrap_or(key);
        let filling = filling.get_or_insert_with(|| Filling::new(key.len() + value.len(), 4));
        let put = |text: &mut String| if raw { text.push_str(value) } else { percent::decode_into(value, text) };
        if filling.add(key, put, |_| ()) {
            taken += key.len() + value.len();
        }
    }
    filling.map(Filling::finish).unwrap_or_default()
}

fn strip<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, key) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(key)
}

/// RFC 7230 §3.2, without the bytes that nobody agrees on.
fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b' '..=b'~')) && value.trim_matches(' ').len() == value.len()
}
