//! The header: everything in one word.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn a_header_is_a_word_and_back(slot: u32, len: u16, class: u8, key: u8) {
        let header = Header { slot, len, class, key };
        prop_assert_eq!(Header::from_word(header.to_word()), header);
        let padding = header.size() - HEADER - usize::from(len);
        prop_assert!(header.size() % UNIT == 0 && padding < UNIT);
    }
}

#[test]
fn classes_do_not_overlap_with_kinds() {
    for class in [TAG, FIELD, LOG, NAME, REFERENCE, TIME, KIND, ERROR, SOURCE, DISCARD, FAILED, CONSUMED] {
        assert_eq!(class & CLASS, class);
    }
    assert!(usize::from(KEY_NONE) >= KEY_FIELDS);
}
