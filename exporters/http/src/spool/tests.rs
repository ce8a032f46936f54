//! Names and files, well-formed or not.

use std::ffi::OsStr;

use super::{
    name::Name,
    part::{Part, file},
};

#[test]
fn what_is_written_is_read() {
    for (body, content_type, spans) in [
        (&b"[]"[..], "application/json", 0),
        (b"", "", 1),
        (b"line\nline spans=2\0\xff", "text/plain; charset=\"utf-8\" x=y", 1 << 40),
    ] {
        let bytes = file(body, content_type, spans);
        let part = Part { spans, content_type: content_type.to_owned(), body: body.to_vec() };
        assert_eq!(Part::parse(&bytes), Ok(part));
    }
}

/// The check value of CRC-32 for `123456789` is `cbf43926` (ITU-T V.42, as in gzip); here it stands for what is behind the checksum.
#[test]
fn the_first_line_is_for_people_and_its_checksum_is_that_of_gzip() {
    let bytes = file(b"body", "text/plain", 3);
    let text = std::str::from_utf8(&bytes).unwrap();
    let (front, rest) = text.split_at(text.find("spans=").unwrap());
    assert_eq!(rest, "spans=3 bytes=4 type=text/plain\nbody");
    assert_eq!(front, format!("traced-spool 1 {:08x} ", crc32fast::hash(rest.as_bytes())));
    assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
}

#[test]
fn no_byte_can_be_missing_or_another() {
    let bytes = file(b"some spans", "text/plain", 3);
    for at in 0..bytes.len() {
        assert!(Part::parse(&bytes[..at]).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut other = bytes.clone();
            other[at] ^= 1 << bit;
            assert!(Part::parse(&other).is_err(), "bit {bit} of byte {at}");
        }
    }
    assert!(Part::parse(&[&bytes[..], b"x"].concat()).is_err());
}

#[test]
fn names_are_in_order_and_say_what_the_account_needs() {
    let name = Name { number: 42, spans: 17, bytes: 4097 };
    assert_eq!(name.to_string(), "000000000042-17-4097.part");
    assert_eq!(Name::parse(OsStr::new("000000000042-17-4097.part")), Some((name, false)));
    assert_eq!(Name::parse(OsStr::new(&name.unfinished())), Some((name, true)));
    assert_eq!([0, 1, 4096, 4097].map(|bytes| Name { bytes, ..name }.room()), [0, 4096, 4096, 8192]);
    for foreign in
        ["", "lock", ".part", "1-2.part", "1-2-3", "1-2-3-4.part", "1-2-+3.part", "1--3.part", "1-2-9999999999999.part"]
    {
        assert_eq!(Name::parse(OsStr::new(foreign)), None, "{foreign}");
    }
}
