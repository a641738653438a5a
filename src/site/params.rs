//! The parameters of an address: repeated names allowed, nothing believed.

use kyoten_text::normalize::display_line;

/// The parameters in the order in which they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the part of an address after `?`. Control characters, and those that steer or hide text, go, as nobody types
    /// them; so do fields without a value, and what stands there twice.
    pub fn of(query: Option<&str>) -> Self {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let pair = (display_line(&name), display_line(&value).trim().to_owned());
            if !pair.1.is_empty() && !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        Self(pairs)
    }

    /// Only the parameters with these names.
    pub fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect())
    }

    /// Whether an address says just this; white space around a value and between words does not matter.
    pub fn is_as_written(&self, query: Option<&str>) -> bool {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let written = written.map(|(name, value)| (name.into_owned(), squeezed(&value)));
        written.eq(self.0.iter().map(|(name, value)| (name.clone(), squeezed(value))))
    }

    /// Every name with its value, in the order in which they stand.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of this name; empty when there is none.
    pub fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether this name has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The same without every value of these names.
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// The same without one value of a name.
    pub fn without_value(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(n, v)| n != name || v != value).cloned().collect())
    }

    /// The same with a name set to one value.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut params = self.without(&[name]);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The same with one more value of a name.
    pub fn and(&self, name: &str, value: &str) -> Self {
        let mut params = self.without_value(name, value);
        params.0.push((name.to_owned(), value.to_owned()));
        params
    }

    /// The address of `path` with these parameters.
    pub fn address(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.0);
        format!("{path}?{}", query.finish())
    }

    /// Nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_stay_and_control_characters_go() {
        let params = Params::of(Some("kind=a&kind=b&q=%E6%AD%AF%00%0A%20&x="));
        assert_eq!(params.all("kind").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(params.first("q"), "歯");
        assert_eq!(
            params.without_value("kind", "a").with("page", "2").address("/search"),
            "/search?kind=b&q=%E6%AD%AF&page=2"
        );
    }

    #[test]
    fn an_address_that_says_more_than_it_means_is_noticed() {
        for (written, means) in [
            ("q=a&lat=&lon=", "/search?q=a"),
            ("q=%E2%80%AEa", "/search?q=a"),
            ("q=%00", "/search"),
            ("q=a&q=a", "/search?q=a"),
        ] {
            let params = Params::of(Some(written));
            assert_eq!(params.address("/search"), means);
            let again = means.split_once('?').map(|(_, query)| query);
            assert!(!params.is_as_written(Some(written)), "{written}");
            assert!(params.is_as_written(again), "{means}");
        }
        for written in ["q=a", "q=%20a%20%20b&kind=x", "", "q=%E3%80%80a", "q=a%E2%80%A8b"] {
            assert!(Params::of(Some(written)).is_as_written(Some(written)), "{written}");
        }
    }
}
