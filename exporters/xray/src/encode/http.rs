//! The block `http`: what was asked, and what was answered.

use std::fmt::Write as _;

use super::{
    facts::{Fact, Facts},
    sheet::{Section, Sheet},
    value::{close, first, number, text},
};

/// The schema has no longer texts here.
const LONGEST: usize = 250;

/// The block, where any tag is of HTTP.
pub(super) fn http(sheet: &mut Sheet, facts: &mut Facts<'_>) {
    let texts = [Fact::Method, Fact::Url, Fact::UserAgent, Fact::Forwarded];
    let is_http = facts.number(Fact::Status).is_some() || texts.iter().any(|fact| facts.text(*fact).is_some());
    if !is_http {
        return;
    }
    sheet.piece(Section::Top, |out| {
        out.extend_from_slice(b"\"http\":{");
        let from = out.len();
        out.extend_from_slice(b"\"request\":{");
        let request = out.len();
        put(out, facts, Fact::Method, "method");
        if !put(out, facts, Fact::Url, "url")
            && let Some(url) = assembled(facts)
        {
            text(out, "url", first(&url, LONGEST).0);
        }
        put(out, facts, Fact::UserAgent, "user_agent");
        client(out, facts);
        end(out, from, request);
        out.extend_from_slice(b"\"response\":{");
        let (before, response) = (out.len() - b"\"response\":{".len(), out.len());
        for (fact, name) in [(Fact::Status, "status"), (Fact::Length, "content_length")] {
            if let Some(found) = facts.number(fact) {
                number(out, name, found);
                facts.say(fact);
            }
        }
        end(out, before, response);
        close(out, b'}');
    });
}

/// Closes an object, or takes it back where nothing is in it.
fn end(out: &mut Vec<u8>, from: usize, inside: usize) {
    if out.len() == inside {
        out.truncate(from);
    } else {
        close(out, b'}');
        out.push(b',');
    }
}

/// A text, the beginning of one that is too long: whether there is any.
fn put(out: &mut Vec<u8>, facts: &mut Facts<'_>, fact: Fact, name: &str) -> bool {
    let Some(found) = facts.text(fact) else { return false };
    let (start, whole) = first(found, LONGEST);
    text(out, name, start);
    if whole {
        facts.say(fact);
    }
    true
}

/// Who sent the request: that is known to the server only.
fn client(out: &mut Vec<u8>, facts: &mut Facts<'_>) {
    let forwarded = put(out, facts, Fact::Forwarded, "client_ip");
    if forwarded {
        out.extend_from_slice(b"\"x_forwarded_for\":true,");
    } else if facts.is_server() && !put(out, facts, Fact::Client, "client_ip") {
        put(out, facts, Fact::PeerAddress, "client_ip");
    }
}

/// The URL from its parts, which stay tags.
fn assembled(facts: &Facts<'_>) -> Option<String> {
    let scheme = facts.text(Fact::Scheme).unwrap_or("http");
    let mut url = format!("{scheme}://");
    if let Some(host) = facts.text(Fact::HostHeader) {
        url.push_str(host);
    } else {
        let peer = if facts.is_server() { None } else { facts.text(Fact::PeerAddress) };
        let host = facts.text(Fact::Host).or(peer)?;
        let is_address = host.contains(':') && !host.starts_with('[');
        let _ = if is_address { write!(url, "[{host}]") } else { write!(url, "{host}") };
        match (facts.number(Fact::Port), scheme) {
            (None, _) | (Some(80), "http") | (Some(443), "https") => {}
            (Some(port), _) => drop(write!(url, ":{port}")),
        }
    }
    if let Some(target) = facts.text(Fact::Target) {
        url.push_str(target);
    } else {
        url.push_str(facts.text(Fact::Path).unwrap_or("/"));
        if let Some(query) = facts.text(Fact::Query) {
            let _ = write!(url, "?{query}");
        }
    }
    Some(url)
}
