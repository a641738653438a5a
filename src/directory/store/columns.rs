//! Codes of the directory as columns hold them: one that the program does not know is an error, and never taken for another.

use kyoten_store::codes;

use crate::directory::capability::Answer;
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::Accuracy;
use crate::directory::record::Source;

codes!(
    Answer: "an answer",
    OrganizationKind: "a kind of organisation",
    Accuracy: "the accuracy of a point",
    Source: "a source",
);

#[cfg(test)]
mod tests {
    use kyoten_store::{FromColumn as _, ValueRef};

    use super::*;

    #[test]
    fn an_unknown_code_is_never_taken_for_another() {
        assert_eq!(Answer::from_column(ValueRef::Text("conditional")), Ok(Answer::Conditional));
        assert_eq!(Answer::from_column(ValueRef::Text("perhaps")), Err("wanted an answer, found perhaps".to_owned()));
        for kind in OrganizationKind::ALL {
            assert_eq!(OrganizationKind::from_column(ValueRef::Text(kind.code())), Ok(kind));
        }
        assert!(OrganizationKind::from_column(ValueRef::Text("")).is_err());
    }
}
