//! `Baggage`: key:value pairs that accompany a trace, in one piece of text.

use std::{borrow::Cow, fmt, sync::Arc};

use crate::percent;

/// Key:value pairs that accompany a trace within and across processes (OpenTracing; W3C Baggage).
///
/// Cheap to clone. Never written as tags by itself. At most 64 entries are set and 8192 bytes kept (W3C Baggage §3.3.2); what another process
/// sent is passed on where it has more entries but not more bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Baggage {
    members: Option<Arc<Members>>,
}

/// Keys, values and properties, one after the other, and where each ends.
#[derive(Default, PartialEq, Eq)]
struct Members {
    text: String,
    ends: Vec<[u16; 3]>,
}

/// One entry.
#[derive(Clone, Copy)]
pub(crate) struct Member<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
    /// As they stand in a header: `name;other=v%201`.
    pub(crate) properties: &'a str,
}

/// W3C Baggage §3.3.2: a platform must propagate at least this many members…
const MAX_ENTRIES: usize = 64;
/// …and this many bytes; we keep no more.
pub(crate) const MAX_BYTES: usize = 8192;
/// What others sent is passed on up to here: as many members of 15 bytes as there is room for (W3C's own test).
const MAX_RECEIVED: usize = 512;

impl Baggage {
    /// No entries.
    pub const fn new() -> Self {
        Self { members: None }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(k, _)| *k == key).map(|(_, v)| v)
    }

    /// The entries, in the order in which their keys were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members().map(|member| (member.key, member.value))
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = Member<'_>> {
        let mut start = 0;
        self.members.iter().flat_map(|members| members.ends.iter().map(|ends| (&members.text, ends))).map(
            move |(text, ends)| {
                let [key, value, properties] = ends.map(usize::from);
                let from = std::mem::replace(&mut start, properties);
                Member { key: &text[from..key], value: &text[key..value], properties: &text[value..properties] }
            },
        )
    }

    /// The properties of a key's value, in their order: names, and values where they have any (W3C Baggage §3.3.1.4). They are passed on, and
    /// mean nothing here.
    ///
    /// ```
    /// use traced_runtime::Baggage;
    /// let baggage = Baggage::new().with_properties("user", "jo", [("ttl", Some("30 s")), ("private", None)]);
    /// let properties: Vec<_> = baggage.properties("user").collect();
    /// assert_eq!(properties, [("ttl", Some("30 s".into())), ("private", None)]);
    /// ```
    pub fn properties(&self, key: &str) -> impl Iterator<Item = (&str, Option<Cow<'_, str>>)> {
        let properties = self.members().find(|member| member.key == key).map_or("", |member| member.properties);
        properties.split(';').filter(|property| !property.is_empty()).map(|property| match property.split_once('=') {
            Some((name, value)) if value.contains('%') => {
                let mut decoded = String::with_capacity(value.len());
                percent::decode_into(value, &mut decoded);
                (name, Some(decoded.into()))
            }
            Some((name, value)) => (name, Some(value.into())),
            None => (property, None),
        })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.members.as_ref().map_or(0, |members| members.ends.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same with one more entry, or with that key's value replaced; unchanged where a limit would be passed.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        self.with_member(Member { key, value, properties: "" })
    }

    /// As [`with`](Self::with), with properties for those who read the value elsewhere. Names that are no tokens (RFC 7230 §3.2.6) are left out.
    #[must_use]
    pub fn with_properties<'a>(
        &self,
        key: &str,
        value: &str,
        properties: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Self {
        let mut text = Vec::new();
        for (name, value) in properties.into_iter().filter(|(name, _)| is_token(name)) {
            if !text.is_empty() {
                text.push(b';');
            }
            text.extend_from_slice(name.as_bytes());
            if let Some(value) = value {
                text.push(b'=');
                percent::encode(value, |piece| text.extend_from_slice(piece));
            }
        }
        let properties = std::str::from_utf8(&text).unwrap_or_default();
        self.with_member(Member { key, value, properties })
    }

    fn with_member(&self, new: Member<'_>) -> Self {
        let replaces = self.get(new.key).is_some();
        let text = self.members.as_ref().map_or(0, |members| members.text.len());
        let mut filling = Filling::new(text + new.key.len() + new.value.len() + new.properties.len(), self.len() + 1);
        let others = self.members().map(|member| if member.key == new.key { new } else { member });
        let added = (!replaces).then_some(new);
        let fits = others.chain(added).all(|member| {
            filling.add(member.key, |text| text.push_str(member.value), |text| text.push_str(member.properties))
        });
        if fits && (replaces || self.len() < MAX_ENTRIES) { filling.finish() } else { self.clone() }
    }
}

impl fmt::Debug for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: AsRef<str>, V: AsRef<str>> FromIterator<(K, V)> for Baggage {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        entries.into_iter().fold(Self::new(), |baggage, (k, v)| baggage.with(k.as_ref(), v.as_ref()))
    }
}

/// Baggage that is being read from somewhere.
pub(crate) struct Filling(Members);

impl Filling {
    /// With room for so much text and so many members, as far as the limits go.
    pub(crate) fn new(text: usize, members: usize) -> Self {
        Self(Members {
            text: String::with_capacity(text.min(MAX_BYTES)),
            ends: Vec::with_capacity(members.min(MAX_RECEIVED)),
        })
    }

    /// Adds an entry whose value and properties are appended by these; the last of a key wins. False where it does not fit, and is left out.
    pub(crate) fn add(
        &mut self,
        key: &str,
        value: impl FnOnce(&mut String),
        properties: impl FnOnce(&mut String),
    ) -> bool {
        let Members { text, ends } = &mut self.0;
        let start = text.len();
        if ends.len() == MAX_RECEIVED || start + key.len() > MAX_BYTES {
            return false;
        }
        text.push_str(key);
        let mut end = [text.len(); 3];
        value(text);
        end[1] = text.len();
        properties(text);
        end[2] = text.len();
        // Each has an `=`, and all but the last a comma.
        if end[2] + 2 * ends.len() + 1 > MAX_BYTES {
            text.truncate(start);
            return false;
        }
        ends.push(end.map(|end| end as u16));
        self.keep_last();
        true
    }

    /// Removes the member that has the key of the last one.
    fn keep_last(&mut self) {
        let Members { text, ends } = &mut self.0;
        let Some((last, earlier)) = ends.split_last() else { return };
        let start_of = |index: usize| index.checked_sub(1).map_or(0, |before| usize::from(earlier[before][2]));
        let key = &text[start_of(earlier.len())..usize::from(last[0])];
        let same = |index: &usize| &text[start_of(*index)..usize::from(earlier[*index][0])] == key;
        let Some(index) = (0..earlier.len()).find(same) else { return };
        let gone = start_of(index)..usize::from(earlier[index][2]);
        text.drain(gone.clone());
        ends.remove(index);
        for end in ends[index..].iter_mut().flatten() {
            *end -= gone.len() as u16;
        }
    }

    pub(crate) fn finish(self) -> Baggage {
        Baggage { members: (!self.0.ends.is_empty()).then(|| Arc::new(self.0)) }
    }
}

const TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric()
            || matches!(byte as u8, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~');
        byte += 1;
    }
    table
};

/// Whether it is a token (RFC 7230 §3.2.6): what keys of baggage and names of headers must be.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| TOKEN[usize::from(byte)])
}

#[cfg(all(test, not(loom)))]
mod tests;
