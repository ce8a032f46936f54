//! W3C `baggage` (Baggage §3): `key=value;property,…`, values percent-encoded.

use super::{
    carrier::{Extract, Inject},
    found::Found,
    line::{Line, trimmed},
};
use crate::{
    baggage::{Baggage, Filling, MAX_BYTES, is_token},
    context::SpanContext,
    percent,
};

pub(super) const HEADER: &str = "baggage";

/// Entries whose keys are no tokens cannot be sent, and those that do not fit into 8192 bytes are not: each alone (§3.3.2).
#[inline]
pub(super) fn inject<C: Inject + ?Sized>(context: &SpanContext, carrier: &mut C) {
    if context.baggage().is_empty() {
        return;
    }
    let mut line = Line::<512>::new();
    for member in context.baggage().members().filter(|member| is_token(member.key)) {
        let comma = usize::from(!line.is_empty());
        let semicolon = usize::from(!member.properties.is_empty());
        let len = comma + member.key.len() + 1 + semicolon + member.properties.len();
        if line.len() + len + member.value.len() > MAX_BYTES
            || line.len() + len + percent::encoded_len(member.value) > MAX_BYTES
        {
            continue;
        }
        line.push(&b","[..comma]);
        line.push(member.key.as_bytes());
        line.push(b"=");
        percent::encode(member.value, |piece| line.push(piece));
        line.push(&b";"[..semicolon]);
        line.push(member.properties.as_bytes());
    }
    if !line.is_empty() {
        carrier.set(HEADER, line.as_str());
    }
}

/// Members that are malformed, or do not fit, are left out, each alone: baggage is not worth losing a trace for.
#[inline]
pub(super) fn extract<C: Extract + ?Sized>(carrier: &C) -> Option<Found> {
    let baggage = parse(carrier.get_all(HEADER));
    (!baggage.is_empty()).then(|| Found::baggage(baggage))
}

pub(super) fn parse<'a>(lines: impl Iterator<Item = &'a str>) -> Baggage {
    let (mut filling, mut taken) = (None, 0);
    for line in lines {
        let mut rest = line;
        while !rest.is_empty() && taken < MAX_BYTES {
            let (member, after) = rest.split_once(',').unwrap_or((rest, ""));
            rest = after;
            let member = trimmed(member);
            if member.len() > MAX_BYTES - taken {
                continue;
            }
            let filling = filling.get_or_insert_with(|| Filling::new(line.len(), line.len() / 12 + 1));
            if add(filling, member) {
                taken += member.len() + 1;
            }
        }
    }
    filling.map(Filling::finish).unwrap_or_default()
}

#[inline]
fn add(filling: &mut Filling, member: &str) -> bool {
    let (entry, properties) = member.split_once(';').unwrap_or((member, ""));
    let Some((key, value)) = entry.split_once('=') else { return false };
    let (key, value) = (trimmed(key), trimmed(value));
    is_token(key)
        && !has_controls(value)
        && filling.add(key, |text| percent::decode_into(value, text), |text| properties_into(properties, text))
}

fn has_controls(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_control())
}

/// As they are, without blanks around them; what may not stand in a header is escaped.
fn properties_into(properties: &str, out: &mut String) {
    let start = out.len();
    for property in properties.split(';') {
        let (name, value) = match property.split_once('=') {
            Some((name, value)) => (trimmed(name), Some(trimmed(value))),
            None => (trimmed(property), None),
        };
        if !is_token(name) {
            continue;
        }
        if out.len() > start {
            out.push(';');
        }
        out.push_str(name);
        let Some(value) = value else { continue };
        out.push('=');
        for c in value.chars() {
            // §3.3.1: baggage-octet.
            if matches!(c, '!' | '#'..='+' | '-'..=':' | '<'..='[' | ']'..='~') {
                out.push(c);
            } else {
                let mut bytes = [0; 4];
                out.extend(c.encode_utf8(&mut bytes).bytes().flat_map(percent::escaped).map(char::from));
            }
        }
    }
}
