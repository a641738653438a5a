//! What an organisation is (機関・事業所の種類).
//!
//! The code table of the field: medical institutions by the Medical Care Act, offices under the Long-Term Care
//! Insurance Act, and those who help without a licence. Stored by [`OrganizationKind::code`], shown by its label.

use serde::{Deserialize, Serialize};

/// What an organisation is, in the words of the law or of the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// 病院: 20 beds or more.
    Hospital,
    /// 有床診療所: 1 to 19 beds.
    ClinicWithBeds,
    /// 診療所 (無床, or beds not stated).
    Clinic,
    /// 歯科診療所.
    DentalClinic,
    /// 薬局.
    Pharmacy,
    /// 助産所.
    Midwife,
    /// 訪問看護ステーション.
    VisitingNurseStation,
    /// 居宅介護支援事業所: where care managers work.
    CareManagementOffice,
    /// 地域包括支援センター.
    CommunitySupportCentre,
    /// 訪問介護・訪問入浴・夜間対応・定期巡回: carers who come to the house.
    HomeCare,
    /// 訪問リハビリテーション.
    HomeRehabilitation,
    /// 通所介護・通所リハ・認知症対応型通所: day services.
    DayService,
    /// 短期入所: short stays.
    ShortStay,
    /// 小規模多機能・看護小規模多機能: visits, days and nights from one office.
    MultifunctionalCare,
    /// 介護老人福祉施設・老健・介護医療院・特定施設・グループホーム: living there.
    ResidentialCare,
    /// 福祉用具貸与・販売.
    Equipment,
    /// 行政・保健所.
    PublicOffice,
    /// 医師会・歯科医師会・薬剤師会・看護協会.
    ProfessionalAssociation,
    /// 社会福祉協議会.
    CouncilOfSocialWelfare,
    /// 消防・救急.
    FireDepartment,
    /// 民間・住民の支え合い: informal services.
    Informal,
    /// その他.
    Other,
}

impl OrganizationKind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Self; 22] = [
        Self::Hospital,
        Self::ClinicWithBeds,
        Self::Clinic,
        Self::DentalClinic,
        Self::Pharmacy,
        Self::VisitingNurseStation,
        Self::CareManagementOffice,
        Self::CommunitySupportCentre,
        Self::HomeCare,
        Self::HomeRehabilitation,
        Self::DayService,
        Self::ShortStay,
        Self::MultifunctionalCare,
        Self::ResidentialCare,
        Self::Equipment,
        Self::Midwife,
        Self::PublicOffice,
        Self::ProfessionalAssociation,
        Self::CouncilOfSocialWelfare,
        Self::FireDepartment,
        Self::Informal,
        Self::Other,
    ];

    const TABLE: [(Self, &'static str, &'static str, &'static str); 22] = [
        (Self::Hospital, "hospital", "病院", "Hospital"),
        (Self::ClinicWithBeds, "clinic_with_beds", "有床診療所", "Clinic with beds"),
        (Self::Clinic, "clinic", "診療所", "Clinic"),
        (Self::DentalClinic, "dental_clinic", "歯科", "Dental clinic"),
        (Self::Pharmacy, "pharmacy", "薬局", "Pharmacy"),
        (Self::VisitingNurseStation, "visiting_nurse_station", "訪問看護", "Visiting nurses"),
        (Self::CareManagementOffice, "care_management_office", "ケアマネジャー", "Care managers"),
        (Self::CommunitySupportCentre, "community_support_centre", "地域包括支援センター", "Community support centre"),
        (Self::HomeCare, "home_care", "訪問介護", "Home helpers"),
        (Self::HomeRehabilitation, "home_rehabilitation", "訪問リハビリ", "Home rehabilitation"),
        (Self::DayService, "day_service", "デイサービス", "Day services"),
        (Self::ShortStay, "short_stay", "ショートステイ", "Short stays"),
        (Self::MultifunctionalCare, "multifunctional_care", "小規模多機能", "Multifunctional care"),
        (Self::ResidentialCare, "residential_care", "入所施設", "Residential care"),
        (Self::Equipment, "equipment", "福祉用具", "Equipment"),
        (Self::Midwife, "midwife", "助産所", "Midwives"),
        (Self::PublicOffice, "public_office", "行政", "Public office"),
        (Self::ProfessionalAssociation, "professional_association", "医師会など", "Professional association"),
        (Self::CouncilOfSocialWelfare, "council_of_social_welfare", "社会福祉協議会", "Council of social welfare"),
        (Self::FireDepartment, "fire_department", "消防", "Fire department"),
        (Self::Informal, "informal", "地域の支え合い", "Neighbourhood help"),
        (Self::Other, "other", "その他", "Other"),
    ];

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        Self::TABLE.iter().find(|row| row.0 == self).expect("every kind stands in the table")
    }

    /// The ASCII code that is stored, such as `dental_clinic`.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// The kind that a stored code or a query parameter names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TABLE.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// The Japanese word shown to people.
    pub fn japanese(self) -> &'static str {
        self.row().2
    }

    /// The English word shown to people.
    pub fn english(self) -> &'static str {
        self.row().3
    }

    /// Whether two sources may speak of one organisation when they call it these two kinds: a clinic may turn out to
    /// have beds, a hospital also runs offices, but a pharmacy is never a dentist.
    pub fn may_be_one_with(self, other: Self) -> bool {
        let trade = |kind: Self| match kind {
            Self::Hospital | Self::ClinicWithBeds | Self::Clinic => 1,
            Self::DentalClinic => 2,
            Self::Pharmacy => 3,
            Self::Midwife => 4,
            _ => 0,
        };
        let (a, b) = (trade(self), trade(other));
        a == b || a == 0 || b == 0
    }

    /// Licensed medical care: hospital, clinic, dentist, pharmacy or midwife.
    pub fn is_medical(self) -> bool {
        matches!(
            self,
            Self::Hospital | Self::ClinicWithBeds | Self::Clinic | Self::DentalClinic | Self::Pharmacy | Self::Midwife
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_row_and_is_listed_once() {
        for kind in OrganizationKind::ALL {
            assert_eq!(OrganizationKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(OrganizationKind::ALL.len(), OrganizationKind::TABLE.len());
    }
}
