//! Events that were taken away.

use super::*;
use crate::platform::audit::Question;
use crate::platform::audit::export::{self, NoProof, export};

/// The file, line by line.
fn lines(export: &export::Export) -> Vec<String> {
    let head = serde_json::to_string(&export.head).unwrap();
    let events = export.events.iter().map(|event| serde_json::to_string(event).unwrap());
    std::iter::once(head).chain(events).collect()
}

#[tokio::test]
async fn who_saw_me_can_be_taken_away_with_its_proof() {
    for house in houses().await {
        house.history(30).await;
        let old = house.audit.checkpoint().await.unwrap().unwrap();
        house.history(30).await;
        let new = house.audit.checkpoint().await.unwrap().unwrap();
        house.look(1, 4).await;
        let key = house.audit.public_key().await.unwrap();
        let question = Question { about: Some([4; 16]), ..Question::default() };
        let export = export(&house.store, house.hub, question, &new, key, Some(&old)).await.unwrap();
        assert_eq!((export.events.len(), export.younger), (6, 1));

        let lines = lines(&export);
        let proven = export::check(&lines.join("\n"), Some(&old)).unwrap();
        assert_eq!((proven.events, proven.leads_on, proven.key), (6, Some(true), key));
        assert_eq!(proven.checkpoint, new);
        // Another hub's old checkpoint, or one of another history.
        let mut other = old.clone();
        other.checkpoint.head.root = [1; 32];
        assert_eq!(export::check(&lines.join("\n"), Some(&other)).unwrap().leads_on, Some(false));

        // Who reads them sees only his own.
        assert!(!lines.join("\n").contains(&format!("{:?}", [5_u8; 16])));
        for (line, from, to, refused) in [
            (1, "\"look\"", "\"print\"", NoProof::Event(2)),
            (3, "\"witnessed\":true", "\"witnessed\":false", NoProof::Event(4)),
            (2, "\"position\":", "\"position\":1", NoProof::Event(3)),
            (2, "\"event\":[", "\"event\":[7,", NoProof::Event(3)),
            (2, "\"sealed_at\":1", "\"sealed_at\":2", NoProof::Event(3)),
            (0, "number 2", "number 3", NoProof::Signature),
            (0, "\"key\":\"kyoten", "\"key\":\"kyotan", NoProof::Head),
            (4, "{", "", NoProof::Line(5)),
        ] {
            let mut forged = lines.clone();
            forged[line] = forged[line].replacen(from, to, 1);
            assert_ne!(forged[line], lines[line], "{from}");
            let outcome = export::check(&forged.join("\n"), None);
            assert!(outcome.is_err_and(|e| std::mem::discriminant(&e) == std::mem::discriminant(&refused)), "{from}");
        }
        // An event cannot be put where another one stands.
        let mut swapped = export.clone();
        swapped.events[0].proof = export.events[1].proof.clone();
        assert_eq!(export::check(&self::lines(&swapped).join("\n"), None), Err(NoProof::Event(2)));
    }
}
