//! Pledges and rules.

use jiff::civil::date;

use super::*;
use crate::people::agreement::{AgreedHow, AgreementKind, AgreementText, Standing};
use crate::people::operations::PaperAgreement;

impl Desk {
    async fn publish(&self, viewer: &Viewer, version: &str, in_force_on: jiff::civil::Date) -> operations::Result<()> {
        let text = AgreementText {
            kind: AgreementKind::Pledge,
            version: version.to_owned(),
            in_force_on,
            document: "規程集 4".to_owned(),
        };
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::publish(tx, &viewer, &text, clock)).await
    }

    async fn pledge(&self, id: MemberId) -> Standing {
        let viewer = self.operator();
        self.act(move |tx, clock| listing::account(tx, &viewer, id, clock)).await.expect("it reads").pledge
    }

    async fn on_paper(
        &self,
        viewer: &Viewer,
        id: MemberId,
        version: &str,
        day: jiff::civil::Date,
    ) -> operations::Result<()> {
        let sheet = PaperAgreement {
            kind: AgreementKind::Pledge,
            version: version.to_owned(),
            agreed_on: day,
            document: "綴り 3-12".to_owned(),
        };
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::record_agreement(tx, &viewer, id, &sheet, clock)).await
    }
}

#[tokio::test]
async fn a_signed_sheet_is_recorded_by_the_manager_and_the_screen_only_by_oneself() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let own = desk.viewer(hanako).await;
        let agree = |viewer: &Viewer, id| {
            let viewer = viewer.clone();
            desk.act(move |tx, clock| operations::agree(tx, &viewer, id, AgreementKind::Pledge, clock))
        };
        assert_eq!(desk.pledge(hanako).await, Standing::NothingToAgree);
        assert_eq!(why(agree(&own, hanako).await), "UnknownVersion");
        assert_eq!(why(desk.publish(&manager, "第1版", date(2026, 4, 1)).await), "OnlyAdministrators");
        assert_eq!(why(desk.publish(&administrator, "  ", date(2026, 4, 1)).await), "VersionName");
        desk.publish(&administrator, "第1版", date(2026, 4, 1)).await.expect("it is published");
        assert_eq!(why(desk.publish(&administrator, "第1版", date(2026, 5, 1)).await), "VersionTaken");
        assert_eq!(desk.pledge(hanako).await, Standing::Missing);

        assert_eq!(why(desk.on_paper(&own, hanako, "第1版", date(2026, 3, 30)).await), "OnlyAdministrators");
        assert_eq!(why(desk.on_paper(&manager, hanako, "第9版", date(2026, 3, 30)).await), "UnknownVersion");
        assert_eq!(why(desk.on_paper(&manager, hanako, "第1版", date(2026, 4, 2)).await), "DayToCome");
        desk.on_paper(&manager, hanako, "第1版", date(2026, 3, 30)).await.expect("it is recorded");
        assert_eq!(why(desk.on_paper(&manager, hanako, "第1版", date(2026, 3, 30)).await), "AlreadyAgreed");
        let Standing::Current(sheet) = desk.pledge(hanako).await else { panic!("it counts") };
        assert_eq!((sheet.how, sheet.document.as_str()), (AgreedHow::Paper, "綴り 3-12"));

        for viewer in [&manager, &administrator, &desk.operator()] {
            assert_eq!(why(agree(viewer, hanako).await), "OnlyOneself");
        }
        agree(&own, hanako).await.expect("she presses the button");
        desk.publish(&administrator, "第2版", date(2026, 5, 1)).await.expect("a new version");
        let Standing::Current(screen) = desk.pledge(hanako).await else { panic!("until then the first counts") };
        assert_eq!(screen.how, AgreedHow::Screen);
        desk.pass(days(30));
        assert!(matches!(desk.pledge(hanako).await, Standing::Outdated(_)));
        agree(&own, hanako).await.expect("to the second");
        assert!(matches!(desk.pledge(hanako).await, Standing::Current(now) if now.version == "第2版"));
    }
}
