//! The 41 cases of W3C's harness for Trace Context (level 2, strict), for any service that obeys its contract.

/// What a service has sent on: its headers, as they were.
pub type Headers = Vec<(String, String)>;

/// Sends a request with these headers, and asks for so many calls; returns the headers of each.
pub type Service<'a> = &'a dyn Fn(&[(&str, &str)], usize) -> Vec<Headers>;

type Case = (&'static str, fn(Service<'_>));

const T: &str = "12345678901234567890123456789012";
const P: &str = "1234567890123456";
const VALID: &str = "00-12345678901234567890123456789012-1234567890123456-00";

/// A call's context.
struct Answer {
    trace_id: String,
    parent_id: String,
    flags: u8,
    state: Vec<(String, String)>,
}

impl Answer {
    fn of(headers: &Headers) -> Self {
        let all = |key: &str| -> Vec<&str> {
            headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str()).collect()
        };
        let [parent] = all("traceparent")[..] else { panic!("not one traceparent: {headers:?}") };
        let [version, trace_id, parent_id, flags] = parent.split('-').collect::<Vec<_>>()[..] else {
            panic!("four fields: {parent}")
        };
        for (field, len) in [(version, 2), (trace_id, 32), (parent_id, 16), (flags, 2)] {
            assert!(field.len() == len && field.bytes().all(|b| b"0123456789abcdef".contains(&b)), "{parent}");
        }
        assert!(trace_id.contains(|c| c != '0') && parent_id.contains(|c| c != '0') && version == "00", "{parent}");
        let members =
            all("tracestate").into_iter().flat_map(|line| line.split(',')).filter(|member| !member.is_empty());
        let pair = |member: &str| {
            let (key, value) = member.split_once('=').unwrap_or_else(|| panic!("no member: {member:?}"));
            (key.to_owned(), value.to_owned())
        };
        Self {
            trace_id: trace_id.to_owned(),
            parent_id: parent_id.to_owned(),
            flags: u8::from_str_radix(flags, 16).unwrap(),
            state: members.map(pair).collect(),
        }
    }

    fn state(&self, key: &str) -> Option<&str> {
        self.state.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

fn one(service: Service<'_>, headers: &[(&str, &str)]) -> Answer {
    let calls = service(headers, 1);
    assert_eq!(calls.len(), 1);
    Answer::of(&calls[0])
}

#[track_caller]
fn kept(service: Service<'_>, headers: &[(&str, &str)]) -> Answer {
    let answer = one(service, headers);
    assert_eq!(answer.trace_id, T, "{headers:?}");
    assert_ne!(answer.parent_id, P, "{headers:?}");
    answer
}

#[track_caller]
fn new(service: Service<'_>, headers: &[(&str, &str)]) -> Answer {
    let answer = one(service, headers);
    assert_ne!(answer.trace_id, T, "{headers:?}");
    answer
}

/// `traceparent` with this value begins a new trace.
fn refused(service: Service<'_>, values: &[String]) {
    for value in values {
        new(service, &[("traceparent", value)]);
    }
}

/// The trace goes on with these lines of `tracestate`.
#[track_caller]
fn with_state(service: Service<'_>, lines: &[&str]) -> Answer {
    let mut headers = vec![("traceparent", VALID)];
    headers.extend(lines.iter().map(|line| ("tracestate", *line)));
    kept(service, &headers)
}

#[track_caller]
fn states(service: Service<'_>, lines: &[&str], expected: &[(&str, &str)]) {
    let answer = with_state(service, lines);
    for (key, value) in expected {
        assert_eq!(answer.state(key), Some(*value), "{lines:?}: {:?}", answer.state);
    }
}

#[track_caller]
fn void(service: Service<'_>, lines: &[&str]) {
    let answer = with_state(service, lines);
    assert!(answer.state.is_empty(), "{lines:?}: {:?}", answer.state);
}

fn parent(version: &str, trace: &str, parent: &str, flags: &str) -> String {
    format!("{version}-{trace}-{parent}-{flags}")
}

fn members(numbers: std::ops::RangeInclusive<u32>) -> String {
    numbers.map(|n| format!("bar{n:02}={n:02}")).collect::<Vec<_>>().join(",")
}

fn three(service: Service<'_>, headers: &[(&str, &str)]) -> Vec<Answer> {
    let answers: Vec<_> = service(headers, 3).iter().map(Answer::of).collect();
    let mut parents: Vec<_> = answers.iter().map(|answer| &answer.parent_id).collect();
    parents.sort();
    parents.dedup();
    assert_eq!(parents.len(), 3, "each call has a span of its own");
    answers
}

pub const CASES: [Case; 41] = [
    ("nothing was sent", |s| {
        one(s, &[]);
    }),
    ("traceparent without tracestate", |s| {
        kept(s, &[("traceparent", &parent("00", T, P, "01"))]);
    }),
    ("traceparent twice", |s| {
        let other = T.replace("9012", "9011");
        let answer =
            new(s, &[("traceparent", &parent("00", &other, P, "01")), ("traceparent", &parent("00", T, P, "01"))]);
        assert_ne!(answer.trace_id, other);
    }),
    ("traceparent by wrong names", |s| {
        new(s, &[("trace-parent", &parent("00", T, P, "01"))]);
        new(s, &[("trace.parent", &parent("00", T, P, "01"))]);
    }),
    ("traceparent in any casing", |s| {
        for name in ["TraceParent", "TrAcEpArEnT", "TRACEPARENT"] {
            kept(s, &[(name, &parent("00", T, P, "01"))]);
        }
    }),
    ("version 00 ends after the flags", |s| {
        refused(s, &["01.", "01-what-the-future-will-be-like"].map(|flags| parent("00", T, P, flags)));
    }),
    ("version cc may go on after a dash", |s| {
        kept(s, &[("traceparent", &parent("cc", T, P, "01"))]);
        kept(s, &[("traceparent", &parent("cc", T, P, "01-what-the-future-will-be-like"))]);
        refused(s, &[parent("cc", T, P, "01.what-the-future-will-be-like")]);
    }),
    ("version ff", |s| refused(s, &[parent("ff", T, P, "01")])),
    ("version is no hex", |s| refused(s, &[".0", "0."].map(|version| parent(version, T, P, "01")))),
    ("version is too long", |s| refused(s, &["000", "0000"].map(|version| parent(version, T, P, "01")))),
    ("version is too short", |s| refused(s, &[parent("0", T, P, "01")])),
    ("trace id is zero", |s| refused(s, &[parent("00", &"0".repeat(32), P, "01")])),
    ("trace id is no hex", |s| {
        refused(s, &[format!(".{}", &T[1..]), format!("{}.", &T[..31])].map(|trace| parent("00", &trace, P, "01")));
    }),
    ("trace id is too long", |s| {
        let trace = format!("{T}3");
        let answer = new(s, &[("traceparent", &parent("00", &trace, P, "01"))]);
        assert_ne!(answer.trace_id, trace[1..]);
    }),
    ("trace id is too short", |s| {
        let answer = new(s, &[("traceparent", &parent("00", &T[..31], P, "01"))]);
        assert_ne!(answer.trace_id, format!("0{}", &T[..31]));
    }),
    ("parent id is zero", |s| refused(s, &[parent("00", T, &"0".repeat(16), "01")])),
    ("parent id is no hex", |s| {
        refused(s, &[format!(".{}", &P[1..]), format!("{}.", &P[..15])].map(|id| parent("00", T, &id, "01")));
    }),
    ("parent id is too long", |s| refused(s, &[parent("00", T, &format!("{P}7"), "01")])),
    ("parent id is too short", |s| refused(s, &[parent("00", T, &P[..15], "01")])),
    ("flags are no hex", |s| refused(s, &[".0", "0."].map(|flags| parent("00", T, P, flags)))),
    ("flags are too long", |s| refused(s, &[parent("00", T, P, "001")])),
    ("flags are too short", |s| refused(s, &[parent("00", T, P, "1")])),
    ("blanks around traceparent", |s| {
        for (before, after) in [(" ", ""), ("\t", ""), ("", " "), ("", "\t"), ("\t ", " \t")] {
            kept(s, &[("traceparent", &format!("{before}{}{after}", parent("00", T, P, "01")))]);
        }
    }),
    ("tracestate without traceparent", |s| {
        for state in ["foo=1", "foo=1,bar=2"] {
            assert!(new(s, &[("tracestate", state)]).state.is_empty());
        }
    }),
    ("tracestate with traceparent", |s| states(s, &["foo=1,bar=2"], &[("foo", "1"), ("bar", "2")])),
    ("tracestate by wrong names", |s| {
        for name in ["trace-state", "trace.state"] {
            assert!(kept(s, &[("traceparent", VALID), (name, "foo=1")]).state.is_empty());
        }
    }),
    ("tracestate in any casing", |s| {
        for name in ["TraceState", "TrAcEsTaTe", "TRACESTATE"] {
            assert_eq!(kept(s, &[("traceparent", VALID), (name, "foo=1")]).state("foo"), Some("1"));
        }
    }),
    ("empty lines of tracestate", |s| {
        void(s, &[""]);
        states(s, &["foo=1", ""], &[("foo", "1")]);
        states(s, &["", "foo=1"], &[("foo", "1")]);
    }),
    ("several lines of tracestate", |s| {
        let answer = with_state(s, &["foo=1,bar=2", "rojo=1,congo=2", "baz=3"]);
        let keys: Vec<_> = answer.state.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(keys, ["foo=1", "bar=2", "rojo=1", "congo=2", "baz=3"]);
    }),
    ("keys of tracestate twice", |s| {
        for lines in [&["foo=1,foo=1"][..], &["foo=1,foo=2"], &["foo=1", "foo=1"], &["foo=1", "foo=2"]] {
            assert!(with_state(s, lines).state("foo").is_some(), "{lines:?}");
        }
    }),
    ("all characters that tracestate may have", |s| {
        let key: String = ('a'..='z').chain('0'..='9').chain("_-*/".chars()).collect();
        let value: String = (' '..='~').filter(|c| !",=".contains(*c)).collect();
        for key in [key.clone(), format!("{key}@a-z0-9_-*/")] {
            states(s, &[&format!("{key}={value}")], &[(&key, &value)]);
        }
    }),
    ("blanks in tracestate", |s| {
        for line in ["foo=1 \t , \t bar=2, \t baz=3", "foo=1\t \t,\t \tbar=2,\t \tbaz=3"] {
            states(s, &[line], &[("foo", "1"), ("bar", "2"), ("baz", "3")]);
        }
        for line in [" foo=1", "\tfoo=1", "foo=1 ", "foo=1\t", "\t foo=1 \t"] {
            states(s, &[line], &[("foo", "1")]);
        }
    }),
    ("keys of tracestate with other characters", |s| {
        ["foo =1", "FOO=1", "foo.bar=1"].iter().for_each(|line| void(s, &[line]));
    }),
    ("where an @ may stand in keys", |s| {
        for key in ["foo@", "foo@@bar", "foo@bar@baz"] {
            states(s, &[&format!("{key}=1,bar=2")], &[(key, "1"), ("bar", "2")]);
        }
        void(s, &["@foo=1,bar=2"]);
    }),
    ("32 members, and no more", |s| {
        let lines = |last| [members(1..=10), members(11..=20), members(21..=30), members(31..=last)];
        let answer = with_state(s, &lines(32).each_ref().map(String::as_str));
        assert_eq!((answer.state.len(), answer.state("bar01"), answer.state("bar32")), (32, Some("01"), Some("32")));
        void(s, &lines(33).each_ref().map(String::as_str));
    }),
    ("256 characters of a key, and no more", |s| {
        let tenant = |t: usize, v: usize| format!("{}@{}=1", "t".repeat(t), "v".repeat(v));
        for long in [format!("{}=1", "z".repeat(256)), tenant(241, 14), tenant(242, 1), tenant(1, 15)] {
            states(s, &["foo=1", &long], &[("foo", "1"), (long.strip_suffix("=1").unwrap(), "1")]);
        }
        void(s, &["foo=1", &format!("{}=1", "z".repeat(257))]);
    }),
    ("values of tracestate with other characters", |s| {
        ["foo=bar=baz", "foo=,bar=3"].iter().for_each(|line| void(s, &[line]));
    }),
    ("three calls in the caller's trace", |s| {
        let answers = three(s, &[("traceparent", &parent("00", T, P, "01"))]);
        assert!(answers.iter().all(|answer| answer.trace_id == T));
    }),
    ("three calls without a caller's trace", |s| {
        three(s, &[]);
    }),
    ("three calls, and a trace id of zeros", |s| {
        three(s, &[("traceparent", &parent("00", &"0".repeat(32), P, "01"))]);
    }),
    ("the random flag is kept", |s| {
        let answer = kept(s, &[("traceparent", &parent("00", T, P, "02"))]);
        assert_eq!(answer.flags & 2, 2);
    }),
];
