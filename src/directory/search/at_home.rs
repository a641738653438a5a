//! What 「家に来る」 means for whom is asked: of a dentist the visit of a dentist, not of somebody else from the same house.

use super::super::capability::codes::AT_HOME;
use super::super::kind::OrganizationKind as Kind;
use super::query::{Query, need_of};

pub(super) use super::super::service_type::AT_HOME as SERVICES_AT_HOME;

/// By what coming to the house is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtHome {
    /// Services of which it is the nature.
    pub services: Vec<&'static str>,
    /// Questions that were asked about it, the plainest first.
    pub capabilities: Vec<&'static str>,
    /// Whether it is judged for certain kinds alone.
    pub is_of_kinds: bool,
}

/// By what a query judges it: the kinds that were chosen, or typed.
pub fn at_home(query: &Query) -> AtHome {
    let typed = query.terms().filter_map(need_of).flat_map(|need| &need.best.kinds);
    let kinds: Vec<Kind> = query.kinds.iter().chain(typed).copied().collect();
    let mut judged = AtHome { services: Vec::new(), capabilities: Vec::new(), is_of_kinds: true };
    for kind in &kinds {
        let (services, capabilities): (&[&str], &[&str]) = match kind {
            Kind::Hospital | Kind::ClinicWithBeds | Kind::Clinic => {
                (&[], &["home_visit", "house_call", "house_call_night", "house_call_holiday"])
            }
            Kind::DentalClinic => (&[], &["dental_visit"]),
            Kind::Pharmacy => (&[], &["pharmacist_visit", "pharmacist_visit_holiday"]),
            Kind::VisitingNurseStation => (&["130"], &["nurse_visit"]),
            _ => return anything(),
        };
        judged.services.extend(services);
        judged.capabilities.extend(capabilities);
    }
    if kinds.is_empty() { anything() } else { judged }
}

fn anything() -> AtHome {
    AtHome { services: SERVICES_AT_HOME.to_vec(), capabilities: AT_HOME.to_vec(), is_of_kinds: false }
}
