//! An import that is interrupted — killed without warning, or asked by Ctrl-C — has changed nothing at all, or everything;
//! and the next one ends where an undisturbed one would have ended. On both databases, for the first import and for the
//! second.

mod files;
mod hub;
mod state;

use std::time::Duration;

use files::Release;
use hub::{Hub, Moment};
use state::{Held, held};

/// When imports are interrupted. Which of them come true in time is seen on the lines that the import prints.
const MOMENTS: [Moment; 8] = [
    Moment::begins("looking"),
    Moment::begins("reading"),
    Moment::begins("joining"),
    Moment::begins("reference"),
    Moment::written(1),
    Moment::written(50),
    Moment::written(99),
    Moment::begins("committing"),
];

/// An undisturbed hub: what it holds after the first release and after the second.
async fn undisturbed(mut hub: Hub, first: &Release, second: &Release) -> [String; 2] {
    hub.import(first);
    let after_first = hub.state().await;
    hub.import(second);
    let after_second = hub.state().await;
    assert_ne!(after_first, after_second);
    [after_first, after_second]
}

async fn a_killed_import_is_whole_or_absent(mut victim: Hub, calm: Hub) {
    let (first, second) = (Release::first(), Release::second());
    let nothing = victim.state().await;
    let [after_first, after_second] = undisturbed(calm, &first, &second).await;
    for (release, before, after) in [(&first, &nothing, &after_first), (&second, &after_first, &after_second)] {
        let mut is_there = false;
        for moment in &MOMENTS {
            let was_killed = victim.kill(release, moment);
            let now = victim.state().await;
            match held(&now, before, after).unwrap_or_else(|half| panic!("killed at {moment:?}: {half}")) {
                Held::Before => assert!(was_killed, "{moment:?}: it ended by itself and changed nothing"),
                Held::After => {
                    assert!(!moment.is_before_the_commit(), "{moment:?}: it was there before the commit");
                    is_there = true;
                    break;
                }
            }
        }
        if !is_there {
            victim.import(release);
        }
        assert_eq!(&victim.state().await, after, "what was interrupted ends where an undisturbed import ends");
    }
}

#[tokio::test]
async fn a_killed_import_is_whole_or_absent_on_sqlite() {
    a_killed_import_is_whole_or_absent(Hub::on_sqlite().await, Hub::on_sqlite().await).await;
}

#[tokio::test]
async fn a_killed_import_is_whole_or_absent_on_postgres() {
    let (Some(victim), Some(calm)) = (Hub::on_postgres().await, Hub::on_postgres().await) else { return };
    a_killed_import_is_whole_or_absent(victim, calm).await;
}

/// The control: an import that is two units is caught. The same eyes, the same files; reference tables are imported first
/// and the facilities are killed.
async fn an_import_in_two_units_is_caught(mut victim: Hub, calm: Hub) {
    let (first, second) = (Release::first(), Release::second());
    let nothing = victim.state().await;
    let [after_first, after_second] = undisturbed(calm, &first, &second).await;
    for (release, before, after) in [(&first, &nothing, &after_first), (&second, &after_first, &after_second)] {
        victim.import(&release.reference_only());
        assert!(victim.kill(release, &Moment::written(50)));
        let half = held(&victim.state().await, before, after);
        assert!(half.is_err(), "half an import was not seen");
        victim.import(release);
    }
}

#[tokio::test]
async fn an_import_in_two_units_is_caught_on_sqlite() {
    an_import_in_two_units_is_caught(Hub::on_sqlite().await, Hub::on_sqlite().await).await;
}

#[tokio::test]
async fn an_import_in_two_units_is_caught_on_postgres() {
    let (Some(victim), Some(calm)) = (Hub::on_postgres().await, Hub::on_postgres().await) else { return };
    an_import_in_two_units_is_caught(victim, calm).await;
}

/// Unoptimised, with other tests beside it. A person would call this at once.
const QUICK: Duration = Duration::from_secs(10);

async fn ctrl_c_stops_at_once_and_says_what_holds(mut victim: Hub, calm: Hub) {
    let (first, second) = (Release::first(), Release::second());
    let nothing = victim.state().await;
    let [after_first, after_second] = undisturbed(calm, &first, &second).await;
    for (release, before, after) in [(&first, &nothing, &after_first), (&second, &after_first, &after_second)] {
        for moment in MOMENTS.iter().filter(|moment| moment.is_before_the_commit()) {
            let ended = victim.interrupt(release, moment);
            assert!(ended.took < QUICK, "{moment:?}: {:?}", ended.took);
            assert_eq!(ended.code, Some(130), "{moment:?}: {}", ended.said);
            assert!(
                ended.said.contains("止めました。") && ended.said.contains("取り込む前のままです"),
                "{}",
                ended.said
            );
            let now = victim.state().await;
            assert_eq!(held(&now, before, after), Ok(Held::Before), "{moment:?}");
        }
        let late = victim.interrupt(release, &Moment::begins("committing"));
        match held(&victim.state().await, before, after).expect("never half") {
            Held::Before => {
                assert_eq!(late.code, Some(130), "{}", late.said);
                victim.import(release);
            }
            Held::After => assert_eq!(late.code, Some(0), "{}", late.said),
        }
        assert_eq!(&victim.state().await, after, "started again it ends where an undisturbed import ends");
    }
}

#[tokio::test]
async fn ctrl_c_stops_at_once_and_says_what_holds_on_sqlite() {
    ctrl_c_stops_at_once_and_says_what_holds(Hub::on_sqlite().await, Hub::on_sqlite().await).await;
}

#[tokio::test]
async fn ctrl_c_stops_at_once_and_says_what_holds_on_postgres() {
    let (Some(victim), Some(calm)) = (Hub::on_postgres().await, Hub::on_postgres().await) else { return };
    ctrl_c_stops_at_once_and_says_what_holds(victim, calm).await;
}
