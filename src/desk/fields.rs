//! The fields of a form as they were typed: a name may stand there several times.

use axum::extract::{Form, FromRequest, Request};

use crate::platform::web::Problem;

/// The fields, in the order in which they stand.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty where it is not there.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that is not empty.
    pub fn all(&self, name: &str) -> Vec<String> {
        let of_name = self.0.iter().filter(|(field, value)| field == name && !value.trim().is_empty());
        of_name.map(|(_, value)| value.clone()).collect()
    }

    /// Every value of a field, the empty ones too: fields that stand in rows keep their places.
    pub fn every(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// What a field means, if it means anything.
    pub fn read<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.one(name).trim().parse().ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        form.map(|Form(fields)| Self(fields)).map_err(|cause| Problem::bad_input(cause.body_text()))
    }
}
