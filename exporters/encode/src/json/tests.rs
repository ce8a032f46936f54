//! Tokens beside those of an independent writer, and read back by its reader.

use super::{Digits, Float, base64, escaped, float, hex64, hex128, int, is_plain, padded4, padded16, string, uint};

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn check(text: &str) {
    let expected = serde_json::to_string(text).unwrap();
    assert_eq!(written(|out| string(out, text)), expected);
    assert_eq!(is_plain(text), expected.len() == text.len() + 2);
}

#[test]
fn every_character_of_ascii_is_escaped_as_elsewhere_wherever_it_stands() {
    for byte in 0..=0x7f_u8 {
        for before in 0..20 {
            for after in [0, 1, 7, 8, 9] {
                check(&format!("{}{}{}", "x".repeat(before), char::from(byte), "y".repeat(after)));
            }
        }
    }
}

#[test]
fn neighbours_do_not_disturb_each_other() {
    // What a borrow could carry over: every pair of bytes around the limits, in all places of a word.
    let edges = [
        "\0",
        "\u{1}",
        "\u{1f}",
        " ",
        "!",
        "\"",
        "#",
        "[",
        "\\",
        "]",
        "\u{7f}",
        "é",
        "\u{2028}",
        "\u{1f980}",
        "\u{10ffff}",
    ];
    for a in edges {
        for b in edges {
            for place in 0..9 {
                check(&format!("{}{a}{b}{a}{b}", "-".repeat(place)));
            }
        }
    }
}

#[test]
fn text_of_every_length_is_whole() {
    let long = "aé\u{1f980}\n\"z".repeat(20);
    for (end, _) in long.char_indices() {
        check(&long[..end]);
        let read: String = serde_json::from_str(&written(|out| string(out, &long[..end]))).unwrap();
        assert_eq!(read, long[..end]);
    }
    assert_eq!(written(|out| escaped(out, "a\"b")), "a\\\"b");
}

/// Numbers of every size: a generator of bits (xorshift, Marsaglia 2003), cut to every width.
fn numbers() -> impl Iterator<Item = u64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let random = (0..20_000).map(move |n| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> (n % 64)
    });
    let powers = (0..20).map(|n| 10_u64.pow(n));
    random.chain(powers.clone()).chain(powers.map(|n| n - 1)).chain([0, u64::MAX])
}

#[test]
fn whole_numbers_are_those_of_the_standard_library() {
    for number in numbers() {
        assert_eq!(written(|out| uint(out, number)), number.to_string());
        assert_eq!(Digits::of(number).as_bytes(), number.to_string().as_bytes());
        assert_eq!(padded16(number), *format!("{:016}", number % 10_u64.pow(16)).as_bytes());
        assert_eq!(padded4(number), *format!("{:04}", number % 10_000).as_bytes());
        let signed = number.cast_signed();
        assert_eq!(written(|out| int(out, signed)), signed.to_string());
        assert_eq!(written(|out| int(out, signed.wrapping_neg())), signed.wrapping_neg().to_string());
    }
    assert_eq!(written(|out| int(out, i64::MIN)), "-9223372036854775808");
}

#[test]
fn floating_point_numbers_are_read_back_as_they_were() {
    let edges =
        [0.0, -0.0, 0.1, 1.0, -1.5, 1e-5, 9.9e-6, 1e16, 1e15, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN, 1e300];
    for number in numbers().map(f64::from_bits).chain(edges) {
        let mut out = Vec::new();
        match float(&mut out, number) {
            Float::Finite => {
                let read: f64 = serde_json::from_slice(&out).unwrap();
                assert_eq!(read.to_bits(), number.to_bits(), "{number:e}");
                assert!(out.len() <= 24, "{number:e} takes {} bytes", out.len());
            }
            Float::Text(_) => assert!(out.is_empty() && !number.is_finite()),
        }
    }
    let mut out = Vec::new();
    assert_eq!(float(&mut out, f64::NAN), Float::Text("NaN"));
    assert_eq!(float(&mut out, f64::NEG_INFINITY), Float::Text("-Infinity"));
}

#[test]
fn ids_are_lower_case_digits_with_all_their_zeros() {
    for number in numbers() {
        assert_eq!(hex64(number).as_slice(), format!("{number:016x}").as_bytes());
        let wide = u128::from(number) << 64 | u128::from(!number);
        assert_eq!(hex128(wide).as_slice(), format!("{wide:032x}").as_bytes());
    }
}

/// RFC 4648 §10.
#[test]
fn base64_is_that_of_the_rfc() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(written(|out| base64(out, bytes.as_bytes())), text);
    }
    assert_eq!(written(|out| base64(out, &[0, 127, 128, 255, 0xfb, 0xff])), "AH+A//v/");
}
